import { z } from 'zod';
import { idText, nothing, openDoor, roles } from '#app';
import { listExceptions } from '#exceptions';
import { ok } from '#kernel';
import { exceptionView, page } from '#schemas/http';
import { exceptionAnswer } from '../exception-answer.ts';

openDoor({
  name: 'list-exceptions',
  method: 'GET',
  route: 'companies/{companyId:int}/exceptions',
  summary: 'The error log, oldest first, with what each entry means and what may be done about it.',
  roles,
  path: z.object({ companyId: idText }),
  query: page.omit({ before: true }).extend({
    state: z.enum(['open', 'solved', 'dismissed']).optional(),
    code: z.string().max(60).optional(),
  }),
  body: nothing,
  answer: z.array(exceptionView),
  use: async ({ path, query }, { app, moment }) =>
    ok((await listExceptions(app.database.db, { ...path, ...query, at: moment.at })).map(exceptionAnswer)),
});
