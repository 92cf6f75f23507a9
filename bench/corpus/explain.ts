import type { CalendarDate } from '#kernel';
import { type DraftClaim, discountOf } from './drafts.ts';

/** One way to explain an amount: these claims paid whole, some of them less their discount. */
export interface Explanation {
  readonly claims: readonly DraftClaim[];
}

/**
 * Every set of these claims that explains the amount exactly, by trying all of them: credit memos count below zero, and a
 * claim with a discount in time may be paid with or without it. No cleverness, so that it is plainly right; a customer of
 * the corpus has at most 14 claims.
 *
 * @param most stop after so many; two are enough to know that it is not the only one
 */
export function explanationsOf(
  amount: number,
  claims: readonly DraftClaim[],
  on: CalendarDate,
  most = 2,
): readonly Explanation[] {
  const found: Explanation[] = [];
  const chosen: DraftClaim[] = [];
  const { low, high } = boundsOf(claims, on);
  const visit = (at: number, left: number): void => {
    if (found.length >= most) return;
    // Nothing that is left to add can bring the rest to zero any more.
    if (left > (high[at] ?? 0) || left < (low[at] ?? 0)) return;
    const claim = claims[at];
    if (claim === undefined) {
      if (left === 0 && chosen.length > 0) found.push({ claims: [...chosen] });
      return;
    }
    chosen.push(claim);
    visit(at + 1, left - claim.openMinor);
    const discount = discountOf(claim, on);
    if (discount > 0) visit(at + 1, left - claim.openMinor + discount);
    chosen.pop();
    visit(at + 1, left);
  };
  visit(0, amount);
  return found;
}

/** The least and the most that the claims from a place on can add up to. */
function boundsOf(
  claims: readonly DraftClaim[],
  on: CalendarDate,
): { low: readonly number[]; high: readonly number[] } {
  const low = Array.from({ length: claims.length + 1 }, () => 0);
  const high = [...low];
  for (let i = claims.length - 1; i >= 0; i--) {
    const claim = claims[i];
    const least = claim === undefined ? 0 : claim.openMinor - discountOf(claim, on);
    low[i] = (low[i + 1] ?? 0) + Math.min(0, least);
    high[i] = (high[i + 1] ?? 0) + Math.max(0, claim?.openMinor ?? 0);
  }
  return { low, high };
}

export const isOnlyWay = (amount: number, claims: readonly DraftClaim[], on: CalendarDate): boolean =>
  explanationsOf(amount, claims, on).length === 1;

/**
 * How likely it is that an amount which has nothing to do with these claims is explained by a set of them all the same:
 * the number of different sums, over the number of amounts of the same divisor in their range.
 */
export function chanceOfCoincidence(claims: readonly DraftClaim[]): number {
  let sums = new Set([0]);
  for (const { openMinor } of claims) sums = new Set([...sums].flatMap((sum) => [sum, sum + openMinor]));
  const values = [...sums];
  const range = values.reduce((a, b) => Math.max(a, b), 0) - values.reduce((a, b) => Math.min(a, b), 0);
  const divisor = claims.reduce((a, { openMinor }) => greatestCommonDivisor(a, Math.abs(openMinor)), 0);
  return range === 0 ? 1 : (sums.size - 1) / (range / divisor);
}

function greatestCommonDivisor(a: number, b: number): number {
  return b === 0 ? a : greatestCommonDivisor(b, a % b);
}
