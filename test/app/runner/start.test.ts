import { expect, test } from 'vitest';
import { memoryQueueStore } from '../../../src/app/queues/index.ts';
import { createRunner } from '../../../src/app/runner/index.ts';
import { ask, bundleFixture, startFixture } from './fixture.ts';

test('the functions are listed with what starts them', async () => {
  const { runner } = await startFixture(`
    app.http('line', { methods: ['GET', 'POST'], authLevel: 'function', route: 'lines/{id}', handler: () => ({}) });
    app.timer('sync', { schedule: '0 */15 * * * *', handler: () => {} });
    app.storageQueue('work', { queueName: 'jobs', connection: 'S', handler: () => {} });
  `);
  expect(runner.functions()).toEqual([
    { name: 'line', trigger: 'http', methods: ['GET', 'POST'], route: 'lines/{id}', authLevel: 'function' },
    { name: 'sync', trigger: 'timer', schedule: '0 */15 * * * *' },
    { name: 'work', trigger: 'queue', queue: 'jobs' },
  ]);
});

const timer = (name: string, more = ''): string =>
  `app.timer('${name}', { schedule: '0 0 0 * * *', handler() {}, ${more} });`;

const refused: readonly { readonly what: string; readonly source: string; readonly says: RegExp }[] = [
  {
    what: 'two functions of one name',
    source: `${timer('a')} ${timer('a')}`,
    says: /"a" has already been registered/,
  },
  {
    what: 'two names that differ in case',
    source: `${timer('a')} ${timer('A')}`,
    says: /Two functions are named 'a'/,
  },
  {
    what: 'a trigger not run here',
    source: `app.serviceBusQueue('bus', { queueName: 'q', connection: 'S', handler() {} });`,
    says: /'bus' cannot be run: its trigger \(in serviceBusTrigger\)/,
  },
  {
    what: 'a binding not run here',
    source: timer('a', "extraInputs: [input.storageBlob({ path: 'a/b', connection: 'S' })]"),
    says: /binding '.*' \(in blob\) is not known here/,
  },
  {
    what: 'a schedule the host cannot read',
    source: `app.timer('a', { schedule: 'every day', handler() {} });`,
    says: /'every day' is no NCRONTAB expression/,
  },
  {
    what: 'a route the host cannot read',
    source: `app.http('a', { methods: ['GET'], route: 'x/{id:prime}', handler() {} });`,
    says: /constraint 'prime' is not known/,
  },
  {
    what: 'a queue name Azure refuses',
    source: `app.storageQueue('a', { queueName: 'Jobs', connection: 'S', handler() {} });`,
    says: /'Jobs' is no queue name/,
  },
  {
    what: 'a missing app setting',
    source: `app.timer('a', { schedule: '%TILGODE_NO_SUCH_SETTING%', handler() {} });`,
    says: /app setting TILGODE_NO_SUCH_SETTING is missing/,
  },
  {
    what: 'a retry policy',
    source: timer('a', "retry: { strategy: 'fixedDelay', maxRetryCount: 1, delayInterval: 1000 }"),
    says: /retry policies are not run locally/,
  },
  {
    what: 'a name the host refuses',
    source: timer('a b'),
    says: /its name is not one the host takes/,
  },
  {
    what: 'an app that throws while it loads',
    source: `throw new Error('bad settings');`,
    says: /could not be loaded from .*main\.mjs: bad settings/,
  },
  {
    what: 'an app without functions',
    source: `probe.tell('loaded');`,
    says: /registered no function/,
  },
  {
    what: 'an unknown hook',
    source: `${timer('a')} app.hook.log(() => {});`,
    says: /Log hooks require Azure Functions Host v4.34/,
  },
  {
    what: 'HTTP streaming',
    source: `app.setup({ enableHttpStream: true }); app.http('a', { methods: ['GET'], handler() {} });`,
    says: /HTTP streaming, which is not run locally/,
  },
];

test.each(refused)('$what stops the start and says why', async ({ source, says }) => {
  const { bundlePath } = await bundleFixture(source);
  const starting = createRunner({ bundlePath, queues: memoryQueueStore(), timers: 'manual', log: () => undefined });
  await expect(starting).rejects.toThrow(says);
});

test('a missing bundle stops the start and names the file', async () => {
  const options = { queues: memoryQueueStore(), timers: 'manual', log: () => undefined } as const;
  await expect(createRunner({ bundlePath: '/nowhere/main.mjs', ...options })).rejects.toThrow(/\/nowhere\/main\.mjs/);
});

test('functions may be registered by a start hook, and no more after the start', async () => {
  const { runner, url, lines } = await startFixture(`
    app.http('late', { methods: ['GET'], authLevel: 'anonymous', handler: () => {
      app.timer('tooLate', { schedule: '0 0 0 * * *', handler() {} }); return {}; } });
    app.hook.appStart(() => { app.timer('inTime', { schedule: '0 0 0 * * *', handler() {} }); });
  `);
  expect(runner.functions().map(({ name }) => name)).toEqual(['late', 'inTime']);
  expect((await ask(`${url}/api/late`)).status).toBe(500);
  expect(lines.find(({ level }) => level === 'error')?.message).toContain('only be registered during app startup');
  expect(runner.functions()).toHaveLength(2);
});

