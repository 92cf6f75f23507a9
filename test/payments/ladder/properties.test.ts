import fc from 'fast-check';
import { expect, test } from 'vitest';
import { knownDate } from '#kernel';
import {
  type ClaimDecision,
  defaultPolicy,
  matchRemittances,
  type MatchingPolicy,
  type Remittance,
} from '../../../src/payments/ladder/index.ts';
import { type BooksSpec, claimBooks, claimOf, type ClaimSpec, remittance, structured } from '#test/claim-books';
import { isPossiblePayer, payerStanding } from '../../../src/payments/ladder/payer-check.ts';

/** A small town: few customers, prices and numbers, so that everything collides with everything. */
const customers = ['A', 'B', 'C'] as const;
const names = { A: 'Bjørn Østergaard', B: 'Nordlys Revision ApS', C: 'Ewa Wiśniewska' } as const;
const prices = [9_900, 14_900, 19_900, 29_800, 12_347, 54_323, 77_773, 31_013, -5_000, 0];

const someClaim = (id: number): fc.Arbitrary<ClaimSpec> =>
  fc.record({
    id: fc.constant(id),
    customerNumber: fc.constantFrom('A', 'A', ...customers),
    openMinor: fc.constantFrom(...prices),
    documentNumber: fc.constantFrom(`F${10_000 + id}`, `F${10_000 + id}`, `F${20_000 + id * 37}`),
    currency: fc.constantFrom('DKK', 'DKK', 'DKK', 'EUR'),
    toleranceMinor: fc.constantFrom(0, 0, 50),
    discount: fc.constantFrom(null, null, { until: knownDate('2026-02-10'), minor: 198 }),
  });

const someHistory = fc.record({
  customerNumber: fc.constantFrom(...customers),
  times: fc.constantFrom(1, 3),
  wasUndone: fc.constantFrom(false, false, false, true),
});

const someBooks: fc.Arbitrary<BooksSpec> = fc
  .record({
    claims: fc
      .integer({ min: 1, max: 7 })
      .chain((count) => fc.tuple(...Array.from({ length: count }, (_, i) => someClaim(i + 1)))),
    closed: fc.constantFrom('', '', '', 'C'),
    payers: fc.record({
      ONE: fc.uniqueArray(someHistory, { maxLength: 1, selector: ({ customerNumber }) => customerNumber }),
      TWO: fc.uniqueArray(someHistory, { maxLength: 2, selector: ({ customerNumber }) => customerNumber }),
      THREE: fc.constant([{ customerNumber: 'A', times: 3 }]),
    }),
    repaired: fc.boolean(),
  })
  .map(({ claims, closed, payers, repaired }) => ({
    customers: customers.map((number) => ({ number, name: names[number], isClosed: number === closed })),
    claims,
    ids: {
      ...Object.fromEntries(claims.map(({ id, customerNumber }) => [`7${id}`, [{ customerNumber, claimId: id }]])),
      ...Object.fromEntries(customers.map((number, i) => [`80${i}`, [{ customerNumber: number }]])),
      '72x': claims
        .slice(1, 2)
        .map(({ id, customerNumber }) => ({ customerNumber, claimId: id, isRepaired: repaired })),
    },
    mandates: { M: ['A'] },
    payers,
  }));

/** What a payer may pay: claims of one customer or of all, a part, too much, or anything. */
const someAmount = ({ claims = [] }: BooksSpec): fc.Arbitrary<number> => {
  const open = claims.filter(({ openMinor }) => openMinor > 0);
  const sets = [open, ...customers.map((number) => open.filter(({ customerNumber }) => customerNumber === number))];
  const sums = sets.map((set) =>
    fc
      .subarray(set, { minLength: Math.min(1, set.length) })
      .map((some) => some.reduce((sum, { openMinor }) => sum + openMinor, 0)),
  );
  const odd = fc.oneof(fc.constantFrom(9_702, 4_000, 9_850, 30_000), fc.integer({ min: 1, max: 99_999 }));
  return fc.oneof(...sums, odd).map((minor) => Math.max(1, minor));
};

