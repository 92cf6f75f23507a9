import { expect, test } from 'vitest';
import { memoryQueueStore } from '../../../src/app/queues/index.ts';
import { createRunner } from '../../../src/app/runner/index.ts';
import { ask, askRaw, bundleFixture, gate, keys, startFixture, until } from './fixture.ts';

const echo = `
  const echo = async (request) => ({ jsonBody: {
    method: request.method, url: request.url, params: request.params,
    query: Object.fromEntries(request.query), headers: Object.fromEntries(request.headers), body: await request.text(),
  } });
`;

test('a function answers below the route prefix, with its route parameters', async () => {
  const { url } = await startFixture(`${echo}
    app.http('line', { methods: ['GET'], authLevel: 'anonymous',
      route: 'journals/{id:int}/lines/{line?}', handler: echo });
  `);
  const answer = await ask(`${url}/api/journals/7/lines/T1`);
  expect(answer.status).toBe(200);
  expect(JSON.parse(answer.body.toString())).toMatchObject({ method: 'GET', params: { id: '7', line: 'T1' } });
  const without = await ask(`${url}/API/Journals/7/lines`);
  expect(JSON.parse(without.body.toString())).toMatchObject({ params: { id: '7' } });
  expect((await ask(`${url}/journals/7/lines/T1`)).status).toBe(404);
  expect((await ask(`${url}/apijournals/7/lines/T1`)).status).toBe(404);
});

test('a function without a route answers under its name', async () => {
  const { url } = await startFixture(`${echo} app.http('health', { methods: ['GET'], handler: echo });`);
  expect((await ask(`${url}/api/health`)).status).toBe(200);
});

test('the route prefix comes from host.json and may be empty', async () => {
  const hostJson = { version: '2.0', extensions: { http: { routePrefix: '' } } };
  const { url } = await startFixture(`${echo} app.http('health', { methods: ['GET'], handler: echo });`, { hostJson });
  expect((await ask(`${url}/health`)).status).toBe(200);
  expect((await ask(`${url}/api/health`)).status).toBe(404);
});

test('a wrong method and a value that breaks the constraint are both 404', async () => {
  const { url } = await startFixture(`${echo}
    app.http('one', { methods: ['POST'], authLevel: 'anonymous', route: 'one/{id:int}', handler: echo });
  `);
  expect((await ask(`${url}/api/one/1`)).status).toBe(404);
  expect((await ask(`${url}/api/one/x`, { method: 'POST' })).status).toBe(404);
  expect((await ask(`${url}/api/one/1`, { method: 'POST' })).status).toBe(200);
});

test('the same route may be served by one function for each method', async () => {
  const { url } = await startFixture(`
    app.http('read', { methods: ['GET'], authLevel: 'anonymous', route: 'thing', handler: () => ({ body: 'read' }) });
    app.http('change', { methods: ['PUT'], authLevel: 'anonymous', route: 'thing',
      handler: () => ({ body: 'changed' }) });
  `);
  expect((await ask(`${url}/api/thing`, { method: 'PUT' })).body.toString()).toBe('changed');
});

test('headers arrive in small letters, repeated headers and query values joined by commas', async () => {
  const { url } = await startFixture(
    `${echo} app.http('echo', { methods: ['GET'], authLevel: 'anonymous', handler: echo });`,
  );
  const answer = await askRaw(
    url,
    'GET /api/echo?a=1&b=x%20y&A=2&c HTTP/1.1\r\nHost: here\r\nX-One: 1\r\nx-one: 2\r\nConnection: close\r\n\r\n',
  );
  const [, body = ''] = answer.split('\r\n\r\n');
  const heard = JSON.parse(body);
  expect(heard.query).toEqual({ a: '1,2', b: 'x y', c: '' });
  expect(heard.headers['x-one'].replace(' ', '')).toBe('1,2');
  expect(heard.url).toBe('http://here/api/echo?a=1&b=x%20y&A=2&c');
});

test('a body with a stated length arrives byte for byte, and so does a binary answer', async () => {
  const { url } = await startFixture(`
    app.http('bytes', { methods: ['POST'], authLevel: 'anonymous', handler: async (request) => ({
      body: Buffer.from(await request.arrayBuffer()).reverse(), 
      headers: { 'content-type': 'application/x-bytes' } }) });
  `);
  const all = Buffer.from(Array.from({ length: 256 }, (_, value) => value));
  const answer = await ask(`${url}/api/bytes`, { method: 'POST', body: all });
  expect(answer.body).toEqual(Buffer.from(all).reverse());
  expect(answer.headers['content-type']).toBe('application/x-bytes');
  expect(answer.headers['content-length']).toBe('256');
});

