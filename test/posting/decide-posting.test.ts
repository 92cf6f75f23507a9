import { expect, test } from 'vitest';
import { minor } from '#kernel';
import { decidePosting } from '../../src/posting/decide-posting.ts';
import type { MovementFacts, OriginalPosting } from '../../src/posting/movement.ts';
import type { AllocationFacts } from '../../src/posting/posting-content.ts';
import { movementKey } from '../../src/posting/movement-key.ts';
import { march } from './books.ts';

const claim = { id: 1, entryNumber: 1001, postingDate: march(1), currency: 'DKK' };
const source = {
  channel: 'betalingsservice' as const,
  creditorNumber: '01234560',
  deliveryNumber: '1',
  fileSha256: 'a',
  lineNumber: 1,
  paymentKey: 'k',
};

const given = (change: Partial<AllocationFacts> = {}): AllocationFacts => ({
  id: 11,
  customerNumber: 'K1',
  minor: 10_000,
  discountMinor: 0,
  writeOffMinor: 0,
  claim,
  ...change,
});

const payment: MovementFacts = {
  paymentId: 1,
  kind: 'paid',
  direction: 'collect',
  currency: 'DKK',
  effect: minor(10_000),
  bookingDate: march(3),
  customerNumber: 'K1',
  reference: 'T0000001',
  source,
  allocations: [given()],
  unknownCustomers: [],
  standing: [],
  keys: [],
  originals: [],
  dimensions: null,
};

const posted: OriginalPosting = {
  id: 77,
  state: 'confirmed',
  customerNumber: 'K1',
  amount: 10_000,
  postingDate: march(3),
  taker: null,
  hasPartOnItsWay: false,
};

const original = {
  paymentId: 1,
  paymentState: 'matched',
  effect: 10_000,
  postings: [posted],
};

const charged: MovementFacts = {
  ...payment,
  paymentId: 2,
  kind: 'chargedBack',
  effect: minor(-10_000),
  bookingDate: march(5),
  allocations: [given({ minor: -10_000 })],
  originals: [original],
};

const decide = (facts: MovementFacts) => decidePosting(facts, new Set());
/** The only part of what is proposed. */
const decideOne = (facts: MovementFacts) => {
  const decided = decide(facts);
  return decided.act === 'propose' && decided.parts.length === 1 ? decided.parts[0] : decided;
};

test('a payment is proposed on its bookkeeping date', () => {
  expect(decide(payment)).toEqual({
    act: 'propose',
    replaced: [],
    parts: [
      {
        part: null,
        again: null,
        allocationIds: [11],
        key: movementKey(source, 1),
        content: {
          kind: 'payment',
          originalId: null,
          customerNumber: 'K1',
          amount: 10_000,
          currency: 'DKK',
          postingDate: march(3),
          applications: [{ claimId: 1, entryNumber: 1001, minor: 10_000 }],
          dimensions: null,
        },
      },
    ],
  });
});

test('a payment is never posted before an entry that it pays', () => {
  const late = { ...claim, postingDate: march(9) };
  expect(decideOne({ ...payment, allocations: [given({ claim: late })] })).toMatchObject({
    content: { postingDate: march(9) },
  });
});

test('money for another customer than the file names is posted to the one it was given to', () => {
  expect(decideOne({ ...payment, allocations: [given({ customerNumber: 'K2', claim: null })] })).toMatchObject({
    content: { customerNumber: 'K2', applications: [] },
  });
});

