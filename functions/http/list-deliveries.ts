import { z } from 'zod';
import { idText, nothing, openDoor, roles } from '#app';
import { listDeliveries } from '#journal';
import { ok } from '#kernel';
import { deliveryView, page } from '#schemas/http';

openDoor({
  name: 'list-deliveries',
  method: 'GET',
  route: 'companies/{companyId:int}/deliveries',
  summary: 'Deliveries frozen and sent, newest first, each with the hash of its bytes.',
  roles,
  path: z.object({ companyId: idText }),
  query: page.omit({ after: true }),
  body: nothing,
  answer: z.array(deliveryView),
  use: async ({ path, query }, { app }) => ok(await listDeliveries(app.database.db, { ...path, ...query })),
});
