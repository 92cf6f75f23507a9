import { z } from 'zod';
import { idText, nothing, openDoor, roles } from '#app';
import { ok } from '#kernel';
import { listRefundOrders } from '#payments';
import { page, refundOrderView } from '#schemas/http';
import { refundAnswer } from '../exception-answer.ts';

openDoor({
  name: 'list-refund-orders',
  method: 'GET',
  route: 'companies/{companyId:int}/refund-orders',
  summary: 'Orders to pay money back, newest first.',
  roles,
  path: z.object({ companyId: idText }),
  query: page
    .omit({ after: true })
    .extend({ state: z.enum(['proposed', 'approved', 'posted', 'withdrawn']).optional() }),
  body: nothing,
  answer: z.array(refundOrderView),
  use: async ({ path, query }, { app }) =>
    ok((await listRefundOrders(app.database, { ...path, ...query })).map(refundAnswer)),
});
