import { z } from 'zod';
import { idText, nothing, openDoor } from '#app';
import { retirePaymentIds } from '#payment-ids';
import { paymentIdRetirement } from '#schemas/http';

openDoor({
  name: 'retire-payment-ids',
  method: 'POST',
  route: 'companies/{companyId:int}/payment-ids/retire',
  summary: 'Takes numbers out of use, for ever. They still find their owner and are never given to anybody else.',
  roles: ['Clerk'],
  path: z.object({ companyId: idText }),
  query: nothing,
  body: paymentIdRetirement,
  answer: z.object({ retired: z.int() }),
  use: ({ path, body }, { app, moment, by }) =>
    retirePaymentIds({ ...path, which: body.which, reason: body.reason }, { database: app.database, moment, by }),
});
