import { expect, test } from 'vitest';
import { knownDate } from '#kernel';
import {
  defaultPolicy,
  matchRemittances,
  type MatchingPolicy,
  type Remittance,
} from '../../../src/payments/ladder/index.ts';
import { type BooksSpec, claimBooks, remittance, structured, told } from '#test/claim-books';

const due = (day: string) => ({ customerNumber: 'A', dueDate: knownDate(`2026-01-${day}`) });
/** From the oldest: a fee of 100.00, an invoice of 1,000.00, interest of 50.00, an invoice of 1,000.00, a credit memo. */
const usual: BooksSpec = {
  customers: [{ number: 'A', name: 'Bjørn Østergaard' }],
  claims: [
    { id: 1, ...due('05'), openMinor: 10_000, nature: 'fee' },
    { id: 2, ...due('10'), openMinor: 100_000 },
    { id: 3, ...due('15'), openMinor: 5_000, nature: 'interest' },
    { id: 4, ...due('20'), openMinor: 100_000 },
    { id: 5, ...due('25'), openMinor: -1 },
    { id: 6, customerNumber: 'A', openMinor: 90_000, currency: 'EUR' },
  ],
  ids: { 100: [{ customerNumber: 'A' }] },
  payers: { OURS: [{ customerNumber: 'A' }], BOTH: [{ customerNumber: 'A' }, { customerNumber: 'B' }] },
};

const decide = (payment: Partial<Remittance>, policy: Partial<MatchingPolicy>, books: BooksSpec = usual): string => {
  const asked = remittance({ ids: [structured('100')], payerAccount: 'OURS', ...payment });
  return matchRemittances([asked], claimBooks(books), { ...defaultPolicy, ...policy })
    .map(told)
    .join();
};

test.each`
  declared             | minor      | result
  ${'none'}            | ${50_000}  | ${'waits: unidentified AMOUNT_NOT_EXPLAINED'}
  ${'oldest first'}    | ${50_000}  | ${'convention: partial 1=10000 2=40000'}
  ${'principal first'} | ${50_000}  | ${'convention: partial 2=50000'}
  ${'fees first'}      | ${12_000}  | ${'convention: partial 1=10000 3=2000'}
  ${'oldest first'}    | ${215_003} | ${'convention: excess 1=10000 2=100000 3=5000 4=100000 A=3'}
  ${'oldest first'}    | ${100_000} | ${'convention: exact 2=100000'}
  ${'fees first'}      | ${100_000} | ${'convention: exact 2=100000'}
  ${'oldest first'}    | ${110_000} | ${'convention: exact 1=10000 2=100000'}
  ${'oldest first'}    | ${214_999} | ${'payment id: exact 1=10000 2=100000 3=5000 4=100000 5=-1'}
`('declared: $declared. $minor is spread so: $result', ({ declared, minor, result }) => {
  expect(decide({ minor }, { convention: declared })).toBe(result);
});

test.each`
  what                                     | payment                                         | result
  ${'somebody else’s account'}             | ${{ payerAccount: '', payerName: 'Ewa Nowak' }} | ${'waits: wrong customer PAYER_IS_A_STRANGER'}
  ${'nobody told'}                         | ${{ payerAccount: '' }}                         | ${'waits: wrong customer PAYER_UNTOLD'}
  ${'an account that pays for two'}        | ${{ payerAccount: 'BOTH' }}                     | ${'convention: partial 1=10000 2=40000'}
  ${'a currency of which nothing is open'} | ${{ currency: 'SEK' }}                          | ${'waits: wrong currency CURRENCY_DIFFERS'}
  ${'a claim that is named'}               | ${{ texts: ['F10444'], minor: 40_123 }}         | ${'document numbers: partial 4=40123'}
  ${'nobody recognised'}                   | ${{ ids: [], payerAccount: '' }}                | ${'waits: unidentified NO_IDENTIFIER'}
`('a declared convention and $what: $result', ({ payment, result }) => {
  expect(decide({ minor: 50_000, ...payment }, { convention: 'oldest first' })).toBe(result);
});

test('it is labelled as what it is, and never as a proof', () => {
  const asked = remittance({ ids: [structured('100')], payerAccount: 'OURS', minor: 50_000 });
  const policy = { ...defaultPolicy, convention: 'oldest first' } as const;
  const [decision] = matchRemittances([asked], claimBooks(usual), policy);
  expect(decision?.explanation.uniqueness).toEqual({ kind: 'convention', convention: 'oldest first' });
});

test('in shadow it tells what it would have done, and the payment waits', () => {
  const asked = remittance({ ids: [structured('100')], payerAccount: 'OURS', minor: 50_000 });
  const rungs = { ...defaultPolicy.rungs, convention: 'shadow' } as const;
  const [decision] = matchRemittances([asked], claimBooks(usual), {
    ...defaultPolicy,
    rungs,
    convention: 'oldest first',
  });
  expect(decision?.act).toBe('park');
  expect(decision?.shadows.map(({ rung, shares }) => [rung, shares.map(({ claimId }) => claimId)])).toEqual([
    ['convention', [1, 2]],
  ]);
});

test('payments are spread one after another, each over what is left then', () => {
  const payments = [2, 1].map((paymentId) =>
    remittance({ paymentId, ids: [structured('100')], payerAccount: 'OURS', minor: 60_000 }),
  );
  const decisions = matchRemittances(payments, claimBooks(usual), { ...defaultPolicy, convention: 'oldest first' });
  expect(decisions.map(told)).toEqual([
    'convention: partial 2=50000 3=5000 4=5000',
    'convention: partial 1=10000 2=50000',
  ]);
});

test('a document that is named is not passed over by it, also where its rung is off', () => {
  const rungs = { ...defaultPolicy.rungs, 'document numbers': 'off' } as const;
  const policy = { rungs, convention: 'oldest first' } as const;
  expect(decide({ minor: 50_000, texts: ['F10444'] }, policy)).toBe('waits: unidentified AMOUNT_NOT_EXPLAINED');
});
