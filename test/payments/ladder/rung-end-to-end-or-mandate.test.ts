import { expect, test } from 'vitest';
import { defaultPolicy, matchRemittances, type Remittance } from '../../../src/payments/ladder/index.ts';
import { type BooksSpec, claimBooks, remittance, structured, told } from '#test/claim-books';

const books: BooksSpec = {
  customers: [{ number: 'A', name: 'Bjørn Østergaard' }],
  claims: [
    { id: 1, customerNumber: 'A', openMinor: 100_000 },
    { id: 2, customerNumber: 'A', openMinor: 70_000 },
    { id: 3, customerNumber: 'B', openMinor: 100_000 },
  ],
  ids: { RF11: [{ customerNumber: 'A', claimId: 1 }], RF13: [{ customerNumber: 'B', claimId: 3 }] },
  mandates: { 'M-A': ['A'], 'M-AB': ['A', 'B'] },
  payers: { OURS: [{ customerNumber: 'A' }], THEIRS: [{ customerNumber: 'B' }] },
};

const decide = (payment: Partial<Remittance>): string =>
  matchRemittances([remittance(payment)], claimBooks(books), defaultPolicy)
    .map(told)
    .join();

const rung = 'end-to-end or mandate id';

test.each`
  what                                                 | payment                                                                         | result
  ${'an id of ours came end to end'}                   | ${{ endToEndId: 'RF11' }}                                                       | ${`${rung}: exact 1=100000`}
  ${'an id of ours came end to end, by a stranger'}    | ${{ endToEndId: 'RF11', payerName: 'Ewa Nowak' }}                               | ${'waits: wrong customer PAYER_IS_A_STRANGER'}
  ${'the bank says that none was given'}               | ${{ endToEndId: 'NOTPROVIDED' }}                                                | ${'waits: unidentified NO_IDENTIFIER'}
  ${'an end-to-end id of somebody’s own'}              | ${{ endToEndId: '20261122-7' }}                                                 | ${'waits: unidentified NO_IDENTIFIER'}
  ${'the id of one, end to end that of another'}       | ${{ ids: [structured('RF13')], endToEndId: 'RF11' }}                            | ${'waits: wrong customer IDENTIFIERS_CONTRADICT'}
  ${'end to end the id of one, the mandate another’s'} | ${{ endToEndId: 'RF13', mandateId: 'M-A' }}                                     | ${'waits: wrong customer IDENTIFIERS_CONTRADICT'}
  ${'a mandate, and one single claim'}                 | ${{ mandateId: 'M-A' }}                                                         | ${`${rung}: exact 1=100000`}
  ${'a mandate, and all claims'}                       | ${{ mandateId: 'M-A', minor: 170_000 }}                                         | ${`${rung}: exact 1=100000 2=70000`}
  ${'a mandate, and nothing that fits'}                | ${{ mandateId: 'M-A', minor: 12_345 }}                                          | ${'waits: unidentified AMOUNT_NOT_EXPLAINED'}
  ${'a mandate, by another’s account'}                 | ${{ mandateId: 'M-A', payerAccount: 'THEIRS' }}                                 | ${'waits: wrong customer PAYER_IS_ANOTHER'}
  ${'a mandate, and another’s document'}               | ${{ mandateId: 'M-A', texts: ['F10333'] }}                                      | ${'waits: wrong customer IDENTIFIERS_CONTRADICT'}
  ${'a mandate, and a part of his named document'}     | ${{ mandateId: 'M-A', payerAccount: 'OURS', texts: ['F10111'], minor: 41_000 }} | ${'document numbers: partial 1=41000'}
  ${'a mandate that two customers have'}               | ${{ mandateId: 'M-AB' }}                                                        | ${'waits: unidentified NO_IDENTIFIER'}
  ${'a mandate that nobody has'}                       | ${{ mandateId: 'M-X' }}                                                         | ${'waits: unidentified NO_IDENTIFIER'}
`('$what: $result', ({ payment, result }) => {
  expect(decide(payment)).toBe(result);
});

test('the mandate is told among the evidence', () => {
  const [decision] = matchRemittances([remittance({ mandateId: 'M-A' })], claimBooks(books), defaultPolicy);
  expect(decision?.explanation.evidence).toContainEqual({ what: 'mandate', said: 'M-A', agrees: true });
  expect(decision?.explanation.uniqueness).toMatchObject({ kind: 'proven', claims: 2 });
});
