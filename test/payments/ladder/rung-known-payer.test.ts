import { expect, test } from 'vitest';
import { knownDate } from '#kernel';
import { defaultPolicy, matchRemittances, type Remittance } from '../../../src/payments/ladder/index.ts';
import { type BooksSpec, claimBooks, type ClaimSpec, remittance, structured, told } from '#test/claim-books';

const owes = (...amounts: readonly number[]): readonly ClaimSpec[] =>
  amounts.map((openMinor, i) => ({ id: i + 1, customerNumber: 'A', openMinor }));

const usual: BooksSpec = {
  customers: [
    { number: 'A', name: 'Bjørn Østergaard' },
    { number: 'GONE', isClosed: true },
  ],
  payers: {
    OURS: [{ customerNumber: 'A', times: 3 }],
    ONCE: [{ customerNumber: 'A' }],
    BOTH: [{ customerNumber: 'A' }, { customerNumber: 'B' }],
    UNDONE: [{ customerNumber: 'A', wasUndone: true }],
    CLOSED: [{ customerNumber: 'GONE' }],
  },
  undone: { 'taken back': ['A'] },
};

const decide = (claims: readonly ClaimSpec[], payment: Partial<Remittance>): string =>
  matchRemittances([remittance({ payerAccount: 'OURS', ...payment })], claimBooks({ ...usual, claims }), defaultPolicy)
    .map(told)
    .join();

const primes = [10_007, 20_011, 40_009, 80_021];

test.each`
  what                                            | claims                                  | minor      | result
  ${'the only claim'}                             | ${owes(100_000)}                        | ${100_000} | ${'known payer: exact 1=100000'}
  ${'one of several, and no other set fits'}      | ${owes(100_000, 70_000)}                | ${70_000}  | ${'known payer: exact 2=70000'}
  ${'all of them'}                                | ${owes(100_000, 70_000)}                | ${170_000} | ${'known payer: exact 1=100000 2=70000'}
  ${'all of them, less the credit memo'}          | ${owes(100_000, 70_000, -5_000)}        | ${165_000} | ${'known payer: exact 1=100000 2=70000 3=-5000'}
  ${'one, and two others ask as much together'}   | ${owes(100_000, 60_000, 40_000)}        | ${100_000} | ${'waits: ambiguous SEVERAL_SETS_FIT'}
  ${'one of two equal ones'}                      | ${owes(100_000, 100_000)}               | ${100_000} | ${'waits: ambiguous EQUAL_AMOUNTS'}
  ${'both of two equal ones'}                     | ${owes(100_000, 100_000)}               | ${200_000} | ${'known payer: exact 1=100000 2=100000'}
  ${'one, and a credit memo makes it of another'} | ${owes(100_000, 105_000, -5_000)}       | ${100_000} | ${'waits: ambiguous SEVERAL_SETS_FIT'}
  ${'nothing that fits'}                          | ${owes(100_000)}                        | ${99_999}  | ${'waits: unidentified AMOUNT_NOT_EXPLAINED'}
  ${'and nothing is open'}                        | ${owes()}                               | ${100_000} | ${'waits: already paid NOTHING_OPEN'}
  ${'two of four whose sums are many'}            | ${owes(...primes)}                      | ${30_018}  | ${'unique subset: exact 1=10007 2=20011'}
  ${'two of four in whole hundreds'}              | ${owes(10_000, 20_500, 41_000, 82_000)} | ${30_500}  | ${'waits: ambiguous COINCIDENCE_POSSIBLE'}
`('a known account pays $what: $result', ({ claims, minor, result }) => {
  expect(decide(claims, { minor })).toBe(result);
});

test.each`
  what                                                      | payment                                                 | result
  ${'the account pays for two customers'}                   | ${{ payerAccount: 'BOTH' }}                             | ${'waits: unidentified PAYER_PAYS_FOR_SEVERAL'}
  ${'a person took the account from him'}                   | ${{ payerAccount: 'UNDONE' }}                           | ${'waits: unidentified NO_IDENTIFIER'}
  ${'a person took this payment from him'}                  | ${{ paymentKey: 'taken back' }}                         | ${'waits: undone before UNDONE_BEFORE'}
  ${'the customer is closed'}                               | ${{ payerAccount: 'CLOSED' }}                           | ${'waits: closed item CUSTOMER_CLOSED'}
  ${'no account is told'}                                   | ${{ payerAccount: '', payerName: 'Bjørn Østergaard' }}  | ${'waits: unidentified NO_IDENTIFIER'}
  ${'the money is of another currency'}                     | ${{ currency: 'EUR' }}                                  | ${'waits: wrong currency CURRENCY_DIFFERS'}
  ${'somebody else’s account paid for him once'}            | ${{ payerAccount: 'ONCE', payerName: 'Revision ApS' }}  | ${'waits: unidentified PAYER_IS_A_STRANGER'}
  ${'his own account paid for him once'}                    | ${{ payerAccount: 'ONCE', payerName: 'B. Østergaard' }} | ${'known payer: exact 1=100000'}
  ${'somebody else’s account paid for him again and again'} | ${{ payerName: 'Revision ApS' }}                        | ${'known payer: exact 1=100000'}
  ${'the payment carries an id that is nobody’s'}           | ${{ ids: [structured('999')] }}                         | ${'known payer: exact 1=100000'}
  ${'the payment carries the mandate of two others'}        | ${{ mandateId: 'M' }}                                   | ${'waits: wrong customer IDENTIFIERS_CONTRADICT'}
`('$what: $result', ({ payment, result }) => {
  const books = { ...usual, claims: owes(100_000), mandates: { M: ['B', 'C'] } };
  const asked = remittance({ payerAccount: 'OURS', ...payment });
  expect(matchRemittances([asked], claimBooks(books), defaultPolicy).map(told).join()).toBe(result);
});

test('a payment discount is found in a set, and a set with and one without it are told apart', () => {
  const discount = { until: knownDate('2026-02-10'), minor: 2_000 };
  const claims = [
    { id: 1, customerNumber: 'A', openMinor: 100_000, discount },
    { id: 2, customerNumber: 'A', openMinor: 77_777 },
  ];
  expect(decide(claims, { minor: 98_000 })).toBe('known payer: exact 1=98000-2000');
  expect(decide(claims, { minor: 175_777 })).toBe('known payer: exact 1=98000-2000 2=77777');
  expect(decide(claims, { minor: 75_777 })).toBe('waits: unidentified AMOUNT_NOT_EXPLAINED');
  const other = { id: 3, customerNumber: 'A', openMinor: 98_000 };
  expect(decide([...claims, other], { minor: 98_000 })).toBe('waits: ambiguous SEVERAL_SETS_FIT');
  const memo = { id: 4, customerNumber: 'A', openMinor: -2_000 };
  expect(decide([...claims, memo], { minor: 98_000 })).toMatch(/^waits: ambiguous/);
});
