import { sql } from 'kysely';
import { afterEach, expect, test } from 'vitest';
import type { DeliveryReceipt, ReceiptCounts, TransmissionReceipt } from '#channels/betalingsservice';
import { applyReceipt, sendDelivery, stopLine } from '#journal';
import { knownDate, minor } from '#kernel';
import { insertWithEvents } from '#store';
import {
  companyId,
  type CompanyBooks,
  type CompanyOptions,
  exceptionsOf,
  expectBooksToReplay,
  frozenDelivery,
  inTime,
  openCompanyBooks,
  statesOf,
} from '#test/company-books';
import { memoryTransport } from '#test/memory-transport';

let books: CompanyBooks;
afterEach(() => books.close());

const answer = {
  text: 'TEXT',
  subsystem: 'BS1',
  date: knownDate('2026-01-15'),
  time: '12:00',
  wholeText: 'THE WHOLE TEXT',
};

const t = (transmissionId: string, accepted = true): TransmissionReceipt => ({
  ...answer,
  kind: 'transmission',
  accepted,
  code: accepted ? '+00' : '-17',
  transmissionId,
  counts: null,
});

const v = (transmissionId: string, counts: ReceiptCounts | null, accepted = true): DeliveryReceipt => ({
  ...answer,
  kind: 'delivery',
  accepted,
  code: accepted ? '+00' : '-26',
  transmissionId,
  counts,
  assignedDeliveryNumber: null,
  dataSupplierNumber: null,
  records: null,
});

const counts = (oere: number, collections = 1): ReceiptCounts => ({
  sections: 1,
  texts: collections,
  collections,
  total: minor(oere),
});

async function open(options: CompanyOptions = {}): Promise<void> {
  books = await openCompanyBooks(options);
  const file = {
    company_id: companyId,
    agreement_id: 1,
    transport: 'memory',
    file_name: 'T1.BS1',
    sha256: 'x',
    size: 1,
    format: 'receipt',
    state: 'received',
    fact_count: 0,
    effect_minor: 0,
    ingested_to: 0,
    received_at: inTime.at,
  };
  await insertWithEvents(books.db, 'inbound_file', [file], 'receive', { by: 'a test', at: inTime.at });
}

/** A delivery of one line, with the receiver. */
async function sent(customer: string, oere: number): Promise<number> {
  await books.addClaim({ customer, minor: oere });
  await books.addMandate(customer);
  const { deliveryId } = await frozenDelivery(books, customer);
  await sendDelivery({ deliveryId }, { ...books.partsAt(), transport: memoryTransport() });
  return deliveryId;
}

const receive = (receipt: Parameters<typeof applyReceipt>[2]) =>
  books.db
    .transaction()
    .execute((tx) =>
      applyReceipt(tx, { id: 1, companyId, agreementId: 1, fileName: 'T1.BS1' }, receipt, books.partsAt()),
    );

const deliveryStates = async () =>
  (await books.db.selectFrom('delivery').select('state').orderBy('id').execute()).map(({ state }) => state);

const problems = async () =>
  (await exceptionsOf(books)).filter(({ state }) => state === 'open').map(({ code }) => code);

test('T says that it arrived, V that it was accepted; the line follows the V', async () => {
  await open();
  await sent('K1', 10_000);
  await receive(t('TX1'));
  expect([await deliveryStates(), await statesOf(books, 'collection_line')]).toEqual([['received'], { exported: 1 }]);
  await receive(v('TX1', counts(10_000)));
  expect([await deliveryStates(), await statesOf(books, 'collection_line')]).toEqual([
    ['accepted'],
    { acknowledged: 1 },
  ]);
  const { rows } = await sql`select transmission_id, receipt_text from delivery`.execute(books.db);
  expect(rows).toEqual([{ transmission_id: 'TX1', receipt_text: 'THE WHOLE TEXT' }]);
  expect(await problems()).toEqual([]);
  await expectBooksToReplay(books);
});

test('V alone is enough, and a T that comes after it does nothing', async () => {
  await open();
  await sent('K1', 10_000);
  await receive(v('TX1', counts(10_000)));
  await receive(t('TX1'));
  expect([await deliveryStates(), await problems()]).toEqual([['accepted'], []]);
});

test('a refused delivery refuses its lines, and an exception gives the text', async () => {
  await open();
  await sent('K1', 10_000);
  await receive(t('TX1'));
  await receive(v('TX1', counts(10_000), false));
  expect([await deliveryStates(), await statesOf(books, 'collection_line')]).toEqual([['refused'], { refused: 1 }]);
  expect((await exceptionsOf(books)).map(({ code, subject, context }) => [code, subject, context['text']])).toEqual([
    ['DELIVERY_REFUSED', 'delivery', 'THE WHOLE TEXT'],
  ]);
  await expectBooksToReplay(books);
});

test('a transmission that is refused refuses the delivery', async () => {
  await open();
  await sent('K1', 10_000);
  await receive(t('TX1', false));
  expect([await deliveryStates(), await problems()]).toEqual([['refused'], ['DELIVERY_REFUSED']]);
});

