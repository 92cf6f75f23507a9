import { z } from 'zod';
import { idText, nothing, openDoor, roles } from '#app';
import { listExceptions } from '#exceptions';
import { ok } from '#kernel';
import { proposeRepairs } from '#payments';
import { exceptionFilterText, exceptionView, page } from '#schemas/http';
import { exceptionAnswer } from '../exception-answer.ts';

openDoor({
  name: 'list-exceptions',
  method: 'GET',
  route: 'companies/{companyId:int}/exceptions',
  summary: 'The error log, oldest first: what each entry means, what may be done about it, and what is proposed.',
  roles,
  path: z.object({ companyId: idText }),
  query: page
    .omit({ before: true })
    .extend({ state: z.enum(['open', 'solved', 'dismissed']).optional(), ...exceptionFilterText.shape }),
  body: nothing,
  answer: z.array(exceptionView),
  async use({ path, query }, { app, moment }) {
    const { db } = app.database;
    const entries = await listExceptions(db, { ...path, ...query, at: moment.at });
    const proposals = await proposeRepairs(db, entries);
    return ok(entries.map((entry) => exceptionAnswer(entry, proposals.get(entry.id))));
  },
});