test('start and terminate hooks run once and share their data; each invocation has data of its own', async () => {
  const { runner, probe } = await startFixture(`
    app.timer('tick', { schedule: '0 0 0 * * *', handler: () => { probe.tell('run'); } });
    app.hook.appStart((context) => { context.hookData.mine = 'kept'; probe.tell('start'); });
    app.hook.preInvocation((context) => { probe.tell(['before', context.hookData.mine]); context.hookData.mine = 1; });
    app.hook.postInvocation((context) => { probe.tell(['after', context.hookData.mine]); });
    app.hook.appTerminate((context) => { probe.tell(['end', context.hookData.mine]); });
  `);
  await runner.fireTimer('tick');
  await runner.fireTimer('tick');
  await runner.close();
  const invocation = [['before', undefined], 'run', ['after', 1]];
  expect(probe.told).toEqual(['start', ...invocation, ...invocation, ['end', 'kept']]);
  await runner.close();
  expect(probe.told).toHaveLength(8);
});

test('hooks may change the inputs, the function, the result and the error, but not the context', async () => {
  const { runner, url, probe } = await startFixture(`
    app.http('greet', { methods: ['GET'], authLevel: 'anonymous', 
      handler: (request) => ({ body: 'from ' + request }) });
    app.timer('tick', { schedule: '0 0 0 * * *', handler: () => { throw new Error('no'); } });
    app.hook.preInvocation((context) => {
      if (context.invocationContext.functionName !== 'greet') return;
      context.inputs = ['hook'];
      const inner = context.functionHandler;
      context.functionHandler = async (...given) => ({ body: (await inner(...given)).body + ' inside' });
      try { context.invocationContext = undefined; } catch (error) { probe.tell(error.constructor.name); }
    });
    app.hook.postInvocation((context) => {
      if (context.error) { probe.tell(context.error.message); context.error = null; }
      else context.result.status = 201;
    });
  `);
  const answer = await ask(`${url}/api/greet`);
  expect([answer.status, answer.body.toString()]).toEqual([201, 'from hook inside']);
  expect((await runner.fireTimer('tick')).ok).toBe(true);
  expect(probe.told).toEqual(['ReadOnlyError', 'no']);
});

test('a hook that throws fails the invocation before the function runs', async () => {
  const { runner, probe } = await startFixture(`
    app.timer('tick', { schedule: '0 0 0 * * *', handler: () => { probe.tell('run'); } });
    app.hook.preInvocation(() => { throw new Error('stopped by hook'); });
  `);
  expect(await runner.fireTimer('tick')).toEqual({ ok: false, error: 'stopped by hook' });
  expect(probe.told).toEqual([]);
});

test('what a function logs carries its name and its invocation', async () => {
  const { runner, lines } = await startFixture(`
    app.timer('tick', { schedule: '0 0 0 * * *', handler: (timer, context) => { context.warn('look: %s', 'here'); } });
  `);
  await runner.fireTimer('tick');
  const line = lines.find(({ category }) => category === 'user');
  expect(line).toMatchObject({ level: 'warning', message: 'look: here', functionName: 'tick' });
  expect(line?.invocationId).toMatch(/^[0-9a-f-]{36}$/);
});

test("a caller's trace goes on through the function, and a nonsense one is replaced", async () => {
  const { url } = await startFixture(`
    app.http('trace', { methods: ['GET'], authLevel: 'anonymous', 
      handler: (request, context) => ({ body: context.traceContext.traceParent }) });
  `);
  const trace = '0af7651916cd43dd8448eb211c80319c';
  const headers = { traceparent: `00-${trace}-b7ad6b7169203331-01` };
  expect((await ask(`${url}/api/trace`, { headers })).body.toString()).toMatch(
    new RegExp(`^00-${trace}-[0-9a-f]{16}-01$`),
  );
  const nonsense = await ask(`${url}/api/trace`, { headers: { traceparent: 'nonsense' } });
  expect(nonsense.body.toString()).toMatch(/^00-[0-9a-f]{32}-[0-9a-f]{16}-01$/);
});

test('two apps in one process, and one app started again, do not mix', async () => {
  const source = (name: string): string =>
    `probe.tell('loaded');
     app.http('who', { methods: ['GET'], authLevel: 'anonymous', handler: () => ({ body: '${name}' }) });`;
  const [one, other] = await Promise.all([startFixture(source('one')), startFixture(source('other'))]);
  expect((await ask(`${one.url}/api/who`)).body.toString()).toBe('one');
  expect((await ask(`${other.url}/api/who`)).body.toString()).toBe('other');

  const { bundlePath, probe } = await bundleFixture(source('again'));
  for (let time = 1; time <= 2; time += 1) {
    const runner = await createRunner({
      bundlePath,
      port: 0,
      queues: memoryQueueStore(),
      timers: 'manual',
      log: () => undefined,
    });
    const url = await runner.listen();
    expect((await ask(`${url}/api/who`)).body.toString()).toBe('again');
    await runner.close();
    expect(probe.told).toHaveLength(time);
  }
});

test('a taken port is said', async () => {
  const { url } = await startFixture(`app.http('a', { methods: ['GET'], handler: () => ({}) });`);
  const { bundlePath } = await bundleFixture(`app.http('a', { methods: ['GET'], handler: () => ({}) });`);
  const port = Number(new URL(url).port);
  const runner = await createRunner({
    bundlePath,
    port,
    queues: memoryQueueStore(),
    timers: 'manual',
    log: () => undefined,
  });
  await expect(runner.listen()).rejects.toThrow(/EADDRINUSE/);
  await runner.close();
});
