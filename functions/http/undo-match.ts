import { z } from 'zod';
import { dispatchWork, idText, nothing, openDoor } from '#app';
import { undoMatchOf } from '#payments';
import { undoneMatch } from '#schemas/http';

openDoor({
  name: 'undo-match',
  method: 'POST',
  route: 'payments/{paymentId:int}/undo',
  summary:
    'Takes back where a payment’s money went, before or after it was posted. The machine never does the same again.',
  roles: ['Accountant'],
  path: z.object({ paymentId: idText }),
  query: nothing,
  body: z.strictObject({ reason: z.string().trim().min(1).max(1000) }),
  answer: undoneMatch,
  async use({ path, body }, { app, moment, by }) {
    const undone = await undoMatchOf({ ...path, ...body }, { database: app.database, moment, by });
    if (undone.ok) await dispatchWork(app);
    return undone;
  },
});
