import { createHash } from 'node:crypto';
import { sql } from 'kysely';
import { afterEach, expect, test } from 'vitest';
import { lintFile } from '#files';
import { exportJournal, listDeliveries, stopLine } from '#journal';
import { momentOf } from '#kernel';
import {
  approvedJournal,
  companyId,
  type CompanyBooks,
  expectBooksToReplay,
  openCompanyBooks,
  statesOf,
} from '#test/company-books';

let books: CompanyBooks;
afterEach(() => books.close());

async function openWithApproved(): Promise<number> {
  books = await openCompanyBooks();
  await books.addClaim({ customer: 'K1', minor: 125_000 });
  await books.addClaim({ customer: 'K2', minor: 5000 });
  await books.addClaim({ customer: 'K2', minor: -1000 });
  return approvedJournal(books);
}

/** Everything an export may change, to prove that it changed nothing. */
const snapshot = async () => {
  const { rows } = await sql<{ all: unknown }>`
    select jsonb_build_array(
      (select jsonb_agg(to_jsonb(t) order by id) from journal t),
      (select jsonb_agg(to_jsonb(t) order by id) from collection_line t),
      (select jsonb_agg(to_jsonb(t) order by id) from delivery t),
      (select jsonb_agg(to_jsonb(t) order by id) from outbox t),
      (select jsonb_agg(to_jsonb(t) order by id) from channel_agreement t),
      (select count(*) from event)) as all`.execute(books.db);
  return rows[0]?.all;
};

async function* once(bytes: Buffer): AsyncGenerator<Buffer> {
  yield await Promise.resolve(bytes);
}

test('the bytes are frozen with their hash, and states, totals and the work that sends them follow from them', async () => {
  const journalId = await openWithApproved();
  const exported = await exportJournal({ journalId }, books.partsAt());
  expect(exported).toEqual({ ok: true, value: 1 });
  const [delivery] = await listDeliveries(books.db, { companyId, limit: 10 });
  expect(delivery).toMatchObject({
    id: 1,
    journalId,
    purpose: 'collect',
    deliveryNumber: 1,
    state: 'frozen',
    collections: 2,
    netMinor: 129_000,
  });
  const bytes = books.vault.files.get(delivery?.sha256 ?? '') ?? Buffer.alloc(0);
  expect(createHash('sha256').update(bytes).digest('hex')).toBe(delivery?.sha256);
  expect(bytes.length).toBe(delivery?.size);
  const findings = [];
  for await (const finding of lintFile(once(bytes), delivery?.fileName ?? '')) findings.push(finding);
  expect(findings.filter(({ severity }) => severity === 'fault')).toEqual([]);
  const lines = await books.db.selectFrom('collection_line').select(['state', 'delivery_id', 'reference']).execute();
  expect(lines.map(({ state, delivery_id: id }) => [state, id])).toEqual([
    ['exported', 1],
    ['exported', 1],
  ]);
  for (const { reference } of lines) expect(bytes.toString('latin1')).toContain(reference);
  expect(await statesOf(books, 'journal')).toEqual({ exported: 1 });
  const { rows } = await sql`select type, payload, dedupe_key from outbox where type = 'send-delivery'`.execute(
    books.db,
  );
  expect(rows).toEqual([{ type: 'send-delivery', payload: { deliveryId: 1 }, dedupe_key: 'send:1' }]);
  await expectBooksToReplay(books);
});

test('exporting twice makes one delivery', async () => {
  const journalId = await openWithApproved();
  await exportJournal({ journalId }, books.partsAt());
  const before = await snapshot();
  expect(await exportJournal({ journalId }, books.partsAt())).toEqual({ ok: true, value: null });
  expect(await snapshot()).toEqual(before);
});

test('exporting twice at once makes one delivery', async () => {
  const journalId = await openWithApproved();
  const both = await Promise.all([1, 2].map(() => exportJournal({ journalId }, books.partsAt())));
  expect(new Set(both.map((done) => done.ok && done.value))).toEqual(new Set([1, null]));
  expect(await statesOf(books, 'delivery')).toEqual({ frozen: 1 });
  await expectBooksToReplay(books);
});

test('when the vault fails, nothing is changed, and the next try gives the very same bytes', async () => {
  const journalId = await openWithApproved();
  const before = await snapshot();
  books.vault.failure = new Error('the vault went away');
  await expect(exportJournal({ journalId }, books.partsAt())).rejects.toThrow('went away');
  expect(await snapshot()).toEqual(before);
  books.vault.failure = null;
  expect(await exportJournal({ journalId }, books.partsAt())).toEqual({ ok: true, value: 1 });
  expect(await statesOf(books, 'delivery')).toEqual({ frozen: 1 });
});

test('when the process dies after the bytes are in the vault, the delivery is not, and the next try freezes them anew', async () => {
  const journalId = await openWithApproved();
  const before = await snapshot();
  const dying = {
    ...books.partsAt(),
    vault: {
      ...books.vault,
      put: async (...given: Parameters<typeof books.vault.put>) => {
        await books.vault.put(...given);
        throw new Error('the process dies here');
      },
    },
  };
  await expect(exportJournal({ journalId }, dying)).rejects.toThrow('dies here');
  expect(await snapshot()).toEqual(before);
  const [orphan] = books.vault.files.keys();
  await exportJournal({ journalId }, books.partsAt());
  const [delivery] = await listDeliveries(books.db, { companyId, limit: 1 });
  // The same content under the same delivery number: the vault holds it once.
  expect(delivery?.sha256).toBe(orphan);
  expect(books.vault.files.size).toBe(1);
});

test('after the deadline nothing is exported, and the first possible date is told', async () => {
  const journalId = await openWithApproved();
  const before = await snapshot();
  const late = books.partsAt(momentOf(new Date('2026-01-23T10:00:00Z')));
  expect(await exportJournal({ journalId }, late)).toMatchObject({
    ok: false,
    error: { code: 'DEADLINE_PASSED', context: { firstPossible: '2026-03-02' } },
  });
  expect(await snapshot()).toEqual(before);
});

test('a line that is stopped while another process exports is in the file and in the delivery, or in neither', async () => {
  const journalId = await openWithApproved();
  const { reference } = await books.db.selectFrom('collection_line').select('reference').executeTakeFirstOrThrow();
  const [exported, stopped] = await Promise.all([
    exportJournal({ journalId }, books.partsAt()),
    stopLine({ reference }, books.partsAt()),
  ]);
  expect(exported.ok).toBe(true);
  const line = await books.db
    .selectFrom('collection_line')
    .select(['state', 'delivery_id'])
    .where('reference', '=', reference)
    .executeTakeFirstOrThrow();
  const isInFile = [...books.vault.files.values()].some((bytes) => bytes.toString('latin1').includes(reference));
  expect(isInFile).toBe(line.delivery_id !== null);
  expect(stopped.ok).toBe(!isInFile);
  await expectBooksToReplay(books);
});

test('a journal that is not approved is not exported', async () => {
  books = await openCompanyBooks();
  expect(await exportJournal({ journalId: 1 }, books.partsAt())).toMatchObject({
    ok: false,
    error: { code: 'NOT_FOUND' },
  });
});
