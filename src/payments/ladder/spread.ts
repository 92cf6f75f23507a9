import type { ClaimShare } from './decision.ts';
import type { OpenClaim } from './facts.ts';

/**
 * Spreads money over claims in their order as far as it goes, the last one perhaps in part. Credit memos are left as they
 * are: they are used up only where they were part of what was paid.
 */
export function spread(minor: number, claims: readonly OpenClaim[]): readonly ClaimShare[] {
  let left = minor;
  const shares: ClaimShare[] = [];
  for (const { id, customerNumber, openMinor } of claims) {
    if (left <= 0) break;
    if (openMinor <= 0) continue;
    const part = Math.min(openMinor, left);
    left -= part;
    shares.push({ customerNumber, claimId: id, minor: part, discountMinor: 0, writeOffMinor: 0 });
  }
  return shares;
}

/** The same, with what is left over on the customer's account. */
export function spreadWhole(
  customerNumber: string,
  minor: number,
  claims: readonly OpenClaim[],
): readonly ClaimShare[] {
  const shares = spread(minor, claims);
  const left = minor - shares.reduce((sum, share) => sum + share.minor, 0);
  return left > 0 ? [...shares, onAccount(customerNumber, left)] : shares;
}

/** Money of a customer that is applied to nothing yet. */
export const onAccount = (customerNumber: string, minor: number): ClaimShare => ({
  customerNumber,
  claimId: null,
  minor,
  discountMinor: 0,
  writeOffMinor: 0,
});
