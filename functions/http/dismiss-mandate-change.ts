import { z } from 'zod';
import { idText, nothing, openDoor } from '#app';
import { ok } from '#kernel';
import { dismissMandateChange } from '#mandates';
import { mandateChangeView } from '#schemas/http';
import { mandateAnswer } from '../mandate-answer.ts';

openDoor({
  name: 'dismiss-mandate-change',
  method: 'POST',
  route: 'companies/{companyId:int}/mandate-changes/{changeId:int}/dismiss',
  summary: 'Says that nothing follows from a mandate change; it stays in the journal with the reason.',
  roles: ['Clerk'],
  path: z.object({ companyId: idText, changeId: idText }),
  query: nothing,
  body: z.strictObject({ reason: z.string().min(1).max(1000) }),
  answer: mandateChangeView,
  async use({ path, body }, { app, moment, by }) {
    const which = { companyId: path.companyId, id: path.changeId, reason: body.reason };
    const dismissed = await dismissMandateChange(which, { database: app.database, moment, by });
    return dismissed.ok ? ok(mandateAnswer(dismissed.value)) : dismissed;
  },
});
