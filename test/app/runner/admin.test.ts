import { expect, test } from 'vitest';
import { ask, keys, startFixture, until } from './fixture.ts';

const source = `
  app.http('line', { methods: ['GET'], authLevel: 'anonymous', route: 'lines/{id}', handler: () => ({}) });
  app.timer('sync', { schedule: '0 */15 * * * *', handler: (timer) => { probe.tell(timer.isPastDue); } });
  app.storageQueue('work', { queueName: 'jobs', connection: 'S', 
    handler: (entry) => { probe.tell(entry); if (entry === 'fail') throw new Error('no'); } });
`;
const master = { 'x-functions-key': keys.master };

test.each(['/admin/functions', '/admin/functions/sync', '/admin/host/status', '/admin/nothing', '/ADMIN/functions'])(
  '%s opens for the master key alone',
  async (path) => {
    const { url } = await startFixture(source);
    expect((await ask(`${url}${path}`)).status).toBe(401);
    expect((await ask(`${url}${path}`, { headers: { 'x-functions-key': keys.host } })).status).toBe(401);
    expect((await ask(`${url}${path}`, { headers: master })).status).not.toBe(401);
  },
);

test('the list names every function, its bindings and where it answers', async () => {
  const { url } = await startFixture(source);
  const list = JSON.parse((await ask(`${url}/admin/functions`, { headers: master })).body.toString());
  expect(list).toMatchObject([
    { name: 'line', invoke_url_template: `${url}/api/lines/{id}`, isDisabled: false },
    {
      name: 'sync',
      invoke_url_template: null,
      config: { bindings: [{ type: 'timerTrigger', schedule: '0 */15 * * * *' }] },
    },
    { name: 'work', href: `${url}/admin/functions/work` },
  ]);
  const one = JSON.parse((await ask(`${url}/admin/functions/SYNC`, { headers: master })).body.toString());
  expect(one).toEqual(list[1]);
});

test('a timer is started by hand, with or without a body', async () => {
  const { url, probe, runner } = await startFixture(source);
  const started = await ask(`${url}/admin/functions/sync`, { method: 'POST', headers: master, body: '{}' });
  expect([started.status, started.body.length]).toEqual([202, 0]);
  await ask(`${url}/admin/functions/sync?code=${keys.master}`, { method: 'POST', body: '{"input":""}' });
  await until(() => probe.told.length === 2);
  await runner.idle();
  expect(probe.told).toEqual([false, false]);
});

test('a queue function is started with the input as its message, and its failure moves nothing', async () => {
  const { url, probe, runner, queues } = await startFixture(source);
  const post = async (input: string): Promise<number> =>
    (await ask(`${url}/admin/functions/work`, { method: 'POST', headers: master, body: JSON.stringify({ input }) }))
      .status;
  expect(await post('{"id":1}')).toBe(202);
  expect(await post('fail')).toBe(202);
  await until(() => probe.told.length === 2);
  await runner.idle();
  expect(probe.told).toEqual([{ id: 1 }, 'fail']);
  expect((await queues.count('jobs-poison')).all).toBe(0);
});

test.each`
  path                       | method    | body             | status
  ${'/admin/functions/none'} | ${'POST'} | ${'{}'}          | ${404}
  ${'/admin/functions/line'} | ${'POST'} | ${'{}'}          | ${404}
  ${'/admin/functions/sync'} | ${'PUT'}  | ${'{}'}          | ${404}
  ${'/admin/functions/work'} | ${'POST'} | ${'not json'}    | ${400}
  ${'/admin/functions/work'} | ${'POST'} | ${'{"input":1}'} | ${400}
  ${'/admin/functions/a/b'}  | ${'GET'}  | ${undefined}     | ${404}
`('$method $path with $body is $status', async ({ path, method, body, status }) => {
  const { url, probe } = await startFixture(source);
  expect((await ask(`${url}${path}`, { method, body, headers: master })).status).toBe(status);
  expect(probe.told).toEqual([]);
});

test('the host says that it runs', async () => {
  const { url } = await startFixture(source);
  const answer = await ask(`${url}/admin/host/status`, { headers: master });
  expect(JSON.parse(answer.body.toString())).toMatchObject({ state: 'Running' });
});
