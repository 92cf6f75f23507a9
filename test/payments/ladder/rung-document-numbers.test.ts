import { expect, test } from 'vitest';
import { knownDate } from '#kernel';
import {
  defaultPolicy,
  matchRemittances,
  type MatchingPolicy,
  type Remittance,
} from '../../../src/payments/ladder/index.ts';
import { type BooksSpec, claimBooks, remittance, told } from '#test/claim-books';

/** Claim n has the number F10000 + 111 n: A owes F10111, F10222, F10333 and a credit memo F10444; B owes F10555, F10666. */
const usual: BooksSpec = {
  customers: [{ number: 'A', name: 'Bjørn Østergaard' }, { number: 'B' }, { number: '10111B' }],
  claims: [
    { id: 1, customerNumber: 'A', openMinor: 100_000 },
    { id: 2, customerNumber: 'A', openMinor: 70_000, discount: { until: knownDate('2026-02-10'), minor: 2_000 } },
    { id: 3, customerNumber: 'A', openMinor: 33_100 },
    { id: 4, customerNumber: 'A', openMinor: -10_000 },
    { id: 5, customerNumber: 'B', openMinor: 50_000 },
    { id: 6, customerNumber: 'B', openMinor: 60_000, documentNumber: 'F10112' },
    { id: 7, customerNumber: 'B', openMinor: 0, documentNumber: 'F10777' },
    { id: 8, customerNumber: 'B', openMinor: 30_000, documentNumber: 'F10888', currency: 'EUR' },
  ],
  payers: {
    OURS: [{ customerNumber: 'A' }],
    THEIRS: [{ customerNumber: 'B' }],
    BOTH: [{ customerNumber: 'A' }, { customerNumber: 'B' }],
  },
};

const decide = (
  payment: Partial<Remittance>,
  books: BooksSpec = usual,
  policy: Partial<MatchingPolicy> = {},
): string => {
  const decisions = matchRemittances([remittance(payment)], claimBooks(books), { ...defaultPolicy, ...policy });
  return decisions.map(told).join();
};
const text = (...texts: readonly string[]) => ({ texts });
const known = { payerAccount: 'OURS' };
const named = { payerName: 'Østergaard Bjørn' };
const shared = { payerAccount: 'BOTH' };

