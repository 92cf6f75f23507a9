import { sql } from 'kysely';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { proposePostings } from '#posting';
import { type TestDatabase, testDatabase } from '#test/database';
import { updateWithEvents } from '#store';
import { actor, companyId, foundCompany, march, parts, sendJournal } from './books.ts';
import { receiveFile, type Told } from './files-received.ts';
import { replayAll } from '#test/replay-all';

let database: TestDatabase;

beforeEach(async () => {
  database = await testDatabase();
  await foundCompany(database.db);
});
afterEach(() => database.close());

const propose = (more: object = {}) => proposePostings({ companyId }, { database, ...parts, ...more });

const count = async () => {
  const { rows } = await sql<{ count: number }>`select count(*) as count from posting`.execute(database.db);
  return rows[0]?.count;
};

const exceptions = () =>
  database.db
    .selectFrom('exception')
    .select(['code', 'subject', 'subject_id', 'state', 'context'])
    .orderBy('id')
    .execute();

async function sent(customers: readonly string[]) {
  return sendJournal(
    database.db,
    customers.map((customer) => [{ customer, minor: 10_000 }]),
  );
}

async function paid(told: Partial<Told> = {}) {
  const journal = await sent(['K1', 'K2']);
  const file = await receiveFile(
    database.db,
    journal.lines.map((line) => ({ ...told, line })),
  );
  return { journal, ...file };
}

test('each matched movement becomes one posting, however often and by however many it is proposed', async () => {
  await paid();
  const [first, second] = await Promise.all([propose(), propose()]);
  expect(first.proposed + second.proposed).toBe(2);
  expect(await propose()).toMatchObject({ proposed: 0, parked: 0, waiting: 0, blocked: [] });
  expect(await count()).toBe(2);
  expect((await replayAll(database.db)).findings).toEqual([]);
});

test('the work that posts is added once for a range, and again the next day while something is open', async () => {
  await paid();
  expect((await propose()).work.length).toBe(1);
  expect((await propose()).work.length).toBe(0);
  expect((await propose({ moment: { ...parts.moment, today: march(11) } })).work.length).toBe(1);
  await paid();
  expect((await propose()).work.length).toBe(1);
  const works = await database.db.selectFrom('outbox').select('payload').where('type', '=', 'post-payments').execute();
  expect(works[0]?.payload).toEqual({ companyId, fromId: 0, toId: 199 });
});

test('a payment told before its date waits for it', async () => {
  await paid({ bookkeepingDate: march(11) });
  expect(await propose()).toMatchObject({ proposed: 0, parked: 0 });
  expect(await propose({ moment: { ...parts.moment, today: march(11) } })).toMatchObject({ proposed: 2 });
});

test('a payment of nothing, and one in the error log, are not posted', async () => {
  const { paymentIds } = await paid();
  await sql`update payment set state = 'parked' where id = ${paymentIds[0]}`.execute(database.db);
  expect(await propose()).toMatchObject({ proposed: 1 });
});

test('a payment that cannot be posted goes to the error log, the others are proposed', async () => {
  const journal = await sent(['K1', 'K2']);
  const [one, two] = journal.lines;
  if (!one || !two) throw new Error('no lines');
  const claimId = two.claims[0]?.id ?? null;
  await receiveFile(database.db, [
    { line: one },
    {
      line: two,
      allocations: [
        { claimId, minor: 4_000 },
        { claimId: null, minor: 6_000, customer: 'K33' },
      ],
    },
  ]);
  expect(await propose()).toMatchObject({ proposed: 1, parked: 1 });
  expect(await exceptions()).toMatchObject([{ code: 'POSTING_NOT_POSSIBLE', subject: 'payment', state: 'open' }]);
  expect(await propose()).toMatchObject({ proposed: 0, parked: 0 });
  expect((await replayAll(database.db)).findings).toEqual([]);
});

test('a payment to two customers is a posting of each, all proposed together', async () => {
  const journal = await sent(['K2']);
  const [line] = journal.lines;
  if (!line) throw new Error('no line');
  const claimId = line.claims[0]?.id ?? null;
  const allocations = [
    { claimId, minor: 4_000 },
    { claimId: null, minor: 6_000, customer: 'K3' },
  ];
  await receiveFile(database.db, [{ line, allocations }]);
  expect(await propose()).toMatchObject({ proposed: 2, parked: 0 });
  const rows = await database.db.selectFrom('posting').select(['part', 'amount_minor']).orderBy('id').execute();
  expect(rows).toEqual([
    { part: 'K2', amount_minor: 4_000 },
    { part: 'K3', amount_minor: 6_000 },
  ]);
  expect(await propose()).toMatchObject({ proposed: 0 });
  expect((await replayAll(database.db)).findings).toEqual([]);
});

