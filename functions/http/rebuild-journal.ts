import { z } from 'zod';
import { dispatchWork, idText, nothing, openDoor } from '#app';
import { rebuildJournal } from '#journal';
import { ok } from '#kernel';

openDoor({
  name: 'rebuild-journal',
  method: 'POST',
  route: 'journals/{journalId:int}/rebuild',
  summary: 'Withdraws a journal of which nothing was delivered and orders it anew with the same window.',
  roles: ['Clerk'],
  path: z.object({ journalId: idText }),
  query: nothing,
  body: z.strictObject({ commandKey: z.string().min(1).max(100) }),
  answer: z.object({ journalId: z.int() }),
  status: 202,
  async use({ path, body }, { app, moment, by }) {
    const commandKey = `http:rebuild:${path.journalId}:${body.commandKey}`;
    const ordered = await rebuildJournal({ ...path, commandKey }, { database: app.database, moment, by });
    if (!ordered.ok) return ordered;
    await dispatchWork(app);
    return ok({ journalId: ordered.value });
  },
});
