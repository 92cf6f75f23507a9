import { sql } from 'kysely';
import { type CalendarDate, knownDate, minor } from '#kernel';
import type { Tx } from '#store';
import type { AllocationFacts, Application, MovementFacts, OriginalFacts } from './decide-posting.ts';
import type { MovementSource } from './movement-key.ts';

/** Which matched payments are looked at: one page of those that have no posting, or one that was refused. */
export interface MovementPage {
  readonly companyId: number;
  readonly sign: 'payments' | 'returns';
  readonly today: CalendarDate;
  readonly afterId: number;
  readonly limit: number;
  /** Files and deliveries whose own totals do not tie: nothing of them is posted. */
  readonly blockedFiles: readonly number[];
  readonly blockedDeliveries: readonly number[];
  /** Only this payment. */
  readonly paymentId?: number | undefined;
}

/**
 * What `p` (a payment) and `g` (its posting, or nothing) are when the payment waits to be proposed.
 *
 * A posting that was refused counts as none: its payment was parked then, so a payment that is matched again is so
 * because a person said it.
 */
export const waitsForPosting = (companyId: number) => sql`p.company_id = ${companyId} and p.state = 'matched'
  and p.effect_minor <> 0 and (g.id is null or g.state = 'failed')`;

/** When a movement is booked; a charge back of a slip may come without the one date or the other. */
const bookingDate = sql`coalesce(p.bookkeeping_date, p.actual_date)`;

interface FactRow {
  readonly payment_id: number;
  readonly kind: MovementFacts['kind'];
  readonly direction: MovementFacts['direction'];
  readonly effect_minor: number;
  readonly booking_date: string | null;
  readonly customer_number: string;
  readonly reference: string;
  readonly line_number: number;
  readonly payment_key: string;
  readonly delivery_number: string | null;
  readonly sha256: string;
  readonly currency: string;
  readonly channel: MovementSource['channel'];
  readonly creditor_number: string;
  readonly allocations: readonly AllocationRow[] | null;
  readonly refused: RefusedRow | null;
  readonly originals: readonly OriginalRow[] | null;
}

interface AllocationRow {
  readonly customer: string;
  readonly known: boolean;
  readonly minor: number;
  readonly claim: number | null;
  readonly entry: number | null;
  readonly date: string | null;
  readonly currency: string | null;
}

interface RefusedRow {
  readonly id: number;
  readonly kind: 'payment' | 'return';
  readonly original_id: number | null;
  readonly idempotency_key: string;
  readonly customer_number: string;
  readonly amount_minor: number;
  readonly currency: string;
  readonly posting_date: string;
  readonly applications: readonly Application[];
}

interface OriginalRow {
  readonly payment: number;
  readonly state: string;
  readonly effect: number;
  readonly posting: number | null;
  readonly posting_state: string | null;
  readonly customer: string | null;
  readonly date: string | null;
  readonly taken_by: number | null;
}