test.each`
  what                                 | change                                                                                     | why
  ${'money paid out'}                  | ${{ direction: 'disburse', effect: minor(-10_000) }}                                       | ${'pays money out'}
  ${'money paid out without its line'} | ${{ direction: null, effect: minor(-10_000) }}                                             | ${'pays money out'}
  ${'a disbursement that came back'}   | ${{ kind: 'chargedBack' }}                                                                 | ${'pays money out'}
  ${'a payment nobody allocated'}      | ${{ allocations: [] }}                                                                     | ${'nothing says'}
  ${'parts that do not add up'}        | ${{ effect: minor(10_001) }}                                                               | ${'10000, and it moves 10001'}
  ${'a part that goes the other way'}  | ${{ allocations: [given({ minor: 10_001 }), given({ customerNumber: 'K2', minor: -1 })] }} | ${'customer K2 is -1 of 10000'}
  ${'a customer that does not exist'}  | ${{ unknownCustomers: ['K1'] }}                                                            | ${'no customer K1'}
  ${'a claim in another currency'}     | ${{ allocations: [given({ claim: { ...claim, currency: 'EUR' } })] }}                      | ${'the claim is in EUR'}
  ${'a movement without a date'}       | ${{ bookingDate: null }}                                                                   | ${'no bookkeeping date'}
`('$what is not posted, and the error log says why', ({ change, why }) => {
  expect(decide({ ...payment, ...change })).toMatchObject({
    act: 'park',
    problem: { code: 'POSTING_NOT_POSSIBLE', context: { why: expect.stringContaining(why) } },
  });
});

const toTwo = [
  given({ id: 21, customerNumber: 'K9', minor: 4_000, claim: null }),
  given({ id: 22, customerNumber: 'K10', minor: 6_000 }),
];

test('a payment to several customers is a posting of each, under a key of its own, whatever the order', () => {
  const decided = decide({ ...payment, allocations: toTwo });
  expect(decide({ ...payment, allocations: [...toTwo].reverse() })).toEqual(decided);
  expect(decided).toMatchObject({
    act: 'propose',
    parts: [
      { part: 'K10', key: `${movementKey(source, 1)}:cK10`, allocationIds: [22], content: { amount: 6_000 } },
      { part: 'K9', key: `${movementKey(source, 1)}:cK9`, allocationIds: [21], content: { amount: 4_000 } },
    ],
  });
});

test('a payment to one customer that is given to two goes as two, and what was refused is replaced', () => {
  const standing = [{ id: 5, state: 'failed' as const, part: null, key: movementKey(source, 1), content }];
  const facts = { ...payment, allocations: toTwo, standing, keys: [movementKey(source, 1)] };
  expect(decide(facts)).toMatchObject({
    replaced: [5],
    parts: [{ key: `${movementKey(source, 1)}:cK10:r2` }, { key: `${movementKey(source, 1)}:cK9:r2` }],
  });
});

test('of two parts the refused one goes again, and the posted one stays', () => {
  const one = decide({ ...payment, allocations: toTwo });
  if (one.act !== 'propose') throw new Error('it is proposed');
  const standing = one.parts.map(({ part, key, content: was }, i) => ({
    id: i + 1,
    state: i === 0 ? ('confirmed' as const) : ('failed' as const),
    part,
    key,
    content: was,
  }));
  const facts = { ...payment, allocations: toTwo, standing, keys: one.parts.map(({ key }) => key) };
  expect(decide(facts)).toMatchObject({ replaced: [], parts: [{ part: 'K9', again: 2, key: one.parts[1]?.key }] });
  const elsewhere = [toTwo[0], given({ customerNumber: 'K11', minor: 6_000 })].flatMap((one) => one ?? []);
  expect(decide({ ...facts, allocations: elsewhere })).toEqual({ act: 'wait' });
});

test('a return takes back the posting of its payment, to the same customer and not before it', () => {
  const postings = [{ ...posted, customerNumber: 'K7', postingDate: march(8) }];
  expect(decideOne({ ...charged, originals: [{ ...original, postings }] })).toMatchObject({
    content: { kind: 'return', originalId: 77, customerNumber: 'K7', amount: 10_000, postingDate: march(8) },
  });
});

test('a return takes back every part of its payment, to the customers and amounts that were posted', () => {
  const postings = [
    { ...posted, id: 78, customerNumber: 'K10', amount: 6_000 },
    { ...posted, id: 79, customerNumber: 'K9', amount: 4_000 },
  ];
  expect(decide({ ...charged, originals: [{ ...original, postings }] })).toMatchObject({
    parts: [
      { part: 'K10', content: { originalId: 78, amount: 6_000, customerNumber: 'K10' } },
      { part: 'K9', content: { originalId: 79, amount: 4_000, customerNumber: 'K9' } },
    ],
  });
});

test('a rejection that states money is a return too', () => {
  expect(decideOne({ ...charged, kind: 'rejected' })).toMatchObject({ content: { kind: 'return', originalId: 77 } });
});

