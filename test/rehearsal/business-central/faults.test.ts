import { expect, test } from 'vitest';
import { type Bench, cleanCustomer, startBc } from './kit.ts';

const payment = (bench: Bench, key: string) => ({
  idempotencyKey: key,
  customerNumber: cleanCustomer(bench),
  amount: 1,
  postingDate: '2026-02-02',
});

const insert = (bench: Bench, key: string) =>
  bench.send('POST', `${bench.custom}/collectionPayments`, payment(bench, key));

const byKey = async (bench: Bench, key: string) =>
  (await bench.get(`${bench.custom}/collectionPayments?$filter=idempotencyKey eq '${key}'`)).body.value;

test('answers 429 without Retry-After, 503 with it, 504 and a lock, and does nothing then', async () => {
  const bench = await startBc();
  bench.bc.control.failNext({ kind: 'too-many-requests', on: 'insert payment' });
  const busy = await insert(bench, 'A');
  expect([busy.status, busy.headers.get('retry-after')]).toEqual([429, null]);
  bench.bc.control.failNext({ kind: 'unavailable', on: 'insert payment' });
  const unavailable = await insert(bench, 'A');
  expect([unavailable.status, unavailable.headers.get('retry-after')]).toEqual([503, '1']);
  bench.bc.control.failNext({ kind: 'locked', on: 'insert payment' });
  const locked = await insert(bench, 'A');
  expect([locked.status, locked.body.error.message]).toEqual([
    500,
    expect.stringContaining('was locked by another user'),
  ]);
  bench.bc.control.failNext({ kind: 'gateway-timeout', on: 'read' });
  expect((await bench.get(`${bench.custom}/customers`)).status).toBe(504);
  expect(await byKey(bench, 'A')).toEqual([]);
  expect((await insert(bench, 'A')).status).toBe(201);
});

test.each`
  kind              | isCommitted
  ${'reset-before'} | ${false}
  ${'reset-after'}  | ${true}
`('breaks the connection of an insert: $kind leaves it committed $isCommitted', async ({ kind, isCommitted }) => {
  const bench = await startBc();
  bench.bc.control.failNext({ kind, on: 'insert payment' });
  await expect(insert(bench, 'A')).rejects.toThrow();
  expect(await byKey(bench, 'A')).toHaveLength(isCommitted ? 1 : 0);
  expect(bench.bc.control.faultsStruck()).toEqual({ [kind]: 1 });
});

test.each`
  kind              | status
  ${'reset-before'} | ${'New'}
  ${'reset-after'}  | ${'Posted'}
`('breaks the connection of applyAndPost: after $kind the payment is $status', async ({ kind, status }) => {
  const bench = await startBc();
  const { id } = (await insert(bench, 'A')).body;
  bench.bc.control.failNext({ kind, on: 'apply and post' });
  const action = `${bench.custom}/collectionPayments(${id})/Microsoft.NAV.applyAndPost`;
  await expect(bench.send('POST', action, {})).rejects.toThrow();
  expect(await byKey(bench, 'A')).toMatchObject([{ status }]);
  await bench.send('POST', action, {});
  expect(bench.bc.books().paymentsPosted).toEqual({ count: 1, minor: 100 });
});

test('commits a write that the gateway gave up on', async () => {
  const bench = await startBc();
  bench.bc.control.failNext({ kind: 'gateway-timeout', on: 'insert payment' });
  expect((await insert(bench, 'A')).status).toBe(504);
  expect(await byKey(bench, 'A')).toHaveLength(1);
});

test('strikes by seed: the same requests meet the same faults', async () => {
  const chances = { 'too-many-requests': 0.1, unavailable: 0.1, locked: 0.2 } as const;
  const statuses = async (seed: number) => {
    const bench = await startBc({ faults: { seed, chances } });
    const found: number[] = [];
    for (let i = 0; i < 40; i++) found.push((await insert(bench, `K${i}`)).status);
    return found;
  };
  const [first, same, other] = [await statuses(5), await statuses(5), await statuses(6)];
  expect(first).toEqual(same);
  expect(first).not.toEqual(other);
  expect(new Set(first)).toEqual(new Set([201, 429, 500, 503]));
  // A 429 never comes alone.
  expect(first.join()).toContain('429,429');
});

test('posts each of many payments once under random faults, when the caller looks before it tries again', async () => {
  const chances = {
    'reset-before': 0.1,
    'reset-after': 0.15,
    'gateway-timeout': 0.1,
    locked: 0.1,
    'too-many-requests': 0.03,
  };
  const bench = await startBc({ faults: { seed: 9, chances } });
  for (let i = 0; i < 60; i++) {
    await untilDone(async () => {
      const [known] = await byKey(bench, `K${i}`);
      const entity = known ?? (await insert(bench, `K${i}`)).body;
      if (entity.status === 'Posted') return true;
      const action = `${bench.custom}/collectionPayments(${entity.id})/Microsoft.NAV.applyAndPost`;
      return (await bench.send('POST', action, {})).body.status === 'Posted';
    });
  }
  expect(bench.bc.books().paymentsPosted).toEqual({ count: 60, minor: 6_000 });
  expect(bench.bc.control.faultsStruck()['reset-after']).toBeGreaterThan(0);
});

async function untilDone(attempt: () => Promise<boolean>): Promise<void> {
  for (let tries = 0; tries < 100; tries++) {
    if (await attempt().catch(() => false)) return;
  }
  throw new Error('it never came through');
}

test('works on five requests of a user at once, keeps 95 waiting, and refuses the next', async () => {
  const bench = await startBc();
  bench.bc.control.setFaults({ seed: 1, chances: { slow: 1 }, slowestInMs: 300 });
  const asked = Array.from({ length: 130 }, () => bench.get(`${bench.custom}/collectionSetup`));
  const statuses = (await Promise.all(asked)).map((answer) => answer.status);
  expect(bench.bc.control.busiest()).toBe(5);
  expect(statuses.filter((status) => status === 429).length).toBeGreaterThan(0);
  expect(statuses.filter((status) => status === 200).length).toBeGreaterThanOrEqual(100);
  // Every place was given back: as many again are served as before.
  const again = await Promise.all(Array.from({ length: 20 }, () => bench.get(`${bench.custom}/collectionSetup`)));
  expect(again.every((answer) => answer.status === 200)).toBe(true);
  expect(bench.bc.control.busiest()).toBe(5);
});

test('counts a user’s requests in the window, and another user’s apart', async () => {
  const bench = await startBc({ limits: { perWindow: 10, windowInMs: 3_600_000 } });
  const ask = async (user: string) => {
    const token = `x.${Buffer.from(JSON.stringify({ appid: user })).toString('base64url')}.y`;
    return (await bench.get(`${bench.custom}/collectionSetup`, { authorization: `Bearer ${token}` })).status;
  };
  for (let i = 0; i < 10; i++) expect(await ask('one')).toBe(200);
  expect(await ask('one')).toBe(429);
  expect(await ask('two')).toBe(200);
});
