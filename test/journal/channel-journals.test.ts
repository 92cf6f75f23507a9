import { sql } from 'kysely';
import { afterEach, expect, test } from 'vitest';
import { readPain008 } from '#channels/sepa';
import { exportJournal, moveDeliveries, moveLines, resendLine, stopLine, unattendedOrders } from '#journal';
import { knownDate, momentOf } from '#kernel';
import { lsAgreementRow, sepaAgreementRow, statementsAgreementRow } from '#test/agreement-row';
import { type ChannelBooks, companyId, inTime, openChannelBooks } from '#test/channel-books';

let books: ChannelBooks;
afterEach(async () => {
  await books.expectSound();
  await books.close();
});

const actor = { by: 'queue', at: inTime.at };
const perDueDate = { merge: { perDueDate: true } };
const next = knownDate('2026-02-17');

interface Sent {
  readonly id: string;
  readonly batch: string;
  readonly sequence: string;
  readonly minor: number | null;
  readonly mandate: string;
}

async function sentBy(deliveryId: number) {
  const bytes = await books.bytesOf(deliveryId);
  async function* source(): AsyncGenerator<Buffer> {
    yield await Promise.resolve(bytes);
  }
  const transactions: Sent[] = [];
  const batches: {
    readonly id: string;
    readonly date: string | null;
    readonly count: string;
    readonly total: number | null;
  }[] = [];
  for await (const read of readPain008(source(), 'sent.xml')) {
    expect([...read.problems, ...read.fatal]).toEqual([]);
    for (const one of read.transactions) {
      transactions.push({
        id: one.endToEndId,
        batch: one.paymentInfoId,
        sequence: one.sequence,
        minor: one.amount,
        mandate: one.mandateId,
      });
    }
    for (const one of read.batches) {
      batches.push({ id: one.paymentInfoId, date: one.collectionDate, count: one.statedCount, total: one.statedTotal });
    }
  }
  return { transactions, batches, text: bytes.toString('utf8') };
}

test('a SEPA journal from claims to frozen bytes: what is in kroner is told and never summed', async () => {
  books = await openChannelBooks([sepaAgreementRow({ companyId })]);
  await books.addClaim({ customer: 'K1', minor: 10_000, currency: 'EUR' });
  await books.addClaim({ customer: 'K1', minor: 77_700, currency: 'DKK' });
  await books.addClaim({ customer: 'K2', minor: 2_550, currency: 'EUR' });
  await books.addClaim({ customer: 'K3', minor: 5_000, currency: 'EUR' });
  for (const customer of ['K1', 'K2']) await books.addMandate(customer);
  const { journalId, deliveryId } = await books.frozen('sepa');
  const journal = await books.db
    .selectFrom('journal')
    .selectAll()
    .where('id', '=', journalId)
    .executeTakeFirstOrThrow();
  expect([journal.open_count, journal.open_minor, journal.chosen_minor, journal.left_out_minor]).toEqual([
    4, 17_550, 12_550, 5_000,
  ]);
  const left = await books.db
    .selectFrom('left_out')
    .select(['reason', 'detail', 'remaining_minor'])
    .orderBy('claim_id')
    .execute();
  expect(left.map((one) => [one.reason, one.detail, one.remaining_minor])).toEqual([
    ['OTHER_CURRENCY', 'DKK 777.00', 0],
    ['NO_MANDATE', '', 5_000],
  ]);
  const { transactions, batches } = await sentBy(deliveryId);
  expect(batches.map(({ date }) => date)).toEqual(['2026-02-10']);
  expect(transactions.map((one) => [one.mandate, one.minor, one.sequence])).toEqual([
    ['M-K1', 10_000, 'FRST'],
    ['M-K2', 2_550, 'FRST'],
  ]);
  const delivery = await books.deliveryOf(deliveryId);
  expect([delivery.collections, delivery.net_minor, delivery.message_id, delivery.file_name]).toEqual([
    2,
    12_550,
    'TGC-40116243-0000000001',
    'PAIN008-C-40116243-0000000001-20260203.xml',
  ]);
});

