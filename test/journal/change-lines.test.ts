import { sql } from 'kysely';
import { afterEach, expect, test } from 'vitest';
import {
  exportJournal,
  moveLines,
  rebuildJournal,
  resendLine,
  stopLine,
  withdrawJournal,
  buildJournal,
} from '#journal';
import { momentOf } from '#kernel';
import {
  approvedJournal,
  type CompanyBooks,
  type CompanyOptions,
  expectBooksToReplay,
  frozenDelivery,
  openCompanyBooks,
  statesOf,
} from '#test/company-books';

let books: CompanyBooks;
afterEach(() => books.close());

const late = momentOf(new Date('2026-01-23T10:00:00Z'));
const actor = { by: 'a test', at: late.at };

async function open(options: CompanyOptions = {}): Promise<void> {
  books = await openCompanyBooks(options);
  await books.addClaim({ customer: 'K1', minor: 10_000 });
  await books.addMandate('K1');
}

const theLine = () =>
  books.db.selectFrom('collection_line').select(['id', 'reference', 'state']).orderBy('id').executeTakeFirstOrThrow();

const isClaimFree = async (): Promise<boolean> =>
  (await sql`select 1 from line_claim where is_live`.execute(books.db)).rows.length === 0;

test('a line that is in no delivery is simply withdrawn, and its entry is free', async () => {
  await open();
  const journalId = await approvedJournal(books);
  const { reference } = await theLine();
  expect(await stopLine({ reference }, books.partsAt())).toMatchObject({ ok: true, value: { state: 'withdrawn' } });
  expect(await isClaimFree()).toBe(true);
  expect(await stopLine({ reference }, books.partsAt())).toMatchObject({ ok: true, value: { state: 'withdrawn' } });
  expect(await exportJournal({ journalId }, books.partsAt())).toEqual({ ok: true, value: null });
  await expectBooksToReplay(books);
});

test('a line that was delivered is stopped by section 0113 on a Basis agreement', async () => {
  await open({ kind: 'basis' });
  const { journalId } = await frozenDelivery(books);
  const { reference } = await theLine();
  expect(await stopLine({ reference }, books.partsAt())).toMatchObject({ ok: true, value: { state: 'withdrawn' } });
  const deliveries = await books.db.selectFrom('delivery').selectAll().orderBy('id').execute();
  expect(deliveries.map((row) => [row.purpose, row.delivery_number, row.collections, row.net_minor])).toEqual([
    ['collect', 1, 1, 10_000],
    ['stop', 2, 1, 0],
  ]);
  expect(deliveries[1]?.journal_id).toBe(journalId);
  const bytes = books.vault.files.get(deliveries[1]?.sha256 ?? '')?.toString('latin1') ?? '';
  expect(bytes).toContain('0113');
  expect(bytes).toContain(reference);
  expect(await isClaimFree()).toBe(true);
  // Asked twice, one stop goes out.
  await stopLine({ reference }, books.partsAt());
  expect(await statesOf(books, 'delivery')).toEqual({ frozen: 2 });
  await expectBooksToReplay(books);
});

test.each`
  what                                      | kind       | moment  | why
  ${'a Total agreement has no such record'} | ${'total'} | ${null} | ${/Total/}
  ${'the deadline is past'}                 | ${'basis'} | ${late} | ${/deadline/}
`('a delivered line cannot be stopped when $what', async ({ kind, moment, why }) => {
  await open({ kind });
  await frozenDelivery(books);
  const { reference } = await theLine();
  const refused = await stopLine({ reference }, books.partsAt(moment ?? undefined));
  expect(refused).toMatchObject({ ok: false, error: { code: 'STOP_NOT_POSSIBLE', context: { reference } } });
  expect(!refused.ok && 'why' in refused.error.context && refused.error.context.why).toMatch(why);
  expect((await theLine()).state).toBe('exported');
  expect(await statesOf(books, 'delivery')).toEqual({ frozen: 1 });
});

test('a line that is paid cannot be stopped, nor one there is not', async () => {
  await open();
  await frozenDelivery(books);
  const { id, reference } = await theLine();
  await moveLines(books.db, 'pay', sql`r.id = ${id}`, actor);
  expect(await stopLine({ reference }, books.partsAt())).toMatchObject({
    ok: false,
    error: { code: 'NOT_ALLOWED_IN_STATE', context: { state: 'paid' } },
  });
  expect(await stopLine({ reference: 'T00000000' }, books.partsAt())).toMatchObject({
    ok: false,
    error: { code: 'NOT_FOUND' },
  });
});