/** Most payments say one thing, as payments do; some say anything. */
const somePayment = (books: BooksSpec, paymentId: number): fc.Arbitrary<Remittance> => {
  const numbers = (books.claims ?? []).map(({ documentNumber }) => documentNumber ?? '');
  const payer = fc.record({
    minor: someAmount(books),
    payerName: fc.constantFrom('', '', ...Object.values(names), 'Somebody Else'),
    payerAccount: fc.constantFrom('', 'ONE', 'TWO', 'THREE', 'THREE', 'NEW'),
  });
  const ids = fc.constantFrom('71', '72', '73', '72x', '800', '801', '999').map(structured);
  const texts = fc.constantFrom(...numbers, 'tak', 'F10009');
  const said = fc.oneof(
    fc.constant({}),
    fc.record({ ids: fc.array(ids, { minLength: 1, maxLength: 1 }) }),
    fc.constant({ ids: [structured('800')] }),
    fc.constantFrom({ mandateId: 'M' }, { endToEndId: '71' }),
    fc.record({ texts: fc.array(texts, { minLength: 1, maxLength: 3 }) }),
    fc.record({
      currency: fc.constantFrom('DKK', 'EUR'),
      bookedOn: fc.constantFrom(knownDate('2026-02-02'), knownDate('2026-02-11')),
      ids: fc.array(ids, { maxLength: 2 }),
      mandateId: fc.constantFrom('', 'M'),
      endToEndId: fc.constantFrom('', 'NOTPROVIDED', '71', ...numbers.slice(0, 1)),
      texts: fc.array(texts, { maxLength: 2 }),
    }),
  );
  return fc.tuple(payer, said).map(([who, what]) => remittance({ ...who, ...what, paymentId }));
};

const someTown = someBooks.chain((books) =>
  fc.record({
    books: fc.constant(books),
    payments: fc
      .integer({ min: 1, max: 4 })
      .chain((count) => fc.tuple(...Array.from({ length: count }, (_, i) => somePayment(books, i + 1)))),
    convention: fc.constantFrom('none', 'none', 'oldest first', 'fees first'),
    smallDifferenceMinor: fc.constantFrom(0, 0, 50),
  }),
);

type Town = Pick<MatchingPolicy, 'convention' | 'smallDifferenceMinor'> & {
  readonly books: BooksSpec;
  readonly payments: readonly Remittance[];
};

const decide = ({ books, payments, convention, smallDifferenceMinor }: Town): readonly ClaimDecision[] =>
  matchRemittances(payments, claimBooks(books), { ...defaultPolicy, convention, smallDifferenceMinor });

const sumOf = (shares: ClaimDecision['shares']): number => shares.reduce((sum, { minor }) => sum + minor, 0);

/** A town is cheap, and a wrong allocation is not. */
const runs = { numRuns: 500 };

test('the town is worth trying: much settles on every rung, and much waits', () => {
  const seen = new Map<string, number>();
  fc.assert(
    fc.property(someTown, (town: Town) => {
      for (const { act, explanation } of decide(town)) {
        const what = act === 'match' ? explanation.rung : `waits: ${explanation.outcome}`;
        seen.set(what, (seen.get(what) ?? 0) + 1);
      }
    }),
    { numRuns: 1_000, seed: 1 },
  );
  const rungs = [
    'payment id',
    'end-to-end or mandate id',
    'document numbers',
    'known payer',
    'unique subset',
    'convention',
  ];
  const waits = [
    'wrong customer',
    'ambiguous',
    'unidentified',
    'already paid',
    'wrong currency',
    'partial',
    'closed item',
  ];
  const wanted = [...rungs, ...waits.map((outcome) => `waits: ${outcome}`)];
  expect(wanted.filter((what) => (seen.get(what) ?? 0) < 3)).toEqual([]);
});

test('a payment is allocated whole or not at all, and says why', () => {
  fc.assert(
    fc.property(someTown, (town: Town) => {
      for (const [i, { act, shares, explanation, suggestions }] of decide(town).entries()) {
        const paid = town.payments[i]?.minor;
        expect(sumOf(shares)).toBe(act === 'match' ? paid : 0);
        expect(explanation.whyNot === null).toBe(act === 'match');
        if (act === 'match') expect(explanation.uniqueness?.kind).toMatch(/^(named|proven|convention)$/);
        expect(suggestions.length).toBeLessThanOrEqual(5);
        for (const one of suggestions) expect(sumOf(one.shares)).toBe(paid);
      }
    }),
    runs,
  );
});

test('no claim is ever paid more than is open of it, by however many payments', () => {
  fc.assert(
    fc.property(someTown, (town: Town) => {
      const left = new Map((town.books.claims ?? []).map(({ id, openMinor }) => [id, openMinor]));
      const shares = decide(town).flatMap((decision) => decision.shares);
      for (const { claimId, minor, discountMinor, writeOffMinor } of shares) {
        if (claimId === null) continue;
        const before = left.get(claimId) ?? 0;
        const after = before - minor - discountMinor - writeOffMinor;
        expect(Math.sign(after) * Math.sign(before)).toBeGreaterThanOrEqual(0);
        expect(Math.abs(after)).toBeLessThan(Math.abs(before));
        left.set(claimId, after);
      }
    }),
    runs,
  );
});

