import { z } from 'zod';
import { dispatchWork, exceptionHandlersOf, idText, nothing, openDoor } from '#app';
import { actOnException } from '#exceptions';
import { ok } from '#kernel';
import { exceptionAction, exceptionView } from '#schemas/http';
import { exceptionAnswer } from '../exception-answer.ts';

openDoor({
  name: 'act-on-exception',
  method: 'POST',
  route: 'exceptions/{exceptionId:int}/actions',
  summary: 'Does what a person decided about an entry of the error log. The same command twice has one effect.',
  roles: ['Accountant'],
  path: z.object({ exceptionId: idText }),
  query: nothing,
  body: exceptionAction,
  answer: z.object({ exception: exceptionView, wasDoneBefore: z.boolean(), effect: z.unknown() }),
  async use({ path, body }, { app, moment, by }) {
    const parts = { database: app.database, moment, by, handlers: exceptionHandlersOf(app) };
    const command = { ...path, ...body, target: body.target ?? undefined };
    const acted = await actOnException(command, parts);
    if (!acted.ok) return acted;
    await dispatchWork(app);
    const { exception, wasDoneBefore, effect } = acted.value;
    return ok({ exception: exceptionAnswer(exception), wasDoneBefore, effect });
  },
});
