import { z } from 'zod';
import { dispatchWork, exceptionHandlers, idText, nothing, openDoor } from '#app';
import { actOnException } from '#exceptions';
import { ok } from '#kernel';
import { exceptionAction, exceptionView } from '#schemas/http';
import { exceptionAnswer } from '../exception-answer.ts';

openDoor({
  name: 'act-on-exception',
  method: 'POST',
  route: 'exceptions/{exceptionId:int}/actions',
  summary: 'Assigns a payment, tries again, or dismisses with a reason. The same command twice has one effect.',
  roles: ['Accountant'],
  path: z.object({ exceptionId: idText }),
  query: nothing,
  body: exceptionAction,
  answer: z.object({ exception: exceptionView, wasDoneBefore: z.boolean() }),
  async use({ path, body }, { app, moment, by }) {
    const parts = { database: app.database, moment, by, handlers: exceptionHandlers };
    const acted = await actOnException({ ...path, ...body }, parts);
    if (!acted.ok) return acted;
    await dispatchWork(app);
    return ok({ exception: exceptionAnswer(acted.value.exception), wasDoneBefore: acted.value.wasDoneBefore });
  },
});
