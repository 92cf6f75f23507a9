import { sql } from 'kysely';
import type { CalendarDate } from '#kernel';
import type { Db } from '#store';
import type { OpenPosting } from './bc-payment.ts';
import { openAndDue, openPostings, type PostingRange } from './next-round.ts';

export interface SummaryRule {
  /** Payments of one file, date and currency from which they are summed up. */
  readonly fromPayments: number;
  /** Payments of one transaction at most. */
  readonly mostLines: number;
}

/** A payment that was never tried: no key of it can be in Business Central. */
const isUntried = (o: string) => {
  const posting = sql.raw(o);
  return sql`${posting}.kind = 'payment' and ${posting}.state = 'proposed' and ${posting}.attempts = 0
    and ${posting}.idempotency_key !~ ':r[0-9]+$'`;
};

/**
 * Payments of the range that may go together, in pieces: of one file, date and currency, and nothing of their customers
 * goes before them that does not go with them.
 */
export async function batchCandidates(
  db: Db,
  range: PostingRange,
  today: CalendarDate,
  resting: readonly string[],
  { fromPayments, mostLines }: SummaryRule,
): Promise<readonly (readonly OpenPosting[])[]> {
  const { rows } = await sql<{ id: number; file: number; date: string; currency: string }>`
    with mine as materialized (
      select o.id, o.company_id, o.customer_number, o.posting_date, o.currency, p.file_id from posting o
      join payment p on p.id = o.payment_id
      where ${openAndDue(range.companyId, today)} and o.id between ${range.fromId} and ${range.toId} and ${isUntried('o')}
        and o.customer_number <> all(${resting})
    ), groups as (
      select m.file_id, m.posting_date, m.currency from (select distinct file_id, posting_date, currency from mine) m
      where (select count(*) from payment q join posting g on g.payment_id = q.id and g.kind = 'payment'
        and g.superseded is null and g.posting_date = m.posting_date and g.currency = m.currency
        where q.file_id = m.file_id) >= ${fromPayments}
    )
    select m.id, m.file_id as file, m.posting_date as date, m.currency
    from mine m join groups using (file_id, posting_date, currency)
    where not exists (
      select 1 from posting e join payment q on q.id = e.payment_id
      where e.company_id = m.company_id and e.customer_number = m.customer_number and e.state in ('proposed', 'sent')
        and e.id < m.id and not (${isUntried('e')} and e.posting_date = m.posting_date and e.currency = m.currency
          and q.file_id = m.file_id))
    order by m.file_id, m.posting_date, m.currency, m.id`.execute(db);
  const pieces: number[][] = [];
  let before = '';
  for (const { id, file, date, currency } of rows) {
    const group = `${file}|${date}|${currency}`;
    const piece = pieces.at(-1);
    if (piece && group === before && piece.length < mostLines) piece.push(id);
    else pieces.push([id]);
    before = group;
  }
  const loaded = [];
  // One alone goes as it always does.
  for (const ids of pieces.filter(({ length }) => length > 1)) loaded.push(await postingsOf(db, ids));
  return loaded;
}

export const postingsOf = (db: Db, ids: readonly number[]): Promise<readonly OpenPosting[]> =>
  openPostings(db, sql`select unnest(${ids}::bigint[]) as id`, ids.length);
