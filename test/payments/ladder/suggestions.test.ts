import { expect, test } from 'vitest';
import {
  defaultPolicy,
  matchRemittances,
  type MatchingPolicy,
  type Remittance,
} from '../../../src/payments/ladder/index.ts';
import { type BooksSpec, claimBooks, remittance, sharesText, structured } from '#test/claim-books';

const usual: BooksSpec = {
  customers: [
    { number: 'A', name: 'Bjørn Østergaard' },
    { number: 'B', name: 'Nordlys Revision ApS' },
    { number: 'C', name: 'Bjorn Ostergard' },
    { number: 'GONE', name: 'Bjørn Østergaard', isClosed: true },
  ],
  claims: [
    { id: 1, customerNumber: 'A', openMinor: 100_000 },
    { id: 2, customerNumber: 'A', openMinor: 70_000 },
    { id: 3, customerNumber: 'B', openMinor: 100_000 },
    { id: 4, customerNumber: 'GONE', openMinor: 100_000 },
    { id: 5, customerNumber: 'B', openMinor: 40_000 },
    { id: 6, customerNumber: 'B', openMinor: 60_000 },
  ],
  ids: {
    11: [{ customerNumber: 'A', claimId: 1 }],
    13: [{ customerNumber: 'B', claimId: 3 }],
    41: [
      { customerNumber: 'A', claimId: 1 },
      { customerNumber: 'B', claimId: 3 },
    ],
    100: [{ customerNumber: 'A' }],
  },
  payers: { THEIRS: [{ customerNumber: 'B' }], BOTH: [{ customerNumber: 'A' }, { customerNumber: 'B' }] },
  undone: { 'taken back': ['A'] },
};

const suggested = (payment: Partial<Remittance>, policy: Partial<MatchingPolicy> = {}): readonly string[] => {
  const [decision] = matchRemittances([remittance(payment)], claimBooks(usual), { ...defaultPolicy, ...policy });
  return (decision?.suggestions ?? []).map(({ rung, shares, why }) => `${rung}: ${sharesText(shares)} ${why.code}`);
};

test.each([
  {
    what: 'the id’s claim first, where the payer is another, then what his account and the amount say',
    payment: { ids: [structured('11')], payerAccount: 'THEIRS' },
    result: [
      'payment id: 1=100000 PAYER_IS_ANOTHER',
      'known payer: 5=40000 6=60000 PAYER_IS_ANOTHER',
      'known payer: 3=100000 PAYER_IS_ANOTHER',
    ],
  },
  {
    what: 'both owners of a number that may be either’s',
    payment: { ids: [structured('41')] },
    result: ['payment id: 1=100000 ID_AMBIGUOUS', 'payment id: 3=100000 ID_AMBIGUOUS'],
  },
  {
    what: 'a part of the named claim, where nobody speaks for it',
    payment: { ids: [structured('11')], minor: 30_000 },
    result: ['payment id: 1=30000 AMOUNT_LESS'],
  },
  {
    what: 'the claim and the rest on account',
    payment: { ids: [structured('11')], minor: 105_000 },
    result: ['payment id: 1=100000 A=5000 AMOUNT_MORE'],
  },
  {
    what: 'the oldest of a recognised customer, where nothing fits',
    payment: { ids: [structured('100')], minor: 130_000 },
    result: ['unique subset: 1=100000 2=30000 AMOUNT_NOT_EXPLAINED'],
  },
  {
    what: 'each customer of an account that pays for several',
    payment: { payerAccount: 'BOTH', minor: 70_000 },
    result: ['known payer: 2=70000 PAYER_PAYS_FOR_SEVERAL', 'known payer: 3=70000 PAYER_PAYS_FOR_SEVERAL'],
  },
  {
    what: 'claims of the amount, those of the payer’s name first',
    payment: { payerName: 'NORDLYS REVISION' },
    result: [
      'unique amount: 3=100000 ONLY_AMOUNT_FITS',
      'unique amount: 1=100000 ONLY_AMOUNT_FITS',
      'name: 5=40000 6=60000 ONLY_NAME_FITS',
    ],
  },
  {
    what: 'customers of a like name, and nobody who is closed',
    payment: { payerName: 'Bjørn Østergaard', minor: 99 },
    result: ['name: 1=99 ONLY_NAME_FITS', 'name: C=99 ONLY_NAME_FITS'],
  },
  { what: 'nothing where nothing is known', payment: { minor: 99 }, result: [] },
  {
    what: 'not what a person undid',
    payment: { ids: [structured('11')], paymentKey: 'taken back' },
    result: ['unique amount: 3=100000 ONLY_AMOUNT_FITS'],
  },
] as const)('suggests $what', ({ payment, result }) => {
  expect(suggested(payment)).toEqual(result);
});

test('nothing is suggested that the batch has spent, and money of a second payment is for the customer’s account', () => {
  const payments = [1, 2].map((paymentId) => remittance({ paymentId, ids: [structured('11')] }));
  const [, second] = matchRemittances(payments, claimBooks(usual), defaultPolicy);
  expect(second?.suggestions.map(({ shares }) => sharesText(shares))).toEqual(['A=100000', '3=100000']);
});

test('a price that many claims ask suggests nothing by itself', () => {
  const claims = Array.from({ length: 6 }, (_, i) => ({ id: i + 1, customerNumber: `K${i}`, openMinor: 100_000 }));
  const [decision] = matchRemittances([remittance()], claimBooks({ claims }), defaultPolicy);
  expect(decision?.suggestions).toEqual([]);
});

test('at most five are suggested, all of them of the whole payment', () => {
  const claims = Array.from({ length: 9 }, (_, i) => ({
    id: i + 1,
    customerNumber: `K${i % 3}`,
    openMinor: 10_000 * (i + 1),
  }));
  const books = claimBooks({ claims, payers: { ALL: [0, 1, 2].map((i) => ({ customerNumber: `K${i}` })) } });
  const payment = remittance({ payerAccount: 'ALL', payerName: 'Kunde', minor: 90_000 });
  const [decision] = matchRemittances([payment], books, defaultPolicy);
  expect(decision?.suggestions.length).toBeLessThanOrEqual(5);
  expect(decision?.suggestions.length).toBeGreaterThan(2);
  for (const { shares } of decision?.suggestions ?? []) {
    expect(shares.reduce((sum, { minor }) => sum + minor, 0)).toBe(90_000);
  }
});

test('a rung that is off suggests nothing', () => {
  const rungs = { ...defaultPolicy.rungs, 'unique amount': 'off', name: 'off' } as const;
  expect(suggested({ payerName: 'Nordlys Revision' }, { rungs })).toEqual([]);
});

test('who came near is told with why he lost', () => {
  const payment = remittance({ ids: [structured('11')], payerAccount: 'THEIRS' });
  const [decision] = matchRemittances([payment], claimBooks(usual), defaultPolicy);
  expect(decision?.explanation).toMatchObject({
    rung: 'payment id',
    outcome: 'wrong customer',
    runnersUp: [{ customerNumber: 'A', documentNumbers: ['F10111'], why: { code: 'PAYER_IS_ANOTHER' } }],
    whyNot: { code: 'PAYER_IS_ANOTHER', account: 'THEIRS', customers: ['B'] },
  });
});
