import { sql } from 'kysely';
import { type Problem, problem } from '#kernel';
import type { DbOrTx } from '#store';
import { waitsForPosting } from './movement-facts.ts';

/** A file whose frozen totals are not those of what hangs on it. Nothing of it is posted until they are. */
export interface TotalsGap {
  readonly subject: 'file' | 'delivery';
  readonly id: number;
  readonly problem: Problem;
}

interface GapRow {
  readonly id: number;
  readonly file_name: string;
  readonly stated_count: number;
  readonly stated_minor: number;
  readonly counted: number;
  readonly counted_minor: number;
}

/** Looks at the files that payments waiting to be posted came in, and at the deliveries that collected them. */
export async function totalsGaps(db: DbOrTx, companyId: number): Promise<readonly TotalsGap[]> {
  return [
    ...(await inboundGaps(db, companyId)),
    ...(await deliveryGaps(db, companyId)),
    ...(await journalGaps(db, companyId)),
  ];
}

const waiting = (companyId: number) => sql`select p.* from payment p left join posting g on g.payment_id = p.id
  where ${waitsForPosting(companyId)}`;

/** The totals counted from the file's own records when it was taken in, against the payments made of it. */
async function inboundGaps(db: DbOrTx, companyId: number): Promise<readonly TotalsGap[]> {
  const { rows } = await sql<GapRow>`
    select f.id, f.file_name, f.fact_count as stated_count, f.effect_minor as stated_minor,
      count(t.id) as counted, coalesce(sum(t.effect_minor), 0) as counted_minor
    from inbound_file f left join payment t on t.file_id = f.id
    where f.state = 'ingested' and f.id in (select w.file_id from (${waiting(companyId)}) w)
    group by f.id
    having count(t.id) <> f.fact_count or coalesce(sum(t.effect_minor), 0) <> f.effect_minor`.execute(db);
  return rows.map((row) => gapOf('file', 'payments', row));
}

/** The totals frozen with the bytes that were sent, against the lines in them. Lines of a refused one may have moved on. */
async function deliveryGaps(db: DbOrTx, companyId: number): Promise<readonly TotalsGap[]> {
  const { rows } = await sql<GapRow>`
    select d.id, d.file_name, d.collections as stated_count, d.net_minor as stated_minor,
      count(l.id) as counted, coalesce(sum(${signed}), 0) as counted_minor
    from delivery d left join collection_line l on l.delivery_id = d.id
    where d.purpose = 'collect' and d.state <> 'refused' and d.id in (${waitingDeliveries(companyId)})
    group by d.id
    having count(l.id) <> d.collections or coalesce(sum(${signed}), 0) <> d.net_minor`.execute(db);
  return rows.map((row) => gapOf('delivery', 'collections', row));
}

/** The claims a journal chose, against the shares its lines hold; told on the delivery that carried them. */
async function journalGaps(db: DbOrTx, companyId: number): Promise<readonly TotalsGap[]> {
  const { rows } = await sql<GapRow>`
    with touched as (
      select d.id, d.file_name, d.journal_id from delivery d
      where d.purpose = 'collect' and d.id in (${waitingDeliveries(companyId)})
    ), held as (
      select l.journal_id, count(*) as counted, sum(s.amount_minor) as counted_minor
      from collection_line l join line_claim s on s.line_id = l.id
      where l.journal_id in (select journal_id from touched) group by l.journal_id
    )
    select t.id, t.file_name, j.chosen_count as stated_count, j.chosen_minor as stated_minor,
      coalesce(h.counted, 0) as counted, coalesce(h.counted_minor, 0) as counted_minor
    from touched t join journal j on j.id = t.journal_id left join held h on h.journal_id = j.id
    where j.chosen_count <> coalesce(h.counted, 0) or j.chosen_minor <> coalesce(h.counted_minor, 0)`.execute(db);
  return rows.map((row) => gapOf('delivery', 'claims chosen by its journal', row));
}

const signed = sql`case l.direction when 'collect' then l.amount_minor else -l.amount_minor end`;

const waitingDeliveries = (companyId: number) => sql`
  select l.delivery_id from (${waiting(companyId)}) w join collection_line l on l.id = w.line_id
  where l.delivery_id is not null`;

const gapOf = (subject: TotalsGap['subject'], what: string, row: GapRow): TotalsGap => ({
  subject,
  id: row.id,
  problem: problem('TOTALS_WRONG', {
    fileName: row.file_name,
    lineNumber: 0,
    field: what,
    stated: `${row.stated_count} with ${row.stated_minor} øre`,
    counted: `${row.counted} with ${row.counted_minor} øre`,
  }),
});
