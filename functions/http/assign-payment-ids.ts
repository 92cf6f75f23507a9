import { z } from 'zod';
import { idText, nothing, openDoor } from '#app';
import { assignPaymentIds } from '#payment-ids';
import { ok } from '#kernel';
import { paymentIdOrder, paymentIdReport } from '#schemas/http';

openDoor({
  name: 'assign-payment-ids',
  method: 'POST',
  route: 'companies/{companyId:int}/payment-ids/assign',
  summary:
    'Gives a number to every customer or claim that has none of the block. Asked twice, nobody gets a second one.',
  roles: ['Clerk'],
  path: z.object({ companyId: idText }),
  query: nothing,
  body: paymentIdOrder,
  answer: paymentIdReport,
  async use({ path, body }, { app, moment, by }) {
    const { block: blockKey, who, ...filter } = body;
    const assigned = await assignPaymentIds({ ...path, blockKey, who, filter }, { database: app.database, moment, by });
    if (!assigned.ok) return assigned;
    const { problem, ...report } = assigned.value;
    return ok({ ...report, problem: problem && { code: problem.code, context: { ...problem.context } } });
  },
});
