import { expect, test } from 'vitest';
import { encodeMessage } from '../../../src/app/queues/index.ts';
import { startFixture } from './fixture.ts';

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
