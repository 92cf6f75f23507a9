import { sql } from 'kysely';
import { type CalendarDate, knownDate, minor } from '#kernel';
import type { Db } from '#store';
import type { OpenPosting } from './bc-payment.ts';
import type { Application } from './decide-posting.ts';

export interface PostingRange {
  readonly companyId: number;
  readonly fromId: number;
  readonly toId: number;
}

interface OpenRow {
  readonly id: number;
  readonly payment_id: number;
  readonly kind: 'payment' | 'return';
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
}

const openAndDue = (companyId: number, today: CalendarDate) =>
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
  const { rows } = await sql<OpenRow>`
    with wanted as materialized (
      select o.customer_number from posting o
      where ${openAndDue(range.companyId, today)} and o.id between ${range.fromId} and ${range.toId}
        and o.customer_number <> all(${restingCustomers})
      order by o.id limit ${limit * 4}
    ), first as (
      select min(o.id) as id from posting o
      where ${openAndDue(range.companyId, today)} and o.customer_number in (select customer_number from wanted)
      group by o.customer_number
    )
    select o.id, o.payment_id, o.kind, o.state, o.attempts, o.idempotency_key, o.customer_number, c.display_number,
      o.amount_minor, o.currency, y.currency as company_currency, o.posting_date, o.applications,
      p.reference, a.channel, f.file_name, p.line_number, b.state as original_state, b.bc_entry_number as original_entry
    from first join posting o on o.id = first.id
    join company y on y.id = o.company_id
    join payment p on p.id = o.payment_id
    join channel_agreement a on a.id = p.agreement_id
    join inbound_file f on f.id = p.file_id
    left join customer c on c.company_id = o.company_id and c.number = o.customer_number
    left join posting b on b.id = o.original_id
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
