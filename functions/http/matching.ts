import { z } from 'zod';
import { idText, nothing, openDoor, roles } from '#app';
import { knownDate, ok } from '#kernel';
import { rungAccounts } from '#payments';
import { dateText, rungAccountView } from '#schemas/http';

openDoor({
  name: 'matching',
  method: 'GET',
  route: 'companies/{companyId:int}/matching',
  summary:
    'The account of each rung of the matching ladder: tried, hit, undone by a person, and what rungs in shadow would do.',
  roles,
  path: z.object({ companyId: idText }),
  query: z.object({
    from: dateText.default(knownDate('1900-01-01')),
    to: dateText.default(knownDate('2999-12-31')),
  }),
  body: nothing,
  answer: z.object({ rungs: z.array(rungAccountView) }),
  use: async ({ path: { companyId }, query }, { app }) =>
    ok({ rungs: await rungAccounts(app.database.db, companyId, query) }),
});
