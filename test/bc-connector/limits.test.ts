import fc from 'fast-check';
import { expect, test } from 'vitest';
import { semaphore, slidingWindow } from '../../bc-connector/client/throttle.ts';
import { collect, newPayment, world } from './client-kit.ts';
import { company } from './strict-bc.ts';
import { entryRow, setupRow } from './strict-entities.ts';

test('never more than four requests are in flight, whatever is asked for at once', async () => {
  const { bc, client } = await world({ pageSize: 1 });
  bc.rows['extension/collectionSetup'] = [setupRow()];
  bc.rows['extension/customerLedgerEntries'] = [1, 2, 3, 4, 5].map((number) => entryRow(number));
  // The first requests are held until four are there, each later one for a moment: whoever may come, comes.
  let letGo: () => void = () => {};
  const four = new Promise<void>((resolve) => {
    letGo = resolve;
  });
  bc.pause = async () => {
    if (bc.mostInFlight >= 4) letGo();
    await four;
    await new Promise((resolve) => setTimeout(resolve, 5));
  };
  await Promise.all([
    ...Array.from({ length: 20 }, () => client.setup(company)),
    ...Array.from({ length: 5 }, () => collect(client.claims(company, {}))),
    ...Array.from({ length: 20 }, (_, i) => client.postPayment(company, newPayment({ idempotencyKey: `K${i}` }))),
  ]);
  expect(bc.seen.length).toBeGreaterThan(80);
  expect(bc.mostInFlight).toBe(4);
});

test('the semaphore alone lets four of twenty work, in the order they came', async () => {
  const run = semaphore(4);
  const begun: number[] = [];
  const ends: (() => void)[] = [];
  const all = Array.from({ length: 20 }, (_, i) =>
    run(() => {
      begun.push(i);
      return new Promise<void>((resolve) => ends.push(resolve));
    }),
  );
  for (let ended = 0; ended < 20; ended++) {
    expect(begun).toHaveLength(Math.min(20, ended + 4));
    ends[ended]?.();
    await all[ended];
    await Promise.resolve();
  }
  expect(begun).toEqual(Array.from({ length: 20 }, (_, i) => i));
});

test('a place is given back also when the work fails', async () => {
  const run = semaphore(1);
  await expect(run(() => Promise.reject(new Error('broken')))).rejects.toThrow('broken');
  expect(await run(() => Promise.resolve('next'))).toBe('next');
});

test('never more requests start in any five minutes than are allowed', async () => {
  const windowInMs = 300_000;
  await fc.assert(
    fc.asyncProperty(
      fc.integer({ min: 1, max: 20 }),
      fc.array(fc.integer({ min: 0, max: 60_000 }), { minLength: 1, maxLength: 200 }),
      async (most, pauses) => {
        let now = 1_000_000;
        const starts: number[] = [];
        const wait = slidingWindow(
          most,
          () => new Date(now),
          (ms) => {
            now += ms;
            return Promise.resolve();
          },
        );
        for (const pause of pauses) {
          now += pause;
          const before = now;
          await wait();
          starts.push(now);
          const isFree = starts.filter((start) => start > before - windowInMs).length < most;
          if (isFree) expect(now).toBe(before);
        }
        for (let i = most; i < starts.length; i++) {
          expect(starts[i]! - starts[i - most]!).toBeGreaterThanOrEqual(windowInMs);
        }
      },
    ),
    { numRuns: 1000 },
  );
});

test('the client counts every request against the window', async () => {
  let now = Date.parse('2026-02-02T10:00:00Z');
  const { bc, client, waits } = await world(
    { requestsPer5Minutes: 3 },
    () => 0.5,
    () => new Date(now),
  );
  bc.rows['extension/collectionSetup'] = [setupRow()];
  for (let i = 0; i < 3; i++) {
    await client.setup(company);
    now += 1000;
  }
  expect(waits).toEqual([]);
  await client.setup(company);
  expect(waits).toEqual([297_000]);
});

test('a clock that was set back makes nobody wait for longer than the window', async () => {
  let now = 10_000_000;
  const waits: number[] = [];
  const wait = slidingWindow(
    1,
    () => new Date(now),
    (ms) => {
      waits.push(ms);
      return Promise.resolve();
    },
  );
  await wait();
  now = 0;
  await wait();
  expect(waits).toEqual([300_000]);
});
