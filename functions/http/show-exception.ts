import { z } from 'zod';
import { idText, nothing, openDoor, roles } from '#app';
import { findException } from '#exceptions';
import { fail, ok, problem } from '#kernel';
import { proposeRepairs } from '#payments';
import { exceptionView } from '#schemas/http';
import { exceptionAnswer } from '../exception-answer.ts';

openDoor({
  name: 'show-exception',
  method: 'GET',
  route: 'exceptions/{exceptionId:int}',
  summary: 'One entry of the error log, with the repairs that are proposed and why.',
  roles,
  path: z.object({ exceptionId: idText }),
  query: nothing,
  body: nothing,
  answer: exceptionView,
  async use({ path }, { app, moment }) {
    const { db } = app.database;
    const entry = await findException(db, path.exceptionId, moment.at);
    if (!entry) return fail(problem('NOT_FOUND', { what: 'exception', id: String(path.exceptionId) }));
    return ok(exceptionAnswer(entry, (await proposeRepairs(db, [entry])).get(entry.id)));
  },
});
