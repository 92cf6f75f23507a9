import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  actOnException,
  allowedActions,
  countExceptions,
  exceptionMachine,
  exceptionStarts,
  type ExceptionHandlers,
  findException,
  type Finding,
  listExceptions,
  openExceptions,
  solveExceptions,
} from '#exceptions';
import { after, catalogue, fail, momentOf, ok, problem } from '#kernel';
import { replayEvents } from '#store';
import { type TestDatabase, testDatabase } from '#test/database';

let database: TestDatabase;
const moment = momentOf(new Date('2026-02-03T05:00:00Z'));
const actor = { by: 'queue', at: moment.at };
const later = momentOf(new Date(moment.at.getTime() + 3.5 * 86_400_000));

beforeAll(async () => {
  database = await testDatabase();
  for (const name of ['One A/S', 'Two A/S']) {
    await database.db
      .insertInto('company')
      .values({ bc_id: name, environment: 'test', name, currency: 'DKK' })
      .execute();
  }
});
afterAll(async () => {
  const replay = await replayEvents(database.db, { exception: { starts: exceptionStarts, table: exceptionMachine } });
  expect(replay.findings).toEqual([]);
  await database.close();
});

const paidTwice = (subjectId: number, minor = 100): Finding => ({
  problem: problem('ALREADY_PAID', { reference: 'T1', customerNumber: 'K1', minor }),
  subject: 'payment',
  subjectId,
});
const rejected = (subjectId: number): Finding => ({
  problem: problem('COLLECTION_REJECTED', { reference: 'T1', customerNumber: 'K1', why: 'rejected', minor: 1 }),
  subject: 'line',
  subjectId,
});

const open = async (finding: Finding): Promise<number> => {
  const [id] = await openExceptions(database.db, 1, [finding], actor);
  return id ?? 0;
};

const act = (
  exceptionId: number,
  action: 'assign' | 'dismiss' | 'retry',
  handlers: ExceptionHandlers = {},
  reason = 'seen',
) => actOnException({ exceptionId, action, reason }, { database, moment: later, by: 'Karen', handlers });

test('a finding is written once; told again it stays as it is', async () => {
  const first = await openExceptions(database.db, 1, [paidTwice(1), paidTwice(1), rejected(1)], actor);
  const again = await openExceptions(database.db, 1, [paidTwice(1, 999)], actor);
  expect([first.length, again.length]).toEqual([2, 0]);
  expect((await findException(database.db, first[0] ?? 0, moment.at))?.context).toMatchObject({ minor: 100 });
});

test('the same finding of two companies is two entries', async () => {
  const finding = { ...paidTwice(2), dedupeKey: 'the same key' };
  const ids = [
    await openExceptions(database.db, 1, [finding], actor),
    await openExceptions(database.db, 2, [finding], actor),
  ];
  expect(ids.map((one) => one.length)).toEqual([1, 1]);
});

test('a solved finding that comes back is open again with what is true now; a dismissed one stays dismissed', async () => {
  const id = await open(paidTwice(3));
  const how = { action: 'retry', reason: 'tried again' };
  expect(await solveExceptions(database.db, { subject: 'payment', subjectIds: [3] }, how, actor)).toEqual([id]);
  expect(await solveExceptions(database.db, { subject: 'payment', subjectIds: [3] }, how, actor)).toEqual([]);
  expect(await openExceptions(database.db, 1, [paidTwice(3, 777)], actor)).toEqual([id]);
  expect(await findException(database.db, id, moment.at)).toMatchObject({
    state: 'open',
    acted: null,
    context: { minor: 777 },
  });
  await act(id, 'dismiss');
  expect(await openExceptions(database.db, 1, [paidTwice(3)], actor)).toEqual([]);
  expect(await findException(database.db, id, moment.at)).toMatchObject({ state: 'dismissed', allowedActions: [] });
});

test('solving by code leaves the other entries of the subject open', async () => {
  const [kept, solved] = [await open(rejected(4)), await open({ ...paidTwice(4), subject: 'line' })];
  const which = { subject: 'line', subjectIds: [4], codes: ['ALREADY_PAID'] } as const;
  expect(await solveExceptions(database.db, which, { action: 'retry', reason: 'gone' }, actor)).toEqual([solved]);
  expect((await findException(database.db, kept, moment.at))?.state).toBe('open');
});

test('the list goes on behind the last entry, and says what to do, who must, and how old it is', async () => {
  const findings = Array.from({ length: 25 }, (_, i) => paidTwice(100 + i));
  await openExceptions(database.db, 2, findings, actor);
  const query = { companyId: 2, state: 'open', code: 'ALREADY_PAID', limit: 10, at: later.at } as const;
  const pages = [];
  for (let after: number | undefined; ; ) {
    const page = await listExceptions(database.db, { ...query, after });
    pages.push(page.length);
    if (page.length === 0) break;
    after = page.at(-1)?.id;
  }
  expect(pages).toEqual([10, 10, 6, 0]);
  const [first] = await listExceptions(database.db, query);
  expect(first).toMatchObject({
    code: 'ALREADY_PAID',
    advice: catalogue.ALREADY_PAID.advice,
    owner: 'accountant',
    state: 'open',
    ageInDays: 3,
    allowedActions: allowedActions('ALREADY_PAID', 'payment'),
    taken: null,
    customerNumber: 'K1',
    acted: null,
  });
  expect(await countExceptions(database.db, 2)).toEqual([{ code: 'ALREADY_PAID', state: 'open', count: 26 }]);

  const ageAt = async (at: string) =>
    (await listExceptions(database.db, { ...query, limit: 1, at: new Date(at) }))[0]?.ageInDays;
  // Opened at six in the morning in Copenhagen; a day ends there at midnight, and that is 23:00 in winter.
  expect(await ageAt('2026-02-03T22:59:00Z')).toBe(0);
  expect(await ageAt('2026-02-03T23:00:00Z')).toBe(1);
});

