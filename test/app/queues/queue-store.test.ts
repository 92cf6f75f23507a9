import pg from 'pg';
import { emptyDatabase } from '#test/database';
import { afterAll, expect, test } from 'vitest';
import { localQueueStore, memoryQueueStore } from '../../../src/app/queues/index.ts';
import { movedClock } from '../runner/fixture.ts';
import { queueStoreContract } from './store-contract.ts';

const pools: pg.Pool[] = [];
afterAll(() => Promise.all(pools.map((pool) => pool.end())));

async function emptyPool(): Promise<pg.Pool> {
  const pool = new pg.Pool({ connectionString: await emptyDatabase(), max: 4 });
  pools.push(pool);
  return pool;
}

queueStoreContract('memory', async () => {
  const { now, pass } = movedClock();
  const store = memoryQueueStore({ now });
  return { open: () => store, pass };
});

queueStoreContract('PostgreSQL', async () => {
  const { now, pass } = movedClock();
  const pool = await emptyPool();
  return { open: () => localQueueStore(pool, { now: () => Promise.resolve(now()) }), pass };
});

test("without a moved clock the time is the database's", async () => {
  const pool = await emptyPool();
  const store = localQueueStore(pool);
  await store.send('jobs', ['1']);
  const [message] = await store.receive('jobs', 1, 600_000);
  const { rows } = await pool.query<{ passed: number }>(
    `select extract(epoch from clock_timestamp() - $1::timestamptz)::float as passed`,
    [message?.insertedAt],
  );
  expect(Math.abs(rows[0]?.passed ?? Number.NaN)).toBeLessThan(60);
  expect(await store.count('jobs')).toEqual({ all: 1, visible: 0 });
  expect((message?.nextVisibleAt.getTime() ?? 0) - (message?.insertedAt.getTime() ?? 0)).toBeGreaterThanOrEqual(
    600_000,
  );
});

test('messages and timers outlive the process: another store on the same database finds them', async () => {
  const pool = await emptyPool();
  const at = new Date('2026-02-02T08:15:00Z');
  await localQueueStore(pool).send('jobs', ['1', '2']);
  await localQueueStore(pool).writeTimer('sync', { last: undefined, next: at, updatedAt: at });
  const later = localQueueStore(pool);
  expect(await later.count('jobs')).toEqual({ all: 2, visible: 2 });
  expect((await later.readTimer('sync'))?.next).toEqual(at);
});

test('many stores may make the tables at the same time', async () => {
  const pool = await emptyPool();
  const stores = Array.from({ length: 8 }, () => localQueueStore(pool));
  await Promise.all(stores.map((store) => store.send('jobs', ['1'])));
  expect((await localQueueStore(pool).count('jobs')).all).toBe(8);
});

test('a database that was away at the first use is used when it is back', async () => {
  const pool = await emptyPool();
  let isAway = true;
  const flaky = new Proxy(pool, {
    get: (target, name) =>
      name === 'query' && isAway ? () => Promise.reject(new Error('away')) : Reflect.get(target, name, target),
  });
  const store = localQueueStore(flaky);
  await expect(store.send('jobs', ['1'])).rejects.toThrow('away');
  isAway = false;
  await store.send('jobs', ['1']);
  expect((await store.count('jobs')).all).toBe(1);
});
