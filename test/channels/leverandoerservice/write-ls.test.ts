import { readFileSync } from 'node:fs';
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  checkLsCollection,
  checkLsMandateOrder,
  ls40Format,
  type LsCollection,
  type LsMandateOrder,
} from '#channels/leverandoerservice';
import { addDays, type CalendarDate, knownDate, minor, nextBankingDay, ProblemError } from '#kernel';
import { lineBlocksOf } from '#schemas/kit';
import { lsCollection580, lsDisbursement585, lsPaymentDate, walkLs } from '#schemas/nets';
import { sharedReference } from '#test/shared-reference';
import { findingsOf } from '../lists-kit.ts';
import { agreement, collection, headerOf, writeLs } from './ls-kit.ts';

const paths = sharedReference('nets/samples', /^ls-40-.*\.txt$/);

const sample = [
  collection,
  { ...collection, customerNumber: 'k10002', amount: minor(49_950) },
  {
    ...collection,
    customerNumber: 'K10003',
    paymentDate: knownDate('2025-12-19'),
    direction: 'disburse' as const,
    amount: minor(10_000),
  },
];

test.runIf(paths.length > 0)('the public sample is written byte for byte, with its totals', async () => {
  const { bytes, totals } = await writeLs(headerOf(), sample);
  expect(bytes.toString('latin1')).toBe(readFileSync(paths[0]!).toString('latin1'));
  expect(totals).toEqual({
    sections: 2,
    records: 7,
    collections: 3,
    texts: 0,
    addresses: 0,
    net: 164_950,
    mandateOrders: 0,
    bytes: bytes.length,
  });
  expect(await findingsOf(ls40Format, bytes)).toEqual([]);
});

test('every record has exactly 80 columns and CR LF, and none is marked as a test for real', async () => {
  const { bytes } = await writeLs(headerOf({ agreement: { ...agreement, isTest: false } }), sample);
  const lines = bytes.toString('latin1').split('\r\n');
  expect(lines.pop()).toBe('');
  expect(lines.map((line) => line.length)).toEqual(lines.map(() => 80));
  expect(lines[0]).not.toContain('TEST');
});

test('amount 0 stops, and counts as a record', async () => {
  const { bytes, totals } = await writeLs(headerOf(), [{ ...collection, amount: minor(0) }]);
  expect(bytes.toString('latin1')).toContain(`58001234K10001${' '.repeat(9)}${'0'.repeat(33)}`);
  expect(totals).toMatchObject({ collections: 1, net: 0 });
});

test('changes of mandates stand before the first payment date, or alone', async () => {
  const mandateOrders: readonly LsMandateOrder[] = [
    { kind: 'register', customerNumber: 'kæ7', registration: '9999', account: '1234567', cvr: '12345674' },
    { kind: 'cancel', customerNumber: 'K8' },
    { kind: 'change', customerNumber: 'K9', newCreditorNumber: '01235', newCustomerNumber: 'l9' },
  ];
  expect(mandateOrders.flatMap(checkLsMandateOrder)).toEqual([]);
  const { bytes, totals } = await writeLs(headerOf({ mandateOrders }), [collection]);
  expect(
    bytes
      .toString('latin1')
      .split('\r\n')
      .map((line) => line.trimEnd())
      .slice(1, 5),
  ).toEqual([
    `51001234KÆ7${' '.repeat(12)}9999000123456712345674${'0'.repeat(11)}`,
    `54001234K8${' '.repeat(13)}${'0'.repeat(33)}`,
    `59501234K9${' '.repeat(13)}01235L9`,
    '0010123400000000000000025121800000000000000',
  ]);
  expect(totals).toMatchObject({ mandateOrders: 3, collections: 1, records: 7 });
  expect(await findingsOf(ls40Format, bytes)).toEqual([]);
  const alone = await writeLs(headerOf({ mandateOrders }), []);
  expect(alone.totals).toMatchObject({ mandateOrders: 3, collections: 0, sections: 0 });
  expect(await findingsOf(ls40Format, alone.bytes)).toEqual([]);
});

test.each`
  what                                    | change                                                   | field
  ${'a registration number of 3 digits'}  | ${{ registration: '123' }}                               | ${'registration'}
  ${'an account of zeros'}                | ${{ account: '0000' }}                                   | ${'account'}
  ${'a CVR number of 10 digits'}          | ${{ cvr: '1234567890' }}                                 | ${'cvr'}
  ${'a customer number with a blank'}     | ${{ customerNumber: 'K 1' }}                             | ${'customerNumber'}
  ${'a change to no creditor'}            | ${{ kind: 'change', newCreditorNumber: '' }}             | ${'newCreditorNumber'}
  ${'a change to a customer of 16 signs'} | ${{ kind: 'change', newCustomerNumber: 'x'.repeat(16) }} | ${'newCustomerNumber'}
`('$what is refused before it is written', ({ change, field }) => {
  const order = {
    kind: 'register',
    customerNumber: 'K1',
    registration: '9999',
    account: '1234567',
    cvr: '12345674',
    newCreditorNumber: '01235',
    newCustomerNumber: 'K2',
    ...change,
  };
  expect(checkLsMandateOrder(order).map((fault) => fault.field)).toEqual([field]);
});

const thrownBy = async (work: Promise<unknown>): Promise<unknown> =>
  work.then(
    () => undefined,
    (error: unknown) => (error instanceof ProblemError ? error.problem : String(error)),
  );

