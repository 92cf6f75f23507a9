import { z } from 'zod';
import { idText, nothing, openDoor, roles } from '#app';
import { knownDate, ok } from '#kernel';
import { dateText, lineFilter } from '#schemas/http';
import { statistics } from '#statistics';

openDoor({
  name: 'statistics',
  method: 'GET',
  route: 'companies/{companyId:int}/statistics',
  summary:
    'Sent, completed, rejected and with difference, by channel and period; each figure says which lines are behind it.',
  roles,
  path: z.object({ companyId: idText }),
  query: z.object({
    from: dateText.default(knownDate('1900-01-01')),
    to: dateText.default(knownDate('2999-12-31')),
    by: z.enum(['month', 'day']).default('month'),
  }),
  body: nothing,
  answer: z.object({
    rows: z.array(
      z.object({
        channel: z.string(),
        period: z.string(),
        from: z.string(),
        to: z.string(),
        figures: z.record(z.string(), z.object({ count: z.int(), minor: z.int(), filter: lineFilter })),
      }),
    ),
    exceptionsWithoutLine: z.int(),
  }),
  use: async ({ path, query }, { app }) => ok(await statistics(app.database.db, { ...path, ...query })),
});
