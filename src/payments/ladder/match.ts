import { askRungs, beginning, type Progress } from './ask.ts';
import { batchBooks } from './batch-books.ts';
import { refuseContested } from './contested.ts';
import type { ClaimDecision } from './decision.ts';
import type { ClaimBooks, MatchingPolicy, Remittance } from './facts.ts';
import { impossible, isPossibleAmount, matched, parked } from './outcomes.ts';
import { declaredRungs, identifiedRungs, inferredRungs } from './rungs/index.ts';

/**
 * Decides what follows from each payment. Pure: the same payments, books and policy give the same decisions, whatever order
 * the payments are given in.
 *
 * What names its claims is decided first, in the order of booking date, file and line, each with what is left then. What
 * must be inferred is then decided for all payments against the same books, and a claim that two of them want goes to
 * neither. Last, a declared convention spreads what is left, in that same order.
 *
 * @returns one decision for each payment, in the order of the payments
 */
export function matchRemittances(
  remittances: readonly Remittance[],
  books: ClaimBooks,
  policy: MatchingPolicy,
): readonly ClaimDecision[] {
  const batch = batchBooks(books);
  const decisions: ClaimDecision[] = [];
  decisions.length = remittances.length;
  const settle = (progresses: Iterable<Progress>): readonly Progress[] => {
    const left: Progress[] = [];
    for (const progress of progresses) {
      const { answer, place } = progress;
      if (answer?.kind !== 'settles') {
        left.push(progress);
        continue;
      }
      batch.use(answer.shares);
      decisions[place] = matched(progress, answer);
    }
    return left;
  };
  function* identified(): Iterable<Progress> {
    for (const place of placesInOrder(remittances)) {
      const remittance = remittances[place];
      if (!remittance) continue;
      if (isPossibleAmount(remittance.minor)) {
        yield askRungs(identifiedRungs, beginning(remittance, place, batch, policy));
      } else {
        decisions[place] = impossible(remittance);
      }
    }
  }
  function* declared(progresses: readonly Progress[]): Iterable<Progress> {
    for (const progress of progresses) yield mayBeSpread(progress) ? askDeclared(progress) : progress;
  }
  const open = settle(identified());
  const inferred = open.map((progress) => (progress.answer ? progress : askRungs(inferredRungs, progress)));
  const waiting = settle(declared(settle(refuseContested(inferred))));
  // Suggestions come last, so that none of them offers what is spent by now.
  for (const progress of waiting) decisions[progress.place] = parked(progress);
  return decisions;
}

/** The customer is known, and only which of his claims are meant is not. */
const mayBeSpread = ({ answer, asked }: Progress): boolean =>
  asked.customer !== null && (answer === null || (answer.kind === 'waits' && answer.mayBeSpread));

/** A convention that is silent changes nothing of what is known already. */
function askDeclared(progress: Progress): Progress {
  const asked = askRungs(declaredRungs, { ...progress, answer: null });
  if (asked.answer) return asked;
  return { ...progress, tried: asked.tried, shadows: asked.shadows };
}

/** Places of the payments in the order of booking date, file and line. */
function placesInOrder(remittances: readonly Remittance[]): readonly number[] {
  const places = remittances.map((_, place) => place);
  const isInOrder = remittances.every((remittance, place) => {
    const before = remittances[place - 1];
    return !before || inOrder(before, remittance) <= 0;
  });
  if (isInOrder) return places;
  return places.sort((a, b) => {
    const [one, other] = [remittances[a], remittances[b]];
    return one && other ? inOrder(one, other) : 0;
  });
}

const inOrder = (one: Remittance, other: Remittance): number => {
  if (one.bookedOn !== other.bookedOn) return one.bookedOn < other.bookedOn ? -1 : 1;
  return one.fileId - other.fileId || one.fileLine - other.fileLine || one.paymentId - other.paymentId;
};