test('a customer has one amount a day, in whatever direction, zeros and letters', async () => {
  const twice: readonly LsCollection[] = [
    collection,
    { ...collection, customerNumber: '0k10001', direction: 'disburse' },
  ];
  expect(await thrownBy(writeLs(headerOf(), twice))).toMatchObject({
    code: 'FIELD_NOT_WRITABLE',
    context: { field: 'customerNo', value: '0K10001 2025-12-18' },
  });
  const nextDay = { ...collection, paymentDate: knownDate('2025-12-19') };
  expect((await writeLs(headerOf(), [collection, nextDay])).totals.collections).toBe(2);
});

test('payments out of the order of their dates, and an empty delivery, are bugs of the caller', async () => {
  const later = { ...collection, paymentDate: knownDate('2025-12-19') };
  expect(await thrownBy(writeLs(headerOf(), [later, collection]))).toMatch(/sorted by payment date/);
  const other = { ...collection, customerNumber: 'K2' };
  expect(await thrownBy(writeLs(headerOf(), [collection, later, other]))).toMatch(/sorted by payment date/);
  expect(await thrownBy(writeLs(headerOf(), []))).toMatch(/at least one/);
});

test.each`
  what                          | header                           | change                                | field
  ${'an amount of 12 digits'}   | ${{}}                            | ${{ amount: 100_000_000_000 }}        | ${'amount'}
  ${'a running number too big'} | ${{ deliveryNumber: 1_000_000 }} | ${{}}                                 | ${'supplierRef'}
  ${'a customer of 16 signs'}   | ${{}}                            | ${{ customerNumber: 'x'.repeat(16) }} | ${'customerNo'}
  ${'another alphabet'}         | ${{}}                            | ${{ customerNumber: 'Ł1' }}           | ${'customerNo'}
`('$what was never checked, and stops the file by name', async ({ header, change, field }) => {
  expect(await thrownBy(writeLs(headerOf(header), [{ ...collection, ...change }]))).toMatchObject({
    code: 'FIELD_NOT_WRITABLE',
    context: { field },
  });
});

/** What the file says, read back through the layouts. */
function readBack(bytes: Buffer): readonly LsCollection[] {
  const found: LsCollection[] = [];
  const walk = walkLs();
  let paymentDate: CalendarDate = knownDate('0001-01-01');
  for (const block of lineBlocksOf(bytes)) {
    walk.through(block, ({ layout, bytes: record, text, start }) => {
      if (layout === lsPaymentDate) paymentDate = lsPaymentDate.get.paymentDate(record, text, start) ?? paymentDate;
      if (layout !== lsCollection580 && layout !== lsDisbursement585) return;
      const direction = layout === lsCollection580 ? 'collect' : 'disburse';
      const { customerNo, amount } = lsCollection580.get;
      const customerNumber = customerNo(record, text, start) ?? '';
      found.push({ customerNumber, paymentDate, direction, amount: amount(record, text, start) ?? minor(-1) });
    });
  }
  return found;
}

const firstDay = knownDate('2025-12-16');
const anyCollections: fc.Arbitrary<readonly LsCollection[]> = fc
  .uniqueArray(
    fc.record({
      customerNumber: fc.stringMatching(/^[1-9A-ZÆØÅ][0-9A-ZÆØÅ]{0,14}$/),
      paymentDate: fc.integer({ min: 0, max: 60 }).map((days) => nextBankingDay(addDays(firstDay, days))),
      direction: fc.constantFrom('collect' as const, 'disburse' as const),
      amount: fc.integer({ min: 0, max: 99_999_999_999 }).map(minor),
    }),
    { selector: ({ customerNumber, paymentDate }) => `${customerNumber} ${paymentDate}`, minLength: 1, maxLength: 40 },
  )
  .map((all) => all.toSorted((a, b) => (a.paymentDate < b.paymentDate ? -1 : a.paymentDate > b.paymentDate ? 1 : 0)));

test('what passes the check is written, found without fault, and reads back equal', async () => {
  await fc.assert(
    fc.asyncProperty(anyCollections, async (collections) => {
      expect(collections.flatMap((line) => checkLsCollection(line, agreement))).toEqual([]);
      const { bytes, totals } = await writeLs(headerOf(), collections);
      expect(await findingsOf(ls40Format, bytes)).toEqual([]);
      expect(readBack(bytes)).toEqual(collections);
      const net = collections.reduce(
        (sum, { direction, amount }) => sum + (direction === 'collect' ? amount : -amount),
        0,
      );
      expect(totals).toMatchObject({ net, collections: collections.length, bytes: bytes.length });
    }),
    { numRuns: 300 },
  );
});

test('a long delivery comes in chunks and still adds up', async () => {
  function* many(): Generator<LsCollection> {
    for (let i = 0; i < 5000; i++) yield { ...collection, customerNumber: `K${i}`, amount: minor(i) };
  }
  const { bytes, totals, chunks } = await writeLs(headerOf(), many());
  expect(chunks).toBeGreaterThan(5);
  expect(bytes.length).toBe(totals.records * 82);
  expect(totals).toMatchObject({ collections: 5000, net: 12_497_500, records: 5003 });
  expect(await findingsOf(ls40Format, bytes)).toEqual([]);
});
