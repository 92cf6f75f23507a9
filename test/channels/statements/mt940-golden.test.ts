import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import type { PaymentReader } from '#channels';
import {
  cmkvFormat,
  cmkxksxFormat,
  fi0Format,
  mt940Format,
  mt942Format,
  readCmkv,
  readCmkxksx,
  readDelimited,
  readFi0,
  readMt940,
} from '#channels/statements';
import { delimitedProfiles } from '#schemas/statements';
import { briefly, readAll, sourceOf } from './mt940-kit.ts';

const root = fileURLToPath(new URL('../../golden/', import.meta.url));
const folders = ['mt940', 'mt942', 'fi0', 'cmkv', 'delimited'].flatMap((format) =>
  readdirSync(`${root}${format}`).map((name) => ({ format, name })),
);
const inputOf = (format: string, name: string): Buffer => {
  const folder = `${root}${format}/${name}/`;
  const file = readdirSync(folder).find((found) => found.startsWith('input.')) ?? 'input';
  return readFileSync(`${folder}${file}`);
};

/** What the settings of a bank would say; everything else reads by itself. */
function readerOf(format: string, name: string): PaymentReader {
  if (format === 'fi0') return readFi0;
  if (format === 'cmkv') return name.startsWith('extended') ? readCmkxksx : readCmkv;
  if (format === 'delimited') {
    const profile = delimitedProfiles.filter(({ key }) => name.startsWith(key)).at(-1);
    if (profile === undefined) throw new Error(`no profile for ${name}`);
    return readDelimited(profile);
  }
  if (name.includes('1250')) return readMt940({ charset: 'windows-1250' });
  return name.includes('cp852') ? readMt940({ charset: 'cp852' }) : readMt940();
}

test('there are golden files of every format', () => {
  expect(folders.length).toBeGreaterThan(20);
});

test.each(folders)('$format/$name reads as written down, cut anywhere', async ({ format, name }) => {
  const bytes = inputOf(format, name);
  const reader = readerOf(format, name);
  const read = await readAll(reader, bytes);
  expect(briefly(read)).toEqual(JSON.parse(readFileSync(`${root}${format}/${name}/expected.json`, 'utf8')));
  for (const size of [1, 7, 64, 1000]) expect(await readAll(reader, bytes, size)).toEqual(read);
});

test.each(folders.filter(({ format }) => format.startsWith('mt94')))(
  '$format/$name: a fact’s bytes go from its tag 61 to the end of its tag 86',
  async ({ format, name }) => {
    const bytes = inputOf(format, name);
    const { facts } = await readAll(readerOf(format, name), bytes);
    for (const { byteFrom, byteTo } of facts) {
      const record = bytes.subarray(byteFrom, byteTo).toString('latin1');
      expect(record).toMatch(/^:61:/);
      expect(record).not.toMatch(/[\r\n]$|\n:6[024]|\n-/);
      expect(bytes.subarray(byteTo).toString('latin1')).toMatch(/^[ ]*[\r\n]+(:|-|$)|^$/);
    }
  },
);

const formats = { mt940: [mt940Format], mt942: [mt942Format], fi0: [fi0Format], cmkv: [cmkvFormat, cmkxksxFormat] };

test.each(
  Object.entries(formats).flatMap(([format, all]) =>
    readdirSync(`${root}${format}`).map((name) => ({ format, name, all })),
  ),
)('$format/$name is recognised by its content, and every line of it is explained', async ({ format, name, all }) => {
  const bytes = inputOf(format, name);
  const found = all.filter((one) => one.recognise(bytes.subarray(0, 8192)) !== null);
  expect(found).toHaveLength(1);
  const covered: number[] = [];
  for await (const line of found[0]?.describe(sourceOf(bytes), name) ?? []) {
    covered.push(line.lineNumber);
    expect(line.title).not.toBe('');
    for (const field of line.fields) expect(field.from).toBeLessThanOrEqual(field.to);
  }
  const filled = bytes
    .toString('latin1')
    .split('\n')
    .flatMap((line, i) => (/[^\s\p{Cc}]/u.test(line) ? [i + 1] : []));
  expect(covered).toEqual(filled);
});
