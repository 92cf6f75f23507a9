import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import {
  type Cancellation,
  type CancellationHeader,
  camt055Format,
  checkPayOut,
  checkSddCollection,
  checkSepaAgreement,
  pain001Format,
  pain008Format,
  type PayOut,
  type PayOutHeader,
  type SddCollection,
  type SddHeader,
  writeCamt055,
  writePain001,
} from '#channels/sepa';
import { knownDate } from '#kernel';
import type { FileFormat } from '#schemas/kit';
import { validateXsd } from '#test/xsd';
import { read008, sourceOf, write } from './sepa-kit.ts';

/** Adding a folder adds a test: `input.json` is what is written, `expected.xml` what has to come out. */
const folder = fileURLToPath(new URL('../../golden/', import.meta.url));
const casesOf = (format: string): readonly string[] => readdirSync(join(folder, format)).sort();

const inputOf = (format: string, name: string): unknown =>
  JSON.parse(readFileSync(join(folder, format, name, 'input.json'), 'utf8'), (key, value: unknown) =>
    key === 'createdAt' ? new Date(String(value)) : value,
  );

const expectedOf = (format: string, name: string): string =>
  readFileSync(join(folder, format, name, 'expected.xml'), 'utf8');

async function faultsOf(format: FileFormat, bytes: Buffer): Promise<readonly string[]> {
  expect(format.recognise(bytes.subarray(0, 8192))).toContain(format.key);
  const faults: string[] = [];
  for await (const found of format.lint(sourceOf(bytes), 'golden.xml'))
    faults.push(`${found.field}: ${found.expected}`);
  return faults;
}

test('there are golden cases of each format', () => {
  for (const format of ['pain.008', 'camt.055', 'pain.001']) expect(casesOf(format).length).toBeGreaterThan(1);
});

test.each(casesOf('pain.008'))('pain.008 %s is written as it always was, and sound by every measure', async (name) => {
  const { header, collections } = inputOf('pain.008', name) as { header: SddHeader; collections: SddCollection[] };
  expect(checkSepaAgreement(header.agreement)).toEqual([]);
  for (const one of collections) expect(checkSddCollection(one, header.agreement, knownDate('2026-11-24'))).toEqual([]);
  const { bytes } = await write(header, collections);
  expect(bytes.toString('utf8')).toBe(expectedOf('pain.008', name));
  expect(validateXsd(`pain.008.001.${header.agreement.version}`, bytes)).toEqual([]);
  expect(await faultsOf(pain008Format, bytes)).toEqual([]);
  const read = await read008(bytes);
  expect([read.problems, read.fatal]).toEqual([[], []]);
  expect(read.transactions.map(({ endToEndId, amount }) => [endToEndId, amount])).toEqual(
    collections.map(({ endToEndId, amount }) => [endToEndId, amount]),
  );
});

test.each(casesOf('camt.055'))('camt.055 %s is written as it always was, and sound by every measure', async (name) => {
  const input = inputOf('camt.055', name) as { header: CancellationHeader; cancellations: Cancellation[] };
  const bytes = writeCamt055(input.header, input.cancellations);
  expect(bytes.toString('utf8')).toBe(expectedOf('camt.055', name));
  expect(validateXsd(`camt.055.001.${input.header.version}`, bytes)).toEqual([]);
  expect(await faultsOf(camt055Format, bytes)).toEqual([]);
});

test.each(casesOf('pain.001'))('pain.001 %s is written as it always was, and sound by every measure', async (name) => {
  const { header, payOuts } = inputOf('pain.001', name) as { header: PayOutHeader; payOuts: PayOut[] };
  for (const payOut of payOuts) expect(checkPayOut(payOut, header.agreement)).toEqual([]);
  const bytes = await writePain001(header, payOuts);
  expect(bytes.toString('utf8')).toBe(expectedOf('pain.001', name));
  expect(validateXsd('pain.001.001.03', bytes)).toEqual([]);
  expect(await faultsOf(pain001Format, bytes)).toEqual([]);
});
