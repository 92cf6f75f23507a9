import { z } from 'zod';
import { dispatchWork, idText, nothing, openDoor } from '#app';
import { ok } from '#kernel';
import { approveMandateChange } from '#mandates';
import { mandateChangeView } from '#schemas/http';
import { mandateAnswer } from '../mandate-answer.ts';

openDoor({
  name: 'approve-mandate-change',
  method: 'POST',
  route: 'companies/{companyId:int}/mandate-changes/{changeId:int}/approve',
  summary: 'Approves a mandate change: one of the channel is written to Business Central, one of ours goes out.',
  roles: ['Clerk'],
  path: z.object({ companyId: idText, changeId: idText }),
  query: nothing,
  body: nothing,
  answer: mandateChangeView,
  async use({ path }, { app, moment, by }) {
    const which = { companyId: path.companyId, id: path.changeId };
    const approved = await approveMandateChange(which, { database: app.database, moment, by });
    if (!approved.ok) return approved;
    await dispatchWork(app);
    return ok(mandateAnswer(approved.value));
  },
});
