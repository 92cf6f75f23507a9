import { expect, onTestFinished, test, vi } from 'vitest';
import { type LocalQueueStore, encodeMessage, memoryQueueStore } from '../../../src/app/queues/index.ts';
import { queuePump } from '../../../src/app/runner/queue-pump.ts';
import { gate, startFixture, until } from './fixture.ts';

const host = (queues: object): { readonly hostJson: object } => ({
  hostJson: { version: '2.0', extensions: { queues } },
});

/** A clock the test moves by hand. */
function movedClock(): { readonly now: () => Date; readonly pass: (inMs: number) => void } {
  let at = Date.parse('2026-02-02T08:00:00Z');
  return {
    now: () => new Date(at),
    pass: (inMs) => {
      at += inMs;
    },
  };
}

test('a message sent as work arrives as the value it was, and is gone afterwards', async () => {
  const { runner, queues, probe } = await startFixture(`
    app.storageQueue('work', { queueName: 'jobs', connection: 'S', handler: (entry) => { probe.tell(entry); } });
  `);
  await queues.send('jobs', ['{"type":"post","id":"7"}', '"æøå"', '123']);
  await runner.drainQueues();
  expect(probe.told).toEqual([{ type: 'post', id: '7' }, 'æøå', 123]);
  expect(await queues.count('jobs')).toEqual({ all: 0, visible: 0 });
});

test('text that is no JSON arrives as text', async () => {
  const { runner, queues, probe } = await startFixture(`
    app.storageQueue('work', { queueName: 'jobs', connection: 'S', handler: (entry) => { probe.tell(entry); } });
  `);
  await queues.put('jobs', [encodeMessage('not {json')]);
  await runner.drainQueues();
  expect(probe.told).toEqual(['not {json']);
});

test('the trigger metadata says what the queue knows of the message', async () => {
  const { runner, queues, probe } = await startFixture(`
    app.storageQueue('work', { queueName: 'jobs', connection: 'S',
      handler: (entry, context) => { probe.tell(context.triggerMetadata); } });
  `);
  await queues.send('jobs', ['{"id":1}']);
  await runner.drainQueues();
  expect(probe.told).toEqual([
    {
      queueTrigger: { id: 1 },
      id: expect.stringMatching(/^[0-9a-f-]{36}$/),
      popReceipt: expect.any(String),
      dequeueCount: 1,
      insertionTime: expect.stringMatching(/^2\d{3}-.*Z$/),
      expirationTime: '9999-12-31T23:59:59.999Z',
      nextVisibleTime: expect.stringMatching(/^2\d{3}-.*Z$/),
    },
  ]);
});

test('a message that keeps failing is tried five times and then put aside with its text', async () => {
  const { runner, queues, probe } = await startFixture(`
    app.storageQueue('work', { queueName: 'jobs', connection: 'S',
      handler: (entry, context) => { probe.tell(context.triggerMetadata.dequeueCount); throw new Error('no'); } });
  `);
  await queues.send('jobs', ['{"id":1}']);
  await runner.drainQueues();
  expect(probe.told).toEqual([1, 2, 3, 4, 5]);
  expect(await queues.count('jobs')).toEqual({ all: 0, visible: 0 });
  const [aside] = await queues.receive('jobs-poison', 10, 1000);
  expect(aside?.text).toBe(encodeMessage('{"id":1}'));
});

test('one failing message costs the others nothing', async () => {
  const { runner, queues, probe } = await startFixture(`
    app.storageQueue('work', { queueName: 'jobs', connection: 'S',
      handler: (entry) => { if (entry.id === 2) throw new Error('no'); probe.tell(entry.id); } });
  `);
  await queues.send('jobs', ['{"id":1}', '{"id":2}', '{"id":3}']);
  await runner.drainQueues();
  expect(probe.told).toEqual([1, 3]);
});

test('maxDequeueCount of host.json is obeyed', async () => {
  const { runner, queues, probe } = await startFixture(
    `app.storageQueue('work', { queueName: 'jobs', connection: 'S', handler: () => { probe.tell(1); throw new Error('no'); } });`,
    host({ maxDequeueCount: 2 }),
  );
  await queues.send('jobs', ['1']);
  await runner.drainQueues();
  expect(probe.told).toHaveLength(2);
});

