import { expect, test } from 'vitest';
import { ahead } from '../../src/claims/ahead.ts';

async function* counted(upTo: number, log: string[]): AsyncGenerator<number> {
  try {
    for (let n = 1; n <= upTo; n++) {
      log.push(`asked ${n}`);
      if (n === 4) throw new Error('page 4 is broken');
      yield await Promise.resolve(n);
    }
  } finally {
    log.push('closed');
  }
}

test('the next page is asked for while one is being stored, and never more than one', async () => {
  const log: string[] = [];
  for await (const page of ahead(counted(3, log))) {
    await new Promise((resolve) => setTimeout(resolve, 1));
    log.push(`stored ${page}`);
  }
  expect(log).toEqual(['asked 1', 'asked 2', 'stored 1', 'asked 3', 'stored 2', 'stored 3', 'closed'].sort(order(log)));
  expect(log.indexOf('asked 2')).toBeLessThan(log.indexOf('stored 1'));
  expect(log.indexOf('asked 3')).toBeGreaterThan(log.indexOf('stored 1'));
});

const order = (log: readonly string[]) => (a: string, b: string) => log.indexOf(a) - log.indexOf(b);

test('a page that cannot be read is told after the ones before it were stored', async () => {
  const stored: number[] = [];
  const reading = (async () => {
    for await (const page of ahead(counted(5, []))) stored.push(page);
  })();
  await expect(reading).rejects.toThrow('page 4 is broken');
  expect(stored).toEqual([1, 2, 3]);
});

test('whoever stops early closes the source', async () => {
  const log: string[] = [];
  for await (const page of ahead(counted(3, log))) if (page === 1) break;
  expect(log).toContain('closed');
});