test('money goes only to claims of its currency, to open customers, and from payers whom nothing speaks against', () => {
  fc.assert(
    fc.property(someTown, (town: Town) => {
      const books = claimBooks(town.books);
      for (const [i, { shares }] of decide(town).entries()) {
        const payment = town.payments[i] ?? remittance();
        for (const { customerNumber, claimId } of shares) {
          const customer = books.customer(customerNumber);
          expect(customer?.isClosed).toBe(false);
          if (customer) expect(isPossiblePayer(payerStanding(payment, customer, books))).toBe(true);
          const claim = claimId === null ? undefined : books.claim(claimId);
          if (claimId !== null)
            expect([claim?.customerNumber, claim?.currency]).toEqual([customerNumber, payment.currency]);
        }
      }
    }),
    runs,
  );
});

test('the order in which payments are given changes nothing', () => {
  const shuffled = someTown.chain((town) =>
    fc.record({
      town: fc.constant(town),
      payments: fc.shuffledSubarray(town.payments, { minLength: town.payments.length }),
    }),
  );
  fc.assert(
    fc.property(shuffled, ({ town, payments }) => {
      const byPayment = (decisions: readonly ClaimDecision[]) => new Map(decisions.map((one) => [one.paymentId, one]));
      expect(byPayment(decide({ ...town, payments }))).toEqual(byPayment(decide(town)));
    }),
    runs,
  );
});

test('a claim that has nothing to do with it changes at most whether a payment settles, never where it goes', () => {
  const more = someTown.chain((town) =>
    fc.record({
      town: fc.constant({ ...town, convention: 'none' as const }),
      // Of somebody else any amount; of the same customers one that is more than all payments together.
      added: fc.oneof(
        fc.record({
          customerNumber: fc.constant('D'),
          openMinor: fc.constantFrom(...prices, ...town.payments.map(({ minor }) => minor)),
        }),
        fc.record({ customerNumber: fc.constantFrom(...customers), openMinor: fc.constant(1_000_003) }),
      ),
    }),
  );
  fc.assert(
    fc.property(more, ({ town, added }) => {
      const claim = claimOf({ id: 99, documentNumber: 'F77777', ...added });
      const books = { ...town.books, claims: [...(town.books.claims ?? []), claim] };
      const before = decide(town);
      for (const [i, { act, shares }] of decide({ ...town, books }).entries()) {
        const is = before[i];
        if (act === 'match' && is?.act === 'match') expect(is.shares).toEqual(shares);
        // Of several payments of one customer another may be the certain one; a single one never becomes certain by it.
        if (act === 'match' && town.payments.length === 1) expect(is?.act).toBe('match');
      }
    }),
    runs,
  );
});

test('what a person undid is never done again', () => {
  fc.assert(
    fc.property(someTown, (town: Town) => {
      for (const { paymentId, shares } of decide(town)) {
        const undoneFor = [...new Set(shares.map(({ customerNumber }) => customerNumber))];
        const again = decide({ ...town, books: { ...town.books, undone: { [`payment ${paymentId}`]: undoneFor } } });
        const once = again.find((decision) => decision.paymentId === paymentId);
        const offered = [...(once?.shares ?? []), ...(once?.suggestions ?? []).flatMap((one) => one.shares)];
        expect(offered.filter(({ customerNumber }) => undoneFor.includes(customerNumber))).toEqual([]);
      }
    }),
    { numRuns: 300 },
  );
});

test('the same payment twice never settles twice', () => {
  fc.assert(
    fc.property(someTown, (town: Town) => {
      const [first] = town.payments;
      if (!first) return;
      const twin = { ...first, paymentId: 9, fileLine: 9 };
      const decisions = decide({ ...town, convention: 'none', payments: [first, twin] });
      const [one, two] = decisions.map(({ shares }) =>
        shares.flatMap(({ claimId }) => (claimId === null ? [] : [claimId])),
      );
      const open = new Map((town.books.claims ?? []).map(({ id, openMinor }) => [id, openMinor]));
      // Both may be parts of one claim; but what the first closed the second does not touch.
      for (const id of two ?? []) {
        const share = decisions[0]?.shares.find(({ claimId }) => claimId === id);
        if (one?.includes(id)) expect(share?.minor).toBeLessThan(open.get(id) ?? 0);
      }
    }),
    runs,
  );
});
