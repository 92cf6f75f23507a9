import { describe, expect, test } from 'vitest';
import { knownDate } from '#kernel';
import { defaultPolicy, matchRemittances, type Remittance } from '../../../src/payments/ladder/index.ts';
import { type BooksSpec, claimBooks, remittance, structured, told } from '#test/claim-books';

/** Every way we could think of to put money in the wrong place: what the books hold, what is said, what must come of it. */
interface Trap {
  readonly what: string;
  readonly books: BooksSpec;
  readonly payment: Partial<Remittance>;
  readonly result: string;
}

const a = { customerNumber: 'A' } as const;
const b = { customerNumber: 'B' } as const;
const people = [
  { number: 'A', name: 'Bjørn Østergaard' },
  { number: 'B', name: 'Nordlys Revision ApS' },
] as const;
const onePrice: BooksSpec = {
  customers: people,
  claims: [
    { id: 1, ...a, openMinor: 19_900 },
    { id: 2, ...b, openMinor: 19_900 },
  ],
  ids: { 711: [{ ...a, claimId: 1 }], 712: [{ ...b, claimId: 2 }], 800: [a], 801: [b] },
  payers: { OURS: [{ ...a, times: 5 }], AGENCY: [a, b], ONCE: [a] },
};
const price = { minor: 19_900 };

