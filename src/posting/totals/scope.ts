import { type RawBuilder, sql } from 'kysely';
import type { CalendarDate } from '#kernel';
import type { Tx } from '#store';
import type { GapSubject } from './gap.ts';

/** What is looked at: ids by what they are the ids of. */
export type Scope = Readonly<Record<Exclude<GapSubject, 'company'> | 'allocation', readonly number[]>>;

/** Payments that a check begins with: SQL that gives their ids. */
export type Begin = RawBuilder<unknown>;

/** What waits to be proposed or posted now, and whatever else is named by an entry of the error log that is not closed. */
export const waitingPayments = (companyId: number, today: CalendarDate): Begin => sql`
  select p.id from payment p where p.company_id = ${companyId} and p.state = 'matched' and p.effect_minor <> 0
    and (coalesce(p.bookkeeping_date, p.actual_date) is null
      or coalesce(p.bookkeeping_date, p.actual_date) <= ${today}::date)
    and not exists (select 1 from posting g where g.payment_id = p.id and g.kind in ('payment', 'return')
      and g.superseded is null and g.state <> 'failed')
  union select g.payment_id from posting g
    where g.company_id = ${companyId} and g.state in ('proposed', 'sent') and g.posting_date <= ${today}::date`;

/**
 * Everything that hangs on some payments: what they take back, their allocations and postings, the lines that they pay,
 * and the files, deliveries and journals of all those.
 */
export async function scopeOf(tx: Tx, begin: Begin): Promise<Scope> {
  const { rows } = await sql<{ kind: keyof Scope; ids: readonly number[] | null }>`
    with begun as materialized (${begin}),
    payments as materialized (
      select p.id, p.file_id, p.line_id from payment p where p.id in (select id from begun)
      union select o.id, o.file_id, o.line_id from payment p join payment o
        on o.id = p.reverses_id or p.reverses_id is null and o.line_id = p.line_id and o.effect_minor > 0
        where p.id in (select id from begun) and p.effect_minor < 0
    ), shares as materialized (
      select x.id, x.line_id from allocation x where x.payment_id in (select id from payments)
    ), line_ids as materialized (
      select line_id as id from payments where line_id is not null union select line_id from shares where line_id is not null
    ), lines as materialized (
      select l.id, l.journal_id, l.delivery_id from collection_line l where l.id in (select id from line_ids)
    )
    select 'payment' as kind, array_agg(id) as ids from (select id from payments union select id from begun) x
    union all select 'allocation', array_agg(id) from shares
    union all select 'posting', array_agg(id) from (
      select g.id from posting g where g.payment_id in (select id from payments)
      union select g.original_id from posting g where g.payment_id in (select id from payments) and g.original_id is not null) x
    union all select 'line', array_agg(id) from line_ids
    union all select 'file', array_agg(distinct file_id) from payments
    union all select 'delivery', array_agg(distinct delivery_id) from lines where delivery_id is not null
    union all select 'journal', array_agg(distinct journal_id) from lines`.execute(tx);
  const idsOf = (kind: keyof Scope): readonly number[] => rows.find((row) => row.kind === kind)?.ids ?? [];
  return {
    payment: idsOf('payment'),
    allocation: idsOf('allocation'),
    posting: idsOf('posting'),
    line: idsOf('line'),
    file: idsOf('file'),
    delivery: idsOf('delivery'),
    journal: idsOf('journal'),
  };
}

export const sizeOf = (scope: Scope): number => Object.values(scope).reduce((sum, ids) => sum + ids.length, 0);
