import { z } from 'zod';
import { idText, nothing, openDoor } from '#app';
import { approveJournal } from '#journal';

openDoor({
  name: 'approve-journal',
  method: 'POST',
  route: 'journals/{journalId:int}/approve',
  summary: 'Approves a checked journal. Where the company asks for it, not by whoever built it.',
  roles: ['Approver'],
  path: z.object({ journalId: idText }),
  query: nothing,
  body: nothing,
  answer: z.object({ approved: z.int() }),
  use: ({ path }, { app, moment, by }) => approveJournal(path, { database: app.database, moment, by }),
});
