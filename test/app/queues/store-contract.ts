import { expect, test } from 'vitest';
import type { LocalQueueStore } from '../../../src/app/queues/index.ts';

export interface StoreUnderTest {
  /** A store with nothing in it. Called again on the same place, what is in it stays. */
  readonly open: () => LocalQueueStore;
  /** Moves the clock the store looks at. */
  readonly pass: (inMs: number) => void;
}

/** What every queue store must do: the part of Azure Storage Queues the host relies on. */
export function queueStoreContract(name: string, begin: () => Promise<StoreUnderTest>): void {
  test(`${name}: messages come in the order they were sent, each once, and are gone when removed`, async () => {
    const { open } = await begin();
    const store = open();
    await store.put('jobs', ['a', 'b', 'c']);
    await store.put('other', ['z']);
    const taken = await store.receive('jobs', 2, 60_000);
    expect(taken.map(({ text, dequeueCount }) => [text, dequeueCount])).toEqual([
      ['a', 1],
      ['b', 1],
    ]);
    expect((await store.receive('jobs', 2, 60_000)).map(({ text }) => text)).toEqual(['c']);
    expect(await store.receive('jobs', 2, 60_000)).toEqual([]);
    expect(await store.count('jobs')).toEqual({ all: 3, visible: 0 });
    for (const { id, popReceipt } of taken) expect(await store.remove('jobs', id, popReceipt)).toBe(true);
    expect(await store.count('jobs')).toEqual({ all: 1, visible: 0 });
    expect(await store.count('other')).toEqual({ all: 1, visible: 1 });
  });

  test(`${name}: work is stored as Base64 of its UTF-8 text`, async () => {
    const store = (await begin()).open();
    await store.send('jobs', ['{"text":"æøå"}']);
    const [message] = await store.receive('jobs', 1, 60_000);
    expect(Buffer.from(message?.text ?? '', 'base64').toString('utf8')).toBe('{"text":"æøå"}');
  });

  test(`${name}: a message comes again when its hiding ends, counted, and its old receipt is void`, async () => {
    const { open, pass } = await begin();
    const store = open();
    await store.put('jobs', ['a']);
    const [first] = await store.receive('jobs', 1, 60_000);
    pass(59_999);
    expect(await store.receive('jobs', 1, 60_000)).toEqual([]);
    pass(1);
    const [second] = await store.receive('jobs', 1, 60_000);
    expect([second?.id, second?.dequeueCount]).toEqual([first?.id, 2]);
    const { id = '', popReceipt = '' } = first ?? {};
    expect(await store.remove('jobs', id, popReceipt)).toBe(false);
    expect(await store.extend('jobs', id, popReceipt, 1)).toBeUndefined();
    expect(await store.release('jobs', id, popReceipt, 0)).toBe(false);
    expect(await store.count('jobs')).toEqual({ all: 1, visible: 0 });
    expect(await store.remove('other', id, second?.popReceipt ?? '')).toBe(false);
    expect(await store.remove('jobs', id, second?.popReceipt ?? '')).toBe(true);
  });

  test(`${name}: hiding is extended from now on and gives a new receipt`, async () => {
    const { open, pass } = await begin();
    const store = open();
    await store.put('jobs', ['a']);
    const [taken] = await store.receive('jobs', 1, 60_000);
    pass(50_000);
    const receipt = await store.extend('jobs', taken?.id ?? '', taken?.popReceipt ?? '', 60_000);
    expect(receipt).not.toBe(taken?.popReceipt);
    pass(59_999);
    expect((await store.count('jobs')).visible).toBe(0);
    expect(await store.remove('jobs', taken?.id ?? '', receipt ?? '')).toBe(true);
  });

  test(`${name}: a message given back is visible after the time named`, async () => {
    const { open, pass } = await begin();
    const store = open();
    await store.put('jobs', ['a']);
    const [taken] = await store.receive('jobs', 1, 600_000);
    expect(await store.release('jobs', taken?.id ?? '', taken?.popReceipt ?? '', 30_000)).toBe(true);
    pass(29_999);
    expect(await store.receive('jobs', 1, 1)).toEqual([]);
    pass(1);
    expect((await store.receive('jobs', 1, 1)).map(({ dequeueCount }) => dequeueCount)).toEqual([2]);
  });

  test(`${name}: what a dead process held is released at once, and what was given back keeps its pause`, async () => {
    const { open } = await begin();
    const store = open();
    await store.put('jobs', ['held', 'failed', 'fresh']);
    const [, failed] = await store.receive('jobs', 2, 600_000);
    await store.release('jobs', failed?.id ?? '', failed?.popReceipt ?? '', 30_000);
    const after = open();
    expect(await after.releaseAbandoned()).toBe(1);
    expect((await after.receive('jobs', 10, 600_000)).map(({ text }) => text)).toEqual(['held', 'fresh']);
  });

  test(`${name}: many takers at once never get the same message`, async () => {
    const { open } = await begin();
    const store = open();
    await store.put(
      'jobs',
      Array.from({ length: 100 }, (_, id) => String(id)),
    );
    const taken = await Promise.all(Array.from({ length: 20 }, () => store.receive('jobs', 8, 60_000)));
    const all = taken.flat().map(({ text }) => text);
    expect(new Set(all).size).toBe(all.length);
    const rest = await store.receive('jobs', 100, 60_000);
    expect(all.length + rest.length).toBe(100);
  });

  test(`${name}: too long a message and a wrong name are refused, and nothing of the lot is kept`, async () => {
    const store = (await begin()).open();
    await expect(store.put('jobs', ['a', 'x'.repeat(65_537)])).rejects.toThrow(/65,536 bytes/);
    await expect(store.send('jobs', ['x'.repeat(49_153)])).rejects.toThrow(/65,536 bytes/);
    await store.send('jobs', ['x'.repeat(49_152)]);
    expect((await store.count('jobs')).all).toBe(1);
    await expect(store.put('Jobs_1', ['a'])).rejects.toThrow(/queue name/);
  });

  test(`${name}: whoever listens hears of each message sent, until it stops`, async () => {
    const store = (await begin()).open();
    const heard: string[] = [];
    const stop = store.onPut((queue) => heard.push(queue));
    await store.send('jobs', ['1']);
    await store.put('other', ['1']);
    stop();
    await store.put('jobs', ['1']);
    expect(heard).toEqual(['jobs', 'other']);
  });

  test(`${name}: a timer's status is kept and replaced`, async () => {
    const { open } = await begin();
    const store = open();
    const at = (time: string): Date => new Date(`2026-02-02T${time}Z`);
    expect(await store.readTimer('sync')).toBeUndefined();
    const first = { last: undefined, next: at('08:15:00'), updatedAt: at('08:00:00.123') };
    await store.writeTimer('sync', first);
    expect(await store.readTimer('sync')).toEqual(first);
    const second = { last: at('08:15:00'), next: at('08:30:00'), updatedAt: at('08:15:00') };
    await store.writeTimer('sync', second);
    expect(await store.readTimer('sync')).toEqual(second);
    expect(await store.readTimer('other')).toBeUndefined();
  });
}
