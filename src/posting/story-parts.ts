import { sql } from 'kysely';
import { assert } from '#kernel';
import type { Tx } from '#store';
import type { Application } from './posting-content.ts';

export interface StoryJournal {
  readonly id: number;
  readonly section: string;
  readonly paymentDate: string;
  readonly state: string;
  readonly builtBy: string;
  readonly approvedBy: string | null;
}

export interface StoryShare {
  readonly claimId: number;
  readonly entryNumber: number;
  readonly documentType: string;
  readonly documentNumber: string;
  readonly postingDate: string;
  readonly dueDate: string | null;
  /** What of it the line collects. */
  readonly minor: number;
  /** What is still open of it in Business Central, as last read. */
  readonly remainingMinor: number;
  /** Whether this line speaks for it still. */
  readonly isLive: boolean;
}

/** An outgoing file. Its bytes lie in the vault under `sha256`; the line stands in it under its reference. */
export interface StoryDelivery {
  readonly id: number;
  readonly deliveryNumber: number;
  readonly fileName: string;
  readonly sha256: string;
  readonly size: number;
  readonly state: string;
  readonly sentAt: Date | null;
  readonly transmissionId: string | null;
  readonly receiptText: string | null;
}

export interface StoryPayment {
  readonly id: number;
  readonly kind: string;
  readonly means: string;
  readonly state: string;
  readonly recordCode: string;
  readonly askedMinor: number;
  readonly actualMinor: number;
  /** What it moves: positive to us, negative back. */
  readonly effectMinor: number;
  readonly dueDate: string | null;
  readonly actualDate: string | null;
  readonly bookkeepingDate: string | null;
  readonly file: { readonly id: number; readonly fileName: string; readonly sha256: string };
  readonly lineNumber: number;
  /** Where its record lies in the file, the end not included; null where no record was kept. */
  readonly bytes: { readonly from: number; readonly to: number } | null;
  readonly allocations: readonly StoryAllocation[];
  readonly posting: StoryPosting | null;
}

export interface StoryAllocation {
  readonly id: number;
  /** Null: it stays on the customer's account. */
  readonly entryNumber: number | null;
  readonly minor: number;
  readonly rung: string;
  readonly explanation: unknown;
  readonly isUndone: boolean;
}

export interface StoryPosting {
  readonly id: number;
  readonly kind: 'payment' | 'return';
  readonly state: string;
  readonly idempotencyKey: string;
  readonly minor: number;
  readonly postingDate: string;
  readonly applications: readonly Application[];
  readonly attempts: number;
  readonly documentNumber: string | null;
  readonly bcEntryNumber: number | null;
  /** Business Central's own words. */
  readonly bcText: string | null;
  readonly bcCorrelationId: string | null;
}

export async function journalOf(tx: Tx, id: number): Promise<StoryJournal> {
  const { rows } = await sql<StoryJournal>`
    select id, section, payment_date as "paymentDate", state, built_by as "builtBy", approved_by as "approvedBy"
    from journal where id = ${id}`.execute(tx);
  const [journal] = rows;
  assert(journal, `line's journal ${id} is there`);
  return journal;
}

export async function sharesOf(tx: Tx, lineId: number): Promise<readonly StoryShare[]> {
  const { rows } = await sql<StoryShare>`
    select c.id as "claimId", c.entry_number as "entryNumber", c.document_type as "documentType",
      c.document_number as "documentNumber", c.posting_date as "postingDate", c.due_date as "dueDate",
      s.amount_minor as minor, c.remaining_minor as "remainingMinor", s.is_live as "isLive"
    from line_claim s join claim c on c.id = s.claim_id where s.line_id = ${lineId} order by c.entry_number`.execute(
    tx,
  );
  return rows;
}

/** The line's own events say every delivery it was ever in, also those it was taken out of to be sent again. */
export async function deliveriesOf(tx: Tx, lineId: number): Promise<readonly StoryDelivery[]> {
  const { rows } = await sql<StoryDelivery>`
    select d.id, d.delivery_number as "deliveryNumber", d.file_name as "fileName", d.sha256, d.size, d.state,
      d.sent_at as "sentAt", d.transmission_id as "transmissionId", d.receipt_text as "receiptText"
    from delivery d where d.id in (
      select (e.patch ->> 'delivery_id')::bigint from event e
      where e.stream = 'collection_line' and e.stream_id = ${lineId}
      union select delivery_id from collection_line where id = ${lineId})
    order by d.id`.execute(tx);
  return rows;
}

/** Payments told of the line, and those a person gave to its claims without naming a line. */
export async function paymentsOf(tx: Tx, lineId: number): Promise<readonly StoryPayment[]> {
  const { rows } = await sql<StoryPayment>`
    select p.id, p.kind, p.means, p.state, p.record_code as "recordCode", p.asked_minor as "askedMinor",
      p.actual_minor as "actualMinor", p.effect_minor as "effectMinor", p.due_date as "dueDate",
      p.actual_date as "actualDate", p.bookkeeping_date as "bookkeepingDate", p.line_number as "lineNumber",
      jsonb_build_object('id', f.id, 'fileName', f.file_name, 'sha256', f.sha256) as file,
      case when r.byte_from is null then null
        else jsonb_build_object('from', r.byte_from, 'to', r.byte_to) end as bytes,
      coalesce(a.allocations, '[]'::jsonb) as allocations,
      case when g.id is null then null else jsonb_build_object('id', g.id, 'kind', g.kind, 'state', g.state,
        'idempotencyKey', g.idempotency_key, 'minor', g.amount_minor, 'postingDate', g.posting_date,
        'applications', g.applications, 'attempts', g.attempts, 'documentNumber', g.document_number,
        'bcEntryNumber', g.bc_entry_number, 'bcText', g.bc_text, 'bcCorrelationId', g.bc_correlation_id) end as posting
    from payment p
    join inbound_file f on f.id = p.file_id
    left join file_record r on r.file_id = p.file_id and r.line_number = p.line_number
    left join posting g on g.payment_id = p.id
    left join lateral (
      select jsonb_agg(jsonb_build_object('id', x.id, 'entryNumber', c.entry_number, 'minor', x.amount_minor,
        'rung', x.rung, 'explanation', x.explanation, 'isUndone', x.is_undone) order by x.id) as allocations
      from allocation x left join claim c on c.id = x.claim_id where x.payment_id = p.id) a on true
    where p.id in (
      select id from payment where line_id = ${lineId}
      union select payment_id from allocation where line_id = ${lineId}
      union select x.payment_id from line_claim s join allocation x on x.claim_id = s.claim_id and x.line_id is null
        where s.line_id = ${lineId})
    order by p.id`.execute(tx);
  return rows;
}
