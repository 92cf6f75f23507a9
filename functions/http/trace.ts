import { z } from 'zod';
import { idText, nothing, openDoor, roles } from '#app';
import { trace } from '#posting';
import { chainView } from '#schemas/http';

openDoor({
  name: 'trace',
  method: 'GET',
  route: 'companies/{companyId:int}/trace',
  summary:
    'The lineage of anything, both ways: ledger entry, line, bytes sent, receipts, payment, allocation, posting.',
  roles,
  path: z.object({ companyId: idText }),
  query: z.strictObject({
    what: z
      .string()
      .max(300)
      .meta({ description: '"entry 12345", a reference, a key, a file name with "#line" or "@byte"' }),
    as: z.string().max(20).optional().meta({ description: 'The kind of thing, where the text leaves it open' }),
    after: z.string().max(40).optional().meta({ description: 'The "next" of the page before' }),
  }),
  body: nothing,
  answer: chainView,
  use: ({ path, query }, { app }) => trace(app.database.db, path.companyId, query),
});