test('a message that failed stays hidden for the visibility timeout', async () => {
  const clock = movedClock();
  const { runner, queues, probe } = await startFixture(
    `app.storageQueue('work', { queueName: 'jobs', connection: 'S',
       handler: () => { probe.tell(1); if (probe.told.length === 1) throw new Error('no'); } });`,
    { ...host({ visibilityTimeout: '00:00:30' }), queues: memoryQueueStore(clock) },
  );
  await queues.send('jobs', ['1']);
  await runner.drainQueues();
  expect(probe.told).toHaveLength(1);
  clock.pass(29_999);
  await runner.drainQueues();
  expect(probe.told).toHaveLength(1);
  clock.pass(1);
  await runner.drainQueues();
  expect(probe.told).toHaveLength(2);
  expect(await queues.count('jobs')).toEqual({ all: 0, visible: 0 });
});

test('the last failure puts the message aside at once, not the next look', async () => {
  const clock = movedClock();
  const { runner, queues } = await startFixture(
    `app.storageQueue('work', { queueName: 'jobs', connection: 'S', handler: () => { throw new Error('no'); } });`,
    { ...host({ visibilityTimeout: '00:00:30', maxDequeueCount: 2 }), queues: memoryQueueStore(clock) },
  );
  await queues.send('jobs', ['1']);
  await runner.drainQueues();
  expect((await queues.count('jobs-poison')).all).toBe(0);
  clock.pass(30_000);
  await runner.drainQueues();
  expect((await queues.count('jobs-poison')).all).toBe(1);
  expect((await queues.count('jobs')).all).toBe(0);
});

test('a poison queue has no poison queue: what fails there stays, hidden, and comes again', async () => {
  const clock = movedClock();
  const { runner, queues, probe } = await startFixture(
    `app.storageQueue('aside', { queueName: 'jobs-poison', connection: 'S',
       handler: () => { probe.tell(1); throw new Error('no'); } });`,
    { queues: memoryQueueStore(clock) },
  );
  await queues.send('jobs-poison', ['1']);
  await runner.drainQueues();
  expect(probe.told).toHaveLength(1);
  expect(await queues.count('jobs-poison')).toEqual({ all: 1, visible: 0 });
  expect(await queues.count('jobs-poison-poison')).toEqual({ all: 0, visible: 0 });
  for (let time = 2; time <= 8; time += 1) {
    clock.pass(600_000);
    await runner.drainQueues();
    expect(probe.told).toHaveLength(time);
  }
});

test('a poison function gets what was put aside', async () => {
  const { runner, queues, probe } = await startFixture(`
    app.storageQueue('work', { queueName: 'jobs', connection: 'S', handler: () => { throw new Error('no'); } });
    app.storageQueue('aside', { queueName: 'jobs-poison', connection: 'S', handler: (entry) => { probe.tell(entry); } });
  `);
  await queues.send('jobs', ['{"id":1}']);
  await runner.drainQueues();
  expect(probe.told).toEqual([{ id: 1 }]);
});

test('a message that is not Base64 never reaches the function and is put aside at once', async () => {
  const { runner, queues, probe, lines } = await startFixture(`
    app.storageQueue('work', { queueName: 'jobs', connection: 'S', handler: (entry) => { probe.tell(entry); } });
  `);
  await queues.put('jobs', ['{"id":1}']);
  await runner.drainQueues();
  expect(probe.told).toEqual([]);
  const [aside] = await queues.receive('jobs-poison', 10, 1000);
  expect(aside?.text).toBe(encodeMessage('{"id":1}'));
  expect(lines.map(({ message }) => message).join()).toContain('not Base64');
});

test('with the encoding "none" messages are taken and written as they are', async () => {
  const { runner, queues, probe } = await startFixture(
    `app.storageQueue('work', { queueName: 'jobs', connection: 'S', handler: (entry) => { probe.tell(entry); return 'next'; },
       return: output.storageQueue({ queueName: 'more', connection: 'S' }) });`,
    host({ messageEncoding: 'none' }),
  );
  await queues.put('jobs', ['{"id":1}']);
  await runner.drainQueues();
  expect(probe.told).toEqual([{ id: 1 }]);
  expect((await queues.receive('more', 10, 1000)).map(({ text }) => text)).toEqual(['next']);
});

