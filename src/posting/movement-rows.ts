import { knownDate, minor } from '#kernel';
import type { MovementFacts, OriginalFacts, StandingPosting } from './movement.ts';
import type { Dimensions } from './dimensions.ts';
import type { MovementSource } from './movement-key.ts';
import type { AllocationFacts, Application, PostingContent, PostingKind } from './posting-content.ts';

/** A movement of money as the database tells it. */
export interface FactRow {
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
  readonly standing: readonly PostingRow[] | null;
  readonly keys: readonly string[] | null;
  readonly originals: readonly OriginalRow[] | null;
}

export interface AllocationRow {
  readonly id: number;
  readonly customer: string;
  readonly known: boolean;
  readonly minor: number;
  readonly discount: number;
  readonly writeOff: number;
  readonly claim: number | null;
  readonly entry: number | null;
  readonly date: string | null;
  readonly currency: string | null;
}

export interface PostingRow {
  readonly id: number;
  readonly kind: PostingKind;
  readonly state: StandingPosting['state'];
  readonly part: string | null;
  readonly original_id: number | null;
  readonly idempotency_key: string;
  readonly customer_number: string;
  readonly amount_minor: number;
  readonly currency: string;
  readonly posting_date: string;
  readonly applications: readonly Application[];
  readonly dimensions: Dimensions | null;
}

interface OriginalRow {
  readonly payment: number;
  readonly state: string;
  readonly effect: number;
  readonly postings:
    | readonly {
        readonly id: number;
        readonly state: string;
        readonly customer: string;
        readonly amount: number;
        readonly date: string;
        readonly taker: 'return' | 'reversal' | null;
        readonly taken_by: number | null;
        readonly on_its_way: boolean;
      }[]
    | null;
}

export function factsOf(row: FactRow, dimensions: Dimensions | null): MovementFacts {
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
    standing: (row.standing ?? []).map(standingOf),
    keys: row.keys ?? [],
    originals: (row.originals ?? []).map(originalOf),
    dimensions,
  };
}

export const allocationOf = (row: AllocationRow): AllocationFacts => ({
  id: row.id,
  customerNumber: row.customer,
  minor: row.minor,
  discountMinor: row.discount,
  writeOffMinor: row.writeOff,
  claim:
    row.claim === null || row.entry === null || row.date === null || row.currency === null
      ? null
      : { id: row.claim, entryNumber: row.entry, postingDate: knownDate(row.date), currency: row.currency },
});

export const standingOf = (row: PostingRow): StandingPosting => ({
  id: row.id,
  state: row.state,
  part: row.part,
  key: row.idempotency_key,
  content: contentOf(row),
});

const contentOf = (row: PostingRow): PostingContent => ({
  kind: row.kind,
  originalId: row.original_id,
  customerNumber: row.customer_number,
  amount: minor(row.amount_minor),
  currency: row.currency,
  postingDate: knownDate(row.posting_date),
  applications: row.applications,
  dimensions: row.dimensions,
});

const originalOf = (row: OriginalRow): OriginalFacts => ({
  paymentId: row.payment,
  paymentState: row.state,
  effect: row.effect,
  postings: (row.postings ?? []).map((posting) => ({
    id: posting.id,
    state: posting.state,
    customerNumber: posting.customer,
    amount: posting.amount,
    postingDate: knownDate(posting.date),
    taker:
      posting.taker === null || posting.taken_by === null ? null : { kind: posting.taker, paymentId: posting.taken_by },
    hasPartOnItsWay: posting.on_its_way,
  })),
});
