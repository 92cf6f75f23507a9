/** All claims of one amount. */
export interface SubsetGroup {
  /** Signed, in minor units. */
  readonly minor: number;
  /** Oldest first. */
  readonly ids: readonly number[];
}

/** The sums that some groups can make: rising, each once, and in how many ways (two stands for more). */
export interface SumList {
  readonly sums: Float64Array;
  readonly ways: Uint8Array;
  /** What it was before its last group came; null where it holds nothing but zero. */
  readonly before: { readonly list: SumList; readonly group: SubsetGroup } | null;
}

/** What a number of groups can make: not less, not more, and nothing but multiples of their greatest common divisor. */
export interface Reach {
  readonly least: number;
  readonly most: number;
  readonly divisor: number;
}

export const reachOfNothing: Reach = { least: 0, most: 0, divisor: 0 };

export const nothingYet: SumList = { sums: Float64Array.of(0), ways: Uint8Array.of(1), before: null };

export function withGroup(reach: Reach, { minor, ids }: SubsetGroup): Reach {
  const whole = minor * ids.length;
  return {
    least: reach.least + Math.min(whole, 0),
    most: reach.most + Math.max(whole, 0),
    divisor: greatestDivisor(reach.divisor, Math.abs(minor)),
  };
}

export const canMake = ({ least, most, divisor }: Reach, sum: number): boolean =>
  sum >= least && sum <= most && (divisor === 0 || sum % divisor === 0);

function greatestDivisor(a: number, b: number): number {
  let [left, right] = [a, b];
  while (right !== 0) [left, right] = [right, left % right];
  return left;
}

/** The most sums that `spread` looks at. */
export const costOfSpread = ({ sums }: SumList, { ids }: SubsetGroup): number =>
  sums.length * (ids.length + 1) * Math.ceil(Math.log2(ids.length + 1));

/** Adds a group: every sum with none of its claims, with one, up to all; only those to which `rest` can add the target. */
export function spread(list: SumList, group: SubsetGroup, target: number, rest: Reach): SumList {
  const from = target - rest.most;
  const to = target - rest.least;
  const grown = taking(list, group, 0, group.ids.length, { from, to });
  const kept = rest.divisor > 1 ? multiplesOnly(grown, target, rest.divisor) : grown;
  return { ...kept, before: { list, group } };
}

type Sums = Pick<SumList, 'sums' | 'ways'>;

interface Window {
  readonly from: number;
  readonly to: number;
}

/** The sums with `least` to `most` claims of the group: half of the counts at a time, so that each sum is merged seldom. */
function taking(list: Sums, group: SubsetGroup, least: number, most: number, window: Window): Sums {
  if (least === most) return shifted(list, group.minor * least, window);
  const middle = (least + most) >>> 1;
  return merged(taking(list, group, least, middle, window), taking(list, group, middle + 1, most, window));
}

function shifted({ sums, ways }: Sums, by: number, { from, to }: Window): Sums {
  const first = firstNotBelow(sums, from - by);
  const end = firstNotBelow(sums, to - by + 1);
  const moved = sums.slice(first, end);
  if (by !== 0) for (let i = 0; i < moved.length; i++) moved[i] = (moved[i] ?? 0) + by;
  return { sums: moved, ways: ways.subarray(first, end) };
}

function merged(a: Sums, b: Sums): Sums {
  const sums = new Float64Array(a.sums.length + b.sums.length);
  const ways = new Uint8Array(sums.length);
  let [i, j, length] = [0, 0, 0];
  let left = a.sums[0] ?? Infinity;
  let right = b.sums[0] ?? Infinity;
  while (left !== Infinity || right !== Infinity) {
    const sum = left < right ? left : right;
    let ofThis = 0;
    if (left === sum) {
      ofThis = a.ways[i] ?? 0;
      left = a.sums[++i] ?? Infinity;
    }
    if (right === sum) {
      ofThis += b.ways[j] ?? 0;
      right = b.sums[++j] ?? Infinity;
    }
    sums[length] = sum;
    ways[length++] = ofThis > 2 ? 2 : ofThis;
  }
  return { sums: sums.subarray(0, length), ways: ways.subarray(0, length) };
}

function multiplesOnly(list: Sums, target: number, divisor: number): Sums {
  const sums = new Float64Array(list.sums.length);
  const ways = new Uint8Array(sums.length);
  let length = 0;
  for (let i = 0; i < list.sums.length; i++) {
    const sum = list.sums[i] ?? 0;
    if ((target - sum) % divisor !== 0) continue;
    sums[length] = sum;
    ways[length++] = list.ways[i] ?? 0;
  }
  return { sums: sums.subarray(0, length), ways: ways.subarray(0, length) };
}

/** In how many ways a sum of each list makes the target together (two stands for more), and with which first sums. */
export function pairsOf(high: SumList, low: SumList, target: number): { ways: number; sums: readonly number[] } {
  const sums: number[] = [];
  let ways = 0;
  let j = low.sums.length - 1;
  for (let i = 0; i < high.sums.length && ways < 2; i++) {
    const wanted = target - (high.sums[i] ?? 0);
    while (j >= 0 && (low.sums[j] ?? 0) > wanted) j--;
    if (j < 0) break;
    if (low.sums[j] !== wanted) continue;
    ways += (high.ways[i] ?? 0) * (low.ways[j] ?? 0);
    sums.push(high.sums[i] ?? 0);
  }
  return { ways: Math.min(ways, 2), sums };
}

/** How many claims of each group make the sum: at most two such counts, read back through what the list was before. */
export function countsTo(list: SumList, sum: number): readonly Counts[] {
  if (list.before === null) return [new Map()];
  const { list: earlier, group } = list.before;
  const found: Counts[] = [];
  for (let count = 0; count <= group.ids.length && found.length < 2; count++) {
    const wanted = sum - count * group.minor;
    if (earlier.sums[firstNotBelow(earlier.sums, wanted)] !== wanted) continue;
    for (const counts of countsTo(earlier, wanted)) {
      if (found.length < 2) found.push(count === 0 ? counts : new Map(counts).set(group, count));
    }
  }
  return found;
}

export type Counts = ReadonlyMap<SubsetGroup, number>;

/** Sums are whole, so the first sum not below `wanted + 1` is the first above `wanted`. */
function firstNotBelow(sums: Float64Array, wanted: number): number {
  let [low, high] = [0, sums.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((sums[middle] ?? 0) < wanted) low = middle + 1;
    else high = middle;
  }
  return low;
}