test('a journal in kroner tells what is owed in euro, and sums nothing of it', async () => {
  books = await openChannelBooks([lsAgreementRow({ companyId })]);
  await books.addClaim({ customer: 'K1', minor: 10_000 });
  await books.addClaim({ customer: 'K1', minor: 77_700, currency: 'EUR' });
  await books.addMandate('K1');
  const { journalId } = await books.frozen('ls');
  const journal = await books.db
    .selectFrom('journal')
    .selectAll()
    .where('id', '=', journalId)
    .executeTakeFirstOrThrow();
  expect([journal.open_minor, journal.chosen_minor, journal.left_out_count, journal.left_out_minor]).toEqual([
    10_000, 10_000, 1, 0,
  ]);
  const [left] = await books.db.selectFrom('left_out').selectAll().execute();
  expect([left?.reason, left?.detail]).toEqual(['OTHER_CURRENCY', 'EUR 777.00']);
});

test('payment dates and sequences are batches of their own, each with its sum; one mandate is first only once', async () => {
  books = await openChannelBooks([sepaAgreementRow({ companyId, ...perDueDate })]);
  for (const customer of ['K1', 'K2', 'K3']) await books.addMandate(customer);
  const dues = [
    ['K1', 100, '2026-02-10'],
    ['K1', 200, '2026-02-12'],
    ['K2', 400, '2026-02-12'],
    ['K3', 800, '2026-02-14'],
  ] as const;
  for (const [customer, minor, due] of dues) await books.addClaim({ customer, minor, due, currency: 'EUR' });
  const { deliveryId } = await books.frozen('sepa');
  const { transactions, batches } = await sentBy(deliveryId);
  expect(transactions.map((one) => [one.batch.slice(-7), one.mandate, one.sequence, one.minor])).toEqual([
    ['260210F', 'M-K1', 'FRST', 100],
    ['260212F', 'M-K2', 'FRST', 400],
    ['260212R', 'M-K1', 'RCUR', 200],
    // The 14th is a Saturday.
    ['260216F', 'M-K3', 'FRST', 800],
  ]);
  expect(batches.map(({ id, date, count, total }) => [id.slice(-7), date, count, total])).toEqual([
    ['260210F', '2026-02-10', '1', 100],
    ['260212F', '2026-02-12', '1', 400],
    ['260212R', '2026-02-12', '1', 200],
    ['260216F', '2026-02-16', '1', 800],
  ]);
});

test('the next journal of a mandate is recurrent, but after a refusal or a withdrawal it is first again', async () => {
  books = await openChannelBooks([sepaAgreementRow({ companyId })]);
  for (const customer of ['K1', 'K2', 'K3']) {
    await books.addMandate(customer);
    await books.addClaim({ customer, minor: 100, currency: 'EUR' });
  }
  await books.sent('sepa');
  await moveLines(books.db, 'acknowledge', sql`r.customer_number = 'K1'`, actor);
  await moveLines(books.db, 'reject', sql`r.customer_number = 'K2'`, actor);
  await moveLines(books.db, 'withdraw', sql`r.customer_number = 'K3'`, actor);
  for (const customer of ['K1', 'K2', 'K3']) await books.addClaim({ customer, minor: 100, currency: 'EUR' });
  const { deliveryId } = await books.frozen('sepa', 'two', next);
  const { transactions } = await sentBy(deliveryId);
  expect(transactions.map((one) => [one.mandate, one.sequence])).toEqual([
    ['M-K2', 'FRST'],
    ['M-K3', 'FRST'],
    ['M-K1', 'RCUR'],
  ]);
});

test('without marked first collections every batch is recurrent', async () => {
  books = await openChannelBooks([sepaAgreementRow({ companyId, contract: { firstSequence: false } })]);
  await books.addMandate('K1');
  await books.addClaim({ customer: 'K1', minor: 100, currency: 'EUR' });
  const { transactions } = await sentBy((await books.frozen('sepa')).deliveryId);
  expect(transactions.map(({ sequence }) => sequence)).toEqual(['RCUR']);
});

test('of several mandates one that holds is taken, with its own account and date', async () => {
  books = await openChannelBooks([sepaAgreementRow({ companyId })]);
  await books.addMandate('K1', { number: 'A-ENDED', validTo: '2026-01-01' });
  await books.addMandate('K1', { number: 'B-HOLDS', iban: 'DK5000400440116243', signedOn: '2024-05-06' });
  await books.addMandate('K1', { number: 'C-CLOSED', status: 'Cancelled' });
  await books.addClaim({ customer: 'K1', minor: 100, currency: 'EUR' });
  const { text } = await sentBy((await books.frozen('sepa')).deliveryId);
  expect(text).toContain('<MndtId>B-HOLDS</MndtId><DtOfSgntr>2024-05-06</DtOfSgntr>');
  expect(text).toContain('<DbtrAcct><Id><IBAN>DK5000400440116243</IBAN></Id></DbtrAcct>');
});

