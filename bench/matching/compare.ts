import type { ClaimDecision, ClaimShare } from '../../src/payments/ladder/index.ts';
import type { TruthRow, TruthShare } from '../corpus/rows.ts';

/** What became of one payment, judged by the truth. */
export type Verdict =
  /** Settled, just as it was meant. */
  | 'right'
  /** Settled, and something in it is not as it was meant, or nobody could have known. */
  | 'wrong'
  /** Spread by a convention that the company declared: no proof, and the money is the customer's all the same. */
  | 'convention'
  /** It waits for a person. */
  | 'waits';

export interface Judged {
  readonly verdict: Verdict;
  readonly why: string;
}

/** Compares a decision with the truth: every share's customer, claim, amount, discount and difference. */
export function judge(decision: ClaimDecision, truth: TruthRow, minor: number): Judged {
  if (decision.act === 'park') return { verdict: 'waits', why: '' };
  const sum = decision.shares.reduce((total, share) => total + share.minor, 0);
  if (sum !== minor) return { verdict: 'wrong', why: `its parts sum to ${sum} of ${minor}` };
  const [got, meant] = [decision.shares.map(fromShare), truth.shares.map(fromTruth)].map((keys) => keys.toSorted());
  const isSame = got?.length === meant?.length && (got ?? []).every((key, i) => key === meant?.[i]);
  if (decision.explanation.uniqueness?.kind === 'convention' && isOfSameCustomers(decision, truth)) {
    return { verdict: 'convention', why: isSame ? 'as meant' : 'otherwise than meant' };
  }
  if (truth.expect === 'refuse') return { verdict: 'wrong', why: `it cannot be proven: ${truth.why}` };
  return isSame
    ? { verdict: 'right', why: '' }
    : { verdict: 'wrong', why: `meant ${meant?.join('; ')}; settled ${got?.join('; ')}` };
}

/** Where the truth stands among the suggestions: 1 is the first, 0 is nowhere. */
export function rankOfTruth(decision: ClaimDecision, truth: TruthRow): number {
  const meant = truth.shares.map(fromTruth).toSorted().join(';');
  return decision.suggestions.findIndex(({ shares }) => shares.map(fromShare).toSorted().join(';') === meant) + 1;
}

/** A convention may choose among a customer's claims; it may never choose the customer. */
const isOfSameCustomers = (decision: ClaimDecision, truth: TruthRow): boolean => {
  const meant = new Set(truth.shares.map(({ customer }) => customer));
  return decision.shares.every(({ customerNumber }) => meant.has(customerNumber));
};

const fromShare = (share: ClaimShare): string =>
  keyOf(share.customerNumber, share.claimId, share.minor, share.discountMinor, share.writeOffMinor);

const fromTruth = (share: TruthShare): string =>
  keyOf(share.customer, share.claim, share.minor, share.discountMinor, share.writeOffMinor);

const keyOf = (customer: string, claim: number | null, minor: number, discount: number, writeOff: number): string =>
  `${customer}/${claim ?? 'on account'} ${minor}${discount === 0 ? '' : ` discount ${discount}`}${
    writeOff === 0 ? '' : ` let go ${writeOff}`
  }`;
