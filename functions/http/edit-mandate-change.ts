import { z } from 'zod';
import { idText, nothing, openDoor } from '#app';
import { ok } from '#kernel';
import { editMandateChange } from '#mandates';
import { mandateChangeView, mandateEdit } from '#schemas/http';
import { mandateAnswer } from '../mandate-answer.ts';

openDoor({
  name: 'edit-mandate-change',
  method: 'POST',
  route: 'companies/{companyId:int}/mandate-changes/{changeId:int}/edit',
  summary: 'Corrects a mandate change that nobody has approved yet.',
  roles: ['Clerk'],
  path: z.object({ companyId: idText, changeId: idText }),
  query: nothing,
  body: mandateEdit,
  answer: mandateChangeView,
  async use({ path, body }, { app, moment, by }) {
    const which = { companyId: path.companyId, id: path.changeId, edit: body };
    const edited = await editMandateChange(which, { database: app.database, moment, by });
    return edited.ok ? ok(mandateAnswer(edited.value)) : edited;
  },
});
