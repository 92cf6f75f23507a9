import { sql } from 'kysely';
import { type ExceptionEntry, findException } from '#exceptions';
import type { Db, Tx } from '#store';
import { eventsOf, type StoryEvent } from './line-events.ts';
import { deliveriesOf, journalOf, paymentsOf, sharesOf } from './story-parts.ts';
import type { StoryDelivery, StoryJournal, StoryPayment, StoryShare } from './story-parts.ts';

/** Which line: by our reference, by its id, or the latest one that collects a ledger entry. */
export type WhichLine =
  | { readonly companyId: number; readonly reference: string }
  | { readonly companyId: number; readonly lineId: number }
  | { readonly companyId: number; readonly entryNumber: number };

/** One collection line's whole story (product: B4), both ways: from the ledger entry to the posted payment, and back. */
export interface LineStory {
  readonly line: StoryLine;
  readonly journal: StoryJournal;
  /** What it collects: the ledger entries, and how much of each. */
  readonly claims: readonly StoryShare[];
  /** Every delivery it was in; the last is the one that holds. */
  readonly deliveries: readonly StoryDelivery[];
  /** What files told of it, how that was allocated, and what Business Central answered. */
  readonly payments: readonly StoryPayment[];
  readonly exceptions: readonly ExceptionEntry[];
  /** Other lines that collected the same ledger entries, before or after. */
  readonly relatedReferences: readonly string[];
  /** All that happened to any of it, in the order it happened. */
  readonly events: readonly StoryEvent[];
}

export interface StoryLine {
  readonly id: number;
  readonly journalId: number;
  readonly reference: string;
  readonly customerNumber: string;
  readonly debtorGroup: string;
  readonly mandateNumber: string | null;
  readonly paymentDate: string;
  readonly direction: 'collect' | 'disburse';
  readonly minor: number;
  readonly currency: string;
  readonly state: string;
  readonly paidMinor: number;
}

/** @param at the moment that the ages of exceptions are counted to. @returns null when there is no such line */
export async function lineStory(db: Db, which: WhichLine, at: Date): Promise<LineStory | null> {
  return db
    .transaction()
    .setIsolationLevel('repeatable read')
    .setAccessMode('read only')
    .execute(async (tx) => {
      const line = await findLine(tx, which);
      return line ? tell(tx, line, at) : null;
    });
}

async function tell(tx: Tx, line: StoryLine, at: Date): Promise<LineStory> {
  const deliveries = await deliveriesOf(tx, line.id);
  const payments = await paymentsOf(tx, line.id);
  const postings = payments.flatMap(({ posting }) => (posting ? [posting.id] : []));
  const subjects = {
    line: [line.id],
    delivery: deliveries.map(({ id }) => id),
    payment: payments.map(({ id }) => id),
    file: [...new Set(payments.map(({ file }) => file.id))],
    posting: postings,
  };
  const exceptions = await exceptionsAbout(tx, subjects, at);
  const events = await eventsOf(tx, {
    journal: [line.journalId],
    collection_line: subjects.line,
    delivery: subjects.delivery,
    inbound_file: subjects.file,
    payment: subjects.payment,
    allocation: payments.flatMap(({ allocations }) => allocations.map(({ id }) => id)),
    posting: postings,
    exception: exceptions.map(({ id }) => id),
  });
  return {
    line,
    journal: await journalOf(tx, line.journalId),
    claims: await sharesOf(tx, line.id),
    deliveries,
    payments,
    exceptions,
    relatedReferences: await relatedTo(tx, line.id),
    events,
  };
}

async function findLine(tx: Tx, which: WhichLine): Promise<StoryLine | null> {
  const { companyId } = which;
  const { rows } = await sql<StoryLine>`
    select l.id, l.journal_id as "journalId", l.reference, l.customer_number as "customerNumber",
      l.debtor_group as "debtorGroup", l.mandate_number as "mandateNumber", l.payment_date as "paymentDate",
      l.direction, l.amount_minor as minor, l.currency, l.state, l.paid_minor as "paidMinor"
    from collection_line l
    where l.company_id = ${companyId} and ${conditionOf(which)} order by l.id desc limit 1`.execute(tx);
  return rows[0] ?? null;
}

function conditionOf(which: WhichLine) {
  if ('reference' in which) return sql`l.reference = ${which.reference}`;
  if ('lineId' in which) return sql`l.id = ${which.lineId}`;
  return sql`l.id in (select s.line_id from line_claim s join claim c on c.id = s.claim_id
    where c.company_id = ${which.companyId} and c.entry_number = ${which.entryNumber})`;
}

async function relatedTo(tx: Tx, lineId: number): Promise<readonly string[]> {
  const { rows } = await sql<{ reference: string }>`
    select l.reference from collection_line l where l.id <> ${lineId} and l.id in (
      select other.line_id from line_claim ours join line_claim other on other.claim_id = ours.claim_id
      where ours.line_id = ${lineId}) order by l.id`.execute(tx);
  return rows.map(({ reference }) => reference);
}

async function exceptionsAbout(
  tx: Tx,
  subjects: Readonly<Record<string, readonly number[]>>,
  at: Date,
): Promise<readonly ExceptionEntry[]> {
  const { rows } = await sql<{ id: number }>`
    select e.id from jsonb_each(${JSON.stringify(subjects)}::jsonb) s(subject, ids)
    cross join lateral jsonb_array_elements_text(s.ids) i(id)
    join exception e on e.subject = s.subject and e.subject_id = i.id::bigint order by e.id`.execute(tx);
  const found: ExceptionEntry[] = [];
  for (const { id } of rows) {
    const entry = await findException(tx, id, at);
    if (entry) found.push(entry);
  }
  return found;
}