test.each`
  what                                                      | payment                                                                | result
  ${'one, exactly, by a known payer'}                       | ${{ ...text('Faktura F10111'), ...known }}                             | ${'document numbers: exact 1=100000'}
  ${'one, exactly, by a named payer'}                       | ${{ ...text('f-10111'), ...named }}                                    | ${'document numbers: exact 1=100000'}
  ${'one, exactly, by an account that pays for both'}       | ${{ ...text('F10111'), ...shared }}                                    | ${'document numbers: exact 1=100000'}
  ${'one, exactly, nobody told'}                            | ${text('F10111')}                                                      | ${'document numbers: exact 1=100000'}
  ${'one, exactly, by another’s account'}                   | ${{ ...text('F10111'), payerAccount: 'THEIRS' }}                       | ${'waits: wrong customer PAYER_IS_ANOTHER'}
  ${'one, exactly, by a stranger'}                          | ${{ ...text('F10111'), payerName: 'Ewa Nowak' }}                       | ${'waits: wrong customer PAYER_IS_A_STRANGER'}
  ${'one twice'}                                            | ${{ ...text('F10111', 'F 10111'), ...known }}                          | ${'document numbers: exact 1=100000'}
  ${'one less its discount'}                                | ${{ ...text('F10222'), ...named, minor: 68_000 }}                      | ${'document numbers: exact 2=68000-2000'}
  ${'one and a small difference'}                           | ${{ ...text('F10111'), ...known, minor: 99_995 }}                      | ${'document numbers: exact 1=99995~5'}
  ${'one and a little more'}                                | ${{ ...text('F10111'), ...known, minor: 100_005 }}                     | ${'document numbers: exact 1=100005~-5'}
  ${'one and a small difference, nobody told'}              | ${{ ...text('F10111'), minor: 99_995 }}                                | ${'waits: partial PAYER_UNTOLD'}
  ${'two'}                                                  | ${{ ...text('F10111 og F10333'), ...known, minor: 133_100 }}           | ${'document numbers: exact 1=100000 3=33100'}
  ${'two less the discount of one'}                         | ${{ ...text('F10111, F10222'), ...known, minor: 168_000 }}             | ${'document numbers: exact 1=100000 2=68000-2000'}
  ${'one less a credit memo that is named'}                 | ${{ ...text('F10111 - F10444'), ...known, minor: 90_000 }}             | ${'document numbers: exact 1=100000 4=-10000'}
  ${'one less a credit memo that is not named'}             | ${{ ...text('F10111'), ...known, minor: 90_000 }}                      | ${'waits: ambiguous COINCIDENCE_POSSIBLE'}
  ${'a part of one, by a known payer'}                      | ${{ ...text('F10111'), ...known, minor: 41_234 }}                      | ${'document numbers: partial 1=41234'}
  ${'a part of one, by an account that pays for both'}      | ${{ ...text('F10111'), ...shared, minor: 41_234 }}                     | ${'waits: partial PAYER_PAYS_FOR_SEVERAL'}
  ${'a part of one, nobody told'}                           | ${{ ...text('F10111'), minor: 41_234 }}                                | ${'waits: partial PAYER_UNTOLD'}
  ${'a part that is another claim to the last unit'}        | ${{ ...text('F10111'), ...known, minor: 33_100 }}                      | ${'waits: ambiguous SEVERAL_SETS_FIT'}
  ${'a part that others less the credit memo explain'}      | ${{ ...text('F10111'), ...known, minor: 60_000 }}                      | ${'waits: ambiguous SEVERAL_SETS_FIT'}
  ${'a part of two'}                                        | ${{ ...text('F10111 F10333'), ...known, minor: 120_000 }}              | ${'waits: partial AMOUNT_NOT_EXPLAINED'}
  ${'one, and more than it asks'}                           | ${{ ...text('F10111'), ...known, minor: 112_345 }}                     | ${'waits: ambiguous AMOUNT_MORE'}
  ${'one, and all there is comes'}                          | ${{ ...text('F10111'), ...known, minor: 193_100 }}                     | ${'document numbers: exact 1=100000 2=70000 3=33100 4=-10000'}
  ${'one, and all there is comes from an account for both'} | ${{ ...text('F10111'), ...shared, minor: 193_100 }}                    | ${'waits: excess PAYER_PAYS_FOR_SEVERAL'}
  ${'documents of two customers, by whom both are known'}   | ${{ ...text('F10333', 'F10555'), ...shared, minor: 83_100 }}           | ${'document numbers: exact 3=33100 5=50000'}
  ${'documents of two customers, and one is not his'}       | ${{ ...text('F10333', 'F10555'), ...known, minor: 83_100 }}            | ${'waits: wrong customer PAYER_IS_ANOTHER'}
  ${'documents of two customers that do not add up'}        | ${{ ...text('F10333', 'F10555'), ...shared, minor: 83_000 }}           | ${'waits: ambiguous IDENTIFIERS_CONTRADICT'}
  ${'two customers, a small difference'}                    | ${{ ...text('F10333', 'F10555'), ...shared, minor: 83_095 }}           | ${'waits: ambiguous IDENTIFIERS_CONTRADICT'}
  ${'one that is closed'}                                   | ${{ ...text('F10777'), payerAccount: 'THEIRS' }}                       | ${'waits: already paid CLAIM_CLOSED'}
  ${'one that is closed and one that is open'}              | ${{ ...text('F10777 F10555'), payerAccount: 'THEIRS', minor: 50_000 }} | ${'waits: already paid CLAIM_CLOSED'}
  ${'one in euro'}                                          | ${{ ...text('F10888'), payerAccount: 'THEIRS', minor: 30_000 }}        | ${'waits: wrong currency CURRENCY_DIFFERS'}
  ${'none that we know'}                                    | ${text('F99999')}                                                      | ${'waits: unidentified NO_IDENTIFIER'}
  ${'as the end-to-end id'}                                 | ${{ endToEndId: 'F10111', ...known }}                                  | ${'document numbers: exact 1=100000'}
  ${'within a longer end-to-end id'}                        | ${{ endToEndId: 'X F10111 Y' }}                                        | ${'waits: unidentified NO_IDENTIFIER'}
  ${'the mandate of another beside it'}                     | ${{ ...text('F10111'), ...shared, mandateId: 'M-B' }}                  | ${'waits: wrong customer IDENTIFIERS_CONTRADICT'}
`('a text names $what: $result', ({ payment, result }) => {
  expect(decide(payment, { ...usual, mandates: { 'M-B': ['B'] } }, { smallDifferenceMinor: 5 })).toBe(result);
});

