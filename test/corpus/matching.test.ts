import { describe, expect, test } from 'vitest';
import { corpusBlock } from '../../bench/corpus/block.ts';
import { findingsOf, judgementText, reportOf, upperBoundPerMillion } from '../../bench/matching/report.ts';
import { type Matcher, runBlock } from '../../bench/matching/run-corpus.ts';
import { emptyTally, type Tally } from '../../bench/matching/tally.ts';
import {
  type ClaimDecision,
  type ClaimShare,
  defaultPolicy,
  matchRemittances,
  type Remittance,
} from '../../src/payments/ladder/index.ts';

/** Days since 1970: a seed that nobody chose, the same all day. */
const seed = Math.floor(Date.now() / 86_400_000);

function measured(matcher: Matcher, payments = 400, place = 0): Tally {
  const tally = emptyTally();
  runBlock(corpusBlock(seed, place, payments), matcher, defaultPolicy, tally);
  return tally;
}

const isOk = (tally: Tally): readonly boolean[] => findingsOf(tally).map(({ ok }) => ok);

test(`the ladder settles nothing wrongly in 2,000 payments of seed ${seed}`, () => {
  const tally = emptyTally();
  for (const place of [0, 1, 2, 3]) runBlock(corpusBlock(seed, place, 500), matchRemittances, defaultPolicy, tally);
  expect(tally.wrong.flatMap((one) => judgementText(one))).toEqual([]);
  expect(tally.all.payments).toBe(2_000);
  const refuse = tally.by.expect.get('refuse');
  expect(refuse?.waits).toBe(refuse?.payments);
});

describe('the harness finds a matcher that is wrong', () => {
  const park = (decision: ClaimDecision): ClaimDecision => ({ ...decision, act: 'park', shares: [] });
  const change =
    (how: (decision: ClaimDecision, remittance: Remittance) => ClaimDecision): Matcher =>
    (remittances, books, policy) =>
      matchRemittances(remittances, books, policy).map((decision, i) => {
        const remittance = remittances[i];
        return remittance ? how(decision, remittance) : decision;
      });
  const shares = (decision: ClaimDecision, change: (share: ClaimShare) => ClaimShare): ClaimDecision => ({
    ...decision,
    shares: decision.shares.map(change),
  });

  test('one that settles what must wait, on the account of a customer', () => {
    const tally = measured(
      change((decision, { minor }) => {
        const onAccount = { customerNumber: '10000', claimId: null, minor, discountMinor: 0, writeOffMinor: 0 };
        return decision.act === 'park' ? { ...decision, act: 'match', shares: [onAccount] } : decision;
      }),
    );
    expect(tally.all.wrong).toBeGreaterThan(30);
    expect(isOk(tally)).toEqual([false, expect.any(Boolean), expect.any(Boolean), false]);
  });

  test.each`
    what                            | share
    ${'another claim'}              | ${{ claimId: 1 }}
    ${'another customer'}           | ${{ customerNumber: '99999' }}
    ${'one unit of another amount'} | ${{ minor: 1 }}
    ${'a discount nobody gave'}     | ${{ discountMinor: 1 }}
    ${'a difference nobody let go'} | ${{ writeOffMinor: 1 }}
  `('one that says $what', ({ share }: { readonly share: Partial<ClaimShare> }) => {
    const tally = measured(
      change((decision) => (decision.act === 'match' ? shares(decision, (one) => ({ ...one, ...share })) : decision)),
      200,
    );
    expect(tally.all.right).toBe(0);
    expect(tally.all.wrong).toBeGreaterThan(100);
    expect(isOk(tally)[0]).toBe(false);
  });

  test('one that pays the same claim twice', () => {
    const paid = new Map<string, readonly ClaimShare[]>();
    const tally = measured(
      change((decision, { ids }) => {
        const key = JSON.stringify(ids);
        if (decision.act === 'match') paid.set(key, decision.shares);
        const again = decision.act === 'park' && ids.length > 0 ? paid.get(key) : undefined;
        return again === undefined ? decision : { ...decision, act: 'match', shares: again };
      }),
      1_200,
    );
    expect(tally.wrong.some(({ why }) => why.includes('more than is open'))).toBe(true);
  });

  test('one that is right and lazy misses the figures', () => {
    const tally = measured(change(park));
    expect(isOk(tally)).toEqual([true, false, false, true]);
  });

  test('one that gives no answer stops the run', () => {
    expect(() => measured(() => [])).toThrow('has no answer');
  });
});

test.each`
  wrong   | of           | bound
  ${0}    | ${1_000_000} | ${2.996}
  ${1}    | ${1_000_000} | ${4.744}
  ${5}    | ${1_000_000} | ${10.513}
  ${0}    | ${50_000}    | ${59.915}
  ${3000} | ${1_000_000} | ${3091.67}
`('with $wrong wrong of $of the rate is below $bound a million', ({ wrong, of, bound }) => {
  expect(upperBoundPerMillion(wrong, of)).toBeCloseTo(bound, 2);
});

test('the report names rungs, families and damage', () => {
  const text = reportOf(measured(matchRemittances)).join('\n');
  for (const word of ['by rung', 'by family', 'by damage', 'settled by open item', 'per million'])
    expect(text).toContain(word);
});
