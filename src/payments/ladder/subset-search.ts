import { assert } from '#kernel';
import {
  type Counts,
  canMake,
  costOfSpread,
  countsTo,
  nothingYet,
  pairsOf,
  type Reach,
  reachOfNothing,
  type SubsetGroup,
  type SumList,
  spread,
  withGroup,
} from './subset-sums.ts';

/** One open claim of the customer: above zero what he owes, below a credit memo; never zero. */
export interface SubsetClaim {
  readonly id: number;
  readonly minor: number;
}

/**
 * Which sets of the claims make the target. Sets differ when they take another number of claims of some amount; which one
 * of several claims of the same amount is taken makes no other set, but it is no proof either: that is `equals`.
 */
export type SubsetResult =
  | { readonly kind: 'none'; readonly nodes: number }
  /** One set, and of every amount in it all claims are taken. */
  | { readonly kind: 'unique'; readonly ids: readonly number[]; readonly nodes: number }
  /** One set but for claims of equal amount; the ids are the oldest of them. */
  | { readonly kind: 'equals'; readonly ids: readonly number[]; readonly nodes: number }
  /** These two at least. */
  | {
      readonly kind: 'several';
      readonly first: readonly number[];
      readonly second: readonly number[];
      readonly nodes: number;
    }
  /** The bound was reached: nothing is known, and nothing may be concluded. */
  | { readonly kind: 'gave up'; readonly nodes: number };

/** Sums looked at before the search gives up: what keeps one payment under 5 ms on a slow processor. */
export const mostSubsetNodes = 100_000;

/**
 * Finds out which sets of one customer's open claims make exactly the target, and whether it is the only one.
 *
 * Equal amounts are one group, and a set is a count for every group. The groups are split in two: the large ones from the
 * top, the small ones from the bottom. Of each side every sum is kept once, in order, with the number of ways to it, so that
 * the claims of a price list do not multiply. The shorter side takes the next group, until all are taken or the bound is
 * reached. A sum of each side that together make the target are an answer; more groups never take an answer away, so two
 * answers end the search at once.
 *
 * A sum is dropped only where nothing outside of its side can make up the rest: the rest is less than all their credit memos
 * together, more than all their claims together, or no multiple of their greatest common divisor.
 *
 * @param target above zero, in minor units
 * @param claims of one customer and one currency, oldest first
 */
export function findSubset(target: number, claims: readonly SubsetClaim[], mostNodes: number): SubsetResult {
  assert(Number.isSafeInteger(target) && target > 0, `${target} is an amount above zero`);
  const groups = groupsOf(claims);
  let nodes = claims.length;
  if (nodes > mostNodes || groups.length > mostGroups || !isExact(groups)) return { kind: 'gave up', nodes };
  const upTo = reachesOf(groups);
  const after = reachesOf(groups.toReversed()).toReversed();
  if (!canMake(after[0] ?? reachOfNothing, target)) return { kind: 'none', nodes };
  let [high, low] = [nothingYet, nothingYet];
  let [from, to] = [0, groups.length];
  let pairs = pairsOf(high, low, target);
  while (from < to && pairs.ways < 2) {
    const isHigh = high.sums.length <= low.sums.length;
    const side = isHigh ? high : low;
    const group = groups[isHigh ? from++ : --to];
    const rest = isHigh ? after[from] : upTo[to];
    assert(group !== undefined && rest !== undefined, 'a group between the two sides has others around it');
    nodes += costOfSpread(side, group) + high.sums.length + low.sums.length;
    if (nodes > mostNodes) return { kind: 'gave up', nodes };
    if (isHigh) high = spread(high, group, target, rest);
    else low = spread(low, group, target, rest);
    pairs = pairsOf(high, low, target);
  }
  return resultOf(pairs, { high, low, target }, claims, nodes);
}