/** Three claims of free amounts, of which two are paid; C owes whole hundreds. */
const free: BooksSpec = {
  customers: [{ number: 'A', name: 'Bjørn Østergaard' }, { number: 'B' }, { number: 'C', name: 'Åse Holm' }],
  claims: [
    { id: 1, customerNumber: 'A', openMinor: 129_368, documentNumber: 'FV01323824' },
    { id: 2, customerNumber: 'A', openMinor: 348_446, documentNumber: 'FV01327442' },
    { id: 3, customerNumber: 'A', openMinor: 211_307, documentNumber: 'FV01330115' },
    { id: 4, customerNumber: 'B', openMinor: 348_446, documentNumber: 'FV01450001' },
    { id: 5, customerNumber: 'C', openMinor: 29_995, documentNumber: 'FV01500123' },
    { id: 6, customerNumber: 'C', openMinor: 19_995, documentNumber: 'FV01507771' },
    { id: 7, customerNumber: 'C', openMinor: 49_995, documentNumber: 'FV01511432' },
    { id: 8, customerNumber: 'A', openMinor: 0, documentNumber: 'FV01330110' },
    { id: 9, customerNumber: 'D', openMinor: 29_995, documentNumber: 'FS/1234/03/2026' },
    { id: 10, customerNumber: 'D', openMinor: 19_995, documentNumber: 'FS/5678/03/2026' },
    { id: 11, customerNumber: 'D', openMinor: 49_995, documentNumber: 'FS/9012/03/2026' },
  ],
  payers: {
    OURS: [{ customerNumber: 'A' }],
    BOTH: [{ customerNumber: 'A' }, { customerNumber: 'B' }],
    THEIRS: [{ customerNumber: 'C' }],
    MONTHLY: [{ customerNumber: 'D' }],
  },
};
const monthly = { payerAccount: 'MONTHLY', minor: 49_990 };
const both = { minor: 477_814 };
const prices = { payerAccount: 'THEIRS', minor: 49_990 };

test.each`
  what                                                 | payment                                                            | result
  ${'one, and the rest is one other claim'}            | ${{ ...text('FV01323824'), ...known, ...both }}                    | ${'document numbers: exact 1=129368 2=348446'}
  ${'the same by his name'}                            | ${{ ...text('FV01323824'), ...named, ...both }}                    | ${'document numbers: exact 1=129368 2=348446'}
  ${'the same by an account for two'}                  | ${{ ...text('FV01323824'), ...shared, ...both }}                   | ${'waits: excess PAYER_PAYS_FOR_SEVERAL'}
  ${'and a number that nobody has'}                    | ${{ ...text('FV01323824, FV01999999'), ...known, ...both }}        | ${'waits: ambiguous COINCIDENCE_POSSIBLE'}
  ${'and the other with one slip'}                     | ${{ ...text('FV01323824, FV01327445'), ...known, ...both }}        | ${'document numbers: exact 1=129368 2=348446'}
  ${'and the other without its end'}                   | ${{ ...text('FV01323824; FV013274'), ...known, ...both }}          | ${'document numbers: exact 1=129368 2=348446'}
  ${'and the slip of a claim that the sum leaves out'} | ${{ ...text('FV01323824, FV01330114'), ...known, ...both }}        | ${'waits: ambiguous COINCIDENCE_POSSIBLE'}
  ${'and a slip, by an account for two'}               | ${{ ...text('FV01323824, FV01327445'), ...shared, ...both }}       | ${'waits: excess PAYER_PAYS_FOR_SEVERAL'}
  ${'and an order number of three digits'}             | ${{ ...text('zam. 826 FV01323824'), ...known, ...both }}           | ${'document numbers: exact 1=129368 2=348446'}
  ${'all, and a number that nobody has'}               | ${{ ...text('FV01323824, FV01999999'), ...known, minor: 689_121 }} | ${'waits: ambiguous COINCIDENCE_POSSIBLE'}
  ${'one of his prices, and the rest is another'}      | ${{ ...text('FV01500123'), ...prices }}                            | ${'waits: ambiguous COINCIDENCE_POSSIBLE'}
  ${'one of his prices, and another with a slip'}      | ${{ ...text('FV01500123 FV01507717'), ...prices }}                 | ${'document numbers: exact 5=29995 6=19995'}
  ${'one of his prices, and a year'}                   | ${{ ...text('FS/1234/03/2026 faktury 2026'), ...monthly }}         | ${'waits: ambiguous COINCIDENCE_POSSIBLE'}
  ${'one of his prices, and a piece of another'}       | ${{ ...text('FS/1234/03/2026 + FS/678/03/2026'), ...monthly }}     | ${'document numbers: exact 9=29995 10=19995'}
`('a text names $what: $result', ({ payment, result }) => {
  expect(decide(payment, free)).toBe(result);
});

const neighbours: BooksSpec = {
  claims: [
    { id: 1, customerNumber: 'A', openMinor: 100_000 },
    { id: 2, customerNumber: 'B', openMinor: 100_000, documentNumber: 'F10112' },
    { id: 3, customerNumber: 'C', openMinor: 20_000, documentNumber: 'F20001' },
    { id: 4, customerNumber: 'D', openMinor: 20_100, documentNumber: 'F20002' },
    { id: 5, customerNumber: 'E', openMinor: 20_000, documentNumber: 'F29992' },
    { id: 6, customerNumber: 'F', openMinor: 40_000, documentNumber: 'F10001' },
    { id: 7, customerNumber: 'G', openMinor: 40_000, documentNumber: 'K10001' },
  ],
  payers: { OURS: [{ customerNumber: 'A' }] },
};

