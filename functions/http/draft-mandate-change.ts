import { z } from 'zod';
import { idText, nothing, openDoor } from '#app';
import { ok } from '#kernel';
import { draftMandateChange } from '#mandates';
import { mandateOrder } from '#schemas/http';

openDoor({
  name: 'draft-mandate-change',
  method: 'POST',
  route: 'companies/{companyId:int}/mandate-changes',
  summary: 'Drafts a registration or cancellation of a mandate; it is sent once somebody has approved it.',
  roles: ['Clerk'],
  path: z.object({ companyId: idText }),
  query: nothing,
  body: mandateOrder,
  answer: z.object({ id: z.int() }),
  async use({ path, body }, { app, moment, by }) {
    const { agreement: agreementKey, ...order } = body;
    const drafted = await draftMandateChange(
      { ...path, agreementKey, ...order },
      { database: app.database, moment, by },
    );
    return drafted.ok ? ok({ id: drafted.value }) : drafted;
  },
});
