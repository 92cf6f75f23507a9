import { type RawBuilder, sql } from 'kysely';
import type { CalendarDate } from '#kernel';
import type { Tx } from '#store';

export interface ChainScope {
  readonly companyId: number;
  readonly currency: string;
  /** Journals by payment date, payments by bookkeeping date; both days included. */
  readonly from?: CalendarDate | undefined;
  readonly to?: CalendarDate | undefined;
}

export interface Sum {
  readonly count: number;
  readonly minor: number;
}

type Sums<Name extends string> = Readonly<Record<Name, Sum>>;

/** What the journals themselves say: counted up while they were built. */
export const journalSums = (tx: Tx, scope: ChainScope): Promise<Sums<'open' | 'chosen'>> =>
  sumsOf(
    tx,
    sql`select coalesce(sum(j.open_count), 0) as open_count, coalesce(sum(j.open_minor), 0) as open_minor,
      coalesce(sum(j.chosen_count), 0) as chosen_count, coalesce(sum(j.chosen_minor), 0) as chosen_minor
    from journal j where ${living(scope)}`,
    ['open', 'chosen'],
  );

export const leftOutSums = (tx: Tx, scope: ChainScope): Promise<Sums<'leftOut'>> =>
  sumsOf(
    tx,
    sql`select count(*) as "leftOut_count", coalesce(sum(x.remaining_minor), 0) as "leftOut_minor"
    from left_out x join journal j on j.id = x.journal_id where ${living(scope)}`,
    ['leftOut'],
  );

/** The claims' shares in lines: how many shares, and how many lines have any. */
export const shareSums = (tx: Tx, scope: ChainScope): Promise<Sums<'shares' | 'sharedLines'>> =>
  sumsOf(
    tx,
    sql`select count(*) as shares_count, coalesce(sum(s.amount_minor), 0) as shares_minor,
      count(distinct s.line_id) as "sharedLines_count", coalesce(sum(s.amount_minor), 0) as "sharedLines_minor"
    from line_claim s join collection_line l on l.id = s.line_id join journal j on j.id = l.journal_id
    where ${living(scope)}`,
    ['shares', 'sharedLines'],
  );

const lineNames = ['lines', 'journal', 'withheld', 'unsent', 'accepted', 'refused', 'awaiting'] as const;

/**
 * The lines, by where they stand, and by how often each went into a file.
 *
 * A line that was refused and that was sent again is in two files, so it counts twice in `journal`, once in `refused`.
 */
export function lineSums(tx: Tx, scope: ChainScope): Promise<Sums<(typeof lineNames)[number]>> {
  const times: Readonly<Record<(typeof lineNames)[number], RawBuilder<unknown>>> = {
    lines: sql`1`,
    journal: sql`m.exports + m.is_unsent`,
    withheld: sql`case when m.exports = 0 and m.state in ('faulty', 'withdrawn') then 1 else 0 end`,
    unsent: sql`m.is_unsent`,
    accepted: sql`case when m.stands and (m.state in ('acknowledged', 'paid', 'rejected', 'chargedBack')
      or m.state = 'withdrawn' and m.delivery_state = 'accepted') then 1 else 0 end`,
    refused: sql`m.refuses + case when m.stands and m.state = 'withdrawn' and m.delivery_state = 'refused'
      then 1 else 0 end`,
    awaiting: sql`case when m.stands and (m.state = 'exported'
      or m.state = 'withdrawn' and m.delivery_state not in ('accepted', 'refused')) then 1 else 0 end`,
  };
  const columns = lineNames.flatMap((name) => [
    sql`coalesce(sum(${times[name]}), 0)::bigint as ${sql.ref(`${name}_count`)}`,
    sql`coalesce(sum((${times[name]}) * m.minor), 0)::bigint as ${sql.ref(`${name}_minor`)}`,
  ]);
  const query = sql`
    with moves as (
      select e.stream_id, count(*) filter (where e.type = 'export') as exports,
        count(*) filter (where e.type = 'refuse') as refuses
      from event e where e.company_id = ${scope.companyId} and e.stream = 'collection_line'
        and e.type in ('export', 'refuse') group by e.stream_id
    ), m as (
      select l.state, d.state as delivery_state, coalesce(moves.exports, 0) as exports,
        coalesce(moves.refuses, 0) as refuses,
        case when l.direction = 'collect' then l.amount_minor else -l.amount_minor end as minor,
        case when l.state in ('built', 'validated', 'approved') then 1 else 0 end as is_unsent,
        l.state in ('exported', 'acknowledged', 'paid', 'rejected', 'chargedBack')
          or l.state = 'withdrawn' and coalesce(moves.exports, 0) > coalesce(moves.refuses, 0) as stands
      from collection_line l join journal j on j.id = l.journal_id
      left join moves on moves.stream_id = l.id left join delivery d on d.id = l.delivery_id
      where ${living(scope)}
    ) select ${sql.join(columns)} from m`;
  return sumsOf(tx, query, lineNames);
}

/** What was frozen with the bytes of the files. */
export const fileSums = (tx: Tx, scope: ChainScope): Promise<Sums<'file'>> =>
  sumsOf(
    tx,
    sql`select coalesce(sum(d.collections), 0) as file_count, coalesce(sum(d.net_minor), 0) as file_minor
    from delivery d join journal j on j.id = d.journal_id where d.purpose = 'collect' and ${living(scope)}`,
    ['file'],
  );

