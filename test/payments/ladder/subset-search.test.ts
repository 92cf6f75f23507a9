import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  coincidence,
  findSubset,
  mostSubsetNodes,
  type SubsetClaim,
} from '../../../src/payments/ladder/subset-search.ts';

const claimsOf = (amounts: readonly number[]): readonly SubsetClaim[] =>
  amounts.map((minor, index) => ({ id: index + 1, minor }));

const sumOf = (ids: readonly number[], claims: readonly SubsetClaim[]): number =>
  claims.filter(({ id }) => ids.includes(id)).reduce((sum, { minor }) => sum + minor, 0);

/** How many claims of each amount. */
const countsOf = (ids: readonly number[], claims: readonly SubsetClaim[]): string =>
  claims
    .filter(({ id }) => ids.includes(id))
    .map(({ minor }) => minor)
    .toSorted((a, b) => a - b)
    .join(' ');

/** Every subset there is, tried one by one. */
function byBruteForce(target: number, claims: readonly SubsetClaim[]): { kind: string; counts: readonly string[] } {
  const counts = new Map<string, number>();
  for (let taken = 1; taken < 2 ** claims.length; taken++) {
    const ids = claims.filter((_, index) => Math.floor(taken / 2 ** index) % 2 === 1).map(({ id }) => id);
    if (sumOf(ids, claims) !== target) continue;
    const key = countsOf(ids, claims);
    counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  const [ways] = counts.values();
  const kind = counts.size > 1 ? 'several' : ways === undefined ? 'none' : ways > 1 ? 'equals' : 'unique';
  return { kind, counts: [...counts.keys()] };
}

const amount = fc.oneof(
  fc.integer({ min: -40, max: 60 }),
  fc.constantFrom(10, 20, 25, 50, -10, -25),
  fc.integer({ min: -90_000, max: 900_000 }),
);
const amounts = fc.array(
  amount.filter((minor) => minor !== 0),
  { maxLength: 12 },
);

describe('the search for the set of claims that makes an amount', () => {
  test('answers as if every set had been tried', () => {
    fc.assert(
      fc.property(amounts, fc.nat(), fc.integer({ min: 1, max: 200 }), (given, mask, near) => {
        const claims = claimsOf(given);
        const some = given.reduce((sum, minor, index) => sum + ((mask >> index) % 2 === 1 ? minor : 0), 0);
        for (const target of [near, some].filter((minor) => minor > 0)) {
          const expected = byBruteForce(target, claims);
          const found = findSubset(target, claims, mostSubsetNodes);
          expect(found.kind).toBe(expected.kind);
          if (found.kind === 'unique' || found.kind === 'equals') {
            expect([countsOf(found.ids, claims)]).toEqual(expected.counts);
          }
          if (found.kind === 'several') {
            const [first, second] = [countsOf(found.first, claims), countsOf(found.second, claims)];
            expect(first).not.toBe(second);
            expect(expected.counts).toEqual(expect.arrayContaining([first, second]));
          }
        }
      }),
      { numRuns: 300 },
    );
  });

  test('never answers otherwise for a lower bound: it gives up, or it is right', () => {
    fc.assert(
      fc.property(
        amounts,
        fc.integer({ min: 1, max: 300 }),
        fc.integer({ min: 1, max: 400 }),
        (given, target, most) => {
          const claims = claimsOf(given);
          const found = findSubset(target, claims, most);
          const whole = findSubset(target, claims, mostSubsetNodes);
          expect([whole.kind, 'gave up']).toContain(found.kind);
          if (found.kind !== 'gave up') expect(found.nodes).toBeLessThanOrEqual(most);
        },
      ),
    );
  });

  test.each`
    what                                         | target    | given                      | expected
    ${'no claims'}                               | ${100}    | ${[]}                      | ${{ kind: 'none' }}
    ${'one claim'}                               | ${100}    | ${[100]}                   | ${{ kind: 'unique', ids: [1] }}
    ${'all of an amount'}                        | ${300}    | ${[100, 100, 100]}         | ${{ kind: 'unique', ids: [1, 2, 3] }}
    ${'some of an amount: the oldest, no proof'} | ${200}    | ${[100, 100, 100]}         | ${{ kind: 'equals', ids: [1, 2] }}
    ${'a credit memo in the set'}                | ${12_345} | ${[20_000, 7_777, -7_655]} | ${{ kind: 'unique', ids: [1, 3] }}
    ${'a claim with its own credit memo beside'} | ${500}    | ${[500, 70, -70]}          | ${{ kind: 'several', first: [1], second: [1, 2, 3] }}
    ${'two ways'}                                | ${300}    | ${[100, 200, 300]}         | ${{ kind: 'several' }}
    ${'no multiple of what divides all claims'}  | ${12_350} | ${[10_000, 2_500, 7_500]}  | ${{ kind: 'none' }}
    ${'more than all together'}                  | ${601}    | ${[100, 200, 300]}         | ${{ kind: 'none' }}
    ${'only credit memos'}                       | ${100}    | ${[-100, -200]}            | ${{ kind: 'none' }}
  `('knows $what', ({ target, given, expected }) => {
    const found = findSubset(target, claimsOf(given), mostSubsetNodes);
    if (found.kind === 'several' && expected.first === undefined) expect(found.kind).toBe(expected.kind);
    else if (found.kind === 'several') {
      expect([found.first, found.second]).toEqual(expect.arrayContaining([expected.first, expected.second]));
    } else expect(found).toMatchObject(expected);
  });

  test('does not mind how many claims are of the same few amounts', () => {
    const prices = [9900, 14_900, 19_900, 49_900];
    const claims = claimsOf(Array.from({ length: 200 }, (_, index) => prices[index % 4] ?? 0));
    expect(findSubset(9900 * 50 + 49_900 * 50, claims, mostSubsetNodes).kind).toBe('several');
    expect(findSubset(9900 * 200 + 1, claims, mostSubsetNodes).kind).toBe('none');
    const fifteen = claimsOf(Array.from({ length: 15 }, () => 12_345));
    expect(findSubset(12_345 * 15, fifteen, mostSubsetNodes)).toMatchObject({ kind: 'unique' });
    expect(findSubset(12_345 * 7, fifteen, mostSubsetNodes)).toMatchObject({
      kind: 'equals',
      ids: [1, 2, 3, 4, 5, 6, 7],
    });
  });

  test('proves a set of twenty-four claims of large, uneven amounts the only one', () => {
    const given = Array.from({ length: 24 }, (_, index) => (index * 7919 + 13) ** 3 % 999_999_937);
    const claims = claimsOf(given);
    const ids = [2, 3, 5, 8, 13, 21];
    expect(findSubset(sumOf(ids, claims), claims, mostSubsetNodes)).toMatchObject({ kind: 'unique', ids });
  });

  test('gives up at its bound, at too many amounts, and where sums would not be exact', () => {
    const uneven = claimsOf(Array.from({ length: 60 }, (_, index) => 10_000_019 * (index + 1) ** 2 + index));
    const atBound = findSubset(500_000_000_000, uneven, mostSubsetNodes);
    expect(atBound.kind).toBe('gave up');
    const many = claimsOf(Array.from({ length: 5000 }, (_, index) => index + 1));
    expect(findSubset(7, many, mostSubsetNodes).kind).toBe('gave up');
    expect(findSubset(7, claimsOf([2 ** 52, 7]), mostSubsetNodes).kind).toBe('gave up');
  });

  test('refuses a claim of zero and a target of zero', () => {
    expect(() => findSubset(10, claimsOf([0]), mostSubsetNodes)).toThrow('not zero');
    expect(() => findSubset(0, claimsOf([10]), mostSubsetNodes)).toThrow('above zero');
  });
});

describe('how likely a coincidence is', () => {
  test('a few claims of uneven amounts explain hardly any amount by chance', () => {
    expect(coincidence(claimsOf([123_451, 87_713, 410_009]), 211_164)).toBeLessThan(0.0001);
  });

  test('claims of a price list explain nearly every amount of that list', () => {
    expect(coincidence(claimsOf([10_000, 20_000, 30_000, 40_000]), 50_000)).toBe(1);
  });

  test('is the share of amounts above zero that some set makes', () => {
    // 100, 250, 350 of the seven multiples of 50 up to 350; around 300, from 150 to 350: 250 and 350 of five.
    expect(coincidence(claimsOf([100, 250]), 300)).toBeCloseTo(Math.max(3 / 7, 2 / 5));
  });

  test('is taken for certain where it cannot be told within the bound', () => {
    expect(
      coincidence(claimsOf(Array.from({ length: 40 }, (_, index) => 100_003 * (index + 1) + index ** 3)), 5_000_000),
    ).toBe(1);
  });

  test('credit memos alone explain no payment', () => {
    expect(coincidence(claimsOf([-100, -250]), 300)).toBe(0);
  });
});
