import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { expect, test } from 'vitest';
import { ask, startFixture } from './fixture.ts';

/**
 * The contract between the library and its host is written down nowhere for users. These tests stand for it:
 * whoever raises the version must see them pass, and change the number here.
 */
const knownVersion = '4.16.5';

test('the library is the version whose contract with its host is known', () => {
  const path = createRequire(import.meta.url).resolve('@azure/functions/package.json');
  expect(JSON.parse(readFileSync(path, 'utf8')).version).toBe(knownVersion);
});

test('the bundled library says the same version to its host', async () => {
  const { runner, probe } = await startFixture(`
    import { createRequire } from 'node:module';
    app.timer('tick', { schedule: '0 0 0 * * *', handler: () => {} });
    probe.tell(createRequire(import.meta.url)('@azure/functions-core').getProgrammingModel());
  `);
  expect(probe.told).toMatchObject([{ name: '@azure/functions', version: knownVersion }]);
  await runner.close();
});

test('HTTP trigger: every part of the request arrives and every part of the answer leaves', async () => {
  const { url } = await startFixture(`
    app.http('all', { methods: ['POST'], authLevel: 'anonymous', route: 'all/{a}/{b?}',
      handler: async (request, context) => ({
      status: 207, headers: { 'x-answer': context.functionName }, cookies: [{ name: 'c', value: 'v' }],
      jsonBody: [request.method, new URL(request.url).pathname, request.params, request.query.get('q'),
        request.headers.get('x-ask'), await request.json(), request.user, context.triggerMetadata ?? null],
    }) });
  `);
  const headers = { 'x-ask': 'asked', 'content-type': 'application/json' };
  const answer = await ask(`${url}/api/all/1?q=2`, { method: 'POST', headers, body: '{"æ":1}' });
  expect(answer.status).toBe(207);
  expect(answer.headers).toMatchObject({
    'x-answer': 'all',
    'set-cookie': ['c=v'],
    'content-type': 'application/json',
  });
  expect(JSON.parse(answer.body.toString())).toEqual([
    'POST',
    '/api/all/1',
    { a: '1' },
    '2',
    'asked',
    { æ: 1 },
    null,
    null,
  ]);
});

test('timer trigger: the timer arrives with small first letters', async () => {
  const { runner, probe } = await startFixture(`
    app.timer('tick', { schedule: '0 0 0 * * *',
      handler: (timer, context) => { probe.tell([timer, context.functionName]); } });
  `);
  await runner.fireTimer('tick', { isPastDue: true });
  expect(probe.told).toEqual([
    [
      {
        isPastDue: true,
        schedule: { adjustForDST: true },
        scheduleStatus: { last: expect.any(String), next: expect.any(String), lastUpdated: expect.any(String) },
      },
      'tick',
    ],
  ]);
});

test('queue trigger and queue outputs: entry, metadata, the return value and extra outputs', async () => {
  const { runner, queues, probe } = await startFixture(`
    const extra = output.storageQueue({ queueName: 'extra', connection: 'S' });
    app.storageQueue('work', { queueName: 'jobs', connection: 'S', extraOutputs: [extra],
      return: output.storageQueue({ queueName: 'returned', connection: 'S' }),
      handler: (entry, context) => {
        probe.tell([entry, context.triggerMetadata.dequeueCount]);
        context.extraOutputs.set(extra, [{ n: 1 }, { n: 2 }]);
        return { done: entry.id };
      } });
  `);
  await queues.send('jobs', ['{"id":"7"}']);
  await runner.drainQueues();
  const textsIn = async (queue: string): Promise<readonly string[]> =>
    (await queues.receive(queue, 10, 1000)).map(({ text }) => Buffer.from(text, 'base64').toString());
  expect(probe.told).toEqual([[{ id: '7' }, 1]]);
  expect(await textsIn('returned')).toEqual(['{"done":"7"}']);
  expect(await textsIn('extra')).toEqual(['{"n":1}', '{"n":2}']);
});
