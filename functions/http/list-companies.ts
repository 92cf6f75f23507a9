import { z } from 'zod';
import { nothing, openDoor, roles } from '#app';
import { ok } from '#kernel';

openDoor({
  name: 'list-companies',
  method: 'GET',
  route: 'companies',
  summary: 'The companies we collect for, and their agreements.',
  roles,
  path: nothing,
  query: nothing,
  body: nothing,
  answer: z.array(
    z.object({
      id: z.int(),
      bcId: z.string(),
      name: z.string(),
      currency: z.string(),
      agreements: z.array(
        z.object({
          key: z.string(),
          channel: z.string(),
          currency: z.string(),
          dunningHeldSince: z.string().nullable(),
        }),
      ),
    }),
  ),
  async use(_input, { app }) {
    const companies = await app.database.db.selectFrom('company').selectAll().orderBy('id').execute();
    const agreements = await app.database.db.selectFrom('channel_agreement').selectAll().execute();
    return ok(
      companies.map((company) => ({
        id: company.id,
        bcId: company.bc_id,
        name: company.name,
        currency: company.currency,
        agreements: agreements
          .filter((found) => found.company_id === company.id)
          .map(({ key, channel, currency: collected, dunning_held_since: held }) => ({
            key,
            channel,
            currency: collected,
            dunningHeldSince: held?.toISOString() ?? null,
          })),
      })),
    );
  },
});
