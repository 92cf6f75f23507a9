import type { ClaimDecision, matchRemittances, MatchingPolicy } from '../../src/payments/ladder/index.ts';
import { corpusBlocks } from '../corpus/corpus.ts';
import type { CorpusBlock, PaymentRow } from '../corpus/rows.ts';
import { openBooks } from './books.ts';
import { type Judged, judge } from './compare.ts';
import { remittanceOf } from './remittances.ts';
import { take, type Tally } from './tally.ts';

export type Matcher = typeof matchRemittances;

/**
 * Feeds one seed's corpus to a matcher, file after file in booking order, and keeps account.
 *
 * The books are the company's own; what is settled is taken off them, and nothing else happens to them: a payment that
 * waits goes on waiting.
 */
export function runCorpus(
  { seed, size }: { readonly seed: number; readonly size: number },
  matcher: Matcher,
  policy: MatchingPolicy,
  tally: Tally,
): void {
  for (const block of corpusBlocks(seed, size)) runBlock(block, matcher, policy, tally);
}

export function runBlock(block: CorpusBlock, matcher: Matcher, policy: MatchingPolicy, tally: Tally): void {
  const { books, close } = openBooks(block);
  const truths = new Map(block.truth.map((row) => [row.payment, row]));
  const closed = new Map<number, number>();
  for (const file of filesOf(block.payments)) {
    const remittances = file.map((row) => remittanceOf(row, block.company));
    const began = performance.now();
    const decisions = matcher(remittances, books, policy);
    tally.seconds += (performance.now() - began) / 1000;
    for (const [i, payment] of file.entries()) {
      const [decision, truth] = [decisions[i], truths.get(payment.payment)];
      if (!decision || decision.paymentId !== payment.payment || !truth) {
        throw new Error(`The matcher has no answer for payment ${payment.payment}`);
      }
      const judged = judge(decision, truth, payment.minor);
      take(tally, payment, truth, decision, settle(decision, judged, close, closed));
    }
  }
  takeItems(block, closed, tally);
}

/** Takes settled money off the books; more than is open is wrong whatever the truth says. */
function settle(
  decision: ClaimDecision,
  judged: Judged,
  close: (claimId: number, minor: number) => boolean,
  closed: Map<number, number>,
): Judged {
  if (decision.act === 'park') return judged;
  for (const { claimId, minor, discountMinor, writeOffMinor } of decision.shares) {
    if (claimId === null) continue;
    const closing = minor + discountMinor + writeOffMinor;
    if (!close(claimId, closing))
      return { verdict: 'wrong', why: `${closing} of claim ${claimId} is more than is open` };
    if (judged.verdict === 'right') closed.set(claimId, (closed.get(claimId) ?? 0) + closing);
  }
  return judged;
}

/** Open items that were meant to be closed by the payments, and those that were. */
function takeItems(block: CorpusBlock, closed: ReadonlyMap<number, number>, tally: Tally): void {
  const meant = new Map<number, number>();
  for (const { shares } of block.truth) {
    for (const { claim, minor, discountMinor, writeOffMinor } of shares) {
      if (claim !== null) meant.set(claim, (meant.get(claim) ?? 0) + minor + discountMinor + writeOffMinor);
    }
  }
  for (const { claim, openMinor } of block.claims) {
    if (openMinor === 0 || meant.get(claim) !== openMinor) continue;
    tally.itemsMeant += 1;
    if (closed.get(claim) === openMinor) tally.itemsClosed += 1;
  }
}

function filesOf(payments: readonly PaymentRow[]): readonly (readonly PaymentRow[])[] {
  const files = new Map<number, PaymentRow[]>();
  for (const payment of payments) {
    const file = files.get(payment.file) ?? [];
    file.push(payment);
    files.set(payment.file, file);
  }
  return [...files].sort(([a], [b]) => a - b).map(([, file]) => file);
}