test('a body sent in chunks arrives empty, as the host has it, and the connection goes on', async () => {
  const { url } = await startFixture(
    `${echo} app.http('echo', { methods: ['POST'], authLevel: 'anonymous', handler: echo });`,
  );
  const chunked = 'POST /api/echo HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n';
  const stated = 'POST /api/echo HTTP/1.1\r\nHost: h\r\nContent-Length: 5\r\nConnection: close\r\n\r\nhello';
  const answers = await askRaw(url, chunked + stated);
  const bodies = [...answers.matchAll(/"body":"([^"]*)"/g)].map(([, body]) => body);
  expect(bodies).toEqual(['', 'hello']);
});

test('the body of a GET is dropped by the library, with a warning', async () => {
  const { url, lines } = await startFixture(`${echo}
    app.http('echo', { methods: ['GET'], authLevel: 'anonymous', handler: echo });`);
  const answer = await ask(`${url}/api/echo`, { body: 'unheard' });
  expect(JSON.parse(answer.body.toString())).toMatchObject({ body: '' });
  expect(
    lines
      .filter(({ level }) => level === 'warning')
      .map(({ message }) => message)
      .join(),
  ).toMatch(/GET/);
});

test('a body over the cap is refused with 413 before the function runs, stated or not', async () => {
  const { url, probe } = await startFixture(
    `app.http('take', { methods: ['POST'], authLevel: 'anonymous',
       handler: () => { probe.tell('ran'); return {}; } });`,
    { largestBodyInBytes: 10 },
  );
  expect((await ask(`${url}/api/take`, { method: 'POST', body: 'x'.repeat(11) })).status).toBe(413);
  const head = 'POST /api/take HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n';
  expect(await askRaw(url, `${head}b\r\n${'x'.repeat(11)}\r\n0\r\n\r\n`)).toMatch(/^HTTP\/1.1 413 /);
  expect(probe.told).toEqual([]);
  expect((await ask(`${url}/api/take`, { method: 'POST', body: 'x'.repeat(10) })).status).toBe(200);
});

test('a function that throws is 500 with an empty body, and its text stays in the log', async () => {
  const { url, lines } = await startFixture(`
    app.http('broken', { methods: ['GET'], authLevel: 'anonymous',
      handler: () => { throw new Error('the secret cause'); } });
    app.http('odd', { methods: ['GET'], authLevel: 'anonymous', handler: () => 'not a response' });
  `);
  const answer = await ask(`${url}/api/broken`);
  expect([answer.status, answer.body.toString()]).toEqual([500, '']);
  expect(lines.find(({ level }) => level === 'error')?.message).toContain('the secret cause');
  expect((await ask(`${url}/api/odd`)).status).toBe(500);
});

test('a function that returns nothing is 204', async () => {
  const { url } = await startFixture(
    `app.http('mute', { methods: ['GET'], authLevel: 'anonymous', handler: () => undefined });`,
  );
  const answer = await ask(`${url}/api/mute`);
  expect([answer.status, answer.body.length]).toEqual([204, 0]);
});

test('status, headers and cookies are written as given', async () => {
  const { url } = await startFixture(`
    app.http('full', { methods: ['GET', 'HEAD'], authLevel: 'anonymous', handler: () => ({
      status: 418, body: 'short', headers: { 'x-mine': 'yes', 'content-length': '999', 'transfer-encoding': 'chunked' },
      cookies: [
        { name: 'plain', value: 'a b' },
        { name: 'full', value: '1', path: '/', domain: 'example.dk', httpOnly: true, secure: true,
          sameSite: 'Lax', maxAge: 60,
          expires: new Date('2026-02-02T12:00:00Z') },
      ] }) });
  `);
  const answer = await ask(`${url}/api/full`);
  expect([answer.status, answer.headers['x-mine'], answer.body.toString()]).toEqual([418, 'yes', 'short']);
  expect(answer.headers['set-cookie']).toEqual([
    'plain=a%20b',
    'full=1; expires=Mon, 02 Feb 2026 12:00:00 GMT; max-age=60; domain=example.dk; path=/; samesite=lax; secure; ' +
      'httponly',
  ]);
  const head = await ask(`${url}/api/full`, { method: 'HEAD' });
  expect([head.status, head.headers['content-length'], head.body.length]).toEqual([418, '5', 0]);
});