test('a mandate without its date is one fault, and the lines beside it go', async () => {
  books = await openChannelBooks([sepaAgreementRow({ companyId })]);
  await books.addMandate('K1', { signedOn: null });
  await books.addMandate('K2');
  for (const customer of ['K1', 'K2']) await books.addClaim({ customer, minor: 100, currency: 'EUR' });
  const { deliveryId } = await books.frozen('sepa');
  expect(await books.states()).toEqual({ K1: 'faulty', K2: 'exported' });
  expect(await books.openCodes()).toEqual(['LINE_FAULTY']);
  expect((await sentBy(deliveryId)).transactions.length).toBe(1);
});

test('a sent SEPA collection is cancelled by camt.055, under the batch that the sent bytes name', async () => {
  books = await openChannelBooks([sepaAgreementRow({ companyId, ...perDueDate })]);
  for (const [customer, due] of [
    ['K1', '2026-02-10'],
    ['K2', '2026-02-12'],
  ] as const) {
    await books.addMandate(customer);
    await books.addClaim({ customer, minor: 12_345, currency: 'EUR', due });
  }
  const { deliveryId } = await books.sent('sepa');
  const { transactions } = await sentBy(deliveryId);
  // What was sent is what counts: a later change of the mandate is no part of it.
  await sql`update mandate set mandate_number = 'CHANGED' where customer_number = 'K2'`.execute(books.db);
  const { reference } = await books.lineOf('K2');
  expect(await stopLine({ reference }, books.partsAt())).toMatchObject({ ok: true });
  const stop = await books.db
    .selectFrom('delivery')
    .selectAll()
    .where('purpose', '=', 'stop')
    .executeTakeFirstOrThrow();
  const text = (await books.bytesOf(stop.id)).toString('utf8');
  const batch = transactions.find(({ id }) => id === reference)?.batch ?? '';
  expect(batch).toBe('TGC-40116243-0000000001-260212F');
  for (const part of [
    '<OrgnlMsgId>TGC-40116243-0000000001</OrgnlMsgId>',
    `<OrgnlPmtInfId>${batch}</OrgnlPmtInfId>`,
    `<OrgnlEndToEndId>${reference}</OrgnlEndToEndId>`,
    '123.45',
  ]) {
    expect(text).toContain(part);
  }
  expect([stop.file_name, stop.message_id, stop.collections, stop.net_minor]).toEqual([
    'CAMT055-C-40116243-0000000002-20260203.xml',
    'TGC-40116243-0000000002',
    1,
    0,
  ]);
  expect(await books.states()).toEqual({ K1: 'exported', K2: 'withdrawn' });
});

test('too late, a sent collection is not stopped, and nothing is written', async () => {
  books = await openChannelBooks([sepaAgreementRow({ companyId })]);
  await books.addMandate('K1');
  await books.addClaim({ customer: 'K1', minor: 100, currency: 'EUR' });
  await books.sent('sepa');
  const { reference } = await books.lineOf('K1');
  // The ninth at three o'clock in Denmark, when the last file for the tenth has gone.
  const late = momentOf(new Date('2026-02-09T14:00:00Z'));
  const stopped = await stopLine({ reference }, books.partsAt(late));
  expect(stopped).toMatchObject({ ok: false, error: { code: 'STOP_NOT_POSSIBLE' } });
  expect(await books.states()).toEqual({ K1: 'exported' });
  expect((await books.db.selectFrom('delivery').selectAll().execute()).length).toBe(1);
});

