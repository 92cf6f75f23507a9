import { z } from 'zod';
import { idText, nothing, openDoor, roles } from '#app';
import { ok } from '#kernel';
import { listPaymentIds } from '#payment-ids';
import { page, paymentIdStatus, paymentIdView } from '#schemas/http';
import { paymentIdAnswer } from '../payment-id-answer.ts';

openDoor({
  name: 'list-payment-ids',
  method: 'GET',
  route: 'companies/{companyId:int}/payment-ids',
  summary: 'The payment ids given out, active and retired, oldest first; pages by `after`.',
  roles,
  path: z.object({ companyId: idText }),
  query: page.omit({ before: true }).extend({
    block: z.string().max(40).optional(),
    status: paymentIdStatus.optional(),
    customerNumber: z.string().max(20).optional(),
  }),
  body: nothing,
  answer: z.array(paymentIdView),
  async use({ path, query }, { app }) {
    const { block: blockKey, ...which } = query;
    const entries = await listPaymentIds(app.database.db, { ...path, ...which, blockKey });
    return ok(entries.map(paymentIdAnswer));
  },
});
