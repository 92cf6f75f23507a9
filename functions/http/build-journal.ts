import { z } from 'zod';
import { dispatchWork, idText, nothing, openDoor } from '#app';
import { orderJournal } from '#journal';
import { ok } from '#kernel';
import { dateText } from '#schemas/http';

openDoor({
  name: 'build-journal',
  method: 'POST',
  route: 'companies/{companyId:int}/journals',
  summary: 'Orders a collection journal; it is built in the background. The same commandKey twice is one journal.',
  roles: ['Clerk'],
  path: z.object({ companyId: idText }),
  query: nothing,
  body: z.strictObject({
    agreement: z.string().max(40),
    section: z
      .string()
      .max(20)
      .optional()
      .describe('The kind of delivery, in the channel’s own word; left out: its usual one'),
    paymentDate: dateText,
    dueFrom: dateText.optional(),
    dueTo: dateText.optional(),
    commandKey: z.string().min(1).max(100),
  }),
  answer: z.object({ journalId: z.int() }),
  status: 202,
  async use({ path, body }, { app, moment, by }) {
    const ordered = await orderJournal(
      {
        companyId: path.companyId,
        agreementKey: body.agreement,
        section: body.section,
        paymentDate: body.paymentDate,
        dueFrom: body.dueFrom,
        dueTo: body.dueTo,
        commandKey: `http:${path.companyId}:${body.commandKey}`,
      },
      { database: app.database, moment, by },
    );
    if (!ordered.ok) return ordered;
    await dispatchWork(app);
    return ok({ journalId: ordered.value });
  },
});
