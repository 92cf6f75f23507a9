import { sql } from 'kysely';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { actOnException, type ActOnException } from '#exceptions';
import { paymentHandlers } from '#payments';
import { postingHandlers, postPayments, proposePostings } from '#posting';
import { type TestDatabase, testDatabase } from '#test/database';
import { addClaim, bcCompanyId, companyId, foundCompany, parts, sendJournal } from './books.ts';
import { receiveFile } from './files-received.ts';
import { fakeBc, type FakeBc } from './fake-bc.ts';
import { replayAll } from '#test/replay-all';

let database: TestDatabase;
let bc: FakeBc;

beforeEach(async () => {
  database = await testDatabase();
  await foundCompany(database.db);
  bc = fakeBc();
});
afterEach(() => database.close());

const post = () => postPayments({ companyId, fromId: 0, toId: 1000 }, { database, ...parts, bc, bcCompanyId });
const propose = () => proposePostings({ companyId }, { database, ...parts });
const handlers = { ...paymentHandlers, ...postingHandlers };

const act = (command: Omit<ActOnException, 'exceptionId'>, exceptionId = 1) =>
  actOnException({ exceptionId, ...command }, { database, ...parts, by: 'Anna', handlers });

const standing = async () => {
  const { rows } = await sql<{ posting: string; payment: string }>`
    select g.state as posting, p.state as payment from payment p left join posting g on g.payment_id = p.id
    order by p.id`.execute(database.db);
  return rows.map(({ posting, payment }) => `${payment}, ${posting}`);
};

async function refused() {
  const journal = await sendJournal(database.db, [[{ customer: 'K1', minor: 10_000 }]]);
  const told = await receiveFile(
    database.db,
    journal.lines.map((line) => ({ line })),
  );
  await propose();
  bc.fates = [{ kind: 'refuse', text: 'blocked' }];
  await post();
  return { journal, ...told };
}

test('a person’s retry posts it, under the same identity, and closes the entry', async () => {
  await refused();
  expect(await standing()).toEqual(['parked, failed']);
  expect(await act({ action: 'retry', reason: 'unblocked' })).toMatchObject({
    ok: true,
    value: { exception: { state: 'solved', acted: { by: 'Anna' } }, effect: { isProposed: true } },
  });
  expect(await standing()).toEqual(['matched, proposed']);
  expect(await post()).toMatchObject({ posted: 1 });
  expect(new Set(bc.asked).size).toBe(1);
  expect(bc.booked.length).toBe(1);
  expect((await replayAll(database.db)).findings).toEqual([]);
});

test('the retry adds the work that posts it, although its range was done before', async () => {
  await refused();
  const works = () => database.db.selectFrom('outbox').select('payload').where('type', '=', 'post-payments').execute();
  const before = (await works()).length;
  await act({ action: 'retry' });
  expect((await works()).slice(before).map(({ payload }) => payload)).toEqual([{ companyId, fromId: 1, toId: 1 }]);
});

test('a retry that is refused again is one open entry, and waits for a person again', async () => {
  await refused();
  await act({ action: 'retry' });
  bc.fates = [{ kind: 'refuse', text: 'still blocked' }];
  await post();
  await post();
  expect(bc.asked.length).toBe(2);
  const rows = await database.db.selectFrom('exception').select(['code', 'state', 'context']).execute();
  expect(rows).toMatchObject([{ code: 'POSTING_REFUSED', state: 'open', context: { text: 'still blocked' } }]);
  expect((await replayAll(database.db)).findings).toEqual([]);
});

test('one that was posted in Business Central by hand meanwhile is found, not posted twice', async () => {
  await refused();
  // Somebody pressed Post on the failed row in Business Central.
  const [first] = await database.db.selectFrom('posting').select('idempotency_key').execute();
  const row = await bc.findPayment(bcCompanyId, first?.idempotency_key ?? '');
  if (!row) throw new Error('no row');
  await act({ action: 'retry' });
  const posted = { ...row, status: 'Posted' as const, postedDocumentNumber: 'BYHAND', postedEntryNumber: 9 };
  const door = { ...bc, findPayment: () => Promise.resolve(posted) };
  const report = await postPayments({ companyId, fromId: 0, toId: 9 }, { database, ...parts, bc: door, bcCompanyId });
  expect([report.posted, bc.asked.length, bc.booked.length]).toEqual([1, 1, 0]);
  const [after] = await database.db.selectFrom('posting').select(['document_number', 'bc_entry_number']).execute();
  expect(after).toEqual({ document_number: 'BYHAND', bc_entry_number: 9 });
});

test('given to another customer it is posted there, under the next revision, after its earlier identity was asked about', async () => {
  await refused();
  const other = await addClaim(database.db, { customer: 'K2', minor: 10_000 });
  const done = await act({
    action: 'assign',
    reason: 'K2 paid',
    target: { customerNumber: 'K2', claimIds: [other.id] },
  });
  expect(done).toMatchObject({ ok: true, value: { exception: { state: 'solved' } } });
  expect(await post()).toMatchObject({ posted: 1 });
  const [first, second] = bc.asked;
  expect(second).toBe(`${first}:r2`);
  expect(bc.looked).toEqual([second, first]);
  expect(bc.booked).toMatchObject([
    { customerNumber: '00K2', appliesToEntryNumber: other.entryNumber, amount: 10_000 },
  ]);
  expect((await replayAll(database.db)).findings).toEqual([]);
});

test('dismissed, the payment is put aside and never posted', async () => {
  await refused();
  await act({ action: 'dismiss', reason: 'posted by hand' });
  expect(await standing()).toEqual(['dismissed, failed']);
  await propose();
  expect(await post()).toMatchObject({ posted: 0, left: 0 });
  expect(await act({ action: 'retry' })).toMatchObject({ ok: false, error: { code: 'NOT_ALLOWED_IN_STATE' } });
  expect((await replayAll(database.db)).findings).toEqual([]);
});

test('a return that had nothing to take back goes once its payment is posted, when a person says so', async () => {
  const { journal, paymentIds } = await refused();
  const [line] = journal.lines;
  if (!line) throw new Error('no line');
  await receiveFile(database.db, [{ line, kind: 'chargedBack', reversesId: paymentIds[0] ?? 0 }]);
  await propose();
  await post();
  expect(await standing()).toEqual(['parked, failed', 'parked, failed']);
  expect(await act({ action: 'retry' })).toMatchObject({ ok: true });
  await post();
  expect(await standing()).toEqual(['matched, confirmed', 'parked, failed']);
  expect(await act({ action: 'retry' }, 2)).toMatchObject({ ok: true, value: { effect: { isProposed: true } } });
  await post();
  expect(await standing()).toEqual(['matched, confirmed', 'matched, confirmed']);
  expect(bc.booked.map(({ type }) => type)).toEqual(['Payment', 'Return']);
  expect((await replayAll(database.db)).findings).toEqual([]);
});

test('a retry does not get past totals that do not tie', async () => {
  const { fileId } = await refused();
  await sql`update inbound_file set effect_minor = 1 where id = ${fileId}`.execute(database.db);
  expect(await act({ action: 'retry' })).toMatchObject({ ok: true, value: { effect: { isProposed: false } } });
  expect(await standing()).toEqual(['matched, failed']);
  expect(await post()).toMatchObject({ posted: 0 });
  await sql`update inbound_file set effect_minor = 10000 where id = ${fileId}`.execute(database.db);
  await propose();
  expect(await post()).toMatchObject({ posted: 1 });
});
