import { discountInTime, totalOf, wholeShare } from './closing.ts';
import type { ClaimShare } from './decision.ts';
import type { OpenClaim, Remittance } from './facts.ts';
import type { Reason } from './reasons.ts';
import { coincidence, findSubset, type SubsetClaim } from './subset-search.ts';

/** Which sets of a customer's claims explain an amount. */
export type FittingSet =
  | { readonly kind: 'none' | 'gave up'; readonly considered: number; readonly nodes: number }
  /** One and no other; `isPlain`: it is one single claim, or all of them, and no choice was made among many. */
  | {
      readonly kind: 'unique';
      readonly shares: readonly ClaimShare[];
      readonly isPlain: boolean;
      /** An amount that has nothing to do with these claims would be explained by some set of them once in a hundred. */
      readonly isCoincidence: () => boolean;
      readonly considered: number;
      readonly nodes: number;
    }
  /** Equal claims could be exchanged: the oldest are given, or none where that is not allowed. */
  | {
      readonly kind: 'equals';
      readonly shares: readonly ClaimShare[];
      readonly considered: number;
      readonly nodes: number;
    }
  | {
      readonly kind: 'several';
      readonly sets: readonly (readonly ClaimShare[])[];
      readonly considered: number;
      readonly nodes: number;
    };

/**
 * Searches all sets of a customer's open claims, credit memos included, for those that make the amount.
 *
 * A payment discount that is in time stands in the search as a deduction of its own, so that sets with and without it
 * are told apart. That allows more than the payer may do (a deduction without its claim), so what is proven the only one
 * among more is the only one; a set that is not allowed explains nothing.
 *
 * @param fixed claims that are in every set, because the payer named them; what they ask is not enough or too much alone
 */
export function fittingSet(
  remittance: Remittance,
  claims: readonly OpenClaim[],
  mostNodes: number,
  fixed: readonly OpenClaim[] = nothing,
): FittingSet {
  const all = fixed.length === 0 ? claims : [...fixed, ...claims];
  const considered = all.length;
  const rest = remittance.minor - totalOf(fixed);
  const items = itemsOf(all, fixed.length, remittance, Math.sign(rest));
  if (items.length === 0 || rest === 0) return { kind: 'none', considered, nodes: 0 };
  const target = Math.abs(rest);
  const sharesOf = (ids: readonly number[]): readonly ClaimShare[] | null =>
    sharesOfItems(ids, all, fixed.length, remittance);
  const found = findSubset(target, items, mostNodes);
  const { nodes } = found;
  if (found.kind === 'none' || found.kind === 'gave up') return { kind: found.kind, considered, nodes };
  if (found.kind === 'several') {
    const sets = [found.first, found.second].map((ids) => sharesOf(ids));
    return { kind: 'several', sets: sets.filter((shares) => shares !== null), considered, nodes };
  }
  const shares = sharesOf(found.ids);
  if (found.kind === 'equals') {
    return { kind: 'equals', shares: shares ?? nothing, considered, nodes };
  }
  if (!shares) return { kind: 'none', considered, nodes };
  const isPlain = shares.length === considered || (shares.length === 1 && fixed.length === 0);
  const isCoincidence = (): boolean => {
    const { among, sum, grain } = alike(items, found.ids, target);
    return coincidence(among, sum, mostNodes, grain) >= likelyCoincidence;
  };
  return { kind: 'unique', shares, isPlain, isCoincidence, considered, nodes };
}

/**
 * The items in whole multiples of what divides the found ones: round claims make round sums by chance, however many odd
 * claims stand beside them. One single item divides itself only, so that its roundness is taken instead.
 */
function alike(
  items: readonly SubsetClaim[],
  ids: readonly number[],
  target: number,
): { readonly among: readonly SubsetClaim[]; readonly sum: number; readonly grain?: number } {
  const taken = new Set(ids);
  const found = items.filter(({ id }) => taken.has(id));
  const [only, second] = found;
  if (only && !second) {
    const grain = greatestCommonDivisor(roundestMinor, Math.abs(asPrice(only.minor)));
    const prices = items.map(({ id, minor }) => ({ id, minor: asPrice(minor) }));
    return { among: prices.filter(({ minor }) => minor % grain === 0), sum: Math.abs(asPrice(target)), grain };
  }
  const divisor = found.reduce((all, { minor }) => greatestCommonDivisor(all, Math.abs(minor)), 0);
  return { among: divisor === 1 ? items : items.filter(({ minor }) => minor % divisor === 0), sum: target };
}

const roundestMinor = 1_000_000;
const hundred = 100;
/** `299.95` and `299.90` are prices, as round as 300. */
const belowRound = 10;

function asPrice(minor: number): number {
  const over = Math.abs(minor) % hundred;
  return over < hundred - belowRound ? minor : minor + Math.sign(minor) * (hundred - over);
}

const greatestCommonDivisor = (a: number, b: number): number => (b === 0 ? a : greatestCommonDivisor(b, a % b));

/** One payment in a hundred that has nothing to do with the claims: what proves too little. */
const likelyCoincidence = 0.01;

const nothing: readonly never[] = [];

/** Why a set that was searched for settles nothing. */
export const setReason = (set: FittingSet, customerNumber: string, minor: number): Reason =>
  reasons[set.kind](set, customerNumber, minor);

const reasons: Readonly<
  Record<FittingSet['kind'], (set: FittingSet, customerNumber: string, minor: number) => Reason>
> = {
  none: (_, customerNumber, minor) => ({ code: 'AMOUNT_NOT_EXPLAINED', customerNumber, minor }),
  'gave up': ({ considered: claims, nodes }) => ({ code: 'SEARCH_GAVE_UP', claims, nodes }),
  unique: ({ considered: claims }) => ({ code: 'COINCIDENCE_POSSIBLE', claims }),
  equals: ({ considered: claims }, _, minor) => ({ code: 'EQUAL_AMOUNTS', minor, claims }),
  several: () => ({ code: 'SEVERAL_SETS_FIT', sets: 2 }),
};

/** The sets that came near, for a person to choose from. */
export function setsOf(set: FittingSet): readonly (readonly ClaimShare[])[] {
  if (set.kind === 'several') return set.sets;
  return (set.kind === 'unique' || set.kind === 'equals') && set.shares.length > 0 ? [set.shares] : [];
}

/**
 * Twice the claim's place is the claim, one more is its discount; of the fixed ones only the discounts are in question. An
 * amount below zero is searched for the other way round.
 */
function itemsOf(
  claims: readonly OpenClaim[],
  fixed: number,
  remittance: Remittance,
  sign: number,
): readonly SubsetClaim[] {
  const items: SubsetClaim[] = [];
  for (const [place, claim] of claims.entries()) {
    if (place >= fixed) items.push({ id: place * 2, minor: sign * claim.openMinor });
    const discount = discountInTime(claim, remittance);
    if (discount > 0) items.push({ id: place * 2 + 1, minor: -sign * discount });
  }
  return items;
}

/** Null where a discount is taken of a claim that is not in the set. */
function sharesOfItems(
  ids: readonly number[],
  claims: readonly OpenClaim[],
  fixed: number,
  remittance: Remittance,
): readonly ClaimShare[] | null {
  const taken = new Set(ids);
  for (let place = 0; place < fixed; place++) taken.add(place * 2);
  if (ids.some((id) => id % 2 === 1 && !taken.has(id - 1))) return null;
  return claims.flatMap((claim, place) =>
    taken.has(place * 2) ? [wholeShare(claim, taken.has(place * 2 + 1) ? discountInTime(claim, remittance) : 0)] : [],
  );
}
