import { expect, test } from 'vitest';
import { knownDate } from '#kernel';
import {
  defaultPolicy,
  matchRemittances,
  type MatchingPolicy,
  type Remittance,
} from '../../../src/payments/ladder/index.ts';
import { type BooksSpec, claimBooks, remittance, structured, told } from '#test/claim-books';

/**
 * Customer A owes claim 1 (1,000.00) and claim 2 (700.00, of which 20.00 may be deducted until 10 February); customer B
 * owes claim 3 (1,000.00). OURS paid for A before, THEIRS for B, BOTH for both.
 */
const usual: BooksSpec = {
  customers: [{ number: 'A', name: 'Bjørn Østergaard' }, { number: 'B' }, { number: 'GONE', isClosed: true }],
  claims: [
    { id: 1, customerNumber: 'A', openMinor: 100_000, toleranceMinor: 50 },
    { id: 2, customerNumber: 'A', openMinor: 70_000, discount: { until: knownDate('2026-02-10'), minor: 2_000 } },
    { id: 3, customerNumber: 'B', openMinor: 100_000 },
    { id: 4, customerNumber: 'B', openMinor: 0 },
    { id: 5, customerNumber: 'C', openMinor: 30_000, currency: 'EUR' },
    { id: 6, customerNumber: 'GONE', openMinor: 100_000 },
  ],
  ids: {
    11: [{ customerNumber: 'A', claimId: 1 }],
    12: [{ customerNumber: 'A', claimId: 2 }],
    13: [{ customerNumber: 'B', claimId: 3 }],
    14: [{ customerNumber: 'B', claimId: 4 }],
    15: [{ customerNumber: 'C', claimId: 5 }],
    16: [{ customerNumber: 'GONE', claimId: 6 }],
    17: [{ customerNumber: 'NOBODY', claimId: 77 }],
    18: [{ customerNumber: 'A', claimId: 78 }],
    21: [{ customerNumber: 'A', claimId: 1, value: '11', isRepaired: true }],
    31: [{ customerNumber: 'A', claimId: 1, isRetired: true }],
    41: [
      { customerNumber: 'A', claimId: 1 },
      { customerNumber: 'B', claimId: 3 },
    ],
    51: [{ customerNumber: 'A', claimId: 3 }],
    100: [{ customerNumber: 'A' }],
    200: [{ customerNumber: 'B' }],
    300: [{ customerNumber: 'C' }],
  },
  ourBlock: ['555'],
  payers: {
    OURS: [{ customerNumber: 'A' }],
    THEIRS: [{ customerNumber: 'B' }],
    BOTH: [{ customerNumber: 'A' }, { customerNumber: 'B' }],
    UNDONE: [{ customerNumber: 'A', wasUndone: true }],
  },
  undone: { 'taken back': ['A'] },
};

const decide = (
  payment: Partial<Remittance>,
  books: BooksSpec = usual,
  policy: Partial<MatchingPolicy> = {},
): string => {
  const decisions = matchRemittances([remittance(payment)], claimBooks(books), { ...defaultPolicy, ...policy });
  return decisions.map(told).join();
};
const ids = (...values: readonly string[]) => ({ ids: values.map(structured) });
const known = { payerAccount: 'OURS' };
const named = { payerName: 'BJØRN ØSTERGAARD' };
const shared = { payerAccount: 'BOTH' };