test('a line of a refused delivery goes into the next delivery of its journal', async () => {
  await open();
  const { journalId } = await frozenDelivery(books);
  const { id, reference } = await theLine();
  await moveLines(books.db, 'refuse', sql`r.id = ${id}`, actor);
  expect(await resendLine({ reference }, books.partsAt())).toMatchObject({ ok: true, value: { state: 'approved' } });
  expect(await resendLine({ reference }, books.partsAt())).toMatchObject({ ok: true, value: { state: 'approved' } });
  expect(await exportJournal({ journalId }, books.partsAt())).toEqual({ ok: true, value: 2 });
  const numbers = await books.db.selectFrom('delivery').select('delivery_number').orderBy('id').execute();
  expect(numbers.map((row) => row.delivery_number)).toEqual([1, 2]);
  expect((await theLine()).state).toBe('exported');
  await expectBooksToReplay(books);
});

test('a line is not sent again after the deadline, nor when another has its place, nor when it was not refused', async () => {
  await open();
  await frozenDelivery(books);
  const { id, reference } = await theLine();
  const notRefused = { ok: false, error: { code: 'NOT_ALLOWED_IN_STATE', context: { state: 'exported' } } };
  expect(await resendLine({ reference }, books.partsAt())).toMatchObject(notRefused);
  await moveLines(books.db, 'refuse', sql`r.id = ${id}`, actor);
  expect(await resendLine({ reference }, books.partsAt(late))).toMatchObject({
    ok: false,
    error: { code: 'DEADLINE_PASSED' },
  });
  await books.addClaim({ customer: 'K1', minor: 700 });
  await approvedJournal(books, 'two');
  expect(await resendLine({ reference }, books.partsAt())).toMatchObject({
    ok: false,
    error: { code: 'NOT_ALLOWED_IN_STATE' },
  });
  expect((await theLine()).state).toBe('refused');
});

test('a journal of which nothing was delivered is withdrawn with its lines, in whatever step it stands', async () => {
  await open();
  const journalId = await approvedJournal(books);
  expect(await withdrawJournal({ journalId }, books.partsAt())).toEqual({ ok: true, value: { withdrawn: 1 } });
  expect(await withdrawJournal({ journalId }, books.partsAt())).toEqual({ ok: true, value: { withdrawn: 0 } });
  expect(await statesOf(books, 'journal')).toEqual({ withdrawn: 1 });
  expect(await isClaimFree()).toBe(true);
  // Building it, should its work still wait, makes no lines.
  await buildJournal({ journalId }, books.partsAt());
  expect(await statesOf(books, 'collection_line')).toEqual({ withdrawn: 1 });
  await expectBooksToReplay(books);
});

test('a journal that is in a delivery is not withdrawn, also when both are asked at once', async () => {
  await open();
  const journalId = await approvedJournal(books);
  const [exported, withdrawn] = await Promise.all([
    exportJournal({ journalId }, books.partsAt()),
    withdrawJournal({ journalId }, books.partsAt()),
  ]);
  const wasExported = exported.ok && exported.value !== null;
  expect(withdrawn.ok).toBe(!wasExported);
  expect(await statesOf(books, 'collection_line')).toEqual(wasExported ? { exported: 1 } : { withdrawn: 1 });
  if (wasExported) {
    expect(await withdrawJournal({ journalId }, books.partsAt())).toMatchObject({
      ok: false,
      error: { code: 'JOURNAL_NOT_READY', context: { state: 'exported' } },
    });
  }
  await expectBooksToReplay(books);
});

test('rebuilding takes what Business Central says now, and the same command twice is one new journal', async () => {
  await open();
  const journalId = await approvedJournal(books);
  await books.db.updateTable('claim').set({ remaining_minor: 4000 }).execute();
  const again = { journalId, commandKey: 'again' };
  const rebuilt = await rebuildJournal(again, books.partsAt());
  expect(rebuilt).toEqual({ ok: true, value: 2 });
  expect(await rebuildJournal(again, books.partsAt())).toEqual(rebuilt);
  await buildJournal({ journalId: 2 }, books.partsAt());
  const lines = await books.db.selectFrom('collection_line').select(['state', 'amount_minor']).orderBy('id').execute();
  expect(lines).toEqual([
    { state: 'withdrawn', amount_minor: 10_000 },
    { state: 'built', amount_minor: 4000 },
  ]);
  expect(await statesOf(books, 'journal')).toEqual({ built: 1, withdrawn: 1 });
});

test('a journal that could not be ordered anew is not lost by rebuilding it', async () => {
  await open();
  const journalId = await approvedJournal(books);
  const refused = await rebuildJournal({ journalId, commandKey: 'again' }, books.partsAt(late));
  expect(refused).toMatchObject({ ok: false, error: { code: 'DEADLINE_PASSED' } });
  expect(await statesOf(books, 'journal')).toEqual({ approved: 1 });
});
