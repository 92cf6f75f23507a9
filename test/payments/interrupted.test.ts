import { afterEach, beforeEach, expect, test } from 'vitest';
import type { PaymentFact, ReadBatch } from '#channels';
import { knownCurrency, minor, problem, zero } from '#kernel';
import { ingestFile } from '#payments';
import type { Database } from '#store';
import { sepaAgreementRow } from '#test/agreement-row';
import { type ChannelBooks, openChannelBooks } from '#test/channel-books';
import { findFile } from '../../src/payments/inbound-file.ts';
import { ingestPayments } from '../../src/payments/ingest-payments.ts';
import { byReading } from '../../src/payments/payment-intake.ts';
import { account, camtFile } from './bank-files.ts';

let books: ChannelBooks;
beforeEach(async () => {
  books = await openChannelBooks([sepaAgreementRow({ companyId: 1 })]);
});
afterEach(async () => {
  await books.expectSound();
  await books.close();
});

const details = (count: number) =>
  Array.from({ length: count }, (_, i) => ({ amount: '1.00', reference: `E${i}`, bankReference: `B${i}` }));
const bytesOf = (count: number, id = 'N1'): Buffer =>
  Buffer.from(camtFile({ kind: '054', id, entries: [{ amount: `${count}.00`, details: details(count) }] }));

/** A database that answers so many transactions, and then no more. */
function mortal(whole: Database, transactionsLeft: number): Database {
  let left = transactionsLeft;
  const db = new Proxy(whole.db, {
    get(target, name) {
      if (name === 'transaction') {
        left -= 1;
        if (left < 0) throw new Error('the database went away');
      }
      const value: unknown = Reflect.get(target, name, target);
      return typeof value === 'function' ? value.bind(target) : value;
    },
  });
  return { ...whole, db };
}

test('a file of 5,000 transactions cut short anywhere goes on behind what was stored', async () => {
  const count = 5000;
  const { fileId } = await books.register(bytesOf(count), 'large.xml');
  const blocks = Math.ceil(bytesOf(count).length / 16_384);
  const stored: number[] = [];
  const cuts = [
    { transactions: 1, blocks: Number.POSITIVE_INFINITY },
    { transactions: 2, blocks: Number.POSITIVE_INFINITY },
    { transactions: 9, blocks: Math.floor(blocks * 0.9) },
    { transactions: 1, blocks: Number.POSITIVE_INFINITY },
  ];
  for (const cut of cuts) {
    books.vault.blocksLeft = cut.blocks;
    const parts = { ...books.partsAt(), database: mortal(books.database, cut.transactions) };
    await expect(ingestFile({ fileId }, parts)).rejects.toThrow('went away');
    stored.push((await books.payments(fileId)).length);
  }
  books.vault.blocksLeft = Number.POSITIVE_INFINITY;
  expect(stored[0]).toBe(0);
  expect(stored.every((now, i) => i === 0 || now >= (stored[i - 1] ?? 0))).toBe(true);
  expect(stored.at(-1)).toBeGreaterThan(0);
  expect(stored.at(-1)).toBeLessThan(count);
  expect(await ingestFile({ fileId }, books.partsAt())).toBe('ingested');
  expect(await ingestFile({ fileId }, books.partsAt())).toBe(null);
  const file = await books.fileOf(fileId);
  expect([file.state, file.fact_count, file.effect_minor]).toEqual(['ingested', count, count * 100]);
  const lines = (await books.payments(fileId)).map((one) => one.line_number);
  expect([lines.length, new Set(lines).size]).toEqual([count, count]);
  const records = await books.db.selectFrom('file_record').selectAll().where('file_id', '=', fileId).execute();
  expect(new Set(records.map((one) => one.line_number)).size).toBe(records.length);
  expect((await books.matchAll(fileId)).parked).toBe(count);
});

test('a vault that fails while the file is checked leaves it to be taken in from its beginning', async () => {
  const { fileId } = await books.register(bytesOf(500), 'file.xml');
  books.vault.blocksLeft = 2;
  await expect(ingestFile({ fileId }, books.partsAt())).rejects.toThrow('the vault went away');
  expect((await books.fileOf(fileId)).state).toBe('received');
  books.vault.blocksLeft = Number.POSITIVE_INFINITY;
  expect(await ingestFile({ fileId }, books.partsAt())).toBe('ingested');
  expect((await books.fileOf(fileId)).fact_count).toBe(500);
});

/** A fact at a line, as any reader could give it. */
const factAt = (lineNumber: number): PaymentFact => ({
  channel: 'statements',
  lineNumber,
  byteFrom: 0,
  byteTo: 0,
  recordCode: 'test',
  kind: 'other',
  means: 'transfer',
  creditorNumber: account,
  debtorGroup: '',
  customerNumber: '',
  mandateNumber: null,
  dueDate: null,
  direction: 'collect',
  currency: knownCurrency('EUR'),
  amount: zero,
  reference: '',
  actualDate: null,
  bookkeepingDate: null,
  actualAmount: zero,
  fee: zero,
  archiveReference: null,
  effect: minor(100),
  paymentKey: `key ${lineNumber}`,
  bank: null,
});

const recordAt = (lineNumber: number) => ({ lineNumber, byteFrom: 0, byteTo: 0, layoutKey: 'test' });

/** A reader whose statement is summed up behind its last record, as those of line formats are at the end of the file. */
async function* reading(count: number, blockSize: number): AsyncGenerator<ReadBatch> {
  const empty = { facts: [], records: [], statements: [], problems: [], fatal: [] };
  for (let from = 1; from <= count; from += blockSize) {
    const numbers = Array.from({ length: Math.min(blockSize, count - from + 1) }, (_, i) => from + i);
    yield { ...empty, facts: numbers.map(factAt), records: numbers.map(recordAt) };
  }
  const untied = problem('STATEMENT_NOT_TIED', {
    fileName: 'f',
    lineNumber: Math.max(count, 1),
    account,
    statementId: 'S',
    openingMinor: 0,
    movementsMinor: count * 100,
    closingMinor: 1,
  });
  const summary = {
    lineNumber: 1,
    account,
    currency: knownCurrency('EUR'),
    statementId: 'S',
    from: null,
    to: null,
    opening: zero,
    closing: minor(1),
    movements: minor(count * 100),
    entries: count,
    isTied: false,
  };
  yield { ...empty, statements: [summary], problems: [untied] };
}

test.each([0, 1, 1999, 2000, 2001, 4000])(
  'what is said of a statement behind its %d records is kept, and all of them are matched',
  async (count) => {
    const { fileId } = await books.register(Buffer.from(`a file of ${count}`), 'file.txt');
    const file = await findFile(books.db, fileId);
    if (!file) throw new Error('It is not there');
    // Whether the account is ours is no part of this.
    const intake = byReading(() => reading(count, 333));
    const actor = { by: 'queue', at: books.partsAt().moment.at };
    expect(await ingestPayments(file, intake, { ...books.partsAt(), actor })).toBe('ingested');
    expect((await books.payments(fileId)).length).toBe(count);
    expect((await books.db.selectFrom('statement').selectAll().execute()).length).toBe(1);
    expect(await books.openCodes()).toEqual(['STATEMENT_NOT_TIED']);
    const work = await books.db.selectFrom('outbox').selectAll().where('type', '=', 'match-payments').execute();
    expect(work.length).toBe(Math.ceil(count / 2000));
    expect((await books.matchAll(fileId)).noted).toBe(count);
  },
);