test.each`
  what                                              | payment                                                                | result
  ${'exactly, by a known payer'}                    | ${{ ...ids('11'), ...known }}                                          | ${'payment id: exact 1=100000'}
  ${'exactly, by a named payer'}                    | ${{ ...ids('11'), ...named }}                                          | ${'payment id: exact 1=100000'}
  ${'exactly, by an account that pays for both'}    | ${{ ...ids('11'), ...shared }}                                         | ${'payment id: exact 1=100000'}
  ${'exactly, nobody told'}                         | ${ids('11')}                                                           | ${'payment id: exact 1=100000'}
  ${'exactly, by another’s account'}                | ${{ ...ids('11'), payerAccount: 'THEIRS' }}                            | ${'waits: wrong customer PAYER_IS_ANOTHER'}
  ${'exactly, by a stranger'}                       | ${{ ...ids('11'), payerName: 'Ewa Nowak' }}                            | ${'waits: wrong customer PAYER_IS_A_STRANGER'}
  ${'exactly, by an account taken from him'}        | ${{ ...ids('11'), payerAccount: 'UNDONE' }}                            | ${'waits: wrong customer PAYER_WAS_UNDONE'}
  ${'less the discount, in time'}                   | ${{ ...ids('12'), minor: 68_000 }}                                     | ${'payment id: exact 2=68000-2000'}
  ${'less the discount, a day late, known'}         | ${{ ...ids('12'), ...known, minor: 68_000, bookedOn: '2026-02-11' }}   | ${'payment id: partial 2=68000'}
  ${'less the discount, a day late, nobody told'}   | ${{ ...ids('12'), minor: 68_000, bookedOn: '2026-02-11' }}             | ${'waits: partial PAYER_UNTOLD'}
  ${'a little less, within tolerance'}              | ${{ ...ids('11'), minor: 99_950 }}                                     | ${'payment id: exact 1=99950~50'}
  ${'a little less, beyond tolerance'}              | ${{ ...ids('11'), ...known, minor: 99_949 }}                           | ${'payment id: partial 1=99949'}
  ${'a little more than tolerance lets go of'}      | ${{ ...ids('11'), ...known, minor: 100_050 }}                          | ${'payment id: excess 1=100000 A=50'}
  ${'less, by a known payer'}                       | ${{ ...ids('11'), ...known, minor: 40_000 }}                           | ${'payment id: partial 1=40000'}
  ${'less, by a named payer'}                       | ${{ ...ids('11'), ...named, minor: 40_000 }}                           | ${'payment id: partial 1=40000'}
  ${'less, by an account that pays for both'}       | ${{ ...ids('11'), ...shared, minor: 40_000 }}                          | ${'waits: partial PAYER_PAYS_FOR_SEVERAL'}
  ${'less, nobody told'}                            | ${{ ...ids('11'), minor: 40_000 }}                                     | ${'waits: partial PAYER_UNTOLD'}
  ${'less, and just what another claim asks'}       | ${{ ...ids('11'), ...known, minor: 70_000 }}                           | ${'waits: ambiguous SEVERAL_SETS_FIT'}
  ${'more, by a known payer'}                       | ${{ ...ids('11'), ...known, minor: 105_000 }}                          | ${'payment id: excess 1=100000 A=5000'}
  ${'more, and another number in the text'}         | ${{ ...ids('11'), ...known, minor: 105_000, texts: ['1l0 og 88123'] }} | ${'waits: ambiguous AMOUNT_MORE'}
  ${'more, nobody told'}                            | ${{ ...ids('11'), minor: 105_000 }}                                    | ${'waits: excess PAYER_UNTOLD'}
  ${'as much as all his claims together'}           | ${{ ...ids('11'), ...known, minor: 170_000 }}                          | ${'payment id: exact 1=100000 2=70000'}
  ${'all together, less the discount of the other'} | ${{ ...ids('11'), ...known, minor: 168_000 }}                          | ${'payment id: exact 1=100000 2=68000-2000'}
  ${'of two claims, both'}                          | ${{ ...ids('11', '12'), minor: 170_000 }}                              | ${'payment id: exact 1=100000 2=70000'}
  ${'of two claims, less than both'}                | ${{ ...ids('11', '12'), ...known, minor: 165_000 }}                    | ${'waits: partial AMOUNT_NOT_EXPLAINED'}
  ${'told twice'}                                   | ${{ ...ids('11', '11') }}                                              | ${'payment id: exact 1=100000'}
  ${'of a claim that is closed'}                    | ${{ ...ids('14'), payerAccount: 'THEIRS' }}                            | ${'waits: already paid CLAIM_CLOSED'}
  ${'of a claim that is gone from the books'}       | ${{ ...ids('18'), ...known }}                                          | ${'waits: closed item CLAIM_CLOSED'}
  ${'of a claim in euro'}                           | ${{ ...ids('15'), minor: 30_000 }}                                     | ${'waits: wrong currency CURRENCY_DIFFERS'}
  ${'of a closed customer'}                         | ${ids('16')}                                                           | ${'waits: closed item CUSTOMER_CLOSED'}
  ${'of a customer we do not know'}                 | ${ids('17')}                                                           | ${'waits: wrong customer CUSTOMER_UNKNOWN'}
  ${'repaired, by a known payer'}                   | ${{ ...ids('21'), ...known }}                                          | ${'payment id: exact 1=100000'}
  ${'repaired, nobody told'}                        | ${ids('21')}                                                           | ${'waits: ambiguous ID_REPAIRED'}
  ${'repaired, by an account that pays for both'}   | ${{ ...ids('21'), ...shared }}                                         | ${'waits: ambiguous ID_REPAIRED'}
  ${'repaired, and less'}                           | ${{ ...ids('21'), ...known, minor: 40_000 }}                           | ${'waits: ambiguous ID_REPAIRED'}
  ${'retired, by a known payer'}                    | ${{ ...ids('31'), ...known }}                                          | ${'payment id: exact 1=100000'}
  ${'retired, nobody told'}                         | ${ids('31')}                                                           | ${'waits: ambiguous ID_RETIRED'}
  ${'that may be two customers’'}                   | ${{ ...ids('41'), ...known }}                                          | ${'waits: ambiguous ID_AMBIGUOUS'}
  ${'that may be two’s, and the other says whose'}  | ${ids('41', '13')}                                                     | ${'payment id: exact 3=100000'}
  ${'of our block, and given to nobody'}            | ${ids('555')}                                                          | ${'waits: unknown id ID_OF_OUR_BLOCK_NEVER_GIVEN'}
  ${'that is nobody’s'}                             | ${ids('999')}                                                          | ${'waits: unknown id ID_UNKNOWN'}
  ${'that is nobody’s, in a text'}                  | ${{ ids: [{ kind: '', value: '999', from: 'text' }] }}                 | ${'waits: unidentified NO_IDENTIFIER'}
  ${'two of two customers'}                         | ${{ ...ids('11', '13'), ...shared }}                                   | ${'waits: wrong customer IDENTIFIERS_CONTRADICT'}
  ${'of one, the document of another'}              | ${{ ...ids('11'), ...known, texts: ['F10333'] }}                       | ${'waits: wrong customer IDENTIFIERS_CONTRADICT'}
  ${'of one, the mandate of another'}               | ${{ ...ids('11'), ...known, mandateId: 'M-B' }}                        | ${'waits: wrong customer IDENTIFIERS_CONTRADICT'}
  ${'that is another customer’s by now'}            | ${{ ...ids('51'), ...known }}                                          | ${'waits: wrong customer IDENTIFIERS_CONTRADICT'}
  ${'that a person took from him before'}           | ${{ ...ids('11'), ...known, paymentKey: 'taken back' }}                | ${'waits: undone before UNDONE_BEFORE'}
`('the id of a claim, $what: $result', ({ payment, result }) => {
  expect(decide(payment, { ...usual, mandates: { 'M-B': ['B'] } })).toBe(result);
});

