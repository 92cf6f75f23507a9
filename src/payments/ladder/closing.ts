import type { ClaimShare } from './decision.ts';
import type { MatchingPolicy, OpenClaim, Remittance } from './facts.ts';
import { findSubset } from './subset-search.ts';

/** How a payment closes every claim of a set. */
export interface Closing {
  readonly shares: readonly ClaimShare[];
  /** It does so only because a small difference is let go of. */
  readonly isTolerated: boolean;
}

/**
 * Whether the payment closes all of these claims: to the last unit, less payment discounts that are in time, or within
 * what the company and Business Central let go of. Null where it does not.
 */
export function closingOf(
  claims: readonly OpenClaim[],
  remittance: Remittance,
  policy: MatchingPolicy,
): Closing | null {
  const missing = totalOf(claims) - remittance.minor;
  if (missing === 0) return { shares: claims.map((claim) => wholeShare(claim)), isTolerated: false };
  const discounted = missing > 0 ? discountsOf(claims, remittance, missing, policy) : null;
  if (discounted) return { shares: discounted, isTolerated: false };
  const tolerant = missing > 0 ? claims.findLast((claim) => letsGoOf(claim, policy) >= missing) : largestOf(claims);
  if (!tolerant || (missing < 0 && -missing > policy.smallDifferenceMinor)) return null;
  // A difference as large as the claim is no difference of it.
  if (tolerant.openMinor <= Math.abs(missing)) return null;
  const shares = claims.map((claim) => (claim === tolerant ? wholeShare(claim, 0, missing) : wholeShare(claim)));
  return { shares, isTolerated: true };
}

export const totalOf = (claims: readonly OpenClaim[]): number => {
  let total = 0;
  for (const { openMinor } of claims) total += openMinor;
  return total;
};

/** Takes a claim off whole: in money, less what is deducted rightly and what is let go of. */
export const wholeShare = (claim: OpenClaim, discountMinor = 0, writeOffMinor = 0): ClaimShare => ({
  customerNumber: claim.customerNumber,
  claimId: claim.id,
  minor: claim.openMinor - discountMinor - writeOffMinor,
  discountMinor,
  writeOffMinor,
});

/** What may be deducted from this claim when it is paid whole on that day; zero where nothing. */
export const discountInTime = ({ discount, openMinor }: OpenClaim, { bookedOn }: Remittance): number =>
  discount && bookedOn <= discount.until && discount.minor > 0 && discount.minor < openMinor ? discount.minor : 0;

/** Business Central lets go of a rest; a company's own small difference counts either way. */
const letsGoOf = ({ toleranceMinor }: OpenClaim, { smallDifferenceMinor }: MatchingPolicy): number =>
  Math.max(toleranceMinor, smallDifferenceMinor);

const largestOf = (claims: readonly OpenClaim[]): OpenClaim | undefined =>
  claims.reduce<OpenClaim | undefined>(
    (largest, claim) => (largest && largest.openMinor >= claim.openMinor ? largest : claim),
    undefined,
  );

/** The one choice of discounts that explains what is missing; null where none does, or more than one. */
function discountsOf(
  claims: readonly OpenClaim[],
  remittance: Remittance,
  missing: number,
  { mostNodes }: MatchingPolicy,
): readonly ClaimShare[] | null {
  const discounts = claims
    .map((claim, id) => ({ id, minor: discountInTime(claim, remittance) }))
    .filter(({ minor }) => minor > 0);
  if (discounts.length === 0) return null;
  const found = findSubset(missing, discounts, mostNodes);
  if (found.kind !== 'unique') return null;
  return claims.map((claim, id) => wholeShare(claim, found.ids.includes(id) ? discountInTime(claim, remittance) : 0));
}
