import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Collection } from '#channels';
import { linePlaces } from '../../src/journal/place-lines.ts';
import { testDatabase } from '#test/database';
import { companyId, openCompanyBooks, approvedJournal } from '#test/company-books';
import { exportJournal } from '#journal';
import { sql } from 'kysely';

/** A file in parts: what is between the collections, and the records of each. */
interface Part {
  readonly isLine: boolean;
  readonly records: readonly string[];
}

const part: fc.Arbitrary<Part> = fc.record({
  isLine: fc.boolean(),
  records: fc.array(fc.stringMatching(/^[a-z]{0,12}$/), { minLength: 1, maxLength: 4 }),
});

test('wherever the blocks of a file are cut, each line’s bytes and lines are its own', async () => {
  const database = await testDatabase();
  try {
    await sql`set session_replication_role = replica`.execute(database.db);
    let delivery = 0;
    await fc.assert(
      fc.asyncProperty(fc.array(part, { maxLength: 12 }), fc.integer({ min: 1, max: 40 }), async (parts, blockSize) => {
        delivery += 1;
        const { whole, expected } = layOut(parts, delivery);
        const places = linePlaces();
        const lines = expected.map(({ line_id: lineId }) => ({ lineId, collection }));
        for await (const _ of places.following(each(lines)));
        for (const { byte_from: from, byte_to: to } of expected) places.placed(from, to);
        const blocks: Buffer[] = [];
        for await (const block of places.counting(each(cut(whole, blockSize)))) blocks.push(block);
        expect(Buffer.concat(blocks).equals(whole)).toBe(true);
        await database.db.transaction().execute(async (tx) => {
          await sql`set local session_replication_role = replica`.execute(tx);
          await places.store(tx, delivery);
        });
        const stored = database.db.selectFrom('delivery_record').selectAll().where('delivery_id', '=', delivery);
        expect(await stored.orderBy('byte_from').execute()).toEqual(expected);
      }),
      { numRuns: 60 },
    );
  } finally {
    await database.close();
  }
});

test('a line that the writer did not place, or placed before another, stops the freeze', async () => {
  const places = linePlaces();
  for await (const _ of places.following(
    each([
      { lineId: 1, collection },
      { lineId: 2, collection },
    ]),
  ));
  places.placed(10, 20);
  expect(() => places.placed(19, 30)).toThrow('records lie one behind the other');
  const books = await openCompanyBooks();
  try {
    await expect(books.db.transaction().execute((tx) => places.store(tx, 1))).rejects.toThrow('every line was placed');
  } finally {
    await books.close();
  }
});

test('an export that is rolled back leaves no places, and run again they are those of the delivery that holds', async () => {
  const books = await openCompanyBooks();
  try {
    for (const customer of ['K1', 'K2', 'K3']) await books.addClaim({ customer, minor: 10_000 });
    const journalId = await approvedJournal(books);
    books.vault.failure = new Error('the vault went away');
    await expect(exportJournal({ journalId }, books.partsAt())).rejects.toThrow('went away');
    books.vault.failure = null;
    const exported = await exportJournal({ journalId }, books.partsAt());
    const { rows } = await sql<{ delivery: number; reference: string; from: number; to: number; sha256: string }>`
      select d.id as delivery, d.sha256, l.reference, r.byte_from as from, r.byte_to as to
      from delivery_record r join delivery d on d.id = r.delivery_id join collection_line l on l.id = r.line_id
      where d.company_id = ${companyId} order by r.byte_from`.execute(books.db);
    expect([exported, rows.length]).toEqual([{ ok: true, value: rows[0]?.delivery }, 3]);
    for (const { reference, from, to, sha256 } of rows) {
      const text = books.vault.files.get(sha256)?.subarray(from, to).toString('latin1') ?? '';
      expect(text.match(/T[0-9A-Z]{8}/g)).toEqual([reference]);
    }
  } finally {
    await books.close();
  }
});

/** Handed through, and never looked at. */
const collection = {} as Collection;

function layOut(parts: readonly Part[], deliveryId: number) {
  let text = '';
  let lines = 0;
  const expected = [];
  for (const { isLine, records } of parts) {
    const from = text.length;
    text += records.map((record) => `${record}\r\n`).join('');
    if (isLine) {
      const place = { byte_from: from, byte_to: text.length, line_from: lines + 1, line_to: lines + records.length };
      expected.push({ delivery_id: deliveryId, line_id: expected.length + 1, ...place });
    }
    lines += records.length;
  }
  return { whole: Buffer.from(text, 'latin1'), expected };
}

function* cut(whole: Buffer, size: number): Generator<Buffer> {
  for (let from = 0; from < whole.length; from += size) yield whole.subarray(from, from + size);
}

async function* each<T>(values: Iterable<T>): AsyncGenerator<T> {
  for (const value of values) yield await Promise.resolve(value);
}
