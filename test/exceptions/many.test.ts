import { sql } from 'kysely';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import {
  actOnException,
  actOnMany,
  type ActOnMany,
  type ActParts,
  type ExceptionHandlers,
  findException,
  type Finding,
  listExceptions,
  openExceptions,
  pageOfExceptions,
  rehearseMany,
  summariseExceptions,
} from '#exceptions';
import { fail, momentOf, ok, problem } from '#kernel';
import { type TestDatabase, testDatabase } from '#test/database';
import { replayAll } from '#test/replay-all';

let database: TestDatabase;
const moment = momentOf(new Date('2026-02-10T09:00:00Z'));
const daysAgo = (days: number) => ({ by: 'queue', at: new Date(moment.at.getTime() - days * 86_400_000) });
let companyId = 0;

beforeAll(async () => {
  database = await testDatabase();
});
beforeEach(async () => {
  const row = { bc_id: crypto.randomUUID(), environment: 'test', name: 'Test A/S', currency: 'DKK' };
  companyId = (await database.db.insertInto('company').values(row).returning('id').executeTakeFirstOrThrow()).id;
});
afterAll(async () => {
  expect((await replayAll(database.db)).findings).toEqual([]);
  await database.close();
});

let subjects = 0;
const stopped = (customerNumber: string, text = ''): Finding => {
  subjects += 1;
  return {
    problem: problem('WORK_POISONED', { queue: 'work', type: customerNumber, id: '1', attempts: 5, text }),
    subject: 'work',
    subjectId: subjects,
  };
};
const refusedBy = (customerNumber: string, minor = 10_00): Finding => {
  subjects += 1;
  return {
    problem: problem('RECORD_REFUSED', {
      fileName: `F${minor}.txt`,
      lineNumber: 1,
      customerNumber,
      reference: 'T1',
      code: '1',
      text: 'Kontoen er spærret',
    }),
    subject: 'file',
    subjectId: subjects,
    dedupeKey: `refused ${subjects}`,
  };
};
const open = (findings: readonly Finding[], days = 0) =>
  openExceptions(database.db, companyId, findings, daysAgo(days));

/** Work that can be tried again, but for that of Bent. */
const carriedOut: number[] = [];
const handlers: ExceptionHandlers = {
  work: {
    retry: (exception) => {
      carriedOut.push(exception.id);
      const isBent = exception.context['type'] === 'Bent';
      return Promise.resolve(isBent ? fail(problem('NOT_FOUND', { what: 'work', id: 'Bent' })) : ok({ by: 'a test' }));
    },
  },
};
const parts = (by = 'Karen'): ActParts => ({ database, moment, by, handlers });
const act = (exceptionId: number, rest: Partial<Parameters<typeof actOnException>[0]>, by = 'Karen') =>
  actOnException({ exceptionId, action: 'retry', ...rest }, parts(by));

test('who takes an entry has it: others are told so, and need force to take it or to act', async () => {
  const [id = 0] = await open([stopped('Anna')]);
  expect(await act(id, { action: 'take' })).toMatchObject({
    ok: true,
    value: { wasDoneBefore: false, exception: { state: 'open', taken: { by: 'Karen', at: moment.at }, acted: null } },
  });
  expect(await act(id, { action: 'take' })).toMatchObject({ ok: true, value: { wasDoneBefore: true } });
  for (const action of ['take', 'release', 'retry', 'dismiss'] as const) {
    expect(await act(id, { action, reason: 'why' }, 'Lars')).toMatchObject({
      ok: false,
      error: { code: 'NOT_ALLOWED_IN_STATE', context: { state: `taken by Karen at ${moment.at.toISOString()}` } },
    });
  }
  expect(await act(id, { action: 'take', force: true }, 'Lars')).toMatchObject({
    ok: true,
    value: { exception: { taken: { by: 'Lars' } } },
  });
  expect(await act(id, { action: 'release' }, 'Lars')).toMatchObject({
    ok: true,
    value: { exception: { taken: null } },
  });
  expect(await act(id, { action: 'release' }, 'Lars')).toMatchObject({ ok: true, value: { wasDoneBefore: true } });
  expect(await act(id, {}, 'Mette')).toMatchObject({ ok: true, value: { exception: { state: 'solved' } } });
  expect(await act(id, { action: 'take' })).toMatchObject({ ok: false });
});

test('a key makes a command one, also where the entry is open again; another wish under it is refused', async () => {
  const finding = stopped('Anna');
  const [id = 0] = await open([finding]);
  const first = await act(id, { key: 'k1' });
  expect(first).toMatchObject({ ok: true, value: { wasDoneBefore: false, effect: { by: 'a test' } } });
  await open([finding]);
  expect(await act(id, { key: 'k1' })).toMatchObject({
    ok: true,
    value: { wasDoneBefore: true, effect: { by: 'a test' }, exception: { state: 'open' } },
  });
  expect(await act(id, { key: 'k1', action: 'dismiss', reason: 'x' })).toMatchObject({
    ok: false,
    error: { code: 'INPUT_WRONG', context: { field: 'key' } },
  });
  expect(await act(id, { key: 'k2' })).toMatchObject({ ok: true, value: { wasDoneBefore: false } });
});