test.each`
  what                                    | receipt
  ${'a V whose total is another'}         | ${v('TX9', counts(10_001))}
  ${'a V whose count is another'}         | ${v('TX9', counts(10_000, 2))}
  ${'a refused V whose total is another'} | ${v('TX9', counts(10_001), false)}
`('$what answers no delivery of ours', async ({ receipt }) => {
  await open();
  await sent('K1', 10_000);
  await receive(receipt);
  expect([await deliveryStates(), await problems()]).toEqual([['sent'], ['RECEIPT_UNMATCHED']]);
});

test('a V of our transmission with another total is for a person', async () => {
  await open();
  await sent('K1', 10_000);
  await receive(t('TX1'));
  await receive(v('TX1', counts(9_999)));
  expect([await deliveryStates(), await problems()]).toEqual([['received'], ['RECEIPT_UNMATCHED']]);
});

test('a receipt when nothing waits is for a person; a T that was accepted loses nothing', async () => {
  await open();
  await receive(t('TX1'));
  expect(await problems()).toEqual([]);
  await receive(v('TX1', null));
  expect(await problems()).toEqual(['RECEIPT_UNMATCHED']);
});

test('two deliveries that look alike are both accepted in turn', async () => {
  await open();
  await sent('K1', 10_000);
  await sent('K2', 10_000);
  // Which transmission is whose cannot be told, so it waits for the V.
  await receive(t('TX1'));
  await receive(t('TX2'));
  expect(await deliveryStates()).toEqual(['sent', 'sent']);
  await receive(v('TX1', counts(10_000)));
  expect(await deliveryStates()).toEqual(['accepted', 'sent']);
  await receive(v('TX2', counts(10_000)));
  expect([await deliveryStates(), await problems()]).toEqual([['accepted', 'accepted'], []]);
  await expectBooksToReplay(books);
});

test('a refusal that fits two deliveries is for a person, because the wrong one would be sent again', async () => {
  await open();
  await sent('K1', 10_000);
  await sent('K2', 10_000);
  await receive(v('TX1', counts(10_000), false));
  expect([await deliveryStates(), await problems()]).toEqual([['sent', 'sent'], ['RECEIPT_UNMATCHED']]);
});

test('of two that look alike, the one tied to another transmission is not meant', async () => {
  await open();
  await sent('K1', 10_000);
  await receive(t('TX1'));
  await sent('K2', 10_000);
  await receive(v('TX2', counts(10_000), false));
  expect([await deliveryStates(), await problems()]).toEqual([['received', 'refused'], ['DELIVERY_REFUSED']]);
  await receive(v('TX1', counts(10_000)));
  expect(await deliveryStates()).toEqual(['accepted', 'refused']);
});

test('a T that is told twice belongs to the delivery it was first told of', async () => {
  await open();
  await sent('K1', 10_000);
  await receive(t('TX1'));
  await sent('K2', 10_000);
  await receive(t('TX1'));
  const { rows } = await sql`select state, transmission_id from delivery order by id`.execute(books.db);
  expect(rows).toEqual([
    { state: 'received', transmission_id: 'TX1' },
    { state: 'sent', transmission_id: null },
  ]);
});

test('the receipt proves that a delivery in doubt arrived, and closes the doubt', async () => {
  await open();
  await books.addClaim({ customer: 'K1', minor: 10_000 });
  const { deliveryId } = await frozenDelivery(books);
  const transport = memoryTransport();
  transport.takesAtOnce = true;
  transport.breakNext = { call: 'rename', at: 'after' };
  await sendDelivery({ deliveryId }, { ...books.partsAt(), transport });
  expect([await deliveryStates(), await problems()]).toEqual([['unknown'], ['TRANSPORT_UNCLEAR']]);
  await receive(v('TX1', counts(10_000)));
  expect([await deliveryStates(), await problems()]).toEqual([['accepted'], []]);
  expect(await statesOf(books, 'collection_line')).toEqual({ acknowledged: 1 });
  await expectBooksToReplay(books);
});

test('a delivery that was never uploaded is not answered by a receipt that fits it', async () => {
  await open();
  await books.addClaim({ customer: 'K1', minor: 10_000 });
  await frozenDelivery(books);
  await receive(v('TX1', counts(10_000)));
  expect([await deliveryStates(), await problems()]).toEqual([['frozen'], ['RECEIPT_UNMATCHED']]);
});

test('an accepted stop leaves the line withdrawn; a refused one says that the collection goes on', async () => {
  await open({ kind: 'basis' });
  await sent('K1', 10_000);
  await receive(v('TX1', counts(10_000)));
  const { reference } = await books.db.selectFrom('collection_line').select('reference').executeTakeFirstOrThrow();
  await stopLine({ reference }, books.partsAt());
  await sendDelivery({ deliveryId: 2 }, { ...books.partsAt(), transport: memoryTransport() });
  const row = await books.db.selectFrom('delivery').selectAll().where('id', '=', 2).executeTakeFirstOrThrow();
  await receive(v('TX2', { sections: row.sections, texts: row.texts, collections: 1, total: minor(0) }, false));
  expect([await deliveryStates(), await statesOf(books, 'collection_line')]).toEqual([
    ['accepted', 'refused'],
    { withdrawn: 1 },
  ]);
  expect(await problems()).toEqual(['DELIVERY_REFUSED']);
  await expectBooksToReplay(books);
});
