import type { CalendarDate, Minor } from '#kernel';
import { type Dimensions, dimensionsText } from './dimensions.ts';

/**
 * What a posting is to the books. `payment`: money that came; `return`: money that was taken back; `reversal`: a person
 * undid the match of what was posted; `writeOff`: a small difference that is let go of; `fee`: what the bank kept;
 * `refund`: money paid back to a customer.
 */
export type PostingKind = 'payment' | 'return' | 'reversal' | 'writeOff' | 'fee' | 'refund';

/** What of a movement goes to one claim, signed as the claim's remaining amount; for a return with the sign turned. */
export interface Application {
  readonly claimId: number;
  readonly entryNumber: number;
  readonly minor: number;
  /** What the customer deducted rightly (payment discount); left out where nothing. */
  readonly discountMinor?: number;
  /** What of the claim is let go of, by a posting of its own; left out where nothing. */
  readonly writeOffMinor?: number;
}

export interface AllocationFacts {
  readonly id: number;
  readonly customerNumber: string;
  readonly minor: number;
  readonly discountMinor: number;
  /** Above zero: the claim is closed without it. Below zero: it stays over once the claim is closed. */
  readonly writeOffMinor: number;
  /** Null: the money stays on the customer's account. */
  readonly claim: {
    readonly id: number;
    readonly entryNumber: number;
    readonly postingDate: CalendarDate;
    readonly currency: string;
  } | null;
}

/** The content of a posting, as far as Business Central sees it. */
export interface PostingContent {
  readonly kind: PostingKind;
  readonly originalId: number | null;
  readonly customerNumber: string;
  readonly amount: Minor;
  readonly currency: string;
  readonly postingDate: CalendarDate;
  readonly applications: readonly Application[];
  readonly dimensions: Dimensions | null;
}

/** Whether Business Central would hold both to be one. The posting date is ours to move: a period may have been opened. */
export const isSameContent = (one: PostingContent, other: PostingContent): boolean =>
  JSON.stringify(comparable(one)) === JSON.stringify(comparable(other));

const comparable = ({ applications, dimensions, ...content }: PostingContent) => [
  content.kind,
  content.originalId,
  content.customerNumber,
  content.amount,
  content.currency,
  dimensionsText(dimensions),
  applications.map(({ entryNumber, minor: share, discountMinor = 0 }) => [entryNumber, share, discountMinor]),
];

/**
 * One for each claim, in the order of the entries; what stays on account has none.
 *
 * Money that is over once the claim is closed (a small difference to our gain) is not applied to it: it stays on the
 * payment's own entry until it is written off there.
 */
export function applicationsOf(allocations: readonly AllocationFacts[]): readonly Application[] {
  const byClaim = new Map<number, Application>();
  for (const { claim, minor: share, discountMinor, writeOffMinor } of allocations) {
    if (!claim) continue;
    const before = byClaim.get(claim.id);
    const discount = (before?.discountMinor ?? 0) + discountMinor;
    const lost = (before?.writeOffMinor ?? 0) + Math.max(writeOffMinor, 0);
    byClaim.set(claim.id, {
      claimId: claim.id,
      entryNumber: claim.entryNumber,
      minor: (before?.minor ?? 0) + share + Math.min(writeOffMinor, 0),
      ...(discount === 0 ? {} : { discountMinor: discount }),
      ...(lost === 0 ? {} : { writeOffMinor: lost }),
    });
  }
  return [...byClaim.values()]
    .filter((application) => application.minor !== 0)
    .sort((a, b) => a.entryNumber - b.entryNumber);
}

export interface CustomerPart {
  readonly customerNumber: string;
  readonly minor: number;
  readonly allocations: readonly AllocationFacts[];
}

/** The allocations of one movement by customer, in the order of the customers' numbers. */
export function partsByCustomer(allocations: readonly AllocationFacts[]): readonly CustomerPart[] {
  const customers = [...new Set(allocations.map(({ customerNumber }) => customerNumber))].sort();
  return customers.map((customerNumber) => {
    const own = allocations.filter((one) => one.customerNumber === customerNumber);
    return { customerNumber, minor: own.reduce((sum, { minor: share }) => sum + share, 0), allocations: own };
  });
}