test('another command about a closed entry is refused, and told what was done, by whom, when and why', async () => {
  const [id = 0] = await open([stopped('Anna')]);
  await act(id, { reason: 'the disk was full', target: { a: 1, b: 2 } });
  expect(await act(id, { target: { b: 2, a: 1 } }, 'Lars')).toMatchObject({ ok: true, value: { wasDoneBefore: true } });
  expect(await act(id, { target: { a: 2 } }, 'Lars')).toMatchObject({
    ok: false,
    error: {
      code: 'NOT_ALLOWED_IN_STATE',
      context: { state: 'solved', done: `retry by Karen at ${moment.at.toISOString()}: the disk was full` },
    },
  });
});

test('two persons who decide differently at once: one wins, the other is told', async () => {
  const [id = 0] = await open([stopped('Anna')]);
  const both = await Promise.all([act(id, {}, 'Karen'), act(id, { action: 'dismiss', reason: 'no' }, 'Lars')]);
  const [winner] = both.flatMap((one) => (one.ok ? [one.value.exception.acted] : []));
  const [loser] = both.flatMap((one) => (one.ok ? [] : [one.error.context]));
  expect([both.filter((one) => one.ok).length, winner === null]).toEqual([1, false]);
  expect(loser).toMatchObject({ done: expect.stringContaining(`${winner?.action} by ${winner?.by}`) });
});

const many = (rest: Partial<ActOnMany> & Pick<ActOnMany, 'which'>): ActOnMany => ({
  companyId,
  action: 'retry',
  limit: 1000,
  ...rest,
});

test('many at once: each has its own outcome, what is refused leaves the others be, and again it is done before', async () => {
  const ids = await open([stopped('Anna'), stopped('Bent'), stopped('Clara'), refusedBy('K1')]);
  const [anna, bent, clara, other] = ids;
  const which = { ids: [...ids, ...ids, 999_999] };
  expect(await rehearseMany(many({ which }), parts())).toEqual({ entries: 4, money: [], refused: 1 });
  const done = await actOnMany(many({ which }), parts());
  expect(done).toMatchObject({ done: 2, again: 0, before: 0, refused: 2, left: 0 });
  expect(done.outcomes.map(({ exceptionId, outcome, problem: why }) => [exceptionId, outcome, why?.code])).toEqual([
    [anna, 'done', undefined],
    [bent, 'refused', 'NOT_FOUND'],
    [clara, 'done', undefined],
    [other, 'refused', 'NOT_ALLOWED_IN_STATE'],
  ]);
  expect((await findException(database.db, bent ?? 0, moment.at))?.state).toBe('open');
  expect(await actOnMany(many({ which }), parts())).toMatchObject({ done: 0, before: 2, refused: 2 });
});

test('all of a kind, a stretch at a time: killed after any of them, the same command does what is left', async () => {
  const ids = await open(Array.from({ length: 25 }, () => stopped('Dorte')));
  await open([refusedBy('K1')]);
  const filter = { code: 'WORK_POISONED' };
  carriedOut.length = 0;
  const first = await actOnMany(many({ which: { filter }, limit: 10, key: 'b' }), parts());
  expect(first).toMatchObject({ done: 10, left: 15, last: ids[9] });
  // The process that began is gone: another begins anew, and goes on to the end.
  for (let after = 0, left = 1; left > 0; ) {
    const next = await actOnMany(many({ which: { filter, after }, limit: 10, key: 'b' }), parts());
    [after, left] = [next.last, next.left];
  }
  expect(carriedOut.toSorted((a, b) => a - b)).toEqual(ids);
  expect(await summariseExceptions(database.db, { companyId, at: moment.at })).toMatchObject({ open: 1 });
});

test('two who give the same command for many at once have one effect on each', async () => {
  const ids = await open(Array.from({ length: 12 }, () => stopped('Erik')));
  carriedOut.length = 0;
  const both = await Promise.all(['Karen', 'Lars'].map((by) => actOnMany(many({ which: { ids } }), parts(by))));
  expect(carriedOut.toSorted((a, b) => a - b)).toEqual(ids);
  expect(both.map(({ done, before }) => done + before)).toEqual([12, 12]);
});

