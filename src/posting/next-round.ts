import { type RawBuilder, sql } from 'kysely';
import { type CalendarDate, knownDate, minor } from '#kernel';
import type { Db } from '#store';
import type { OpenPosting } from './bc-payment.ts';
import type { Dimensions } from './dimensions.ts';
import { earlierKeys } from './movement-key.ts';
import type { Application, PostingKind } from './posting-content.ts';

export interface PostingRange {
  readonly companyId: number;
  readonly fromId: number;
  readonly toId: number;
}

interface OpenRow {
  readonly id: number;
  readonly payment_id: number;
  readonly kind: PostingKind;
  readonly state: 'proposed' | 'sent';
  readonly attempts: number;
  readonly idempotency_key: string;
  readonly customer_number: string;
  readonly display_number: string | null;
  readonly amount_minor: number;
  readonly currency: string;
  readonly company_currency: string;
  readonly channel: OpenPosting['channel'];
  readonly posting_date: string;
  readonly applications: readonly Application[];
  readonly reference: string;
  readonly file_name: string;
  readonly line_number: number;
  readonly original_state: string | null;
  readonly original_entry: number | null;
  readonly account: string | null;
  readonly refused_keys: readonly string[] | null;
  readonly reversed_keys: readonly string[] | null;
  readonly dimensions: Dimensions | null;
}

export const openAndDue = (companyId: number, today: CalendarDate) =>
  sql`o.company_id = ${companyId} and o.state in ('proposed', 'sent') and o.posting_date <= ${today}::date`;

/**
 * The postings to try next: of each customer the earliest that is open and due, so that a customer's movements go in
 * order and never two at once.
 *
 * What stands before a posting of the range is taken along even if its id lies outside: nothing waits for other work.
 */
export async function nextRound(
  db: Db,
  range: PostingRange,
  today: CalendarDate,
  restingCustomers: readonly string[],
  limit: number,
): Promise<readonly OpenPosting[]> {
  const first = sql`
    with wanted as materialized (
      select o.customer_number from posting o
      where ${openAndDue(range.companyId, today)} and o.id between ${range.fromId} and ${range.toId}
        and o.customer_number <> all(${restingCustomers})
      order by o.id limit ${limit * 4}
    )
    select min(o.id) as id from posting o
    where ${openAndDue(range.companyId, today)} and o.customer_number in (select customer_number from wanted)
    group by o.customer_number`;
  return openPostings(db, first, limit);
}

/** Open postings with all that Business Central is told about them, in the order of their ids. */
export async function openPostings(db: Db, ids: RawBuilder<unknown>, limit: number): Promise<readonly OpenPosting[]> {
  const { rows } = await sql<OpenRow>`
    select o.id, o.payment_id, o.kind, o.state, o.attempts, o.idempotency_key, o.customer_number, c.display_number,
      o.amount_minor, o.currency, y.currency as company_currency, o.posting_date, o.applications,
      p.reference, a.channel, f.file_name, p.line_number, b.state as original_state, b.bc_entry_number as original_entry,
      o.account, o.dimensions, was.refused_keys, was.reversed_keys
    from (${ids}) first join posting o on o.id = first.id
    join company y on y.id = o.company_id
    join payment p on p.id = o.payment_id
    join channel_agreement a on a.id = p.agreement_id
    join inbound_file f on f.id = p.file_id
    left join customer c on c.company_id = o.company_id and c.number = o.customer_number
    left join posting b on b.id = o.original_id
    left join lateral (
      select jsonb_agg(w.idempotency_key order by w.id desc) filter (where w.superseded = 'replaced' and w.attempts > 0)
          as refused_keys,
        jsonb_agg(w.idempotency_key) filter (where w.superseded = 'reversed') as reversed_keys
      from posting w where w.payment_id = o.payment_id and w.kind = o.kind and w.id <> o.id
        and w.superseded is not null and o.kind in ('payment', 'return')) was on true
    order by o.id limit ${limit}`.execute(db);
  return rows.map(openPostingOf);
}

/** How many of the range are open and due. */
export async function countOpen(db: Db, range: PostingRange, today: CalendarDate): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    select count(*) as count from posting o
    where ${openAndDue(range.companyId, today)} and o.id between ${range.fromId} and ${range.toId}`.execute(db);
  return rows[0]?.count ?? 0;
}

const openPostingOf = (row: OpenRow): OpenPosting => ({
  id: row.id,
  channel: row.channel,
  paymentId: row.payment_id,
  kind: row.kind,
  state: row.state,
  attempts: row.attempts,
  key: row.idempotency_key,
  earlierKeys: keysToAsk(row),
  account: row.account,
  dimensions: row.dimensions,
  customerNumber: row.customer_number,
  bcCustomerNumber: row.display_number ?? row.customer_number,
  amount: minor(row.amount_minor),
  currency: row.currency,
  companyCurrency: row.company_currency,
  postingDate: knownDate(row.posting_date),
  applications: row.applications,
  reference: row.reference,
  fileName: row.file_name,
  fileLine: row.line_number,
  original: row.original_state === null ? null : { state: row.original_state, bcEntryNumber: row.original_entry },
});

/** What may be in the books under a key that was refused before; what was posted and undone is no question. */
function keysToAsk(row: OpenRow): readonly string[] {
  const reversed = row.reversed_keys ?? [];
  const keys = [...earlierKeys(row.idempotency_key), ...(row.refused_keys ?? [])];
  return [...new Set(keys)].filter((key) => !reversed.includes(key));
}
