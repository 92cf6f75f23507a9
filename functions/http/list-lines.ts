import { z } from 'zod';
import { idText, nothing, openDoor, roles } from '#app';
import { ok } from '#kernel';
import { dateText, listedLine, page } from '#schemas/http';
import { figureNames, listLines } from '#statistics';

openDoor({
  name: 'list-lines',
  method: 'GET',
  route: 'companies/{companyId:int}/lines',
  summary: 'The lines behind a figure of the statistics.',
  roles,
  path: z.object({ companyId: idText }),
  query: page.omit({ before: true }).extend({
    channel: z.string().max(40).default('betalingsservice'),
    figure: z.enum(figureNames),
    from: dateText,
    to: dateText,
  }),
  body: nothing,
  answer: z.array(listedLine),
  async use({ path, query }, { app }) {
    const { limit, after, ...which } = query;
    return ok(await listLines(app.database.db, { ...path, ...which }, { limit, after }));
  },
});
