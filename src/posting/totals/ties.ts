import { sql } from 'kysely';
import { leftOutDigest, linesHoldingClaims, sharesDigest } from '#journal';
import { recordsDigest } from '#payments';
import type { Tx } from '#store';
import { gapOf, sumText, type TotalsGap } from './gap.ts';

interface SumRow {
  readonly id: number;
  readonly name: string;
  readonly stated_count: number;
  readonly stated_minor: number;
  readonly counted: number;
  readonly counted_minor: number;
}

const sumGap = (subject: TotalsGap['subject'], what: string, row: SumRow): TotalsGap =>
  gapOf(subject, row.id, {
    name: row.name,
    what,
    stated: sumText(row.stated_count, row.stated_minor),
    counted: sumText(row.counted, row.counted_minor),
  });

/** What the file was counted to hold when it was taken in, against the payments made of it and its records' places. */
export async function fileTies(tx: Tx, ids: readonly number[]): Promise<readonly TotalsGap[]> {
  const { rows } = await sql<SumRow>`
    select f.id, f.file_name as name, f.fact_count as stated_count, f.effect_minor as stated_minor,
      t.counted, t.counted_minor
    from inbound_file f left join lateral (select count(*) as counted,
      coalesce(sum(p.effect_minor), 0)::bigint as counted_minor from payment p where p.file_id = f.id) t on true
    where f.state = 'ingested' and f.id = any(${ids})
      and (t.counted <> f.fact_count or t.counted_minor <> f.effect_minor)`.execute(tx);
  const places = await sql<{ id: number; name: string }>`
    select f.id, f.file_name as name from inbound_file f where f.id = any(${ids})
      and f.state = 'ingested' and f.records_digest <> ${recordsDigest(sql`f.id`)}`.execute(tx);
  return [
    ...rows.map((row) => sumGap('file', 'payments', row)),
    ...places.rows.map(({ id, name }) =>
      gapOf('file', id, { name, what: 'places of its records', ...otherThan('it was read') }),
    ),
  ];
}

/**
 * Statements whose entries do not lead from the opening to the closing balance. Money of such a file waits while the entry
 * that says so is open: the bank is asked first, and whoever dismisses it has the answer.
 */
export async function statementTies(tx: Tx, ids: readonly number[]): Promise<readonly TotalsGap[]> {
  const { rows } = await sql<{ id: number; name: string; line: number; what: string; stated: string; counted: string }>`
    select f.id, f.file_name as name, s.line_number as line, 'statement ' || s.statement_id as what,
      coalesce(s.closing_minor::text, 'other totals') as stated,
      coalesce((s.opening_minor + s.movements_minor)::text, s.entries || ' entries') as counted
    from statement s join inbound_file f on f.id = s.file_id
    where f.id = any(${ids}) and s.is_tied = false and exists (select 1 from exception x
      where x.subject = 'file' and x.subject_id = f.id and x.code = 'STATEMENT_NOT_TIED' and x.state = 'open')
    order by f.id, s.line_number`.execute(tx);
  return rows.map(({ id, name, line, what, stated, counted }) => ({
    ...gapOf('file', id, { name, lineNumber: line, what, stated, counted }),
    isTold: true,
  }));
}

/** The totals frozen with the bytes that were sent, against the lines in them. Lines of a refused one may have moved on. */
export async function deliveryTies(tx: Tx, ids: readonly number[]): Promise<readonly TotalsGap[]> {
  const { rows } = await sql<SumRow>`
    select d.id, d.file_name as name, d.collections as stated_count, d.net_minor as stated_minor,
      t.counted, t.counted_minor
    from delivery d left join lateral (select count(*) as counted,
      coalesce(sum(${signed}), 0)::bigint as counted_minor from collection_line l where l.delivery_id = d.id) t on true
    where d.purpose = 'collect' and d.state <> 'refused' and d.id = any(${ids})
      and (t.counted <> d.collections or t.counted_minor <> d.net_minor)`.execute(tx);
  return rows.map((row) => sumGap('delivery', 'collections', row));
}