/**
 * How likely a payment that has nothing to do with the claims is explained by some set of them: the share of the amounts
 * they could add up to that they do add up to, over all and near the target, whichever is more. One where it cannot be told
 * within the bound: a coincidence is then taken for possible.
 *
 * @param grain what the amounts that may come are multiples of; else what divides all claims
 */
export function coincidence(
  claims: readonly SubsetClaim[],
  target: number,
  mostNodes = mostSubsetNodes,
  grain?: number,
): number {
  const groups = groupsOf(claims);
  if (groups.length > mostGroups || !isExact(groups)) return 1;
  const reach = groups.reduce(withGroup, reachOfNothing);
  if (reach.most <= 0) return 0;
  let list = nothingYet;
  let nodes = claims.length;
  for (const group of groups) {
    nodes += costOfSpread(list, group);
    if (nodes > mostNodes) return 1;
    list = spread(list, group, 0, { least: -Infinity, most: Infinity, divisor: 0 });
  }
  const divisor = grain ?? reach.divisor;
  const share = (from: number, to: number): number => {
    let made = 0;
    for (const sum of list.sums) if (sum >= from && sum <= to) made++;
    const possible = Math.floor(to / divisor) - Math.ceil(from / divisor) + 1;
    return possible > 0 ? made / possible : 0;
  };
  const near = Math.floor(target / 2);
  return Math.max(share(1, reach.most), share(Math.max(1, target - near), Math.min(reach.most, target + near)));
}

/** More amounts than any customer whose payment a set could prove; the sums are read back one group at a time. */
const mostGroups = 1000;

/** Largest first: they fill the target in few steps, and what is too much is dropped early. */
function groupsOf(claims: readonly SubsetClaim[]): readonly SubsetGroup[] {
  const groups = new Map<number, number[]>();
  for (const { id, minor } of claims) {
    assert(Number.isSafeInteger(minor) && minor !== 0, `claim ${id} has an amount that is not zero`);
    const ids = groups.get(minor);
    if (ids) ids.push(id);
    else groups.set(minor, [id]);
  }
  return [...groups]
    .map(([minor, ids]) => ({ minor, ids }))
    .toSorted((a, b) => Math.abs(b.minor) - Math.abs(a.minor) || b.minor - a.minor);
}

/** No sum of them, and no difference of two sums, leaves the whole numbers that are exact. */
const isExact = (groups: readonly SubsetGroup[]): boolean =>
  groups.reduce((all, { minor, ids }) => all + Math.abs(minor) * ids.length, 0) < Number.MAX_SAFE_INTEGER / 4;

/** What no group can make, the first group, the first two, up to all. */
function reachesOf(groups: readonly SubsetGroup[]): readonly Reach[] {
  const reaches = [reachOfNothing];
  for (const group of groups) reaches.push(withGroup(reaches.at(-1) ?? reachOfNothing, group));
  return reaches;
}

function resultOf(
  pairs: ReturnType<typeof pairsOf>,
  { high, low, target }: { readonly high: SumList; readonly low: SumList; readonly target: number },
  claims: readonly SubsetClaim[],
  nodes: number,
): SubsetResult {
  if (pairs.ways === 0) return { kind: 'none', nodes };
  const found = pairs.sums.flatMap((sum) =>
    countsTo(high, sum).flatMap((large) => countsTo(low, target - sum).map((small) => new Map([...large, ...small]))),
  );
  const [first, second] = found;
  assert(first !== undefined, 'the sums of an answer are made by some claims');
  if (second) return { kind: 'several', first: idsOf(first, claims), second: idsOf(second, claims), nodes };
  const isWhole = [...first].every(([group, count]) => count === group.ids.length);
  return { kind: isWhole ? 'unique' : 'equals', ids: idsOf(first, claims), nodes };
}

/** In the order in which the claims were given; of equal amounts the first. */
function idsOf(counts: Counts, claims: readonly SubsetClaim[]): readonly number[] {
  const taken = new Set([...counts].flatMap(([group, count]) => group.ids.slice(0, count)));
  return claims.filter(({ id }) => taken.has(id)).map(({ id }) => id);
}
