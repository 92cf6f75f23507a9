import { z } from 'zod';
import { idText, nothing, openDoor, roles } from '#app';
import { fail, ok, problem } from '#kernel';
import { lineStory } from '#posting';

openDoor({
  name: 'line-story',
  method: 'GET',
  route: 'companies/{companyId:int}/lines/{reference}',
  summary:
    'One line from ledger entry to posted entry: bytes, receipts, payments, postings, and everything that happened.',
  roles,
  path: z.object({ companyId: idText, reference: z.string().max(30) }),
  query: nothing,
  body: nothing,
  answer: z.record(z.string(), z.unknown()),
  async use({ path }, { app, moment }) {
    const story = await lineStory(app.database.db, path, moment.at);
    return story ? ok({ ...story }) : fail(problem('NOT_FOUND', { what: 'line', id: path.reference }));
  },
});
