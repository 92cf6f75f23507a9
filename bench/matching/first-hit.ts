import type {
  ClaimBooks,
  ClaimDecision,
  ClaimExplanation,
  ClaimRung,
  ClaimShare,
  OpenClaim,
  Remittance,
} from '../../src/payments/ladder/index.ts';
import { canonicalNumber } from '../../src/payments/ladder/document-numbers.ts';
import type { Matcher } from './run-corpus.ts';

/**
 * How a matcher works that takes the first hit: an id pays its claim whoever pays, a document number likewise, a known
 * account its first customer's oldest claims until the money is spent, and what is over goes on account.
 *
 * Several systems do so in part (competitors.md 4.1). It is here to show what the corpus finds, and for the comparison in
 * docs/corpus.md; it settles nothing of ours.
 */
export const firstHit: Matcher = (remittances, books) => {
  const left = new Map<number, number>();
  const open = (claim: OpenClaim): number => left.get(claim.id) ?? claim.openMinor;
  return remittances.map((remittance) => {
    const [rung, claims] = firstClaims(remittance, books);
    const shares = fill(remittance, claims, open, left);
    return decision(remittance, rung, shares);
  });
};

function firstClaims(remittance: Remittance, books: ClaimBooks): readonly [ClaimRung, readonly OpenClaim[]] {
  for (const id of remittance.ids) {
    for (const { claimId, customerNumber } of books.ownersOf(id)) {
      const claim = claimId === null ? undefined : books.claim(claimId);
      return ['payment id', claim ? [claim] : books.claimsOf(customerNumber)];
    }
  }
  const words = [...remittance.texts, remittance.endToEndId].flatMap((text) => text.split(/[\s,;+]+/));
  const named = words.flatMap((word) => books.claimsByNumber(canonicalNumber(word)).slice(0, 1));
  if (named.length > 0) return ['document numbers', [...new Set(named)]];
  const [known] = books.historyOf(remittance.payerAccount);
  return ['known payer', known ? books.claimsOf(known.customerNumber) : []];
}

function fill(
  { minor, currency }: Remittance,
  claims: readonly OpenClaim[],
  open: (claim: OpenClaim) => number,
  left: Map<number, number>,
): readonly ClaimShare[] {
  const shares: ClaimShare[] = [];
  let rest = minor;
  for (const claim of claims) {
    const part = Math.min(rest, open(claim));
    if (part <= 0 || claim.currency !== currency) continue;
    left.set(claim.id, open(claim) - part);
    shares.push({ customerNumber: claim.customerNumber, claimId: claim.id, minor: part, ...nothingLetGo });
    rest -= part;
  }
  const [first] = claims;
  if (rest <= 0 || shares.length === 0 || !first) return rest === 0 ? shares : [];
  return [...shares, { customerNumber: first.customerNumber, claimId: null, minor: rest, ...nothingLetGo }];
}

const nothingLetGo = { discountMinor: 0, writeOffMinor: 0 } as const;

function decision(remittance: Remittance, rung: ClaimRung, shares: readonly ClaimShare[]): ClaimDecision {
  const { paymentId, fileId, fileLine } = remittance;
  const isSettled = shares.length > 0;
  const explanation: ClaimExplanation = {
    rung: isSettled ? rung : 'none',
    outcome: isSettled ? 'exact' : 'unidentified',
    fileId,
    fileLine,
    evidence: [],
    considered: 0,
    runnersUp: [],
    uniqueness: null,
    whyNot: isSettled ? null : { code: 'NO_IDENTIFIER' },
  };
  return {
    paymentId,
    act: isSettled ? 'match' : 'park',
    shares,
    explanation,
    suggestions: [],
    tried: [rung],
    shadows: [],
  };
}
