import { expect, test } from 'vitest';
import { memoryQueueStore } from '../../../src/app/queues/index.ts';
import { gate, startFixture, until } from './fixture.ts';

const tick = (schedule: string, more = ''): string => `
  app.timer('tick', { schedule: '${schedule}', ${more} handler: async (timer, context) => {
    probe.tell(timer); await probe.gates.get('go'); if (probe.gates.has('fail')) throw new Error('no'); } });
`;

const at = (text: string): Date => new Date(`2026-02-02T${text}Z`);

test('a timer fired by hand gets what the host tells a timer', async () => {
  const now = () => at('08:07:00');
  const { runner, probe } = await startFixture(tick('0 */15 * * * *'), { now });
  expect(await runner.fireTimer('tick')).toEqual({ ok: true, value: undefined });
  expect(await runner.fireTimer('tick', { isPastDue: true })).toEqual({ ok: true, value: undefined });
  expect(probe.told).toEqual([
    {
      isPastDue: false,
      schedule: { adjustForDST: true },
      scheduleStatus: {
        last: '0001-01-01T00:00:00+00:00',
        next: '2026-02-02T08:15:00.000Z',
        lastUpdated: '2026-02-02T08:07:00.000Z',
      },
    },
    {
      isPastDue: true,
      schedule: { adjustForDST: true },
      scheduleStatus: {
        last: '2026-02-02T08:07:00.000Z',
        next: '2026-02-02T08:15:00.000Z',
        lastUpdated: '2026-02-02T08:07:00.000Z',
      },
    },
  ]);
});

test('a timer that throws tells whoever fired it, and the schedule goes on', async () => {
  const queues = memoryQueueStore();
  const { runner, probe } = await startFixture(tick('0 */15 * * * *'), { now: () => at('08:07:00'), queues });
  probe.gates.set('fail', Promise.resolve());
  expect(await runner.fireTimer('tick')).toEqual({ ok: false, error: 'no' });
  expect(await queues.readTimer('tick')).toEqual({
    last: at('08:07:00'),
    next: at('08:15:00'),
    updatedAt: at('08:07:00'),
  });
});

test('a timer nobody knows is a mistake of the caller', async () => {
  const { runner } = await startFixture(tick('0 */15 * * * *'));
  await expect(runner.fireTimer('tock')).rejects.toThrow(/timer function named tock/);
});

test('two runs of one timer never overlap', async () => {
  const { runner, probe } = await startFixture(tick('0 */15 * * * *'));
  const { opened, open } = gate();
  probe.gates.set('go', opened);
  const both = Promise.all([runner.fireTimer('tick'), runner.fireTimer('tick')]);
  await until(() => probe.told.length === 1);
  await new Promise(setImmediate);
  expect(probe.told).toHaveLength(1);
  open();
  await both;
  expect(probe.told).toHaveLength(2);
});

test('times missed while nothing ran are caught up once at the start', async () => {
  const queues = memoryQueueStore();
  await queues.writeTimer('tick', { last: at('06:00:00'), next: at('06:15:00'), updatedAt: at('06:00:00') });
  const { probe } = await startFixture(tick('0 */15 * * * *'), { queues, timers: 'cron', now: () => at('08:07:00') });
  await until(async () => (await queues.readTimer('tick'))?.last?.getTime() === at('08:07:00').getTime());
  expect(probe.told).toMatchObject([{ isPastDue: true, scheduleStatus: { last: '2026-02-02T06:00:00.000Z' } }]);
  expect((await queues.readTimer('tick'))?.next).toEqual(at('08:15:00'));
});

test.each([
  { what: 'nothing was missed', stored: { last: at('08:00:00'), next: at('08:15:00'), updatedAt: at('08:00:00') } },
  { what: 'it never ran before', stored: undefined },
  {
    what: 'it never ran and its time is to come',
    stored: { last: undefined, next: at('08:15:00'), updatedAt: at('08:01:00') },
  },
  {
    what: 'the schedule changed and the old is past',
    stored: { last: at('06:00:00'), next: at('07:00:00'), updatedAt: at('06:00:00') },
  },
  {
    what: 'the schedule changed and the new is ahead',
    stored: { last: at('08:05:00'), next: at('09:00:00'), updatedAt: at('08:05:00') },
  },
])('when $what, the start runs nothing and remembers the next time', async ({ stored }) => {
  const queues = memoryQueueStore();
  if (stored !== undefined) await queues.writeTimer('tick', stored);
  const { probe, runner } = await startFixture(tick('0 */15 * * * *'), {
    queues,
    timers: 'cron',
    now: () => at('08:07:00'),
  });
  expect((await queues.readTimer('tick'))?.next).toEqual(at('08:15:00'));
  await runner.close();
  expect(probe.told).toEqual([]);
});