test.each`
  what                                               | payment                                                          | result
  ${'one single claim'}                              | ${{ ...ids('100'), minor: 70_000 }}                              | ${'payment id: exact 2=70000'}
  ${'one single claim less its discount'}            | ${{ ...ids('100'), minor: 68_000 }}                              | ${'payment id: exact 2=68000-2000'}
  ${'all his claims'}                                | ${{ ...ids('100'), minor: 170_000 }}                             | ${'payment id: exact 1=100000 2=70000'}
  ${'an account that is another’s'}                  | ${{ ...ids('100'), payerAccount: 'THEIRS' }}                     | ${'waits: wrong customer PAYER_IS_ANOTHER'}
  ${'an amount that nothing explains'}               | ${{ ...ids('100'), ...known, minor: 12_345 }}                    | ${'waits: unidentified AMOUNT_NOT_EXPLAINED'}
  ${'all his claims but a small difference, let go'} | ${{ ...ids('200'), payerAccount: 'THEIRS', minor: 99_990 }}      | ${'payment id: exact 3=99990~10'}
  ${'a small difference, nobody told'}               | ${{ ...ids('200'), minor: 99_990 }}                              | ${'waits: unidentified AMOUNT_NOT_EXPLAINED'}
  ${'all of it in another currency'}                 | ${{ ...ids('300'), minor: 30_000 }}                              | ${'waits: wrong currency CURRENCY_DIFFERS'}
  ${'a part of the one claim that the text names'}   | ${{ ...ids('100'), ...known, minor: 40_000, texts: ['F10111'] }} | ${'document numbers: partial 1=40000'}
  ${'the claim that the text names'}                 | ${{ ...ids('100'), texts: ['F10111'] }}                          | ${'document numbers: exact 1=100000'}
`('the id of a customer, $what: $result', ({ payment, result }) => {
  expect(decide(payment, usual, { smallDifferenceMinor: 10 })).toBe(result);
});

