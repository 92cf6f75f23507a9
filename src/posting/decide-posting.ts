import { type CalendarDate, later, type Minor, minor, type Problem, problem } from '#kernel';
import { type MovementSource, movementKey, revisionOf } from './movement-key.ts';

/** What of a movement goes to one claim, signed as the claim's remaining amount; for a return with the sign turned. */
export interface Application {
  readonly claimId: number;
  readonly entryNumber: number;
  readonly minor: number;
}

export interface AllocationFacts {
  readonly customerNumber: string;
  readonly minor: number;
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
  readonly kind: 'payment' | 'return';
  readonly originalId: number | null;
  readonly customerNumber: string;
  readonly amount: Minor;
  readonly currency: string;
  readonly postingDate: CalendarDate;
  readonly applications: readonly Application[];
}

/** A payment that was or will be posted and that a return may take back. */
export interface OriginalFacts {
  readonly paymentId: number;
  readonly paymentState: string;
  readonly effect: number;
  readonly posting: {
    readonly id: number;
    readonly state: string;
    readonly customerNumber: string;
    readonly postingDate: CalendarDate;
    /** The payment whose return holds it already. */
    readonly takenBackBy: number | null;
  } | null;
}

/** All that decides how one matched payment is posted. */
export interface MovementFacts {
  readonly paymentId: number;
  readonly kind: 'paid' | 'rejected' | 'cancelled' | 'chargedBack' | 'other';
  readonly direction: 'collect' | 'disburse' | null;
  readonly effect: Minor;
  readonly currency: string;
  readonly bookingDate: CalendarDate | null;
  readonly customerNumber: string;
  readonly reference: string;
  readonly source: MovementSource;
  readonly allocations: readonly AllocationFacts[];
  /** Customer numbers of the allocations that Business Central does not have. */
  readonly unknownCustomers: readonly string[];
  /** The posting that Business Central refused before, when a person has matched the payment again. */
  readonly refused: { readonly id: number; readonly key: string; readonly content: PostingContent } | null;
  /** For a return: the payments on the same line, latest first. */
  readonly originals: readonly OriginalFacts[];
}

export type PostingDecision =
  | { readonly act: 'propose'; readonly key: string; readonly content: PostingContent }
  | { readonly act: 'park'; readonly problem: Problem }
  /** What it depends on is not posted yet, and will be without anybody's help. */
  | { readonly act: 'wait' };

/**
 * Decides what one movement of money becomes in Business Central. Pure.
 *
 * @param taken payments that returns decided before in the same run take back; the decision adds its own
 */
export function decidePosting(facts: MovementFacts, taken: Set<number>): PostingDecision {
  const why = whyNot(facts);
  if (why !== null) return park(facts, why);
  const { bookingDate } = facts;
  if (bookingDate === null) return park(facts, 'it has no bookkeeping date');
  return facts.effect > 0 ? decidePayment(facts, bookingDate) : decideReturn(facts, bookingDate, taken);
}

function whyNot({ kind, direction, effect, currency, allocations, unknownCustomers }: MovementFacts): string | null {
  if (direction === 'disburse' || (kind === 'paid') !== effect > 0) {
    return 'it pays money out; Business Central’s extension takes payments and returns only';
  }
  if (allocations.length === 0) return 'nothing says what it pays';
  const total = allocations.reduce((sum, { minor: share }) => sum + share, 0);
  if (total !== effect) return `its parts add up to ${total}, and it moves ${effect} (minor units)`;
  const customers = new Set(allocations.map(({ customerNumber }) => customerNumber));
  if (customers.size > 1) return `its parts belong to ${customers.size} customers`;
  if (unknownCustomers.length > 0) return `Business Central has no customer ${unknownCustomers.join(', ')}`;
  const foreign = allocations.find(({ claim }) => claim !== null && claim.currency !== currency);
  return foreign ? `it is paid in ${currency}, and the claim is in ${foreign.claim?.currency ?? ''}` : null;
}

function decidePayment(facts: MovementFacts, bookingDate: CalendarDate): PostingDecision {
  // An entry cannot be applied to one that is posted later (business-central.md 5.3, earlier date rule).
  const dates = facts.allocations.flatMap(({ claim, minor: share }) =>
    claim && share !== 0 ? [claim.postingDate] : [],
  );
  return propose(facts, {
    kind: 'payment',
    originalId: null,
    customerNumber: facts.allocations[0]?.customerNumber ?? facts.customerNumber,
    amount: facts.effect,
    currency: facts.currency,
    postingDate: dates.reduce(later, bookingDate),
    applications: applicationsOf(facts.allocations),
  });
}

/**
 * A return takes back the payment that the matching named, or else the latest on its line that fits.
 *
 * One whose payment never came into the books is proposed all the same, and fails before it is sent, so that the error log
 * has it and a person can try again once the payment is posted.
 */
function decideReturn(facts: MovementFacts, bookingDate: CalendarDate, taken: Set<number>): PostingDecision {
  const free = facts.originals.filter(
    ({ paymentId, effect, posting }) =>
      effect >= -facts.effect &&
      !taken.has(paymentId) &&
      (posting === null || posting.takenBackBy === null || posting.takenBackBy === facts.paymentId),
  );
  const original = free.find(({ effect }) => effect === -facts.effect) ?? free[0];
  if (original) taken.add(original.paymentId);
  const posting = original?.posting ?? null;
  const willBePosted = original?.paymentState === 'matched' && (posting === null || posting.state === 'failed');
  if (willBePosted) return { act: 'wait' };
  return propose(facts, {
    kind: 'return',
    originalId: posting?.id ?? null,
    customerNumber: posting?.customerNumber ?? facts.allocations[0]?.customerNumber ?? facts.customerNumber,
    amount: minor(-facts.effect),
    currency: facts.currency,
    // An application cannot be undone before the date it was made on (business-central.md 5.7).
    postingDate: posting ? later(bookingDate, posting.postingDate) : bookingDate,
    applications: applicationsOf(facts.allocations),
  });
}

function propose(facts: MovementFacts, content: PostingContent): PostingDecision {
  const { refused, source } = facts;
  if (refused === null) return { act: 'propose', key: movementKey(source, 1), content };
  const isSame = JSON.stringify(comparable(refused.content)) === JSON.stringify(comparable(content));
  const key = isSame ? refused.key : movementKey(source, revisionOf(refused.key) + 1);
  return { act: 'propose', key, content };
}

/** What Business Central holds a key to. The posting date is ours to move: a person may have opened the period meanwhile. */
const comparable = ({ kind, originalId, customerNumber, amount, currency, applications }: PostingContent) => [
  kind,
  originalId,
  customerNumber,
  amount,
  currency,
  applications.map(({ entryNumber, minor: share }) => [entryNumber, share]),
];

/** One for each claim, in the order of the entries; what stays on account has none. */
function applicationsOf(allocations: readonly AllocationFacts[]): readonly Application[] {
  const byClaim = new Map<number, Application>();
  for (const { claim, minor: share } of allocations) {
    if (!claim) continue;
    const before = byClaim.get(claim.id)?.minor ?? 0;
    byClaim.set(claim.id, { claimId: claim.id, entryNumber: claim.entryNumber, minor: before + share });
  }
  return [...byClaim.values()]
    .filter((application) => application.minor !== 0)
    .sort((a, b) => a.entryNumber - b.entryNumber);
}

const park = ({ reference, customerNumber, effect }: MovementFacts, why: string): PostingDecision => ({
  act: 'park',
  problem: problem('POSTING_NOT_POSSIBLE', { reference, customerNumber, minor: effect, why }),
});