/** What a journal counted while it was built, against its lines' shares and the entries that it left out. */
export async function journalTies(tx: Tx, ids: readonly number[]): Promise<readonly TotalsGap[]> {
  const { rows } = await sql<SumRow & { what: string }>`
    with j as (
      select id, ${journalName} as name, open_count, open_minor, chosen_count, chosen_minor, left_out_count, left_out_minor
      from journal where id = any(${ids})
    ), shares as (
      select l.journal_id as id, count(*) as count, sum(s.amount_minor)::bigint as minor
      from collection_line l join line_claim s on s.line_id = l.id where l.journal_id = any(${ids}) group by 1
    ), outside as (
      select x.journal_id as id, count(*) as count, sum(x.remaining_minor)::bigint as minor
      from left_out x where x.journal_id = any(${ids}) group by 1
    ), witnessed as (
      select j.id, j.name, 'claims chosen by the journal' as what, j.chosen_count as stated_count,
        j.chosen_minor as stated_minor, coalesce(s.count, 0) as counted, coalesce(s.minor, 0) as counted_minor
      from j left join shares s on s.id = j.id
      union all
      select j.id, j.name, 'open entries = chosen + left out', j.open_count, j.open_minor,
        j.chosen_count + coalesce(x.count, 0), j.chosen_minor + coalesce(x.minor, 0)
      from j left join outside x on x.id = j.id
    )
    select * from witnessed where (stated_count, stated_minor) <> (counted, counted_minor) order by id`.execute(tx);
  const changed = await sql<{ id: number; name: string }>`
    select j.id, ${journalName} as name from journal j
    where j.id = any(${ids}) and j.left_out_digest <> ${leftOutDigest(sql`j.id`)}`.execute(tx);
  return [
    ...rows.map((row) => sumGap('journal', row.what, row)),
    ...changed.rows.map(({ id, name }) =>
      gapOf('journal', id, { name, what: 'entries left out', ...otherThan('the journal was built') }),
    ),
  ];
}

const journalName = sql`'journal ' || id`;
const signed = sql`case l.direction when 'collect' then l.amount_minor else -l.amount_minor end`;

/** A line's amount against its shares, its shares against what they were when it was built, and whether it holds them. */
export async function lineTies(tx: Tx, ids: readonly number[]): Promise<readonly TotalsGap[]> {
  const holds = sql`(l.state = any(${linesHoldingClaims}))`;
  const { rows } = await sql<SumRow & { is_changed: boolean; holds: boolean; loose: number }>`
    select * from (
      select l.id, 'line ' || l.reference as name, 1 as stated_count, ${signed} as stated_minor, 1 as counted,
        coalesce(t.minor, 0) as counted_minor, coalesce(l.shares_digest <> ${sharesDigest(sql`l.id`)}, false) as is_changed,
        ${holds} as holds, coalesce(t.loose, 0) as loose
      from collection_line l left join lateral (
        select sum(s.amount_minor)::bigint as minor, count(*) filter (where s.is_live <> ${holds}) as loose
        from line_claim s where s.line_id = l.id) t on true
      where l.id = any(${ids})) l
    where stated_minor <> counted_minor or is_changed or loose > 0 order by id`.execute(tx);
  return rows.flatMap((row) => [
    ...(row.stated_minor === row.counted_minor ? [] : [sumGap('line', 'shares of its claims', row)]),
    ...(row.is_changed
      ? [gapOf('line', row.id, { name: row.name, what: 'its claims’ shares', ...otherThan('the line was built') })]
      : []),
    ...(row.loose === 0 ? [] : [holdGap(row)]),
  ]);
}

const holdGap = ({ id, name, holds, loose }: SumRow & { readonly holds: boolean; readonly loose: number }): TotalsGap =>
  gapOf('line', id, {
    name,
    what: 'whether it holds its claims',
    stated: holds ? 'its state says yes' : 'its state says no',
    counted: `${loose} of them say ${holds ? 'no' : 'yes'}`,
  });

const otherThan = (when: string) => ({ stated: `as when ${when}`, counted: 'changed since' });
