import { type CalendarDate, later, minor, type Problem, problem } from '#kernel';
import { returnsOf } from './decide-return.ts';
import type { MovementFacts, PartContent } from './movement.ts';
import { movementKey, revisionOf } from './movement-key.ts';
import { applicationsOf, isSameContent, partsByCustomer, type PostingContent } from './posting-content.ts';

/** One posting to be: new, or one that was refused and is tried again as it was. */
export interface ProposedPart {
  readonly part: string | null;
  readonly key: string;
  readonly content: PostingContent;
  readonly allocationIds: readonly number[];
  readonly again: number | null;
}

export type PostingDecision =
  | {
      readonly act: 'propose';
      readonly parts: readonly ProposedPart[];
      /** Refused postings that something else takes the place of. */
      readonly replaced: readonly number[];
    }
  | { readonly act: 'park'; readonly problem: Problem }
  /** What it depends on is not posted, or not undone, yet, and will be without anybody's help. */
  | { readonly act: 'wait' };

/**
 * Decides what one movement of money becomes in Business Central: one posting for each customer it goes to. Pure.
 *
 * @param taken payments that returns decided before in the same run take back; the decision adds its own
 */
export function decidePosting(facts: MovementFacts, taken: Set<number>): PostingDecision {
  const why = whyNot(facts);
  if (why !== null) return park(facts, why);
  const { bookingDate } = facts;
  if (bookingDate === null) return park(facts, 'it has no bookkeeping date');
  const contents = facts.effect > 0 ? paymentsOf(facts, bookingDate) : returnsOf(facts, bookingDate, taken);
  return contents === 'wait' ? { act: 'wait' } : propose(facts, contents);
}

function whyNot(facts: MovementFacts): string | null {
  const { kind, direction, effect, currency, allocations, unknownCustomers } = facts;
  if (direction === 'disburse' || (kind === 'paid') !== effect > 0) {
    return 'it pays money out; Business Central’s extension takes payments and returns only';
  }
  if (allocations.length === 0) return 'nothing says what it pays';
  const total = allocations.reduce((sum, { minor: share }) => sum + share, 0);
  if (total !== effect) return `its parts add up to ${total}, and it moves ${effect} (minor units)`;
  const wrongWay = partsByCustomer(allocations).find(({ minor: part }) => Math.sign(part) !== Math.sign(effect));
  if (wrongWay) {
    return `the part of customer ${wrongWay.customerNumber} is ${wrongWay.minor} of ${effect} (minor units)`;
  }
  if (unknownCustomers.length > 0) return `Business Central has no customer ${unknownCustomers.join(', ')}`;
  const foreign = allocations.find(({ claim }) => claim !== null && claim.currency !== currency);
  return foreign ? `it is paid in ${currency}, and the claim is in ${foreign.claim?.currency ?? ''}` : null;
}

function paymentsOf(facts: MovementFacts, bookingDate: CalendarDate): readonly PartContent[] {
  const { currency, dimensions } = facts;
  return partsByCustomer(facts.allocations).map((part) => {
    // An entry cannot be applied to one that is posted later (business-central.md 5.3, earlier date rule).
    const dates = part.allocations.flatMap(({ claim, minor: share }) =>
      claim && share !== 0 ? [claim.postingDate] : [],
    );
    return {
      allocations: part.allocations,
      content: {
        kind: 'payment',
        originalId: null,
        customerNumber: part.customerNumber,
        amount: minor(part.minor),
        currency,
        postingDate: dates.reduce(later, bookingDate),
        applications: applicationsOf(part.allocations),
        dimensions,
      },
    };
  });
}

/**
 * Gives each content its place: what stands in the books already stays, what was refused goes again under its key when it
 * is the same, and everything else is new, under a key that no content had before.
 */
function propose(facts: MovementFacts, contents: readonly PartContent[]): PostingDecision {
  const { standing, keys, source } = facts;
  const kept = new Set<number>();
  const parts: ProposedPart[] = [];
  for (const { content, allocations } of contents) {
    const part = contents.length === 1 ? null : content.customerNumber;
    const same = standing.find((one) => one.part === part && isSameContent(one.content, content));
    if (same) kept.add(same.id);
    if (same && same.state !== 'failed') continue;
    const key = same?.key ?? movementKey(source, 1 + Math.max(0, ...keys.map(revisionOf)), part);
    parts.push({ part, key, content, allocationIds: allocations.map(({ id }) => id), again: same?.id ?? null });
  }
  const others = standing.filter(({ id }) => !kept.has(id));
  // What is on its way or in the books, and is not meant any more, is undone first.
  if (others.some(({ state }) => state !== 'failed')) return { act: 'wait' };
  return { act: 'propose', parts, replaced: others.map(({ id }) => id) };
}

const park = ({ reference, customerNumber, effect }: MovementFacts, why: string): PostingDecision => ({
  act: 'park',
  problem: problem('POSTING_NOT_POSSIBLE', { reference, customerNumber, minor: effect, why }),
});
