import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import {
  type BsCollection,
  type BsDeliveryHeader,
  check0601,
  check0602,
  checkCollection,
  readReceipt,
} from '#channels/betalingsservice';
import { sourceOf, write } from './bs-kit.ts';
import { readAll } from './read-0602.ts';

const folder = fileURLToPath(new URL('../golden/nets/', import.meta.url));
const cases = readdirSync(folder).sort();

/** Adding a folder adds a test: `input.json`, `expected.txt` for what we write; `input.txt`, `expected.json` for what we read. */
const kindOf = (name: string): string => name.split('-')[0] ?? '';
const path = (name: string, file: string): string => join(folder, name, file);

test('every golden case has both its files', () => {
  expect(cases.length).toBeGreaterThan(10);
  for (const name of cases) {
    const files = readdirSync(path(name, '')).sort();
    expect(files, name).toEqual(
      kindOf(name) === '0601' ? ['expected.txt', 'input.json'] : ['expected.json', 'input.txt'],
    );
  }
});

test.each(cases.filter((name) => kindOf(name) === '0601'))('%s is written as it always was', async (name) => {
  const input = JSON.parse(readFileSync(path(name, 'input.json'), 'utf8')) as {
    readonly header: BsDeliveryHeader;
    readonly collections: readonly BsCollection[];
  };
  for (const line of input.collections) {
    expect(checkCollection(line, input.header.agreement, input.header.section)).toEqual([]);
  }
  const { bytes } = await write(input.header, input.collections);
  expect(bytes.toString('latin1')).toBe(readFileSync(path(name, 'expected.txt')).toString('latin1'));
  expect(await check0601(sourceOf(bytes), name)).toMatchObject({ isSound: true, unreadable: 0, warnings: [] });
});

test.each(cases.filter((name) => kindOf(name) === '0602'))('%s is read as it always was', async (name) => {
  const bytes = readFileSync(path(name, 'input.txt'));
  const checked = await check0602(sourceOf(bytes), name);
  const { facts, problems } = await readAll(bytes);
  expect(JSON.parse(JSON.stringify({ checked, facts, problems }))).toEqual(
    JSON.parse(readFileSync(path(name, 'expected.json'), 'utf8')),
  );
});

test.each(cases.filter((name) => /^[tvf]$/.test(kindOf(name))))('%s is read as it always was', (name) => {
  const read = readReceipt(readFileSync(path(name, 'input.txt')), name);
  expect(read).toEqual(JSON.parse(readFileSync(path(name, 'expected.json'), 'utf8')));
});