/** What the files that came were counted to hold when they were taken in, and what was made of them; all files. */
export const toldSums = (tx: Tx, { companyId, currency }: ChainScope): Promise<Sums<'told' | 'kept'>> =>
  sumsOf(
    tx,
    sql`select coalesce(sum(f.fact_count), 0) as told_count, coalesce(sum(f.effect_minor), 0) as told_minor,
      coalesce(sum(t.count), 0)::bigint as kept_count, coalesce(sum(t.minor), 0)::bigint as kept_minor
    from inbound_file f left join lateral (select count(*) as count, sum(p.effect_minor) as minor
      from payment p where p.file_id = f.id) t on true
    where f.company_id = ${companyId} and f.state = 'ingested'
      and f.agreement_id in (${agreementsIn(companyId, currency)})`,
    ['told', 'kept'],
  );

export const paymentSums = (tx: Tx, scope: ChainScope): Promise<Sums<'payments' | 'parked' | 'noted'>> =>
  sumsOf(
    tx,
    sql`select count(*) as payments_count, coalesce(sum(p.effect_minor), 0) as payments_minor,
      count(*) filter (where ${isParked}) as parked_count,
      coalesce(sum(p.effect_minor) filter (where ${isParked}), 0) as parked_minor,
      count(*) filter (where p.state = 'noted') as noted_count,
      coalesce(sum(p.effect_minor) filter (where p.state = 'noted'), 0) as noted_minor
    from payment p where ${moving(scope)}`,
    ['payments', 'parked', 'noted'],
  );

/** In the error log, put aside by a person, or not matched yet. */
const isParked = sql`p.state in ('parked', 'dismissed', 'received')`;

/** What was allocated, of the payments that are matched. */
export const allocationSums = (tx: Tx, scope: ChainScope): Promise<Sums<'matched'>> =>
  sumsOf(
    tx,
    sql`select count(distinct p.id) as matched_count, coalesce(sum(x.amount_minor), 0) as matched_minor
    from payment p join allocation x on x.payment_id = p.id and not x.is_undone
    where p.state = 'matched' and ${moving(scope)}`,
    ['matched'],
  );

/**
 * What Business Central confirmed of the matched payments, by what was posted; and what of them is not there yet, by what
 * was allocated. A payment to several customers has a posting for each, and is posted when all of them are.
 *
 * A posting counts while it stands and carries allocations that stand: what was undone is awaited anew, or belongs to
 * nobody until its payment is matched again. Write-offs, fees and refunds move no money that a file told of.
 */
export const postingSums = (tx: Tx, scope: ChainScope): Promise<Sums<'posted' | 'awaitingPosting'>> =>
  sumsOf(
    tx,
    sql`with matched as materialized (select p.id from payment p where p.state = 'matched' and ${moving(scope)}),
    booked as materialized (
      select g.payment_id, g.allocation_ids, case g.kind when 'payment' then g.amount_minor else -g.amount_minor end as minor
      from posting g where g.payment_id in (select id from matched) and g.state = 'confirmed' and g.superseded is null
        and g.kind in ('payment', 'return') and not exists (select 1 from allocation x
          where x.payment_id = g.payment_id and x.is_undone and g.allocation_ids @> to_jsonb(x.id))
    ), by_booking as (
      select payment_id, sum(minor) as minor from booked group by payment_id
    ), by_share as (
      select x.payment_id, sum(x.amount_minor) as minor from allocation x
      where x.payment_id in (select id from matched) and not x.is_undone
        and not exists (select 1 from booked b where b.payment_id = x.payment_id
          and (b.allocation_ids is null or b.allocation_ids @> to_jsonb(x.id)))
      group by x.payment_id
    )
    select count(*) filter (where ${isPosted}) as posted_count, coalesce(sum(b.minor), 0)::bigint as posted_minor,
      count(*) filter (where not ${isPosted}) as "awaitingPosting_count",
      coalesce(sum(s.minor), 0)::bigint as "awaitingPosting_minor"
    from matched m left join by_booking b on b.payment_id = m.id left join by_share s on s.payment_id = m.id`,
    ['posted', 'awaitingPosting'],
  );

const isPosted = sql`(b.payment_id is not null and s.payment_id is null)`;

const living = ({ companyId, currency, from, to }: ChainScope) => sql`j.company_id = ${companyId}
  and j.state <> 'withdrawn' and j.agreement_id in (${agreementsIn(companyId, currency)})
  and j.payment_date between ${from ?? '-infinity'}::date and ${to ?? 'infinity'}::date`;

const moving = ({ companyId, currency, from, to }: ChainScope) => sql`p.company_id = ${companyId}
  and p.effect_minor <> 0 and p.currency = ${currency}
  and coalesce(p.bookkeeping_date, p.actual_date, p.due_date, ${from ?? '-infinity'}::date)
    between ${from ?? '-infinity'}::date and ${to ?? 'infinity'}::date`;

const agreementsIn = (companyId: number, currency: string) =>
  sql`select id from channel_agreement where company_id = ${companyId} and currency = ${currency}`;

async function sumsOf<Name extends string>(
  tx: Tx,
  query: RawBuilder<unknown>,
  names: readonly Name[],
): Promise<Sums<Name>> {
  const { rows } = await sql<Readonly<Record<string, number>>>`${query}`.execute(tx);
  const row = rows[0] ?? {};
  const entries = names.map((name) => [name, { count: row[`${name}_count`] ?? 0, minor: row[`${name}_minor`] ?? 0 }]);
  return Object.fromEntries(entries);
}