test('the list is found by every filter, and by words of any part of it', async () => {
  const [old = 0] = await open([refusedBy('K1', 1_00)], 5);
  const [recent = 0] = await open([refusedBy('K2', 2_00)], 1);
  const [work = 0] = await open([stopped('Łódź', 'disk full on VM-17')]);
  await act(work, { action: 'take' }, 'Lars');
  const find = async (filter: object) =>
    (await listExceptions(database.db, { companyId, limit: 100, at: moment.at, ...filter })).map(({ id }) => id);
  expect(await find({})).toEqual([old, recent, work]);
  expect(await find({ subject: 'work' })).toEqual([work]);
  expect(await find({ owner: 'accountant' })).toEqual([old, recent]);
  expect(await find({ takenBy: 'Lars' })).toEqual([work]);
  expect(await find({ takenBy: '' })).toEqual([old, recent]);
  expect(await find({ daysOld: 5 })).toEqual([old]);
  expect(await find({ daysOld: 1 })).toEqual([old, recent]);
  expect(await find({ customer: '000K2' })).toEqual([recent]);
  expect(await find({ text: 'konto SPÆRRET' })).toEqual([old, recent]);
  expect(await find({ text: 'F200' })).toEqual([recent]);
  expect(await find({ text: 'łódź vm-17' })).toEqual([work]);
  expect(await find({ text: 'disk empty' })).toEqual([]);
  expect(await find({ text: `'); drop table exception; --` })).toEqual([]);
  expect(await find({ text: ' - ' })).toEqual([]);
});

test('what waits is counted by kind, by who must act and by who works on it, with the oldest of each', async () => {
  const [old = 0] = await open([refusedBy('K1')], 7);
  await open([refusedBy('K2')], 2);
  const [work = 0] = await open([stopped('Anna')], 1);
  await act(work, { action: 'take' }, 'Lars');
  const summary = await summariseExceptions(database.db, { companyId, at: moment.at });
  const none = { money: [] };
  expect(summary).toEqual({
    open: 3,
    oldest: { id: old, code: 'RECORD_REFUSED', ageInDays: 7 },
    money: [],
    byCode: [
      { code: 'RECORD_REFUSED', owner: 'accountant', open: 2, oldestInDays: 7, oldestId: old, ...none },
      { code: 'WORK_POISONED', owner: 'operator', open: 1, oldestInDays: 1, oldestId: work, ...none },
    ],
    byOwner: [
      { owner: 'accountant', open: 2, oldestInDays: 7, oldestId: old, ...none },
      { owner: 'operator', open: 1, oldestInDays: 1, oldestId: work, ...none },
    ],
    byTaker: [
      { takenBy: '', open: 2, oldestInDays: 7, oldestId: old, ...none },
      { takenBy: 'Lars', open: 1, oldestInDays: 1, oldestId: work, ...none },
    ],
  });
  expect(await summariseExceptions(database.db, { companyId, at: moment.at, takenBy: 'Lars' })).toMatchObject({
    open: 1,
  });
  expect(await summariseExceptions(database.db, { companyId: 9_999, at: moment.at })).toMatchObject({
    open: 0,
    oldest: null,
  });
});

test('in a hundred thousand entries a page is read by an index, whatever is asked, and never sorted as a whole', async () => {
  // In a database of its own, for these rows have no events.
  const large = await testDatabase();
  await sql`insert into company (bc_id, environment, name, currency) values ('c', 'test', 'Large A/S', 'DKK')`.execute(
    large.db,
  );
  // Filled before its indexes are made, for that is quicker.
  const indexes = await sql<{ indexname: string; indexdef: string }>`select indexname, indexdef from pg_indexes
    where tablename = 'exception' and indexdef not like '%UNIQUE%'`.execute(large.db);
  for (const { indexname } of indexes.rows) await sql`drop index ${sql.ref(indexname)}`.execute(large.db);
  await sql`insert into exception (company_id, code, context, subject, subject_id, dedupe_key, state, opened_at, customer_number,
      minor, words)
    select 1, case when n % 50 = 0 then 'RECEIPT_UNMATCHED' else 'RECORD_REFUSED' end, '{}', 'file', n,
      'many:' || n, case when n % 3 = 0 then 'solved' else 'open' end, ${moment.at}, 'K' || n % 5000, n,
      array_to_tsvector(array['word' || n % 20000])
    from generate_series(1, 100000) n`.execute(large.db);
  for (const { indexdef } of indexes.rows) await sql.raw(indexdef).execute(large.db);
  await sql`analyze exception`.execute(large.db);
  const last = (await listExceptions(large.db, { companyId: 1, state: 'open', limit: 1, at: moment.at }))[0]?.id ?? 0;
  const filters = [
    {},
    { code: 'RECEIPT_UNMATCHED' },
    { customer: 'K7' },
    { minMinor: 500, maxMinor: 510 },
    { text: 'word77' },
    { takenBy: 'Lars' },
  ];
  for (const filter of filters) {
    const page = pageOfExceptions({
      companyId: 1,
      state: 'open',
      limit: 50,
      at: moment.at,
      after: last + 40_000,
      ...filter,
    });
    const { rows } = await sql<{ 'QUERY PLAN': string }>`explain (analyze, timing off, summary off) ${page}`.execute(
      database.db,
    );
    const plan = rows.map((row) => row['QUERY PLAN']).join('\n');
    expect(plan).not.toContain('Seq Scan on exception');
    const removed = [...plan.matchAll(/Rows Removed by (?:Filter|Index Recheck): (\d+)/g)].map(([, n]) => Number(n));
    expect({ filter, removed: Math.max(0, ...removed) < 5_000, plan }).toMatchObject({ filter, removed: true });
  }
  await large.close();
});