test.each`
  what                                                  | payment                                 | result
  ${'one digit away an open claim asks the same'}       | ${text('F10111')}                       | ${'waits: ambiguous NEIGHBOUR_NUMBER'}
  ${'one digit away, and the payer is known'}           | ${{ ...text('F10111'), ...known }}      | ${'document numbers: exact 1=100000'}
  ${'one digit away an open claim asks another amount'} | ${{ ...text('F20001'), minor: 20_000 }} | ${'document numbers: exact 3=20000'}
  ${'other letters before the same digits'}             | ${{ ...text('F10001'), minor: 40_000 }} | ${'waits: ambiguous NEIGHBOUR_NUMBER'}
  ${'its signs were read as others that look alike'}    | ${{ ...text('F200O1'), minor: 20_000 }} | ${'waits: ambiguous NEIGHBOUR_NUMBER'}
`('nobody is told, and of the number in the text $what: $result', ({ payment, result }) => {
  expect(decide(payment, neighbours)).toBe(result);
});

test.each`
  what                                                     | number      | payment                             | result
  ${'it is his own document and another’s order number'}   | ${'F10111'} | ${{ ...text('F10111'), ...known }}  | ${'document numbers: exact 1=100000'}
  ${'it is two customers’, and nobody is told'}            | ${'F10111'} | ${text('F10111')}                   | ${'waits: ambiguous ID_AMBIGUOUS'}
  ${'it is two customers’, and the account pays for both'} | ${'F10111'} | ${{ ...text('F10111'), ...shared }} | ${'waits: ambiguous ID_AMBIGUOUS'}
`('a number that is on two claims: $what', ({ number, payment, result }) => {
  const other = { id: 9, customerNumber: 'B', openMinor: 100_000, externalDocumentNumber: number };
  expect(decide(payment, { ...usual, claims: [...(usual.claims ?? []), other] })).toBe(result);
});

test('of two claims with one number the customer’s open one is meant', () => {
  const claims = [
    { id: 1, customerNumber: 'A', openMinor: 100_000, documentNumber: 'F10111' },
    { id: 2, customerNumber: 'A', openMinor: 0, documentNumber: 'F10111' },
  ];
  expect(decide({ ...text('F10111'), ...known }, { ...usual, claims })).toBe('document numbers: exact 1=100000');
});

test('a range pays what lies within it where that adds up, else only what is written', () => {
  const claims = [1, 2, 3].map((id) => ({
    id,
    customerNumber: 'A',
    openMinor: 1_000 * id * id,
    documentNumber: `F1002${id}`,
  }));
  const books = { ...usual, claims };
  expect(decide({ ...text('F10021-10023'), ...known, minor: 14_000 }, books)).toBe(
    'document numbers: exact 1=1000 3=9000 2=4000',
  );
  expect(decide({ ...text('F10021-10023'), ...known, minor: 10_000 }, books)).toBe(
    'document numbers: exact 1=1000 3=9000',
  );
});

test('what lies within a range and is closed was not meant', () => {
  const claims = [1, 2, 3].map((id) => ({
    id,
    customerNumber: 'A',
    openMinor: id === 2 ? 0 : 5_000 * id,
    documentNumber: `F1002${id}`,
  }));
  const payment = { ...text('F10021-10023'), ...known, minor: 20_000 };
  expect(decide(payment, { ...usual, claims })).toBe('document numbers: exact 1=5000 3=15000');
});

test('a customer who writes his own number does not name the closed claim of the same number', () => {
  const claims = [
    { id: 1, customerNumber: '10001', openMinor: 0, documentNumber: '10001' },
    { id: 2, customerNumber: '10001', openMinor: 100_000 },
  ];
  const books = { claims, payers: { OURS: [{ customerNumber: '10001' }] } };
  expect(decide({ ...text('10001'), ...known }, books)).toBe('known payer: exact 2=100000');
});

test('a document’s rung that is off neither settles nor is passed over: its documents still speak against others', () => {
  const policy = { rungs: { ...defaultPolicy.rungs, 'document numbers': 'off' } } as const;
  expect(decide({ ...text('F10333'), ...known }, usual, policy)).toBe('waits: ambiguous SEVERAL_SETS_FIT');
  expect(decide({ ...text('F10555'), ...known }, usual, policy)).toBe('waits: wrong customer IDENTIFIERS_CONTRADICT');
  expect(decide({ ...text('F10111'), ...known }, usual, policy)).toBe('unique subset: exact 1=100000');
});
