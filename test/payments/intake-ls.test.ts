import { sql } from 'kysely';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { moveDeliveries, stopLine } from '#journal';
import { lsAgreementRow } from '#test/agreement-row';
import { type ChannelBooks, inTime, openChannelBooks } from '#test/channel-books';
import { ls0602, ls0690, ls30 } from './ls-files.ts';

const date = '2026-02-10';
let books: ChannelBooks;
beforeEach(async () => {
  books = await openChannelBooks([
    lsAgreementRow({ companyId: 1 }),
    lsAgreementRow({ companyId: 1, key: 'ls2', creditorNumber: '04321', schemeCode: 'LS2' }),
  ]);
  for (const customer of ['K1', 'K2', 'K3']) {
    await books.addClaim({ customer, minor: 10_000 });
    await books.addMandate(customer);
  }
});
afterEach(async () => {
  await books.expectSound();
  await books.close();
});

const stateOf = async (deliveryId: number): Promise<string> => (await books.deliveryOf(deliveryId)).state;

async function acceptedDelivery(): Promise<number> {
  const { deliveryId } = await books.sent('ls');
  await books.receive(ls0690([{ date, count: 3, minor: 30_000 }]), 'r.txt');
  expect(await stateOf(deliveryId)).toBe('accepted');
  return deliveryId;
}

test('the receipt whose totals are those of a delivery accepts it', async () => {
  const { deliveryId } = await books.sent('ls');
  await books.receive(ls0690([{ date, count: 3, minor: 30_000 }]), 'r.txt');
  expect([await stateOf(deliveryId), await books.states()]).toEqual([
    'accepted',
    { K1: 'acknowledged', K2: 'acknowledged', K3: 'acknowledged' },
  ]);
  expect(await books.openCodes()).toEqual([]);
});

test.each`
  what                | receipt
  ${'one too few'}    | ${{ date, count: 2, minor: 30_000 }}
  ${'another amount'} | ${{ date, count: 3, minor: 30_001 }}
`('a receipt of $what accepts nothing and is told', async ({ receipt }) => {
  const { deliveryId } = await books.sent('ls');
  await books.receive(ls0690([receipt]), 'r.txt');
  expect([await stateOf(deliveryId), await books.openCodes()]).toEqual(['sent', ['RECEIPT_UNMATCHED']]);
});

test('a refused collection counts in the totals, rejects its line and is told; a comment is kept', async () => {
  const { deliveryId } = await books.sent('ls');
  const refused = { customer: 'K2', date, minor: 10_000 };
  const comment = { customer: 'K3', date, minor: 10_000, error: '0012', isComment: true };
  await books.receive(ls0690([{ date, count: 2, minor: 20_000 }], [refused, comment]), 'r.txt');
  expect([await stateOf(deliveryId), await books.states()]).toEqual([
    'accepted',
    { K1: 'acknowledged', K2: 'rejected', K3: 'acknowledged' },
  ]);
  expect(await books.openCodes()).toEqual(['RECORD_REFUSED']);
  const kept = await books.db
    .selectFrom('remark')
    .select(['kind', 'code', 'customer_number'])
    .orderBy('line_number')
    .execute();
  expect(kept.map(({ kind, code, customer_number: customer }) => [kind, code, customer])).toEqual([
    ['receipt', '', ''],
    ['error', '0417', 'K2'],
    ['comment', '0012', 'K3'],
  ]);
});

test('customer and date are the payment’s identity: paid, rejected, taken back', async () => {
  await acceptedDelivery();
  const paid = { customer: 'K1', date, minor: 10_000 };
  const rejected = { customer: 'K2', date, minor: 10_000, code: '0530' as const };
  const ended = { customer: 'K3', date, minor: 10_000, code: '0540' as const };
  const first = await books.receive(ls0602([paid, rejected, ended]), 'p1.txt');
  expect(first.settled).toEqual({ matched: 1, noted: 2, parked: 0 });
  expect(await books.states()).toEqual({ K1: 'paid', K2: 'rejected', K3: 'rejected' });
  const second = await books.receive(ls0602([{ ...paid, code: '0555' }]), 'p2.txt');
  expect(second.settled).toEqual({ matched: 1, noted: 0, parked: 0 });
  expect(await books.states()).toEqual({ K1: 'chargedBack', K2: 'rejected', K3: 'rejected' });
  expect(await books.openCodes()).toEqual(['COLLECTION_REJECTED', 'COLLECTION_REJECTED', 'CHARGED_BACK']);
});

test.each`
  what                     | payment                                                  | code
  ${'another date'}        | ${{ customer: 'K1', date: '2026-02-11', minor: 10_000 }} | ${'NO_COLLECTION'}
  ${'another amount'}      | ${{ customer: 'K1', date, minor: 9_999 }}                | ${'AMOUNT_DIFFERS'}
  ${'an unknown customer'} | ${{ customer: 'K9', date, minor: 10_000 }}               | ${'UNKNOWN_CUSTOMER'}
`('a payment of $what waits for a person', async ({ payment, code }) => {
  await acceptedDelivery();
  expect((await books.receive(ls0602([payment]), 'p.txt')).settled).toEqual({ matched: 0, noted: 0, parked: 1 });
  expect(await books.openCodes()).toEqual([code]);
});