test('money that was paid out is never posted as a return', async () => {
  const { journal } = await paid();
  const [line] = journal.lines;
  const of = sql`r.id = ${line?.id}`;
  await updateWithEvents(database.db, 'collection_line', { direction: 'disburse' }, of, 'test', actor);
  // The totals follow, so that only the direction is at stake.
  await updateWithEvents(database.db, 'delivery', { net_minor: 0 }, sql`true`, 'test', actor);
  await updateWithEvents(database.db, 'journal', { open_minor: 0, chosen_minor: 0 }, sql`true`, 'test', actor);
  await sql`update line_claim set amount_minor = -amount_minor where line_id = ${line?.id}`.execute(database.db);
  expect(await propose()).toMatchObject({ proposed: 1, parked: 1 });
  expect(await exceptions()).toMatchObject([
    { code: 'POSTING_NOT_POSSIBLE', context: { why: expect.stringContaining('pays money out') } },
  ]);
});

test.each`
  what                                      | tamper                                                              | subject       | stated                | counted
  ${'a payment of the file is missing'}     | ${sql`update inbound_file set fact_count = 3`}                      | ${'file'}     | ${'3 with 20000 øre'} | ${'2 with 20000 øre'}
  ${'the file told of another amount'}      | ${sql`update inbound_file set effect_minor = 20001`}                | ${'file'}     | ${'2 with 20001 øre'} | ${'2 with 20000 øre'}
  ${'the file sent had another total'}      | ${sql`update delivery set net_minor = 19999`}                       | ${'delivery'} | ${'2 with 19999 øre'} | ${'2 with 20000 øre'}
  ${'a line was changed after it was sent'} | ${sql`update collection_line set amount_minor = 9999 where id = 1`} | ${'delivery'} | ${'2 with 20000 øre'} | ${'2 with 19999 øre'}
  ${'a claim’s share was changed'}          | ${sql`update line_claim set amount_minor = 9999 where line_id = 1`} | ${'line'}     | ${'1 with 10000 øre'} | ${'1 with 9999 øre'}
`('nothing of a file is posted when $what, and the gap is named', async ({ tamper, subject, stated, counted }) => {
  await paid();
  await tamper.execute(database.db);
  const report = await propose();
  expect(report.proposed).toBe(0);
  expect(report.blocked.map((stop) => stop.subject)).toContain(subject);
  expect(await exceptions()).toContainEqual(
    expect.objectContaining({
      code: 'TOTALS_WRONG',
      subject,
      state: 'open',
      context: expect.objectContaining({ stated, counted }),
    }),
  );
  expect(await count()).toBe(0);
});

test('a file that does not tie holds back no other, and is proposed when it ties again', async () => {
  const { fileId } = await paid();
  await paid();
  await sql`update inbound_file set effect_minor = 1 where id = ${fileId}`.execute(database.db);
  expect(await propose()).toMatchObject({ proposed: 2, blocked: [{ subject: 'file', id: fileId }] });
  await sql`update inbound_file set effect_minor = 20000 where id = ${fileId}`.execute(database.db);
  expect(await propose()).toMatchObject({ proposed: 2, blocked: [] });
  expect(await exceptions()).toMatchObject([{ code: 'TOTALS_WRONG', state: 'solved' }]);
});

test('a return told before its payment’s date waits until the payment can be posted', async () => {
  const { journal, paymentIds } = await paid({ bookkeepingDate: march(11) });
  const [line] = journal.lines;
  if (!line) throw new Error('no line');
  await receiveFile(database.db, [
    { line, kind: 'chargedBack', bookkeepingDate: march(4), reversesId: paymentIds[0] ?? 0 },
  ]);
  expect(await propose()).toMatchObject({ proposed: 0, parked: 0, waiting: 1 });
  expect(await propose({ moment: { ...parts.moment, today: march(11) } })).toMatchObject({ proposed: 3, waiting: 0 });
  const rows = await database.db
    .selectFrom('posting')
    .select(['kind', 'original_id', 'posting_date'])
    .orderBy('id')
    .execute();
  expect(rows.at(-1)).toEqual({ kind: 'return', original_id: 1, posting_date: march(11) });
});
