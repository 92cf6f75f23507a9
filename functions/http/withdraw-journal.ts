import { z } from 'zod';
import { idText, nothing, openDoor } from '#app';
import { withdrawJournal } from '#journal';

openDoor({
  name: 'withdraw-journal',
  method: 'POST',
  route: 'journals/{journalId:int}/withdraw',
  summary: 'Withdraws a journal of which nothing was delivered.',
  roles: ['Clerk'],
  path: z.object({ journalId: idText }),
  query: nothing,
  body: nothing,
  answer: z.object({ withdrawn: z.int() }),
  use: ({ path }, { app, moment, by }) => withdrawJournal(path, { database: app.database, moment, by }),
});