test('one delivery may hold payments of two creditor numbers: each goes to its own agreement', async () => {
  await acceptedDelivery();
  await books.addClaim({ customer: 'L1', minor: 7_000, scheme: 'LS2' });
  await books.addMandate('L1', { scheme: 'LS2' });
  await books.sent('ls2', 'two');
  const other = { customer: 'L1', date, minor: 7_000, creditor: '04321' };
  const stranger = { customer: 'L1', date, minor: 7_000, creditor: '09999' };
  const { settled } = await books.receive(ls0602([{ customer: 'K1', date, minor: 10_000 }, other, stranger]), 'p.txt');
  expect(settled).toEqual({ matched: 2, noted: 0, parked: 0 });
  expect(await books.states()).toMatchObject({ K1: 'paid', L1: 'paid' });
  expect((await books.payments()).map((one) => one.agreement_id)).toEqual([1, 2]);
  // What is another company's is named and kept out.
  expect(await books.openCodes()).toEqual(['LINE_UNREADABLE']);
});

test('the receipt of the other creditor number, in a file fetched for the first, accepts the other delivery', async () => {
  const first = await books.sent('ls');
  await books.addClaim({ customer: 'L1', minor: 30_000, scheme: 'LS2' });
  await books.addMandate('L1', { scheme: 'LS2' });
  const second = await books.sent('ls2', 'two');
  await books.receive(ls0690([{ date, count: 1, minor: 30_000 }], [], '04321'), 'r.txt');
  expect([await stateOf(first.deliveryId), await stateOf(second.deliveryId)]).toEqual(['sent', 'accepted']);
});

test('a sent line is stopped by an amount of zero, and the receipt of that accepts the stop', async () => {
  const deliveryId = await acceptedDelivery();
  const { reference } = await books.lineOf('K2');
  expect(await stopLine({ reference }, books.partsAt())).toMatchObject({ ok: true, value: { state: 'withdrawn' } });
  const stop = await books.db
    .selectFrom('delivery')
    .selectAll()
    .where('purpose', '=', 'stop')
    .executeTakeFirstOrThrow();
  expect([stop.collections, stop.net_minor, stop.message_id]).toEqual([1, 0, null]);
  const asked = (await books.bytesOf(stop.id)).toString('latin1').split('\r\n');
  const before = (await books.bytesOf(deliveryId)).toString('latin1').split('\r\n');
  const lineOf = (lines: readonly string[]): string => lines.find((line) => line.includes('K2')) ?? '';
  // The same record, with nothing to pay.
  expect(lineOf(asked)).toBe(lineOf(before).replace('0000000010000', '0000000000000'));
  for (const action of ['upload', 'rename', 'arrive'] as const) {
    await moveDeliveries(books.db, action, sql`r.id = ${stop.id}`, { by: 'queue', at: inTime.at });
  }
  await books.receive(ls0690([{ date, count: 1, minor: 0 }]), 'r2.txt');
  expect(await stateOf(stop.id)).toBe('accepted');
  const late = await books.receive(ls0602([{ customer: 'K2', date, minor: 10_000 }]), 'p.txt');
  expect([late.settled.parked, await books.openCodes()]).toEqual([1, ['PAYMENT_FOR_STOPPED_LINE']]);
});

test('mandates of list 30 wait in the mandate journal, and one that ended is not collected on meanwhile', async () => {
  await books.addCustomer('K7');
  const changes = [
    { customer: 'K7', code: '510' },
    { customer: 'K2', code: '540' },
    { customer: 'K1', code: '500' },
  ] as const;
  expect((await books.receive(ls30(changes), 'm.txt')).ingested).toBe('ingested');
  const journal = await books.db
    .selectFrom('mandate_change')
    .select(['kind', 'customer_number', 'state'])
    .orderBy('id')
    .execute();
  expect(journal.map((one) => [one.kind, one.customer_number, one.state])).toEqual([
    ['register', 'K7', 'proposed'],
    ['cancel', 'K2', 'proposed'],
  ]);
  await books.approved('ls');
  expect(await books.states()).toEqual({ K1: 'approved', K3: 'approved' });
  const left = await books.db.selectFrom('left_out').select('reason').execute();
  expect(left.map(({ reason }) => reason)).toEqual(['NO_MANDATE']);
  // The same list again proposes nothing new.
  await books.receive(Buffer.concat([ls30(changes), Buffer.from('')]), 'm2.txt');
  expect((await books.db.selectFrom('mandate_change').selectAll().execute()).length).toBe(2);
});

test('a list that is cut short changes nothing', async () => {
  const whole = ls30([{ customer: 'K2', code: '540' }]);
  const { ingested } = await books.receive(whole.subarray(0, whole.length - 82), 'm.txt');
  expect([ingested, (await books.db.selectFrom('mandate_change').selectAll().execute()).length]).toEqual([
    'quarantined',
    0,
  ]);
  const receipt = ls0690([{ date, count: 3, minor: 30_000 }], [{ customer: 'K2', date, minor: 10_000 }]);
  const { deliveryId } = await books.sent('ls');
  expect((await books.receive(receipt.subarray(0, receipt.length - 130), 'r.txt')).ingested).toBe('quarantined');
  expect([await stateOf(deliveryId), (await books.states())['K2']]).toEqual(['sent', 'exported']);
});
