import { expect, test } from 'vitest';
import { knownDate } from '#kernel';
import {
  claimRungs,
  defaultPolicy,
  matchRemittances,
  type MatchingPolicy,
  type Remittance,
} from '../../../src/payments/ladder/index.ts';
import { type BooksSpec, claimBooks, remittance, structured, told } from '#test/claim-books';

const usual: BooksSpec = {
  customers: [{ number: 'A', name: 'Bjørn Østergaard' }],
  claims: [
    { id: 1, customerNumber: 'A', openMinor: 100_000 },
    { id: 2, customerNumber: 'A', openMinor: 70_000 },
    { id: 3, customerNumber: 'B', openMinor: 55_000 },
  ],
  ids: { 11: [{ customerNumber: 'A', claimId: 1 }], 100: [{ customerNumber: 'A' }] },
  payers: { OURS: [{ customerNumber: 'A' }], THEIRS: [{ customerNumber: 'B' }] },
};

const decide = (payments: readonly Partial<Remittance>[], policy: Partial<MatchingPolicy> = {}): readonly string[] =>
  matchRemittances(
    payments.map((payment, i) => remittance({ paymentId: i + 1, ...payment })),
    claimBooks(usual),
    { ...defaultPolicy, ...policy },
  ).map(told);

const id = { ids: [structured('11')] };
const known = { payerAccount: 'OURS' };

test('the second payment of a claim has nothing left to pay', () => {
  expect(decide([id, id])).toEqual(['payment id: exact 1=100000', 'waits: already paid CLAIM_CLOSED']);
});

test('parts of a claim are taken off it one after another, and what is too much goes on account', () => {
  const part = { ...id, ...known, minor: 40_000 };
  expect(decide([part, part, { ...part, minor: 25_000 }, part])).toEqual([
    'payment id: partial 1=40000',
    'payment id: partial 1=40000',
    'payment id: excess 1=20000 A=5000',
    'waits: already paid CLAIM_CLOSED',
  ]);
});

test('the last part closes the claim exactly', () => {
  expect(
    decide([
      { ...id, ...known, minor: 40_000 },
      { ...id, minor: 60_000 },
    ]),
  ).toEqual(['payment id: partial 1=40000', 'payment id: exact 1=60000']);
});

test.each`
  what              | first                          | second
  ${'booking date'} | ${{ bookedOn: '2026-02-03' }}  | ${{ bookedOn: '2026-02-02' }}
  ${'file'}         | ${{ fileId: 8 }}               | ${{ fileId: 7 }}
  ${'line'}         | ${{ fileId: 7, fileLine: 12 }} | ${{ fileId: 7, fileLine: 11 }}
`('of two payments of one claim the earlier $what has the word, wherever it stands in the list', (row) => {
  expect(
    decide([
      { ...id, ...row.first },
      { ...id, ...row.second },
    ]),
  ).toEqual(['waits: already paid CLAIM_CLOSED', 'payment id: exact 1=100000']);
});

test('what names a claim goes before what infers it, whenever it came', () => {
  expect(decide([{ ...known, bookedOn: knownDate('2026-01-01') }, id])).toEqual([
    'waits: unidentified AMOUNT_NOT_EXPLAINED',
    'payment id: exact 1=100000',
  ]);
});

test('a claim that two inferred payments want goes to neither; others are left in peace', () => {
  const payments = [known, known, { payerAccount: 'THEIRS', minor: 55_000 }, { ...known, minor: 70_000 }];
  expect(decide(payments)).toEqual([
    'waits: ambiguous CONTESTED',
    'waits: ambiguous CONTESTED',
    'known payer: exact 3=55000',
    'known payer: exact 2=70000',
  ]);
  // All of it, and one of it: they cannot both be right.
  expect(
    decide([
      { ...known, minor: 170_000 },
      { ...known, minor: 70_000 },
    ]),
  ).toEqual(['waits: ambiguous CONTESTED', 'waits: ambiguous CONTESTED']);
});

test('a contested claim stays contested where a convention is declared', () => {
  expect(decide([known, known], { convention: 'oldest first' })).toEqual([
    'waits: ambiguous CONTESTED',
    'waits: ambiguous CONTESTED',
  ]);
});

test.each([0, -1, 10_000_000_000_000, 1.5, Number.NaN])('an amount of %s is not even looked at', (minor) => {
  const [decision] = matchRemittances([remittance({ ...id, minor })], claimBooks(usual), defaultPolicy);
  expect(decision).toMatchObject({ act: 'park', shares: [], tried: [], suggestions: [] });
  expect(decision?.explanation).toMatchObject({ outcome: 'unidentified', whyNot: { code: 'AMOUNT_IMPOSSIBLE' } });
});

test('the largest amount that a field holds is one like any other', () => {
  const books = claimBooks({ ...usual, claims: [{ id: 1, customerNumber: 'A', openMinor: 9_999_999_999_999 }] });
  const payment = remittance({ ...id, minor: 9_999_999_999_999 });
  expect(matchRemittances([payment], books, defaultPolicy).map(told)).toEqual(['payment id: exact 1=9999999999999']);
});

test('nothing in, nothing out', () => {
  expect(decide([])).toEqual([]);
});

const allIn = (mode: 'on' | 'shadow' | 'off'): Partial<MatchingPolicy> => ({
  rungs: { ...defaultPolicy.rungs, ...Object.fromEntries(claimRungs.map((rung) => [rung, mode])) },
});

test('with every rung off nothing is settled, tried or suggested', () => {
  const [decision] = matchRemittances([remittance({ ...id, ...known })], claimBooks(usual), {
    ...defaultPolicy,
    ...allIn('off'),
  });
  expect(decision).toMatchObject({ act: 'park', tried: [], suggestions: [], shadows: [] });
});

test('a rung in shadow moves nothing, tells what it would have done, and the next one goes on', () => {
  const rungs = { ...defaultPolicy.rungs, 'payment id': 'shadow' } as const;
  const payments = [remittance({ ...id, ...known })];
  const [decision] = matchRemittances(payments, claimBooks(usual), { ...defaultPolicy, rungs });
  expect(decision && told(decision)).toBe('known payer: exact 1=100000');
  expect(decision?.shadows).toMatchObject([{ rung: 'payment id', shares: [{ claimId: 1 }] }]);
  const [all] = matchRemittances(payments, claimBooks(usual), { ...defaultPolicy, ...allIn('shadow') });
  expect(all?.act).toBe('park');
  expect(all?.shadows.map(({ rung }) => rung)).toEqual(['payment id', 'known payer', 'unique amount']);
});
