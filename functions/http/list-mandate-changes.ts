import { z } from 'zod';
import { idText, nothing, openDoor, roles } from '#app';
import { ok } from '#kernel';
import { listMandateChanges } from '#mandates';
import { mandateChangeView, page } from '#schemas/http';
import { mandateAnswer } from '../mandate-answer.ts';

openDoor({
  name: 'list-mandate-changes',
  method: 'GET',
  route: 'companies/{companyId:int}/mandate-changes',
  summary: 'The mandate journal, newest first: what the channels told, and what we ask them for.',
  roles,
  path: z.object({ companyId: idText }),
  query: page.pick({ limit: true }).extend({ state: z.string().max(20).optional() }),
  body: nothing,
  answer: z.array(mandateChangeView),
  async use({ path, query }, { app }) {
    const states = query.state === undefined ? undefined : [query.state];
    const found = await listMandateChanges(app.database, { ...path, states, limit: query.limit });
    return ok(found.map(mandateAnswer));
  },
});
