import { expect, onTestFinished, test, vi } from 'vitest';
import { type LocalQueueStore, memoryQueueStore } from '../../../src/app/queues/index.ts';
import { queuePump } from '../../../src/app/runner/queue-pump.ts';
import { gate, host, movedClock, startFixture, until } from './fixture.ts';

test('a message is held hidden for as long as its function runs, and removed by its latest receipt', async () => {
  const queues = memoryQueueStore();
  const extended: string[] = [];
  const store: LocalQueueStore = {
    ...queues,
    extend: async (queue, id, receipt, hiddenForInMs) => {
      const changed = await queues.extend(queue, id, receipt, hiddenForInMs);
      extended.push(String(changed));
      return changed;
    },
  };
  const { opened, open } = gate();
  const registered = { metadata: { name: 'work', bindings: {} }, callback: () => undefined };
  const pump = queuePump({
    target: { trigger: 'queue', name: 'work', queue: 'jobs', registered, triggerBinding: 'q', queueOutputs: new Map() },
    store,
    settings: {
      batchSize: 1,
      newBatchThreshold: 0,
      maxDequeueCount: 5,
      visibilityTimeoutInMs: 0,
      maxPollingIntervalInMs: 100,
      messageEncoding: 'base64',
    },
    run: async () => {
      await opened;
      return { ok: true, value: {} };
    },
    log: () => undefined,
    hiddenForInMs: 400,
  });
  await queues.send('jobs', ['1']);
  const drained = pump.drain();
  await until(() => extended.length >= 3);
  expect(new Set(extended).size).toBe(extended.length);
  open();
  await drained;
  expect(await queues.count('jobs')).toEqual({ all: 0, visible: 0 });
  await pump.stop();
});

test('a message taken over by somebody else meanwhile is left to them', async () => {
  const clock = movedClock();
  const { runner, queues, probe, lines } = await startFixture(
    `app.storageQueue('work', { queueName: 'jobs', connection: 'S',
       handler: async () => { probe.tell(1); await probe.gates.get('go'); } });`,
    { queues: memoryQueueStore(clock) },
  );
  const { opened, open } = gate();
  probe.gates.set('go', opened);
  await queues.send('jobs', ['1']);
  const drained = runner.drainQueues();
  await until(() => probe.told.length === 1);
  clock.pass(600_000);
  const [taken] = await queues.receive('jobs', 1, 60_000);
  open();
  await drained;
  expect(await queues.count('jobs')).toEqual({ all: 1, visible: 0 });
  expect(await queues.remove('jobs', taken?.id ?? '', taken?.popReceipt ?? '')).toBe(true);
  expect(lines.filter(({ level }) => level === 'error')).toEqual([]);
});

test('with "cron" a message is found without anybody asking', async () => {
  const { queues, probe } = await startFixture(
    `app.storageQueue('work', { queueName: 'jobs', connection: 'S', handler: (entry) => { probe.tell(entry); } });`,
    { timers: 'cron' },
  );
  await queues.send('jobs', ['1']);
  await until(() => probe.told.length === 1);
});

test('with "cron" a message another process sent is found by looking', async () => {
  const queues = memoryQueueStore();
  let looks = 0;
  const deaf: LocalQueueStore = {
    ...queues,
    onPut: () => () => undefined,
    receive: (...given) => {
      looks += 1;
      return queues.receive(...given);
    },
  };
  const { probe } = await startFixture(
    `app.storageQueue('work', { queueName: 'jobs', connection: 'S', handler: (entry) => { probe.tell(entry); } });`,
    { timers: 'cron', queues: deaf, ...host({ maxPollingInterval: '00:00:00.2' }) },
  );
  await until(() => looks === 2);
  await queues.send('jobs', ['1']);
  await until(() => probe.told.length === 1);
});

test('a message sent in this process is taken although no time passes', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout'] });
  onTestFinished(() => {
    vi.useRealTimers();
  });
  const queues = memoryQueueStore();
  const { probe } = await startFixture(
    `app.storageQueue('work', { queueName: 'jobs', connection: 'S', handler: (entry) => { probe.tell(entry); } });`,
    { timers: 'cron', queues },
  );
  await untilSettled();
  await queues.send('other', ['1']);
  await queues.send('jobs', ['2']);
  await untilSettled();
  expect(probe.told).toEqual([2]);
});

/** Many turns of the event loop, during which no timer goes off. */
async function untilSettled(): Promise<void> {
  for (let turn = 0; turn < 50; turn += 1) await new Promise(setImmediate);
}

test('a queue that cannot be read is said and looked into again', async () => {
  const queues = memoryQueueStore();
  let failures = 2;
  const flaky: LocalQueueStore = {
    ...queues,
    receive: (...given) => {
      failures -= 1;
      return failures >= 0 ? Promise.reject(new Error('database away')) : queues.receive(...given);
    },
  };
  await queues.send('jobs', ['1']);
  const { probe, lines } = await startFixture(
    `app.storageQueue('work', { queueName: 'jobs', connection: 'S', handler: (entry) => { probe.tell(entry); } });`,
    { timers: 'cron', queues: flaky },
  );
  await until(() => probe.told.length === 1);
  expect(lines.filter(({ message }) => message.includes('database away'))).toHaveLength(2);
});