test('a page is never larger than what is asked, nor than a thousand', async () => {
  const findings = Array.from({ length: 1005 }, (_, i) => rejected(10_000 + i));
  await openExceptions(database.db, 2, findings, actor);
  const query = { companyId: 2, code: 'COLLECTION_REJECTED', at: moment.at };
  expect((await listExceptions(database.db, { ...query, limit: 1_000_000 })).length).toBe(1000);
  expect((await listExceptions(database.db, { ...query, limit: 0 })).length).toBe(1);
});

test('an action is carried out by the room that knows the subject, once, with who and when', async () => {
  const id = await open(paidTwice(5));
  const asked: unknown[] = [];
  const handlers: ExceptionHandlers = {
    payment: {
      assign: (exception, command) => {
        asked.push([exception.subjectId, command]);
        return Promise.resolve(ok('given'));
      },
    },
  };
  const command = {
    exceptionId: id,
    action: 'assign',
    target: { customerNumber: 'K2' },
    reason: 'she called',
  } as const;
  const parts = { database, moment: later, by: 'Karen', handlers };
  const done = await actOnException(command, parts);
  expect(done).toMatchObject({ ok: true, value: { wasDoneBefore: false, effect: 'given' } });
  const again = await actOnException(command, { ...parts, by: 'Lars' });
  expect(again).toMatchObject({
    ok: true,
    value: {
      wasDoneBefore: true,
      exception: { state: 'solved', acted: { action: 'assign', by: 'Karen', at: later.at, reason: 'she called' } },
    },
  });
  expect(asked).toEqual([[5, { target: { customerNumber: 'K2' }, reason: 'she called' }]]);
});

test('two people at once have one effect: the second waits, and learns what the first one did', async () => {
  const id = await open(paidTwice(10));
  let carriedOut = 0;
  const handlers: ExceptionHandlers = {
    payment: {
      retry: async (_exception, _command, { tx }) => {
        carriedOut += 1;
        await sql`select pg_sleep(0.3)`.execute(tx);
        return ok(null);
      },
    },
  };
  const done = await Promise.all([act(id, 'retry', handlers), act(id, 'retry', handlers)]);
  expect(done.map((one) => one.ok && one.value.wasDoneBefore)).toEqual(expect.arrayContaining([false, true]));
  expect(carriedOut).toBe(1);
});

test('an action that cannot be carried out, or breaks, leaves everything as it was', async () => {
  const id = await open(paidTwice(6));
  const refusing: ExceptionHandlers = {
    payment: {
      retry: async (_exception, _command, { tx, actor }) => {
        await openExceptions(tx, 1, [rejected(66)], actor);
        return fail(problem('NOT_FOUND', { what: 'payment', id: '6' }));
      },
      assign: () => Promise.reject(new Error('the database went away')),
    },
  };
  expect(await act(id, 'retry', refusing)).toMatchObject({ ok: false, error: { code: 'NOT_FOUND' } });
  await expect(act(id, 'assign', refusing)).rejects.toThrow('the database went away');
  expect(await findException(database.db, id, moment.at)).toMatchObject({ state: 'open', acted: null });
  const stray = (await listExceptions(database.db, { companyId: 1, limit: 100, at: moment.at })).filter(
    (one) => one.subjectId === 66,
  );
  expect(stray).toEqual([]);
});

test('a retry that meets the same problem leaves the entry open, and may be asked for again', async () => {
  const id = await open(paidTwice(7));
  let tried = 0;
  const handlers: ExceptionHandlers = {
    payment: {
      retry: async (_exception, _command, { tx, actor }) => {
        tried += 1;
        await openExceptions(tx, 1, [paidTwice(7)], actor);
        return ok(tried);
      },
    },
  };
  for (const effect of [1, 2]) {
    const done = await act(id, 'retry', handlers);
    expect(done).toMatchObject({ ok: true, value: { wasDoneBefore: false, effect, exception: { state: 'open' } } });
  }
});

test.each`
  what                                     | finding         | action       | reason   | code
  ${'an entry that is not there'}          | ${null}         | ${'dismiss'} | ${'why'} | ${'NOT_FOUND'}
  ${'a dismissal without a reason'}        | ${paidTwice(8)} | ${'dismiss'} | ${' '}   | ${'INPUT_WRONG'}
  ${'an action the code does not know'}    | ${rejected(8)}  | ${'assign'}  | ${'why'} | ${'NOT_ALLOWED_IN_STATE'}
  ${'an action nobody can carry out here'} | ${paidTwice(9)} | ${'retry'}   | ${'why'} | ${'NOT_ALLOWED_IN_STATE'}
`('refuses $what', async ({ finding, action, reason, code }) => {
  const id = finding === null ? 999_999 : await open(finding);
  expect(await act(id, action, {}, reason)).toMatchObject({ ok: false, error: { code } });
});

test('the life of an entry, cell by cell', () => {
  const actions = ['solve', 'dismiss', 'reopen'] as const;
  const cells = (['open', 'solved', 'dismissed'] as const).map((state) =>
    actions.map((action) => after(exceptionMachine, state, action)),
  );
  expect(cells).toEqual([
    ['solved', 'dismissed', null],
    [null, null, 'open'],
    [null, null, null],
  ]);
});
