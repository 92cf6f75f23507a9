import { expect, test } from 'vitest';
import { encodeMessage, memoryQueueStore } from '../../../src/app/queues/index.ts';
import { host, movedClock, startFixture } from './fixture.ts';

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
    `app.storageQueue('work', { queueName: 'jobs', connection: 'S', 
       handler: () => { probe.tell(1); throw new Error('no'); } });`,
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
    app.storageQueue('aside', { queueName: 'jobs-poison', connection: 'S',
      handler: (entry) => { probe.tell(entry); } });
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
    `app.storageQueue('work', { queueName: 'jobs', connection: 'S',
       handler: (entry) => { probe.tell(entry); return 'next'; },
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
