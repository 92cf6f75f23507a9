import { type RawBuilder, sql } from 'kysely';
import type { Seed } from './chain.ts';

/**
 * Everything that hangs together with the seeds, as `core(kind, id)`: the ledger entries, lines, payments, allocations and
 * postings of one item. What many items share (deliveries, files, batches of postings) is no way from one to another.
 *
 * Each step looks up by an index. Not more than `most` and one are found: the walk ends as soon as so many are known.
 */
export const coreOf = (seeds: readonly Seed[], most: number): RawBuilder<unknown> => sql`
  recursive walk(kind, id) as (
    select * from unnest(${seeds.map(({ kind }) => kind)}::text[], ${seeds.map(({ id }) => id)}::bigint[]) s(kind, id)
    union
    select n.kind, n.id from walk w cross join lateral (${neighbours}) n
  ),
  core as materialized (select kind, id from walk limit ${most + 1})`;

/** Both ways of every link, so that the walk finds the same wherever it begins. */
const neighbours = sql.join(
  [
    // A ledger entry: the lines that collect it, what was allocated to it, and the posting that made it.
    sql`select 'line' as kind, s.line_id as id from line_claim s where w.kind = 'entry' and s.claim_id = w.id`,
    sql`select 'allocation', a.id from allocation a where w.kind = 'entry' and a.claim_id = w.id`,
    sql`select 'posting', g.id from claim c
      join posting g on g.company_id = c.company_id and g.bc_entry_number = c.entry_number
      where w.kind = 'entry' and c.id = w.id`,
    // A line: what it collects, and the payments told of it or allocated to it.
    sql`select 'entry', s.claim_id from line_claim s where w.kind = 'line' and s.line_id = w.id`,
    sql`select 'payment', p.id from payment p where w.kind = 'line' and p.line_id = w.id`,
    sql`select 'allocation', a.id from allocation a where w.kind = 'line' and a.line_id = w.id`,
    // A payment: its line, its allocations and postings, what it takes back or is taken back by, and its second tellings.
    sql`select 'line', p.line_id from payment p where w.kind = 'payment' and p.id = w.id and p.line_id is not null`,
    sql`select 'allocation', a.id from allocation a where w.kind = 'payment' and a.payment_id = w.id`,
    sql`select 'posting', g.id from posting g where w.kind = 'payment' and g.payment_id = w.id`,
    sql`select 'payment', p.reverses_id from payment p
      where w.kind = 'payment' and p.id = w.id and p.reverses_id is not null`,
    sql`select 'payment', p.id from payment p where w.kind = 'payment' and p.reverses_id = w.id`,
    sql`select 'payment', q.id from payment p
      join payment q on q.company_id = p.company_id and q.payment_key = p.payment_key
      where w.kind = 'payment' and p.id = w.id`,
    // An allocation: its payment, and what it pays.
    sql`select 'payment', a.payment_id from allocation a where w.kind = 'allocation' and a.id = w.id`,
    sql`select 'line', a.line_id from allocation a
      where w.kind = 'allocation' and a.id = w.id and a.line_id is not null`,
    sql`select 'entry', a.claim_id from allocation a
      where w.kind = 'allocation' and a.id = w.id and a.claim_id is not null`,
    // A posting: its payment, what it takes back or is taken back by, and the ledger entry that it became.
    sql`select 'payment', g.payment_id from posting g where w.kind = 'posting' and g.id = w.id`,
    sql`select 'posting', g.original_id from posting g
      where w.kind = 'posting' and g.id = w.id and g.original_id is not null`,
    sql`select 'posting', g.id from posting g where w.kind = 'posting' and g.original_id = w.id`,
    sql`select 'entry', c.id from posting g
      join claim c on c.company_id = g.company_id and c.entry_number = g.bc_entry_number
      where w.kind = 'posting' and g.id = w.id`,
  ],
  sql` union all `,
);
