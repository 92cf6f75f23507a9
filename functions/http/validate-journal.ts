import { z } from 'zod';
import { idText, nothing, openDoor } from '#app';
import { validateJournal } from '#journal';

openDoor({
  name: 'validate-journal',
  method: 'POST',
  route: 'journals/{journalId:int}/validate',
  summary: 'Checks every line; each fault becomes an entry in the error log.',
  roles: ['Clerk'],
  path: z.object({ journalId: idText }),
  query: nothing,
  body: nothing,
  answer: z.object({ validated: z.int(), faulty: z.int() }),
  use: ({ path }, { app, moment, by }) => validateJournal(path, { database: app.database, moment, by }),
});