test('an export that fails half-way leaves nothing behind, and the next one is the whole', async () => {
  books = await openChannelBooks([sepaAgreementRow({ companyId })]);
  for (let n = 1; n <= 30; n++) {
    await books.addMandate(`K${n}`);
    await books.addClaim({ customer: `K${n}`, minor: 100 + n, currency: 'EUR' });
  }
  const journalId = await books.approved('sepa');
  const nothing = async () => ({
    deliveries: (await books.db.selectFrom('delivery').selectAll().execute()).length,
    states: [...new Set(Object.values(await books.states()))],
    work: (await books.db.selectFrom('outbox').selectAll().where('type', '=', 'send-delivery').execute()).length,
    number: (await books.db.selectFrom('channel_agreement').selectAll().executeTakeFirstOrThrow()).next_delivery_number,
  });
  const before = await nothing();
  expect(before).toEqual({ deliveries: 0, states: ['approved'], work: 0, number: 1 });
  books.vault.failure = new Error('the vault went away');
  await expect(exportJournal({ journalId }, books.partsAt())).rejects.toThrow('the vault went away');
  expect(await nothing()).toEqual(before);
  books.vault.failure = null;
  // Killed when the bytes were kept already, before anything of it was committed.
  const killed = {
    ...books.vault,
    put: async (source: AsyncIterable<Buffer>) => {
      await books.vault.put(source);
      throw new Error('killed');
    },
  };
  await expect(exportJournal({ journalId }, { ...books.partsAt(), vault: killed })).rejects.toThrow('killed');
  expect(await nothing()).toEqual(before);
  const [kept] = [...books.vault.files.keys()];
  expect(await exportJournal({ journalId }, books.partsAt())).toMatchObject({ ok: true });
  const [delivery] = await books.db.selectFrom('delivery').selectAll().execute();
  // The same moment and number give the same bytes: what the killed run kept is what is sent.
  expect([delivery?.sha256, delivery?.collections, books.vault.files.size]).toEqual([kept, 30, 1]);
  expect(await exportJournal({ journalId }, books.partsAt())).toEqual({ ok: true, value: null });
});

test('a line of a refused file goes again in the next one, first as before', async () => {
  books = await openChannelBooks([sepaAgreementRow({ companyId })]);
  await books.addMandate('K1');
  await books.addClaim({ customer: 'K1', minor: 100, currency: 'EUR' });
  const { journalId, deliveryId } = await books.sent('sepa');
  await moveDeliveries(books.db, 'refuse', sql`r.id = ${deliveryId}`, actor);
  await moveLines(books.db, 'refuse', sql`r.delivery_id = ${deliveryId}`, actor);
  const { reference } = await books.lineOf('K1');
  expect(await resendLine({ reference }, books.partsAt())).toMatchObject({ ok: true, value: { state: 'approved' } });
  const again = await exportJournal({ journalId }, books.partsAt());
  if (!again.ok || again.value === null) throw new Error('Nothing was exported');
  const { transactions, text } = await sentBy(again.value);
  expect(transactions.map((one) => [one.id, one.sequence])).toEqual([[reference, 'FRST']]);
  expect(text).toContain('<MsgId>TGC-40116243-0000000002</MsgId>');
});

test('an LS journal: several dates in one delivery, summed for all, and a customer has one line a date', async () => {
  books = await openChannelBooks([lsAgreementRow({ companyId, ...perDueDate })]);
  await books.addMandate('K1');
  await books.addMandate('K2');
  const dues = [
    ['K1', 100, '2026-02-10'],
    ['K1', 200, '2026-02-10'],
    ['K1', 400, '2026-02-16'],
    ['K2', 800, '2026-02-14'],
    ['K2', -300, '2026-02-14'],
  ] as const;
  for (const [customer, minor, due] of dues) await books.addClaim({ customer, minor, due });
  const { deliveryId } = await books.frozen('ls');
  const lines = await books.lines();
  expect(lines.map((line) => [line.customer_number, line.payment_date, line.amount_minor])).toEqual([
    ['K1', '2026-02-10', 300],
    ['K1', '2026-02-16', 400],
    ['K2', '2026-02-16', 500],
  ]);
  const delivery = await books.deliveryOf(deliveryId);
  expect([delivery.collections, delivery.net_minor]).toEqual([3, 1200]);
  const written = (await books.bytesOf(deliveryId)).toString('latin1').trimEnd().split('\r\n');
  expect(written.filter((line) => /K[12]/.test(line)).length).toBe(3);
});

test('agreements that only read statements build nothing by themselves and stand in nobody’s way', async () => {
  books = await openChannelBooks([
    statementsAgreementRow({ companyId, unattendedDaysBefore: 5 }),
    sepaAgreementRow({ companyId, unattendedDaysBefore: 5, transport: 'bank' }),
  ]);
  const orders = await unattendedOrders(books.database, companyId, momentOf(new Date('2026-02-06T08:00:00Z')));
  expect(orders.map(({ agreementKey, paymentDate }) => [agreementKey, paymentDate])).toEqual([['sepa', '2026-02-10']]);
});
