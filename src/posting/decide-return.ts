import { type CalendarDate, later, minor } from '#kernel';
import type { MovementFacts, OriginalFacts, OriginalPosting, PartContent } from './movement.ts';
import { applicationsOf, partsByCustomer } from './posting-content.ts';

/**
 * A return takes back the payment that the matching named, or else the latest on its line that fits: every part of it.
 *
 * One whose payment never came into the books is proposed all the same, and fails before it is sent, so that the error log
 * has it and a person can try again once the payment is posted.
 */
export function returnsOf(
  facts: MovementFacts,
  bookingDate: CalendarDate,
  taken: Set<number>,
): readonly PartContent[] | 'wait' {
  const free = facts.originals.filter(
    ({ paymentId, effect, postings }) =>
      effect >= -facts.effect &&
      !taken.has(paymentId) &&
      postings.every(({ taker }) => taker === null || taker.kind === 'reversal' || taker.paymentId === facts.paymentId),
  );
  const original = free.find(({ effect }) => effect === -facts.effect) ?? free[0];
  if (original) taken.add(original.paymentId);
  if (original && isUnsettled(original)) return 'wait';
  return original && isWhole(facts, original)
    ? original.postings.map((posting) => partOf(facts, bookingDate, posting.customerNumber, posting.amount, posting))
    : partsByCustomer(facts.allocations).map((part) => {
        const postings = original?.postings ?? [];
        const own = postings.find(({ customerNumber }) => customerNumber === part.customerNumber);
        return partOf(facts, bookingDate, part.customerNumber, -part.minor, own ?? only(postings));
      });
}

/** It will be posted, or is being undone (maybe refused: then a person says how it goes on), or something is on its way. */
function isUnsettled({ paymentState, postings }: OriginalFacts): boolean {
  const willBePosted = paymentState === 'matched' && !postings.some(({ state }) => state !== 'failed');
  return willBePosted || postings.some(({ taker, hasPartOnItsWay }) => taker?.kind === 'reversal' || hasPartOnItsWay);
}

/** It takes back all that was posted of the payment, whatever the customers' shares in the return are said to be. */
const isWhole = ({ effect }: MovementFacts, { postings }: OriginalFacts): boolean =>
  postings.length > 1 && postings.reduce((sum, { amount }) => sum + amount, 0) === -effect;

const only = (postings: readonly OriginalPosting[]): OriginalPosting | undefined =>
  postings.length === 1 ? postings[0] : undefined;

function partOf(
  facts: MovementFacts,
  bookingDate: CalendarDate,
  customerNumber: string,
  amount: number,
  posting: OriginalPosting | undefined,
): PartContent {
  const customer = posting?.customerNumber ?? customerNumber;
  const own = facts.allocations.filter((one) => one.customerNumber === customerNumber);
  return {
    allocations: own,
    content: {
      kind: 'return',
      originalId: posting?.id ?? null,
      customerNumber: customer,
      amount: minor(amount),
      currency: facts.currency,
      // An application cannot be undone before the date it was made on (business-central.md 5.7).
      postingDate: posting ? later(bookingDate, posting.postingDate) : bookingDate,
      applications: applicationsOf(own),
      // Business Central takes those of what is taken back.
      dimensions: null,
    },
  };
}
