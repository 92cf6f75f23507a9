import { sql } from 'kysely';
import type { CalendarDate } from '#kernel';
import type { DbOrTx } from '#store';
import { claimRungs } from './ladder/facts.ts';
import { lowerBound } from './precision.ts';

/** Of which payments: those booked in this time, both days included. */
export interface RungPeriod {
  readonly from: CalendarDate;
  readonly to: CalendarDate;
}

/** What became of the payments that one rung was asked about. */
export interface RungAccount {
  readonly rung: string;
  readonly tried: number;
  /** Payments that it settled, whatever became of them. */
  readonly hit: number;
  /** Of those, the ones that a person undid: each counts as wrong. */
  readonly undone: number;
  /** With 95 % confidence it is right at least so often; 0 where nothing was settled. */
  readonly precisionAtLeast: number;
  /** What it would have done in shadow, beside what stands now. */
  readonly shadow: {
    readonly tried: number;
    readonly agreed: number;
    readonly disagreed: number;
    /** Still waiting for a person. */
    readonly open: number;
    readonly precisionAtLeast: number;
  };
}

/** The rungs that find a line of ours, then those that find claims. */
const rungs = ['line reference', 'customer, group and date', ...claimRungs] as const;

interface CountRow {
  readonly rung: string;
  readonly tried: number;
  readonly hit: number;
  readonly undone: number;
  readonly agreed: number;
  readonly disagreed: number;
  readonly open: number;
}

/**
 * Each rung's account, derived from the payments, their allocations and explanations as they lie there: nothing is counted on
 * the way, so nothing can be counted wrongly.
 */
export async function rungAccounts(
  db: DbOrTx,
  companyId: number,
  { from, to }: RungPeriod,
): Promise<readonly RungAccount[]> {
  const { rows } = await sql<CountRow>`
    with money as materialized (
      select p.id, p.explanation, p.bank is not null as is_bank from payment p
      where p.company_id = ${companyId} and p.kind = 'paid' and p.effect_minor > 0 and p.state <> 'received'
        and coalesce(p.bookkeeping_date, p.actual_date) between ${from}::date and ${to}::date
    ), placed as materialized (
      select a.payment_id, a.rung, bool_or(a.undone_by is not null) as is_undone,
        (jsonb_agg(a.explanation -> 'tried') -> 0) as tried
      from allocation a join money m on m.id = a.payment_id
      where a.rung <> 'a person' group by 1, 2
    ), asked as (
      select m.id, r.rung from money m cross join lateral jsonb_array_elements_text(
        case when jsonb_typeof(m.explanation -> 'tried') = 'array' then m.explanation -> 'tried' else '[]' end) as r(rung)
      union
      select p.payment_id, r.rung from placed p cross join lateral jsonb_array_elements_text(
        case when jsonb_typeof(p.tried) = 'array' then p.tried else '[]' end) as r(rung)
      union
      select id, 'line reference' from money
      union
      select m.id, 'customer, group and date' from money m where not m.is_bank and not exists (
        select 1 from placed p where p.payment_id = m.id and p.rung = 'line reference')
    ), shadowed as (
      select s.rung, f.shares is null as is_open, f.shares = told.shares as agrees
      from shadow_match s join money m on m.id = s.payment_id
      cross join lateral (
        select jsonb_agg(jsonb_build_array(x ->> 'customerNumber', x -> 'claimId', x -> 'minor')
          order by x ->> 'customerNumber', (x ->> 'claimId')::bigint nulls last, (x ->> 'minor')::bigint) as shares
        from jsonb_array_elements(s.shares) x) told
      cross join lateral (
        select jsonb_agg(jsonb_build_array(a.customer_number, a.claim_id, a.amount_minor)
          order by a.customer_number, a.claim_id nulls last, a.amount_minor) as shares
        from allocation a where a.payment_id = s.payment_id and not a.is_undone) f
    ), counts as (
      select rung, count(*) as tried, 0 as hit, 0 as undone, 0 as agreed, 0 as disagreed, 0 as open from asked group by 1
      union all
      select rung, 0, count(*), count(*) filter (where is_undone), 0, 0, 0 from placed group by 1
      union all
      select rung, 0, 0, 0, count(*) filter (where not is_open and agrees),
        count(*) filter (where not is_open and not agrees), count(*) filter (where is_open)
      from shadowed group by 1
    )
    select rung, sum(tried)::bigint as tried, sum(hit)::bigint as hit, sum(undone)::bigint as undone,
      sum(agreed)::bigint as agreed, sum(disagreed)::bigint as disagreed, sum(open)::bigint as open
    from counts group by 1`.execute(db);
  const byRung = new Map(rows.map((row) => [row.rung, row]));
  return rungs.map((rung) => accountOf(rung, byRung.get(rung)));
}

const nothing = { tried: 0, hit: 0, undone: 0, agreed: 0, disagreed: 0, open: 0 };

const accountOf = (rung: string, row: Omit<CountRow, 'rung'> = nothing): RungAccount => ({
  rung,
  tried: row.tried,
  hit: row.hit,
  undone: row.undone,
  precisionAtLeast: lowerBound(row.hit - row.undone, row.hit),
  shadow: {
    tried: row.agreed + row.disagreed + row.open,
    agreed: row.agreed,
    disagreed: row.disagreed,
    open: row.open,
    precisionAtLeast: lowerBound(row.agreed, row.agreed + row.disagreed),
  },
});
