import { z } from 'zod';
import { dispatchWork, idText, nothing, openDoor } from '#app';
import { exportJournal } from '#journal';
import { ok } from '#kernel';

openDoor({
  name: 'export-journal',
  method: 'POST',
  route: 'journals/{journalId:int}/export',
  summary: 'Freezes the approved lines into a delivery, which is then sent in the background.',
  roles: ['Approver'],
  path: z.object({ journalId: idText }),
  query: nothing,
  body: nothing,
  answer: z.object({ deliveryId: z.int().nullable() }),
  status: 202,
  async use({ path }, { app, moment, by }) {
    const exported = await exportJournal(path, { database: app.database, vault: app.vault, moment, by });
    if (!exported.ok) return exported;
    await dispatchWork(app);
    return ok({ deliveryId: exported.value });
  },
});
