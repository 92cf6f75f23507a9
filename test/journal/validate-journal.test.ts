import { sql } from 'kysely';
import { afterEach, expect, test } from 'vitest';
import { approveJournal, buildJournal, exportJournal, orderJournal, stopLine, validateJournal } from '#journal';
import { momentOf } from '#kernel';
import {
  companyId,
  type CompanyBooks,
  type CompanyOptions,
  exceptionsOf,
  expectBooksToReplay,
  inTime,
  openCompanyBooks,
  paymentDate,
  statesOf,
} from '#test/company-books';

let books: CompanyBooks;
afterEach(() => books.close());

const open = async (options: CompanyOptions = {}): Promise<CompanyBooks> => (books = await openCompanyBooks(options));

async function build(dueTo?: typeof paymentDate): Promise<number> {
  const order = { companyId, agreementKey: 'bs', section: '0112', paymentDate, dueTo, commandKey: 'one' } as const;
  const ordered = await orderJournal(order, books.partsAt());
  if (!ordered.ok) throw new Error(ordered.error.code);
  await buildJournal({ journalId: ordered.value }, books.partsAt());
  return ordered.value;
}

const openFaults = async () =>
  (await exceptionsOf(books)).filter(({ state }) => state === 'open').map(({ context }) => context['field']);

test('each fault of a line is one entry in the error log with field, value, reason and what to do', async () => {
  const { addClaim, addCustomer } = await open();
  await addCustomer('K2', { name: '', postcode: '80' });
  await addClaim({ customer: 'K1', minor: 100 });
  await addClaim({ customer: 'K2', minor: 200 });
  const journalId = await build();
  expect(await validateJournal({ journalId }, books.partsAt())).toEqual({
    ok: true,
    value: { validated: 1, faulty: 1 },
  });
  expect(await statesOf(books, 'collection_line')).toEqual({ faulty: 1, validated: 1 });
  expect(await statesOf(books, 'journal')).toEqual({ validated: 1 });
  const found = await exceptionsOf(books);
  expect(found.map(({ code, state, subject }) => [code, state, subject])).toEqual(
    found.map(() => ['LINE_FAULTY', 'open', 'line']),
  );
  expect(found.map(({ context }) => context['field'])).toContain('payer.name');
  expect(found.find(({ context }) => context['field'] === 'payer.postcode')?.context).toEqual({
    reference: expect.stringMatching(/^T/),
    customerNumber: 'K2',
    field: 'payer.postcode',
    value: '80',
    expected: 'a Danish postcode of 4 digits',
    remedy: 'Correct the postcode.',
  });
  await expectBooksToReplay(books);
});

test('what was corrected is solved by checking again, what was not stays one entry', async () => {
  const { addClaim, addCustomer, db } = await open();
  await addCustomer('K1', { name: '', postcode: '80' });
  await addClaim({ customer: 'K1', minor: 100 });
  const journalId = await build();
  await validateJournal({ journalId }, books.partsAt());
  const faults = (await exceptionsOf(books)).length;
  await db.updateTable('customer').set({ name: 'Anna Jensen' }).execute();
  const later = books.partsAt(momentOf(new Date('2026-01-15T10:00:00Z')));
  expect(await validateJournal({ journalId }, later)).toEqual({ ok: true, value: { validated: 0, faulty: 1 } });
  expect(await openFaults()).toEqual(['payer.postcode']);
  expect(await exceptionsOf(books)).toHaveLength(faults);
  await db.updateTable('customer').set({ postcode: '8000' }).execute();
  expect(await validateJournal({ journalId }, later)).toEqual({ ok: true, value: { validated: 1, faulty: 0 } });
  expect(await openFaults()).toEqual([]);
  expect(await statesOf(books, 'collection_line')).toEqual({ validated: 1 });
  await expectBooksToReplay(books);
});

test('a line that was right and no longer is becomes faulty', async () => {
  const { addClaim, db } = await open();
  await addClaim({ customer: 'K1', minor: 100 });
  const journalId = await build();
  await validateJournal({ journalId }, books.partsAt());
  await db.updateTable('customer').set({ display_number: 'K 1' }).execute();
  await validateJournal({ journalId }, books.partsAt());
  expect(await openFaults()).toEqual(['customerNumber']);
  expect(await statesOf(books, 'collection_line')).toEqual({ faulty: 1 });
});