test.each`
  what                                                  | value           | payer    | result
  ${'a short number, nobody told: perhaps a telephone'} | ${'20304050'}   | ${{}}    | ${'waits: wrong customer PAYER_UNTOLD'}
  ${'a short number, and his name'}                     | ${'20304050'}   | ${named} | ${'payment id: exact 1=100000'}
  ${'a long number, nobody told'}                       | ${'2030405060'} | ${{}}    | ${'payment id: exact 1=100000'}
`('an id in a text, $what', ({ value, payer, result }) => {
  const books = { ...usual, ids: { [value]: [{ customerNumber: 'A', claimId: 1 }] } };
  expect(decide({ ...payer, ids: [{ kind: '', value, from: 'text' }], texts: [`Ref ${value}`] }, books)).toBe(result);
});

test('a document number where an id belongs is a document number, also where it would be an id without its check digit', () => {
  const ownersOfIt = [{ customerNumber: 'B', claimId: 3, value: '20261112', isRepaired: true }];
  const books = {
    ...usual,
    claims: [{ id: 1, customerNumber: 'A', openMinor: 100_000, documentNumber: '2026-111' }],
    ids: { '2026-111': ownersOfIt },
  };
  expect(decide({ ...ids('2026-111'), ...known }, books)).toBe('document numbers: exact 1=100000');
  expect(decide({ endToEndId: '2026-111', ...known }, books)).toBe('document numbers: exact 1=100000');
});

test('of several claims of the price a repaired id could be any', () => {
  const claims = [1, 2].map((id) => ({ id, customerNumber: 'A', openMinor: 100_000 }));
  expect(decide({ ...ids('21'), ...known }, { ...usual, claims })).toBe('waits: ambiguous EQUAL_AMOUNTS');
  expect(decide({ ...ids('11'), ...known }, { ...usual, claims })).toBe('payment id: exact 1=100000');
});

test('an id beside the number of another claim of his pays both, or the one that fits alone', () => {
  expect(decide({ ...ids('11'), texts: ['F10222'], minor: 170_000 })).toBe('payment id: exact 1=100000 2=70000');
  expect(decide({ ...ids('11'), texts: ['F10222'] })).toBe('payment id: exact 1=100000');
  expect(decide({ ...ids('11'), texts: ['F10222'], minor: 70_000, ...known })).toBe(
    'waits: ambiguous SEVERAL_SETS_FIT',
  );
  expect(decide({ ...ids('11'), texts: ['F10222'], minor: 30_000, ...known })).toBe(
    'waits: ambiguous SEVERAL_SETS_FIT',
  );
});

test('the explanation shows what was compared, where it stands, and who came near', () => {
  const claims = [1, 2].map((id) => ({ id, customerNumber: 'A', openMinor: 100_000 }));
  const payment = remittance({ ...ids('11'), ...named, fileId: 7, fileLine: 9 });
  const [decision] = matchRemittances([payment], claimBooks({ ...usual, claims }), defaultPolicy);
  expect(decision).toEqual({
    paymentId: 1,
    act: 'match',
    shares: [{ customerNumber: 'A', claimId: 1, minor: 100_000, discountMinor: 0, writeOffMinor: 0 }],
    explanation: {
      rung: 'payment id',
      outcome: 'exact',
      fileId: 7,
      fileLine: 9,
      evidence: [
        { what: 'payment id', said: '11', agrees: true, at: 'structured reference' },
        { what: 'payer name', said: 'BJØRN ØSTERGAARD', ours: 'Bjørn Østergaard', agrees: true },
        { what: 'amount', said: '1000.00', agrees: true },
      ],
      considered: 3,
      runnersUp: [
        { customerNumber: 'A', documentNumbers: ['F10222'], minor: 100_000, why: { code: 'DOCUMENT_NOT_NAMED' } },
      ],
      uniqueness: { kind: 'named' },
      whyNot: null,
    },
    suggestions: [],
    tried: ['payment id'],
    shadows: [],
  });
});
