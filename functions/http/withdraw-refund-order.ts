import { z } from 'zod';
import { idText, nothing, openDoor } from '#app';
import { ok } from '#kernel';
import { withdrawRefund } from '#payments';
import { refundOrderView } from '#schemas/http';
import { refundAnswer } from '../exception-answer.ts';

openDoor({
  name: 'withdraw-refund-order',
  method: 'POST',
  route: 'refund-orders/{refundOrderId:int}/withdraw',
  summary: 'Nothing goes back: the money stays on the customer’s account. Not once it is posted.',
  roles: ['Accountant', 'Approver'],
  path: z.object({ refundOrderId: idText }),
  query: nothing,
  body: z.strictObject({ reason: z.string().trim().min(1).max(1000) }),
  answer: refundOrderView,
  async use({ path, body }, { app, moment, by }) {
    const withdrawn = await withdrawRefund({ ...path, ...body }, { database: app.database, moment, by });
    return withdrawn.ok ? ok(refundAnswer(withdrawn.value)) : withdrawn;
  },
});
