import { z } from 'zod';
import { idText, nothing, openDoor, roles } from '#app';
import { ok } from '#kernel';
import { controlTotals } from '#posting';
import { controlTotalsView, dateText } from '#schemas/http';

openDoor({
  name: 'control-totals',
  method: 'GET',
  route: 'companies/{companyId:int}/control-totals',
  summary: 'The totals of the whole chain from open entries to posted payments, and whether they tie.',
  roles,
  path: z.object({ companyId: idText }),
  query: z.object({ from: dateText.optional(), to: dateText.optional() }),
  body: nothing,
  answer: controlTotalsView,
  use: async ({ path, query }, { app }) => ok(await controlTotals(app.database.db, { ...path, ...query })),
});
