import { sql } from 'kysely';
import type { Tx } from '#store';
import { gapOf, sumText, type TotalsGap } from './gap.ts';

interface PaymentRow {
  readonly id: number;
  readonly file_name: string;
  readonly line_number: number;
  readonly effect_minor: number;
  readonly state: string;
  readonly allocated: number;
  readonly shares: number;
  readonly lost_claims: number;
  readonly lost_postings: readonly number[] | null;
}

/**
 * What a matched payment moves, against its allocations; whether what they name is there; and whether a posting that its
 * events tell of is gone, so that it would be posted a second time.
 */
export async function paymentTies(tx: Tx, ids: readonly number[]): Promise<readonly TotalsGap[]> {
  const { rows } = await sql<PaymentRow>`
    select * from (
      select p.id, coalesce(f.file_name, '') as file_name, p.line_number, p.effect_minor, p.state,
        coalesce(t.allocated, 0) as allocated, coalesce(t.shares, 0) as shares, coalesce(t.lost_claims, 0) as lost_claims,
        (select array_agg(e.stream_id) from event e
          where e.stream = 'posting' and e.patch ? 'payment_id' and (e.patch ->> 'payment_id')::bigint = p.id
            and not exists (select 1 from posting g where g.id = e.stream_id and g.payment_id = p.id)) as lost_postings
      from payment p left join inbound_file f on f.id = p.file_id
      left join lateral (
        select sum(x.amount_minor)::bigint as allocated, count(*) as shares,
          count(*) filter (where x.claim_id is not null and k.id is null) as lost_claims
        from allocation x left join claim k on k.id = x.claim_id and k.company_id = x.company_id
        where x.payment_id = p.id and not x.is_undone) t on true
      where p.id = any(${ids})) p
    where p.state = 'matched' and p.allocated <> p.effect_minor or p.state in ('noted', 'received') and p.shares > 0
      or p.lost_claims > 0 or p.lost_postings is not null order by id`.execute(tx);
  return rows.map(gapOfPayment);
}

function gapOfPayment(row: PaymentRow): TotalsGap {
  const { id, file_name: name, line_number: lineNumber } = row;
  if (row.lost_postings) {
    const lost = row.lost_postings.map((posting) => `posting ${posting}`).join(', ');
    return gapOf('payment', id, {
      name,
      lineNumber,
      what: lost,
      stated: 'the events tell of it',
      counted: 'it is gone',
    });
  }
  if (row.lost_claims > 0) {
    const counted = `${row.lost_claims} of them are not there`;
    return gapOf('payment', id, { name, lineNumber, what: 'claims it is allocated to', stated: 'all', counted });
  }
  const stated = row.state === 'matched' ? sumText(1, row.effect_minor) : `none, for it is ${row.state}`;
  const counted = sumText(row.shares, row.allocated);
  return gapOf('payment', id, { name, lineNumber, what: 'allocations of the payment', stated, counted });
}

/** What a posting takes into the books, against the allocations that it carries. */
export async function postingTies(tx: Tx, ids: readonly number[]): Promise<readonly TotalsGap[]> {
  const { rows } = await sql<{ id: number; name: string; amount: number; shares: number; carried: number }>`
    select * from (
      select g.id, 'posting ' || g.id as name, case g.kind when 'payment' then g.amount_minor else -g.amount_minor end as amount,
        t.shares, t.carried
      from posting g join payment p on p.id = g.payment_id
      join lateral (select count(*) as shares, coalesce(sum(x.amount_minor), 0)::bigint as carried from allocation x
        where x.payment_id = g.payment_id
          and case when g.allocation_ids is null then not x.is_undone else g.allocation_ids @> to_jsonb(x.id) end) t on true
      where g.id = any(${ids}) and g.kind in ('payment', 'return') and g.superseded is null and g.state <> 'failed'
        and (g.allocation_ids is not null or p.state = 'matched')) g
    where amount <> carried order by id`.execute(tx);
  return rows.map(({ id, name, amount, shares, carried }) =>
    gapOf('posting', id, {
      name,
      what: 'allocations it carries',
      stated: sumText(1, amount),
      counted: sumText(shares, carried),
    }),
  );
}
