import { z } from 'zod';
import { idText, nothing, openDoor, roles } from '#app';
import { listJournals } from '#journal';
import { ok } from '#kernel';
import { journalView, page } from '#schemas/http';

openDoor({
  name: 'list-journals',
  method: 'GET',
  route: 'companies/{companyId:int}/journals',
  summary: 'Journals, newest first.',
  roles,
  path: z.object({ companyId: idText }),
  query: page.omit({ after: true }),
  body: nothing,
  answer: z.array(journalView),
  use: async ({ path, query }, { app }) =>
    ok(await listJournals(app.database.db, { companyId: path.companyId, ...query })),
});