test('a timer that never ran, whose first time passed while nothing ran, is caught up', async () => {
  const queues = memoryQueueStore();
  await queues.writeTimer('tick', { last: undefined, next: at('08:00:00'), updatedAt: at('07:58:00') });
  const { probe } = await startFixture(tick('0 */15 * * * *'), { queues, timers: 'cron', now: () => at('08:07:00') });
  await until(() => probe.told.length === 1);
  expect(probe.told).toMatchObject([{ isPastDue: true }]);
});

test.each`
  schedule            | useMonitor              | isRemembered
  ${'0 */15 * * * *'} | ${''}                   | ${true}
  ${'0 * * * * *'}    | ${''}                   | ${true}
  ${'0 */15 * * * *'} | ${'useMonitor: false,'} | ${false}
  ${'*/30 * * * * *'} | ${''}                   | ${false}
  ${'*/30 * * * * *'} | ${'useMonitor: true,'}  | ${false}
`('schedule $schedule $useMonitor is remembered: $isRemembered', async ({ schedule, useMonitor, isRemembered }) => {
  const { runner, queues, probe } = await startFixture(tick(schedule, useMonitor));
  await runner.fireTimer('tick');
  expect((await queues.readTimer('tick')) !== undefined).toBe(isRemembered);
  expect(probe.told).toMatchObject([{ scheduleStatus: isRemembered ? { next: expect.any(String) } : null }]);
});

test('a timer follows its schedule, and a failure waits for the next tick', async () => {
  const { probe, runner } = await startFixture(tick('* * * * * *'), { timers: 'cron' });
  probe.gates.set('fail', Promise.resolve());
  await until(() => probe.told.length === 2);
  expect(probe.told).toMatchObject([{ isPastDue: false }, { isPastDue: false }]);
  await runner.close();
  expect(probe.told).toHaveLength(2);
});

test('a timer that asks for it runs when the app starts', async () => {
  const { probe } = await startFixture(tick('0 0 0 1 1 *', 'runOnStartup: true,'), { timers: 'cron' });
  await until(() => probe.told.length === 1);
  expect(probe.told).toMatchObject([{ isPastDue: false }]);
});

test('with "manual" nothing runs by itself', async () => {
  const queues = memoryQueueStore();
  await queues.writeTimer('tick', { last: at('06:00:00'), next: at('06:15:00'), updatedAt: at('06:00:00') });
  await queues.send('jobs', ['1']);
  const { probe, runner } = await startFixture(
    `${tick('0 */15 * * * *', 'runOnStartup: true,')}
     app.storageQueue('work', { queueName: 'jobs', connection: 'S', handler: (entry) => { probe.tell(entry); } });`,
    { queues, now: () => at('08:07:00') },
  );
  await runner.idle();
  await runner.close();
  expect(probe.told).toEqual([]);
});

test('schedules and queue names may stand in the app settings', async () => {
  const setting = (name: string): string | undefined => ({ TICK: '0 0 6 * * 1-5', JOBS: 'jobs' })[name];
  const { runner } = await startFixture(
    `${tick('%TICK%')} app.storageQueue('work', { queueName: '%JOBS%-in', connection: 'S', handler: () => {} });`,
    { setting },
  );
  expect(runner.functions()).toEqual([
    { name: 'tick', trigger: 'timer', schedule: '0 0 6 * * 1-5' },
    { name: 'work', trigger: 'queue', queue: 'jobs-in' },
  ]);
});

test('a timer that went off a moment too early does not find the same time due again', async () => {
  const queues = memoryQueueStore();
  await queues.writeTimer('tick', { last: at('08:00:00'), next: at('08:15:00'), updatedAt: at('08:00:00') });
  const { probe } = await startFixture(tick('0 */15 * * * *'), {
    queues,
    timers: 'cron',
    now: () => at('08:14:59.999'),
  });
  await until(async () => (await queues.readTimer('tick'))?.last?.getTime() === at('08:15:00').getTime());
  expect(probe.told).toHaveLength(1);
  expect((await queues.readTimer('tick'))?.next).toEqual(at('08:30:00'));
});