test('a payment date that lies too far ahead is a fault of its line alone', async () => {
  const { addClaim } = await open({ perDueDate: true });
  await addClaim({ customer: 'K1', minor: 100, due: '2026-04-15' });
  await addClaim({ customer: 'K1', minor: 100, due: '2026-04-16' });
  const journalId = await build('2026-04-30' as typeof paymentDate);
  expect(await validateJournal({ journalId }, books.partsAt())).toEqual({
    ok: true,
    value: { validated: 1, faulty: 1 },
  });
  expect(
    (await exceptionsOf(books)).map(({ context }) => [context['field'], context['value'], context['expected']]),
  ).toEqual([['paymentDate', '2026-04-16', 'at the latest 2026-04-15']]);
});

test('the faults of a line that is stopped need nobody', async () => {
  const { addClaim, addCustomer, db } = await open();
  await addCustomer('K1', { name: '' });
  await addClaim({ customer: 'K1', minor: 100 });
  const journalId = await build();
  await validateJournal({ journalId }, books.partsAt());
  const { reference } = await db.selectFrom('collection_line').select('reference').executeTakeFirstOrThrow();
  await stopLine({ reference }, books.partsAt());
  expect(await openFaults()).toEqual([]);
  await expectBooksToReplay(books);
});

test('only good lines are approved; who approved is kept; approving twice is once', async () => {
  const { addClaim, addCustomer, db } = await open();
  await addCustomer('K2', { name: '' });
  await addClaim({ customer: 'K1', minor: 100 });
  await addClaim({ customer: 'K2', minor: 200 });
  const journalId = await build();
  expect(await approveJournal({ journalId }, books.partsAt())).toMatchObject({
    ok: false,
    error: { code: 'JOURNAL_NOT_READY', context: { state: 'built' } },
  });
  await validateJournal({ journalId }, books.partsAt());
  const approver = books.partsAt(inTime, 'boss@test');
  expect(await approveJournal({ journalId }, approver)).toEqual({ ok: true, value: { approved: 1 } });
  expect(await approveJournal({ journalId }, approver)).toEqual({ ok: true, value: { approved: 0 } });
  expect(await statesOf(books, 'collection_line')).toEqual({ approved: 1, faulty: 1 });
  const journal = await db.selectFrom('journal').select(['state', 'approved_by']).executeTakeFirstOrThrow();
  expect(journal).toEqual({ state: 'approved', approved_by: 'boss@test' });
  const { rows } = await sql`select done_by from event where stream = 'journal' and type = 'approved'`.execute(db);
  expect(rows).toEqual([{ done_by: 'boss@test' }]);
  await expectBooksToReplay(books);
});

test('where the company asks for a second person, whoever built may not approve', async () => {
  const { addClaim } = await open({ secondApproval: true });
  await addClaim({ customer: 'K1', minor: 100 });
  const journalId = await build();
  await validateJournal({ journalId }, books.partsAt());
  expect(await approveJournal({ journalId }, books.partsAt())).toMatchObject({
    ok: false,
    error: { code: 'APPROVAL_BY_SAME_PERSON', context: { person: 'clerk@test' } },
  });
  expect(await statesOf(books, 'collection_line')).toEqual({ validated: 1 });
  expect(await exportJournal({ journalId }, books.partsAt())).toMatchObject({ ok: false });
  expect(await approveJournal({ journalId }, books.partsAt(inTime, 'boss@test'))).toMatchObject({ ok: true });
});

test('a journal that is approved is not checked again', async () => {
  const { addClaim } = await open();
  await addClaim({ customer: 'K1', minor: 100 });
  const journalId = await build();
  await validateJournal({ journalId }, books.partsAt());
  await approveJournal({ journalId }, books.partsAt());
  expect(await validateJournal({ journalId }, books.partsAt())).toMatchObject({
    ok: false,
    error: { code: 'JOURNAL_NOT_READY' },
  });
});