/** Reads a page of facts and locks its payments, so that two runs at once do not both decide about one. */
export async function movementFacts(tx: Tx, page: MovementPage): Promise<readonly MovementFacts[]> {
  const sign = page.sign === 'payments' ? sql`p.effect_minor > 0` : sql`p.effect_minor < 0`;
  const only = page.paymentId === undefined ? sql`` : sql`and p.id = ${page.paymentId}`;
  const { rows } = await sql<FactRow>`
    with page as materialized (
      select p.id from payment p
      join inbound_file f on f.id = p.file_id
      left join collection_line l on l.id = p.line_id
      left join posting g on g.payment_id = p.id
      where ${waitsForPosting(page.companyId)} and ${sign} ${only}
        and (${bookingDate} is null or ${bookingDate} <= ${page.today}::date)
        and f.state = 'ingested' and f.id <> all(${page.blockedFiles})
        and coalesce(l.delivery_id, 0) <> all(${page.blockedDeliveries})
        and p.id > ${page.afterId}
      order by p.id limit ${page.limit} for update of p
    )
    select p.id as payment_id, p.kind, l.direction, p.effect_minor, ${bookingDate} as booking_date, p.customer_number,
      p.reference, p.line_number, p.payment_key, f.delivery_number, f.sha256, p.currency, a.channel, a.creditor_number,
      parts.allocations, to_jsonb(g) as refused, before.originals
    from page join payment p on p.id = page.id
    join inbound_file f on f.id = p.file_id
    join channel_agreement a on a.id = p.agreement_id
    left join collection_line l on l.id = p.line_id
    left join posting g on g.payment_id = p.id
    left join lateral (
      select jsonb_agg(jsonb_build_object('customer', x.customer_number, 'known', c.number is not null,
        'minor', x.amount_minor, 'claim', k.id, 'entry', k.entry_number, 'date', k.posting_date,
        'currency', k.currency) order by x.id) as allocations
      from allocation x
      left join customer c on c.company_id = x.company_id and c.number = x.customer_number
      left join claim k on k.id = x.claim_id
      where x.payment_id = p.id and not x.is_undone) parts on true
    left join lateral (
      select jsonb_agg(jsonb_build_object('payment', o.id, 'state', o.state, 'effect', o.effect_minor,
        'posting', og.id, 'posting_state', og.state, 'customer', og.customer_number, 'date', og.posting_date,
        'taken_by', r.payment_id) order by o.id desc) as originals
      from payment o
      left join posting og on og.payment_id = o.id
      left join posting r on r.original_id = og.id
      where p.effect_minor < 0 and o.effect_minor > 0
        and (o.id = p.reverses_id or p.reverses_id is null and o.line_id = p.line_id)) before on true
    order by p.id`.execute(tx);
  return rows.map(factsOf);
}

function factsOf(row: FactRow): MovementFacts {
  const allocations = row.allocations ?? [];
  return {
    paymentId: row.payment_id,
    kind: row.kind,
    direction: row.direction,
    effect: minor(row.effect_minor),
    currency: row.currency,
    bookingDate: row.booking_date === null ? null : knownDate(row.booking_date),
    customerNumber: row.customer_number,
    reference: row.reference,
    source: {
      channel: row.channel,
      creditorNumber: row.creditor_number,
      deliveryNumber: row.delivery_number,
      fileSha256: row.sha256,
      lineNumber: row.line_number,
      paymentKey: row.payment_key,
    },
    allocations: allocations.map(allocationOf),
    unknownCustomers: [...new Set(allocations.filter(({ known }) => !known).map(({ customer }) => customer))],
    refused: row.refused && refusedOf(row.refused),
    originals: (row.originals ?? []).map(originalOf),
  };
}

const allocationOf = ({ customer, minor: share, claim, entry, date, currency }: AllocationRow): AllocationFacts => ({
  customerNumber: customer,
  minor: share,
  claim:
    claim === null || entry === null || date === null || currency === null
      ? null
      : { id: claim, entryNumber: entry, postingDate: knownDate(date), currency },
});

const refusedOf = (row: RefusedRow): NonNullable<MovementFacts['refused']> => ({
  id: row.id,
  key: row.idempotency_key,
  content: {
    kind: row.kind,
    originalId: row.original_id,
    customerNumber: row.customer_number,
    amount: minor(row.amount_minor),
    currency: row.currency,
    postingDate: knownDate(row.posting_date),
    applications: row.applications,
  },
});

const originalOf = (row: OriginalRow): OriginalFacts => ({
  paymentId: row.payment,
  paymentState: row.state,
  effect: row.effect,
  posting:
    row.posting === null || row.posting_state === null || row.customer === null || row.date === null
      ? null
      : {
          id: row.posting,
          state: row.posting_state,
          customerNumber: row.customer,
          postingDate: knownDate(row.date),
          takenBackBy: row.taken_by,
        },
});
