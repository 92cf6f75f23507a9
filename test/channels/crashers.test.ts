import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { check0601, check0602, readReceipt } from '#channels/betalingsservice';
import { describeFile, detect, lintFile } from '../../src/files/formats.ts';
import { sourceOf } from './bs-kit.ts';
import { readAll } from './read-0602.ts';

const folder = fileURLToPath(new URL('../crashers/nets/', import.meta.url));
const names = readdirSync(folder).sort();

test('there are crashers', () => {
  expect(names.length).toBeGreaterThan(5);
});

/** Every file here once broke a reader, or is of a kind that breaks readers. They are kept for ever. */
test.each(names)('%s breaks nothing and settles nothing', async (name) => {
  const bytes = readFileSync(`${folder}${name}`);
  expect(detect(bytes).name).not.toBe('');
  expect((await check0601(sourceOf(bytes), name)).isSound).toBe(false);
  expect((await check0602(sourceOf(bytes), name)).isSound).toBe(false);
  await readAll(bytes);
  readReceipt(bytes, name);
  let findings = 0;
  for await (const found of lintFile(sourceOf(bytes), name)) findings += found.remedy.length > 0 ? 1 : 0;
  expect(findings).toBeGreaterThan(0);
  let lines = 0;
  for await (const line of describeFile(sourceOf(bytes), name)) lines += JSON.stringify(line).length > 0 ? 1 : 0;
  expect(lines).toBeGreaterThan(0);
});