const traps: readonly Trap[] = [
  {
    what: 'a neighbour’s id of the same list price, from his own account',
    books: onePrice,
    payment: { ...price, ids: [structured('712')], payerAccount: 'OURS' },
    result: 'waits: wrong customer PAYER_IS_ANOTHER',
  },
  {
    what: 'a neighbour’s id of the same list price, under his own name',
    books: onePrice,
    payment: { ...price, ids: [structured('712')], payerName: 'Bjørn Østergaard' },
    result: 'waits: wrong customer PAYER_IS_A_STRANGER',
  },
  {
    what: 'a neighbour’s customer number of the same list price, from his own account',
    books: onePrice,
    payment: { ...price, ids: [structured('801')], payerAccount: 'OURS' },
    result: 'waits: wrong customer PAYER_IS_ANOTHER',
  },
  {
    what: 'an accountant’s account, and the amount of a claim of one of his clients',
    books: onePrice,
    payment: { ...price, payerAccount: 'AGENCY' },
    result: 'waits: unidentified PAYER_PAYS_FOR_SEVERAL',
  },
  {
    what: 'an accountant who paid once for one client, and pays now for another without a word',
    books: onePrice,
    payment: { ...price, payerAccount: 'ONCE', payerName: 'Revisor Madsen' },
    result: 'waits: unidentified PAYER_IS_A_STRANGER',
  },
  {
    what: 'a part of the amount through an accountant’s account',
    books: onePrice,
    payment: { minor: 9_000, ids: [structured('711')], payerAccount: 'AGENCY' },
    result: 'waits: partial PAYER_PAYS_FOR_SEVERAL',
  },
  {
    what: 'the amount of a claim, and a name like the customer’s',
    books: { ...onePrice, claims: [{ id: 1, ...a, openMinor: 19_900 }] },
    payment: { ...price, payerName: 'Bjørn Østergaard' },
    result: 'waits: unidentified NO_IDENTIFIER',
  },
  {
    what: 'one id of the right customer and one of another, in whatever order',
    books: onePrice,
    payment: { ...price, ids: [structured('711'), structured('712')], payerAccount: 'OURS' },
    result: 'waits: wrong customer IDENTIFIERS_CONTRADICT',
  },
  {
    what: 'the id of one claim and the amount of another of the same customer',
    books: {
      ...onePrice,
      claims: [
        { id: 1, ...a, openMinor: 29_900 },
        { id: 3, ...a, openMinor: 19_900 },
      ],
    },
    payment: { ...price, ids: [structured('711')], payerAccount: 'OURS' },
    result: 'waits: ambiguous SEVERAL_SETS_FIT',
  },
  {
    what: 'a small difference that makes the amount just that of another claim',
    books: {
      ...onePrice,
      claims: [
        { id: 1, ...a, openMinor: 19_950, toleranceMinor: 100 },
        { id: 3, ...a, openMinor: 19_900 },
      ],
    },
    payment: { ...price, ids: [structured('711')], payerAccount: 'OURS' },
    result: 'waits: ambiguous SEVERAL_SETS_FIT',
  },
  {
    what: 'a credit memo that makes two invoices look like one that is named in part',
    books: {
      ...onePrice,
      claims: [
        { id: 1, ...a, openMinor: 50_000 },
        { id: 3, ...a, openMinor: 24_900 },
        { id: 4, ...a, openMinor: -5_000 },
      ],
    },
    payment: { ...price, texts: ['F10111'], payerAccount: 'OURS' },
    result: 'waits: ambiguous SEVERAL_SETS_FIT',
  },
  {
    what: 'a discount, or a credit memo of the same amount',
    books: {
      ...onePrice,
      claims: [
        { id: 1, ...a, openMinor: 20_000, discount: { until: knownDate('2026-02-10'), minor: 100 } },
        { id: 4, ...a, openMinor: -100 },
      ],
    },
    payment: { ...price, texts: ['F10111'], payerAccount: 'OURS' },
    result: 'waits: ambiguous SEVERAL_SETS_FIT',
  },
  {
    what: 'a document number and a date that is another’s document number',
    books: {
      ...onePrice,
      claims: [
        { id: 1, ...a, openMinor: 19_900 },
        { id: 2, ...b, openMinor: 19_900, documentNumber: '20260202' },
      ],
    },
    payment: { ...price, texts: ['20260202'], payerAccount: 'OURS' },
    result: 'waits: wrong customer PAYER_IS_ANOTHER',
  },
  {
    what: 'his document, and a number that is another’s document',
    books: {
      ...onePrice,
      claims: [
        { id: 1, ...a, openMinor: 19_900 },
        { id: 2, ...b, openMinor: 19_900, documentNumber: '28449031' },
      ],
    },
    payment: { ...price, texts: ['F10111', '28449031'], payerAccount: 'OURS' },
    result: 'waits: wrong customer PAYER_IS_ANOTHER',
  },
  {
    what: 'only a telephone number that is another’s document of the same price, and his own account',
    books: {
      ...onePrice,
      claims: [
        { id: 1, ...a, openMinor: 19_900 },
        { id: 2, ...b, openMinor: 19_900, documentNumber: '28449031' },
      ],
    },
    payment: { ...price, texts: ['ring 28449031'], payerAccount: 'OURS' },
    result: 'waits: wrong customer PAYER_IS_ANOTHER',
  },
  {
    what: 'a number of which another’s is the beginning',
    books: {
      ...onePrice,
      claims: [
        { id: 1, ...a, openMinor: 19_900, documentNumber: 'F1234567' },
        { id: 2, ...b, openMinor: 19_900, documentNumber: 'F12345' },
      ],
    },
    payment: { ...price, texts: ['F1234567'], payerName: 'Bjørn Østergaard' },
    result: 'document numbers: exact 1=19900',
  },
  {
    what: 'a number that is the beginning of another’s, and nobody told',
    books: {
      ...onePrice,
      claims: [
        { id: 1, ...a, openMinor: 19_900, documentNumber: 'F123456' },
        { id: 2, ...b, openMinor: 19_900, documentNumber: 'F12345' },
      ],
    },
    payment: { ...price, texts: ['F12345'] },
    result: 'waits: ambiguous NEIGHBOUR_NUMBER',
  },
  {
    what: 'his customer number, which is another’s document number, beside his own id',
    books: {
      customers: [{ number: '10001', name: 'Bjørn Østergaard' }],
      claims: [
        { id: 1, customerNumber: '10001', openMinor: 19_900 },
        { id: 2, ...b, openMinor: 19_900, documentNumber: '10001' },
      ],
      ids: { 711: [{ customerNumber: '10001', claimId: 1 }] },
    },
    payment: { ...price, ids: [structured('711')], texts: ['10001'] },
    result: 'payment id: exact 1=19900',
  },
  {
    what: 'his customer number, which is another’s document number, from his own account',
    books: {
      customers: [{ number: '10001', name: 'Bjørn Østergaard' }],
      claims: [
        { id: 1, customerNumber: '10001', openMinor: 19_900 },
        { id: 2, ...b, openMinor: 19_900, documentNumber: '10001' },
      ],
      payers: { OURS: [{ customerNumber: '10001' }] },
    },
    payment: { ...price, texts: ['10001'], payerAccount: 'OURS' },
    result: 'known payer: exact 1=19900',
  },
  {
    what: 'a customer number, which is another’s document number, and nobody told',
    books: {
      customers: [{ number: '10001' }],
      claims: [
        { id: 1, customerNumber: '10001', openMinor: 19_900 },
        { id: 2, ...b, openMinor: 19_900, documentNumber: '10001' },
      ],
    },
    payment: { ...price, texts: ['10001'] },
    result: 'waits: ambiguous ID_AMBIGUOUS',
  },
  {
    what: 'his customer number, which is the number of a claim of his too, and a part of another claim',
    books: {
      customers: [{ number: '10001', name: 'Bjørn Østergaard' }],
      claims: [
        { id: 1, customerNumber: '10001', openMinor: 50_000, documentNumber: '10001' },
        { id: 3, customerNumber: '10001', openMinor: 77_000 },
      ],
      payers: { OURS: [{ customerNumber: '10001' }] },
    },
    payment: { ...price, texts: ['10001'], payerAccount: 'OURS' },
    result: 'waits: unidentified AMOUNT_NOT_EXPLAINED',
  },
  {
    what: 'one document named, and the amount of another claim of his',
    books: {
      ...onePrice,
      claims: [
        { id: 1, ...a, openMinor: 50_000 },
        { id: 3, ...a, openMinor: 19_900 },
      ],
    },
    payment: { ...price, texts: ['F10111'], payerAccount: 'OURS' },
    result: 'waits: ambiguous SEVERAL_SETS_FIT',
  },
  {
    what: 'last month’s number, paid already, with this month’s money',
    books: {
      ...onePrice,
      claims: [
        { id: 1, ...a, openMinor: 0 },
        { id: 3, ...a, openMinor: 19_900 },
      ],
    },
    payment: { ...price, texts: ['F10111'], payerAccount: 'OURS' },
    result: 'waits: already paid CLAIM_CLOSED',
  },
  {
    what: 'last month’s id, paid already, with this month’s money',
    books: {
      ...onePrice,
      claims: [
        { id: 1, ...a, openMinor: 0 },
        { id: 3, ...a, openMinor: 19_900 },
      ],
    },
    payment: { ...price, ids: [structured('711')], payerAccount: 'OURS' },
    result: 'waits: already paid CLAIM_CLOSED',
  },
  {
    what: 'two customers’ documents, one number unreadable, and more money than the readable one asks',
    books: onePrice,
    payment: { minor: 39_800, texts: ['F10111 F1O2Z?'], payerAccount: 'OURS' },
    result: 'waits: ambiguous AMOUNT_MORE',
  },
  {
    what: 'as many crowns as the claim is euro',
    books: { ...onePrice, claims: [{ id: 1, ...a, openMinor: 19_900, currency: 'EUR' }] },
    payment: { ...price, ids: [structured('711')], payerAccount: 'OURS' },
    result: 'waits: wrong currency CURRENCY_DIFFERS',
  },
  {
    what: 'sixteen claims in whole crowns: some set of them fits nearly every amount',
    books: {
      ...onePrice,
      claims: Array.from({ length: 16 }, (_, i) => ({ id: i + 1, ...a, openMinor: 100 * (41 + 37 * i) })),
    },
    payment: { minor: 100 * (41 + 78 + 115), payerAccount: 'OURS' },
    result: 'waits: ambiguous COINCIDENCE_POSSIBLE',
  },
  {
    what: 'an account that a person took from this customer, though his name is told',
    books: { ...onePrice, payers: { OURS: [{ ...a, wasUndone: true }] } },
    payment: { ...price, ids: [structured('711')], payerAccount: 'OURS', payerName: 'Bjørn Østergaard' },
    result: 'waits: wrong customer PAYER_WAS_UNDONE',
  },
];

describe('money goes nowhere it does not belong', () => {
  test.each(traps)('$what: $result', ({ books, payment, result }) => {
    expect(matchRemittances([remittance(payment)], claimBooks(books), defaultPolicy).map(told)).toEqual([result]);
  });
});

test('two customers who pay each other’s price on one day each keep their own', () => {
  const payments = [
    remittance({ paymentId: 1, ...price, texts: ['F10222'], payerName: 'Nordlys Revision' }),
    remittance({ paymentId: 2, ...price, texts: ['F10111'], payerName: 'Bjørn Østergaard' }),
  ];
  expect(matchRemittances(payments, claimBooks(onePrice), defaultPolicy).map(told)).toEqual([
    'document numbers: exact 2=19900',
    'document numbers: exact 1=19900',
  ]);
});