const takenBy = (kind: 'return' | 'reversal', paymentId: number) => ({
  postings: [{ ...posted, taker: { kind, paymentId } }],
});
const failed = { postings: [{ ...posted, state: 'failed' }] };

test.each`
  what                                                   | change                                                  | decided
  ${'not proposed yet'}                                  | ${{ postings: [] }}                                     | ${{ act: 'wait' }}
  ${'refused, and to be tried again'}                    | ${failed}                                               | ${{ act: 'wait' }}
  ${'being undone'}                                      | ${takenBy('reversal', 1)}                               | ${{ act: 'wait' }}
  ${'posted, and has a write-off on its way'}            | ${{ postings: [{ ...posted, hasPartOnItsWay: true }] }} | ${{ act: 'wait' }}
  ${'refused'}                                           | ${{ paymentState: 'parked', ...failed }}                | ${{ content: { originalId: 77 } }}
  ${'in the error log'}                                  | ${{ paymentState: 'parked', postings: [] }}             | ${{ content: { originalId: null } }}
  ${'taken back before'}                                 | ${takenBy('return', 9)}                                 | ${{ content: { originalId: null } }}
  ${'taken back by this very return, which was refused'} | ${takenBy('return', 2)}                                 | ${{ content: { originalId: 77 } }}
  ${'smaller than what is taken back'}                   | ${{ effect: 9_999 }}                                    | ${{ content: { originalId: null } }}
`('a return whose payment is $what', ({ change, decided }) => {
  expect(decideOne({ ...charged, originals: [{ ...original, ...change }] })).toMatchObject(decided);
});

test('two returns decided together do not take back the same payment', () => {
  const taken = new Set<number>();
  const earlier = { ...original, paymentId: 3, postings: [{ ...posted, id: 78 }] };
  const both = { ...charged, originals: [original, earlier] };
  const decided = [both, { ...both, paymentId: 4 }, { ...both, paymentId: 5 }].map((facts) =>
    decidePosting(facts, taken),
  );
  expect(decided).toMatchObject([
    { parts: [{ content: { originalId: 77 } }] },
    { parts: [{ content: { originalId: 78 } }] },
    { parts: [{ content: { originalId: null } }] },
  ]);
});

const content = {
  kind: 'payment' as const,
  originalId: null,
  customerNumber: 'K1',
  amount: minor(10_000),
  currency: 'DKK',
  postingDate: march(3),
  applications: [{ claimId: 1, entryNumber: 1001, minor: 10_000 }],
  dimensions: null,
};

test.each`
  what                      | was                                                | revision
  ${'as it was'}            | ${{}}                                              | ${1}
  ${'on another date'}      | ${{ postingDate: march(1) }}                       | ${1}
  ${'to another customer'}  | ${{ customerNumber: 'K9' }}                        | ${2}
  ${'to other entries'}     | ${{ applications: [] }}                            | ${2}
  ${'with more dimensions'} | ${{ dimensions: { fromEntry: true, values: {} } }} | ${2}
`('a refused posting that is tried again $what goes under revision $revision', ({ was, revision }) => {
  const key = movementKey(source, 1);
  const standing = [{ id: 5, state: 'failed' as const, part: null, key, content: { ...content, ...was } }];
  expect(decideOne({ ...payment, standing, keys: [key] })).toMatchObject({ key: movementKey(source, revision) });
});

test('a payment that was posted, undone and matched again goes under the next revision', () => {
  expect(decideOne({ ...payment, keys: [movementKey(source, 1), movementKey(source, 2)] })).toMatchObject({
    key: movementKey(source, 3),
    again: null,
  });
});

test('what was deducted rightly goes with its entry, and a difference to our gain stays on the payment', () => {
  const allocations = [
    given({ minor: 4_900, discountMinor: 100 }),
    given({ minor: 5_100, writeOffMinor: -5, claim: { ...claim, id: 2, entryNumber: 1002 } }),
  ];
  expect(decideOne({ ...payment, allocations })).toMatchObject({
    content: {
      applications: [
        { entryNumber: 1001, minor: 4_900, discountMinor: 100 },
        { entryNumber: 1002, minor: 5_095 },
      ],
    },
  });
});
