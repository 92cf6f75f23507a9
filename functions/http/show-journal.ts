import { z } from 'zod';
import { idText, nothing, openDoor, roles } from '#app';
import { listJournals } from '#journal';
import { fail, ok, problem } from '#kernel';
import { journalView } from '#schemas/http';

openDoor({
  name: 'show-journal',
  method: 'GET',
  route: 'journals/{journalId:int}',
  summary: 'One journal with its totals, its lines by state, and what was left out and why.',
  roles,
  path: z.object({ journalId: idText }),
  query: nothing,
  body: nothing,
  answer: journalView,
  async use({ path }, { app }) {
    const [found] = await listJournals(app.database.db, { journalId: path.journalId, limit: 1 });
    return found ? ok(found) : fail(problem('NOT_FOUND', { what: 'journal', id: String(path.journalId) }));
  },
});
