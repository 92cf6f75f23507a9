import { expect, test } from 'vitest';
import { minor } from '#kernel';
import { decidePosting, type MovementFacts } from '../../src/posting/decide-posting.ts';
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
  allocations: [{ customerNumber: 'K1', minor: 10_000, claim }],
  unknownCustomers: [],
  refused: null,
  originals: [],
};

const original = {
  paymentId: 1,
  paymentState: 'matched',
  effect: 10_000,
  posting: { id: 77, state: 'confirmed', customerNumber: 'K1', postingDate: march(3), takenBackBy: null },
};

const charged: MovementFacts = {
  ...payment,
  paymentId: 2,
  kind: 'chargedBack',
  effect: minor(-10_000),
  bookingDate: march(5),
  allocations: [{ customerNumber: 'K1', minor: -10_000, claim }],
  originals: [original],
};

const decide = (facts: MovementFacts) => decidePosting(facts, new Set());

test('a payment is proposed on its bookkeeping date', () => {
  expect(decide(payment)).toEqual({
    act: 'propose',
    key: movementKey(source, 1),
    content: {
      kind: 'payment',
      originalId: null,
      customerNumber: 'K1',
      amount: 10_000,
      currency: 'DKK',
      postingDate: march(3),
      applications: [{ claimId: 1, entryNumber: 1001, minor: 10_000 }],
    },
  });
});

test('a payment is never posted before an entry that it pays', () => {
  const late = { ...claim, postingDate: march(9) };
  const decided = decide({ ...payment, allocations: [{ customerNumber: 'K1', minor: 10_000, claim: late }] });
  expect(decided).toMatchObject({ content: { postingDate: march(9) } });
});

test('money for another customer than the file names is posted to the one it was given to', () => {
  const given = { customerNumber: 'K2', minor: 10_000, claim: null };
  expect(decide({ ...payment, allocations: [given] })).toMatchObject({
    content: { customerNumber: 'K2', applications: [] },
  });
});

test.each`
  what                                 | change                                                                                              | why
  ${'money paid out'}                  | ${{ direction: 'disburse', effect: minor(-10_000) }}                                                | ${'pays money out'}
  ${'money paid out without its line'} | ${{ direction: null, effect: minor(-10_000) }}                                                      | ${'pays money out'}
  ${'a disbursement that came back'}   | ${{ kind: 'chargedBack' }}                                                                          | ${'pays money out'}
  ${'a payment nobody allocated'}      | ${{ allocations: [] }}                                                                              | ${'nothing says'}
  ${'parts that do not add up'}        | ${{ effect: minor(10_001) }}                                                                        | ${'10000, and it moves 10001'}
  ${'parts of two customers'} | ${{ allocations: [{ ...payment.allocations[0], minor: 4_000 }, { customerNumber: 'K2', minor: 6_000, claim: null }] }} | ${'2 customers'}
  ${'a customer that does not exist'}  | ${{ unknownCustomers: ['K1'] }}                                                                     | ${'no customer K1'}
  ${'a claim in another currency'}     | ${{ allocations: [{ customerNumber: 'K1', minor: 10_000, claim: { ...claim, currency: 'EUR' } }] }} | ${'the claim is in EUR'}
  ${'a movement without a date'}       | ${{ bookingDate: null }}                                                                            | ${'no bookkeeping date'}
`('$what is not posted, and the error log says why', ({ change, why }) => {
  expect(decide({ ...payment, ...change })).toMatchObject({
    act: 'park',
    problem: { code: 'POSTING_NOT_POSSIBLE', context: { why: expect.stringContaining(why) } },
  });
});

test('a return takes back the posting of its payment, to the same customer and not before it', () => {
  const posting = { ...original.posting, customerNumber: 'K7', postingDate: march(8) };
  expect(decide({ ...charged, originals: [{ ...original, posting }] })).toMatchObject({
    act: 'propose',
    content: { kind: 'return', originalId: 77, customerNumber: 'K7', amount: 10_000, postingDate: march(8) },
  });
});

test('a rejection that states money is a return too', () => {
  expect(decide({ ...charged, kind: 'rejected' })).toMatchObject({ content: { kind: 'return', originalId: 77 } });
});

test.each`
  what                                                   | change                                                                           | decided
  ${'not proposed yet'}                                  | ${{ posting: null }}                                                             | ${{ act: 'wait' }}
  ${'refused, and to be tried again'}                    | ${{ posting: { ...original.posting, state: 'failed' } }}                         | ${{ act: 'wait' }}
  ${'refused'}                                           | ${{ paymentState: 'parked', posting: { ...original.posting, state: 'failed' } }} | ${{ act: 'propose', content: { originalId: 77 } }}
  ${'in the error log'}                                  | ${{ paymentState: 'parked', posting: null }}                                     | ${{ act: 'propose', content: { originalId: null } }}
  ${'taken back before'}                                 | ${{ posting: { ...original.posting, takenBackBy: 9 } }}                          | ${{ act: 'propose', content: { originalId: null } }}
  ${'taken back by this very return, which was refused'} | ${{ posting: { ...original.posting, takenBackBy: 2 } }}                          | ${{ act: 'propose', content: { originalId: 77 } }}
  ${'smaller than what is taken back'}                   | ${{ effect: 9_999 }}                                                             | ${{ act: 'propose', content: { originalId: null } }}
`('a return whose payment is $what', ({ change, decided }) => {
  expect(decide({ ...charged, originals: [{ ...original, ...change }] })).toMatchObject(decided);
});

test('two returns decided together do not take back the same payment', () => {
  const taken = new Set<number>();
  const earlier = { ...original, paymentId: 3, posting: { ...original.posting, id: 78 } };
  const both = { ...charged, originals: [original, earlier] };
  const decided = [both, { ...both, paymentId: 4 }, { ...both, paymentId: 5 }].map((facts) =>
    decidePosting(facts, taken),
  );
  expect(decided).toMatchObject([
    { content: { originalId: 77 } },
    { content: { originalId: 78 } },
    { content: { originalId: null } },
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
};

test.each`
  what                     | was                          | revision
  ${'as it was'}           | ${{}}                        | ${1}
  ${'on another date'}     | ${{ postingDate: march(1) }} | ${1}
  ${'to another customer'} | ${{ customerNumber: 'K9' }}  | ${2}
  ${'to other entries'}    | ${{ applications: [] }}      | ${2}
`('a refused posting that is tried again $what goes under revision $revision', ({ was, revision }) => {
  const refused = { id: 5, key: movementKey(source, 1), content: { ...content, ...was } };
  expect(decide({ ...payment, refused })).toMatchObject({ key: movementKey(source, revision) });
});
