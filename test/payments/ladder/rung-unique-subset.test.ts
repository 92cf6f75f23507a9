import { expect, test } from 'vitest';
import {
  defaultPolicy,
  matchRemittances,
  type MatchingPolicy,
  type Remittance,
} from '../../../src/payments/ladder/index.ts';
import { type BooksSpec, claimBooks, type ClaimSpec, remittance, structured, told } from '#test/claim-books';

const owes = (...amounts: readonly number[]): readonly ClaimSpec[] =>
  amounts.map((openMinor, i) => ({ id: i + 1, customerNumber: 'A', openMinor }));

const usual: BooksSpec = {
  customers: [{ number: 'A', name: 'Bjørn Østergaard' }],
  ids: { 100: [{ customerNumber: 'A' }] },
  payers: { OURS: [{ customerNumber: 'A' }], BOTH: [{ customerNumber: 'A' }, { customerNumber: 'B' }] },
};

const decide = (
  claims: readonly ClaimSpec[],
  payment: Partial<Remittance>,
  policy: Partial<MatchingPolicy> = {},
): string => {
  const books = claimBooks({ ...usual, claims });
  return matchRemittances([remittance(payment)], books, { ...defaultPolicy, ...policy })
    .map(told)
    .join();
};
const byId = { ids: [structured('100')] };
const byAccount = { payerAccount: 'OURS' };
const hundreds = owes(10_000, 20_500, 41_000, 82_000);

test.each`
  what                                                     | claims                                                              | payment                                                      | result
  ${'his number, his account'}                             | ${hundreds}                                                         | ${{ ...byId, ...byAccount, minor: 30_500 }}                  | ${'unique subset: exact 1=10000 2=20500'}
  ${'his number, his name'}                                | ${hundreds}                                                         | ${{ ...byId, payerName: 'Bjørn Østergaard', minor: 30_500 }} | ${'unique subset: exact 1=10000 2=20500'}
  ${'his number, an account that pays for two'}            | ${hundreds}                                                         | ${{ ...byId, payerAccount: 'BOTH', minor: 30_500 }}          | ${'unique subset: exact 1=10000 2=20500'}
  ${'his number, nobody told'}                             | ${hundreds}                                                         | ${{ ...byId, minor: 30_500 }}                                | ${'waits: wrong customer PAYER_UNTOLD'}
  ${'his account, and it may be chance'}                   | ${hundreds}                                                         | ${{ ...byAccount, minor: 30_500 }}                           | ${'waits: ambiguous COINCIDENCE_POSSIBLE'}
  ${'his account, and an odd claim beside the round ones'} | ${[...hundreds, { id: 9, customerNumber: 'A', openMinor: 33_333 }]} | ${{ ...byAccount, minor: 30_500 }}                           | ${'waits: ambiguous COINCIDENCE_POSSIBLE'}
  ${'his account, and it is no chance'}                    | ${owes(10_007, 20_011, 40_009)}                                     | ${{ ...byAccount, minor: 30_018 }}                           | ${'unique subset: exact 1=10007 2=20011'}
  ${'his account, with a credit memo'}                     | ${owes(100_007, 200_011, -40_009)}                                  | ${{ ...byAccount, minor: 59_998 }}                           | ${'unique subset: exact 1=100007 3=-40009'}
  ${'two sets that fit'}                                   | ${owes(10_000, 20_000, 30_000, 7)}                                  | ${{ ...byId, ...byAccount, minor: 30_000 }}                  | ${'waits: ambiguous SEVERAL_SETS_FIT'}
  ${'a set with one of two equal claims'}                  | ${owes(10_000, 10_000, 30_007)}                                     | ${{ ...byId, ...byAccount, minor: 40_007 }}                  | ${'waits: ambiguous EQUAL_AMOUNTS'}
  ${'a set with both of two equal claims'}                 | ${owes(10_000, 10_000, 30_007)}                                     | ${{ ...byId, ...byAccount, minor: 20_000 }}                  | ${'unique subset: exact 1=10000 2=10000'}
  ${'nothing that fits'}                                   | ${owes(10_000, 20_000)}                                             | ${{ ...byId, ...byAccount, minor: 5 }}                       | ${'waits: unidentified AMOUNT_NOT_EXPLAINED'}
`('of a customer who is recognised, $what: $result', ({ claims, payment, result }) => {
  expect(decide(claims, payment)).toBe(result);
});

test('a search that reaches its bound refuses, whatever it found on the way', () => {
  const claims = owes(...Array.from({ length: 40 }, (_, i) => 100_003 + i * 7_919));
  const minor = 100_003 + 107_922;
  expect(decide(claims, { ...byId, ...byAccount, minor }, { mostNodes: 100 })).toBe('waits: ambiguous SEARCH_GAVE_UP');
});

test('the rung that is off settles nothing, and the sets that fit are suggested', () => {
  const policy = { rungs: { ...defaultPolicy.rungs, 'unique subset': 'off' } } as const;
  const payment = remittance({ ...byId, ...byAccount, minor: 30_500 });
  const [decision] = matchRemittances([payment], claimBooks({ ...usual, claims: hundreds }), {
    ...defaultPolicy,
    ...policy,
  });
  expect(decision?.act).toBe('park');
  expect(decision?.tried).not.toContain('unique subset');
  expect(decision?.suggestions[0]?.shares.map(({ claimId }) => claimId)).toEqual([1, 2]);
});

test('the proof tells how many claims were looked at', () => {
  const payment = remittance({ ...byId, ...byAccount, minor: 30_500 });
  const [decision] = matchRemittances([payment], claimBooks({ ...usual, claims: hundreds }), defaultPolicy);
  expect(decision?.explanation.uniqueness).toMatchObject({ kind: 'proven', claims: 4 });
  expect(decision?.tried).toEqual([
    'payment id',
    'end-to-end or mandate id',
    'document numbers',
    'known payer',
    'unique subset',
  ]);
});
