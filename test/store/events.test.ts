import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { insertWithEvents, replayEvents, updateWithEvents } from '#store';
import { type TestDatabase, testDatabase } from '#test/database';

const actor = { by: 'a test', at: new Date('2026-01-05T09:00:00Z') };
let database: TestDatabase;

beforeAll(async () => {
  database = await testDatabase();
  await database.db
    .insertInto('company')
    .values({ bc_id: 'c1', environment: 'test', name: 'Test A/S', currency: 'DKK' })
    .execute();
});
afterAll(() => database.close());

const exceptionRow = (n: number) => ({
  company_id: 1,
  code: 'ALREADY_PAID',
  context: { n },
  subject: 'payment',
  subject_id: n,
  dedupe_key: `payment:${n}`,
  state: 'open',
  opened_at: actor.at,
});

const machine = { starts: ['open'], table: { open: { dismiss: 'dismissed' }, dismissed: {} } };

test('rows and their events are written together, and the same row twice is one', async () => {
  const { db } = database;
  const made = await insertWithEvents(db, 'exception', [exceptionRow(1), exceptionRow(2)], 'opened', actor);
  const again = await insertWithEvents(db, 'exception', [exceptionRow(2)], 'opened', actor, {
    onConflict: 'do nothing',
  });
  expect([made.length, again.length]).toEqual([2, 0]);
  const changed = await updateWithEvents(
    db,
    'exception',
    { state: 'dismissed', reason: 'seen', acted_by: actor.by },
    sql`r.id = ${made[0]?.id}`,
    'dismissed',
    actor,
  );
  expect(changed).toEqual([made[0]?.id]);
  const report = await replayEvents(db, { exception: machine });
  expect(report).toEqual({ events: 3, rows: expect.objectContaining({ exception: 2 }), findings: [] });
});

test('the replay finds a state nobody explained', async () => {
  const { db } = database;
  await sql`update exception set state = 'solved' where subject_id = 2`.execute(db);
  const report = await replayEvents(db, { exception: machine });
  expect(report.findings.map((finding) => finding.what)).toEqual(['state is "solved", its events say "open"']);
  await sql`update exception set state = 'open' where subject_id = 2`.execute(db);
});

test('the replay finds a step that the state machine does not allow', async () => {
  const { db } = database;
  await updateWithEvents(db, 'exception', { state: 'open' }, sql`r.subject_id = 1`, 'reopened', actor);
  const report = await replayEvents(db, { exception: machine });
  expect(report.findings.map((finding) => finding.what)).toEqual([
    'it went from dismissed to open, which is not allowed',
  ]);
});

test('events cannot be changed, removed or emptied', async () => {
  for (const statement of [sql`update event set type = 'x'`, sql`delete from event`, sql`truncate event`]) {
    await expect(statement.execute(database.db)).rejects.toThrow('append-only');
  }
});
