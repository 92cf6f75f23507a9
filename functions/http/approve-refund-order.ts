import { z } from 'zod';
import { idText, nothing, openDoor } from '#app';
import { ok } from '#kernel';
import { approveRefund } from '#payments';
import { refundOrderView } from '#schemas/http';
import { refundAnswer } from '../exception-answer.ts';

openDoor({
  name: 'approve-refund-order',
  method: 'POST',
  route: 'refund-orders/{refundOrderId:int}/approve',
  summary: 'Lets money go back; not by whoever asked for it, where the company wants a second person.',
  roles: ['Approver'],
  path: z.object({ refundOrderId: idText }),
  query: nothing,
  body: nothing,
  answer: refundOrderView,
  async use({ path }, { app, moment, by }) {
    const approved = await approveRefund(path, { database: app.database, moment, by });
    return approved.ok ? ok(refundAnswer(approved.value)) : approved;
  },
});
