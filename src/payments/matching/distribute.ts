import type { Share } from './facts-and-lines.ts';

/**
 * Spreads an amount over the shares of a line or the open claims of a customer, in their order, and puts the rest on the
 * customer's account. The parts always sum to the amount.
 *
 * Shares of the other sign (credit memos within a collection) are used up whole, because they were part of what was asked.
 */
export function distribute(effectMinor: number, shares: readonly Share[]): readonly Share[] {
  const sign = Math.sign(effectMinor);
  if (sign === 0) return [];
  const against = shares.filter((share) => Math.sign(share.minor) === -sign);
  let left = effectMinor - total(against);
  const given = shares.flatMap(({ claimId, minor }): Share[] => {
    if (minor === 0) return [];
    if (Math.sign(minor) === -sign) return [{ claimId, minor }];
    const part = sign > 0 ? Math.min(minor, left) : Math.max(minor, left);
    left -= part;
    return part === 0 ? [] : [{ claimId, minor: part }];
  });
  return left === 0 ? given : [...given, { claimId: null, minor: left }];
}

/** Takes back where the money went. */
export const takenBack = (shares: readonly Share[]): readonly Share[] =>
  shares.map(({ minor, discountMinor, writeOffMinor, ...share }) => ({
    ...share,
    minor: -minor,
    ...(discountMinor ? { discountMinor: -discountMinor } : {}),
    ...(writeOffMinor ? { writeOffMinor: -writeOffMinor } : {}),
  }));

export const total = (shares: readonly Share[]): number => shares.reduce((sum, { minor }) => sum + minor, 0);