test('a process that died often enough over one message makes it poison without another try', async () => {
  const clock = movedClock();
  const queues = memoryQueueStore(clock);
  await queues.send('jobs', ['1']);
  for (let died = 1; died <= 5; died += 1) {
    expect(await queues.receive('jobs', 1, 600_000)).toHaveLength(1);
    clock.pass(600_000);
  }
  const { runner, probe } = await startFixture(
    `app.storageQueue('work', { queueName: 'jobs', connection: 'S', handler: () => { probe.tell('ran'); } });`,
    { queues },
  );
  await runner.drainQueues();
  expect(probe.told).toEqual([]);
  expect((await queues.count('jobs-poison')).all).toBe(1);
});

test('each element of an array on a queue output is one message, and a function may feed the next', async () => {
  const { runner, queues, probe } = await startFixture(`
    const next = output.storageQueue({ queueName: 'lines', connection: 'S' });
    app.storageQueue('split', { queueName: 'files', connection: 'S', extraOutputs: [next],
      handler: (entry, context) => { context.extraOutputs.set(next, entry.lines.map((id) => ({ id }))); } });
    app.storageQueue('line', { queueName: 'lines', connection: 'S', handler: (entry) => { probe.tell(entry.id); } });
  `);
  await queues.send('files', ['{"lines":[1,2,3]}']);
  await runner.drainQueues();
  expect(probe.told).toEqual([1, 2, 3]);
});

test.each`
  what              | returned                  | messages
  ${'a text'}       | ${`'plain'`}              | ${['plain']}
  ${'a number'}     | ${'42'}                   | ${['42']}
  ${'an object'}    | ${'{ id: 1 }'}            | ${['{"id":1}']}
  ${'texts'}        | ${`['a', 'b']`}           | ${['a', 'b']}
  ${'bytes'}        | ${`Buffer.from('bytes')`} | ${['bytes']}
  ${'nothing'}      | ${'undefined'}            | ${[]}
  ${'an empty set'} | ${'[]'}                   | ${[]}
`('returning $what to a queue output writes $messages', async ({ returned, messages }) => {
  const { runner, queues } = await startFixture(`
    app.timer('tick', { schedule: '0 0 0 1 1 *', handler: () => (${returned}),
      return: output.storageQueue({ queueName: 'more', connection: 'S' }) });
  `);
  expect((await runner.fireTimer('tick')).ok).toBe(true);
  const written = await queues.receive('more', 10, 1000);
  expect(written.map(({ text }) => text)).toEqual(messages.map(encodeMessage));
});

test('an output of more than 64 KiB as stored fails the function and writes nothing', async () => {
  const { runner, queues } = await startFixture(`
    app.timer('tick', { schedule: '0 0 0 1 1 *', handler: (timer) => ['a', 'x'.repeat(49_153)],
      return: output.storageQueue({ queueName: 'more', connection: 'S' }) });
    app.timer('tock', { schedule: '0 0 0 1 1 *', handler: (timer) => 'x'.repeat(49_152),
      return: output.storageQueue({ queueName: 'more', connection: 'S' }) });
  `);
  const fired = await runner.fireTimer('tick');
  expect(fired.ok ? '' : fired.error).toContain('65,536 bytes');
  expect((await queues.count('more')).all).toBe(0);
  expect((await runner.fireTimer('tock')).ok).toBe(true);
  expect((await queues.count('more')).all).toBe(1);
});

test('no more than batchSize and newBatchThreshold messages are worked on at once', async () => {
  const { runner, queues, probe } = await startFixture(
    `let running = 0;
     app.storageQueue('work', { queueName: 'jobs', connection: 'S', handler: async () => {
       running += 1; probe.tell(running); await new Promise(setImmediate); running -= 1; } });`,
    host({ batchSize: 4, newBatchThreshold: 1 }),
  );
  await queues.send(
    'jobs',
    Array.from({ length: 40 }, (_, id) => String(id)),
  );
  await runner.drainQueues();
  expect(probe.told).toHaveLength(40);
  expect(Math.max(...probe.told.map(Number))).toBeGreaterThanOrEqual(4);
  expect(Math.max(...probe.told.map(Number))).toBeLessThanOrEqual(5);
});

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