test.each`
  level          | key                     | status
  ${'anonymous'} | ${undefined}            | ${200}
  ${'function'}  | ${undefined}            | ${401}
  ${'function'}  | ${''}                   | ${401}
  ${'function'}  | ${'wrong'}              | ${401}
  ${'function'}  | ${'the-key-of-guarded'} | ${200}
  ${'function'}  | ${'the-host-key'}       | ${200}
  ${'function'}  | ${'the-master-key'}     | ${200}
  ${'admin'}     | ${undefined}            | ${401}
  ${'admin'}     | ${'the-key-of-guarded'} | ${401}
  ${'admin'}     | ${'the-host-key'}       | ${401}
  ${'admin'}     | ${'the-master-key'}     | ${200}
`('level $level with the key $key is $status, by header and by query', async ({ level, key, status }) => {
  const { url, probe } = await startFixture(`
    app.http('guarded', { methods: ['GET'], authLevel: '${level}', handler: () => { probe.tell('ran'); return {}; } });
  `);
  const headers = key === undefined ? {} : { 'x-functions-key': key };
  expect((await ask(`${url}/api/guarded`, { headers })).status).toBe(status);
  const query = key === undefined ? '' : `?code=${key}`;
  expect((await ask(`${url}/api/guarded${query}`)).status).toBe(status);
  expect(probe.told).toHaveLength(status === 200 ? 2 : 0);
});

test('the key of one function does not open another', async () => {
  const { url } = await startFixture(`
    app.http('other', { methods: ['GET'], authLevel: 'function', handler: () => ({}) });
  `);
  const headers = { 'x-functions-key': keys.functions.guarded };
  expect((await ask(`${url}/api/other`, { headers })).status).toBe(401);
});

test('an empty key opens nothing', async () => {
  const { url } = await startFixture(
    `app.http('guarded', { methods: ['GET'], authLevel: 'function', handler: () => ({}) });`,
    { functionKeys: { master: '', host: '', functions: { guarded: '' } } },
  );
  expect((await ask(`${url}/api/guarded`, { headers: { 'x-functions-key': '' } })).status).toBe(401);
  expect((await ask(`${url}/api/guarded?code=`)).status).toBe(401);
  expect((await ask(`${url}/admin/functions?code=`)).status).toBe(401);
});

test('without keys given, new ones are made, so that a guarded function is never open', async () => {
  const source = `app.http('guarded', { methods: ['GET'], authLevel: 'function', handler: () => ({}) });`;
  const { bundlePath } = await bundleFixture(source);
  const runner = await createRunner({
    bundlePath,
    port: 0,
    queues: memoryQueueStore(),
    timers: 'manual',
    log: () => undefined,
  });
  const url = await runner.listen();
  expect((await ask(`${url}/api/guarded`)).status).toBe(401);
  expect((await ask(`${url}/api/guarded`, { headers: { 'x-functions-key': runner.keys.host } })).status).toBe(200);
  expect(runner.keys.master.length).toBeGreaterThanOrEqual(43);
  await runner.close();
});

test('a target that is no address is 400', async () => {
  const { url } = await startFixture(`app.http('any', { methods: ['GET'], handler: () => ({}) });`);
  expect(await askRaw(url, 'GET http://[ HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n')).toMatch(/^HTTP\/1.1 400 /);
});

test('close waits for the answer that is on its way and lets go of a request that is not wholly here', async () => {
  const { url, runner, probe } = await startFixture(`
    app.http('slow', { methods: ['POST'], authLevel: 'anonymous', handler: async () => {
      probe.tell('begun'); await probe.gates.get('go'); return { body: 'done' }; } });
  `);
  const { opened, open } = gate();
  probe.gates.set('go', opened);
  const answer = ask(`${url}/api/slow`, { method: 'POST' });
  const silent = askRaw(url, '').catch(() => 'gone');
  const half = askRaw(url, 'POST /api/slow HTTP/1.1\r\nHost: h\r\nContent-Length: 100\r\n\r\nhalf').catch(() => 'gone');
  await until(() => probe.told.length === 1);
  const closed = runner.close();
  open();
  expect((await answer).body.toString()).toBe('done');
  expect(['', 'gone']).toContain(await half);
  expect(['', 'gone']).toContain(await silent);
  await closed;
  expect(probe.told).toEqual(['begun']);
  await expect(ask(url)).rejects.toThrow(/ECONNREFUSED/);
});
