import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { expect, test } from 'vitest';
import {
  bai2Format,
  bphCommaFormat,
  bzwbkPipeFormat,
  cmkvFormat,
  cmkxksxFormat,
  elixir0Format,
  fi0Format,
  mt940Format,
  mt942Format,
  pekaoCommaFormat,
  readCmkv,
  readCmkxksx,
  readFi0,
  readMt940,
} from '#channels/statements';
import type { Finding } from '#schemas/kit';
import { sharedReference } from '#test/shared-reference';
import { readAll, sourceOf } from './mt940-kit.ts';

const samples = new Map(
  [...sharedReference('statements'), ...sharedReference('iso20022/legacy-dk'), ...sharedReference('nets/samples')].map(
    (path) => [basename(path), readFileSync(path)],
  ),
);
const formats = [
  mt940Format,
  mt942Format,
  fi0Format,
  cmkvFormat,
  cmkxksxFormat,
  elixir0Format,
  bzwbkPipeFormat,
  bphCommaFormat,
  pekaoCommaFormat,
  bai2Format,
];
const recognised: Readonly<Record<string, string>> = {
  'de-cmxl-mt940.sta': 'mt940',
  'generic-centrapay.mt940': 'mt940',
  'pl-mbank-collect-mt940.sta': 'mt940',
  'pl-mbank-collect-mt942.sta': 'mt942',
  'dk-fik-fi0-payments.txt': 'fi0',
  'fik-fi0-sample.txt': 'fi0',
  'danske-cmkv-sample.txt': 'cmkv',
  'danske-cmkxksx-sample.txt': 'cmkxksx',
  'bai2-sample1.txt': 'bai2',
};
/** A user's clone has no samples; CI always does, and `sharedReference` says so. */
const sample = (name: string): Buffer | undefined => samples.get(name);

test('each sample is recognised by the one format it is of, and by no other', () => {
  for (const [name, bytes] of samples) {
    const found = formats.filter((format) => format.recognise(bytes.subarray(0, 8192)) !== null).map(({ key }) => key);
    expect([name, ...found]).toEqual([name, ...(name in recognised ? [recognised[name]] : [])]);
  }
});

test.each`
  name                            | statements
  ${'generic-centrapay.mt940'}    | ${['0 + 50000 = 50000', '305898 + -226000 = 79898']}
  ${'pl-mbank-collect-mt940.sta'} | ${['40 + 3 = 43']}
  ${'de-cmxl-mt940.sta'}          | ${['218795 + 220000 = 438795', '4000000 + 1004000 = 5004000']}
`('the balances of $name tie', async ({ name, statements }) => {
  const bytes = sample(String(name));
  if (bytes === undefined) return;
  const read = await readAll(readMt940(), bytes);
  expect(read.statements.map((told) => `${told.opening} + ${told.movements} = ${told.closing}`)).toEqual(statements);
  expect(read.statements.map(({ isTied }) => isTied)).toEqual(read.statements.map(() => true));
  // The German marks are the one thing that cannot be taken: told once, and their statement ties all the same.
  expect(read.problems.map(({ code }) => code)).toEqual(name === 'de-cmxl-mt940.sta' ? ['LINE_UNREADABLE'] : []);
  expect(read.fatal).toEqual([]);
});

test('a payment of mBank Collect has one key in the intraday report and in the statement', async () => {
  const [day, evening] = [sample('pl-mbank-collect-mt942.sta'), sample('pl-mbank-collect-mt940.sta')];
  if (day === undefined || evening === undefined) return;
  const [before, after] = [await readAll(readMt940(), day), await readAll(readMt940(), evening)];
  expect(before.statements.map(({ isTied }) => isTied)).toEqual([true]);
  const keys = before.facts.map(({ paymentKey }) => paymentKey);
  expect(new Set(keys).size).toBe(3);
  expect(after.facts.map(({ paymentKey }) => paymentKey)).toEqual(keys);
  expect(after.facts.map(({ bank }) => bank?.references)).toEqual(
    ['XX000000000001', 'XX000000000002', 'XX000000000003'].map((value) => [{ kind: 'payerId', value }]),
  );
});

test('the wrapped details of the Polish sample come together again', async () => {
  const bytes = sample('de-cmxl-mt940.sta');
  if (bytes === undefined) return;
  const { facts } = await readAll(readMt940(), bytes);
  expect(facts.find(({ effect }) => effect === 2_000_000)?.bank?.texts.join('\n')).toContain('FAKTURA 333/2003.');
  // DR is a debit with the third letter of the currency, not a reversal.
  expect(facts[0]?.effect).toBe(-80_000);
  expect(facts[0]?.bank?.isReversal).toBe(false);
});

test.each(['dk-fik-fi0-payments.txt', 'fik-fi0-sample.txt'])(
  '%s: both slips are kept, one id is told as wrong',
  async (name) => {
    const bytes = sample(name);
    if (bytes === undefined) return;
    const { facts, problems, fatal } = await readAll(readFi0, bytes);
    const told = facts.map((fact) => [
      fact.creditorNumber,
      fact.effect,
      fact.bookkeepingDate,
      fact.bank?.references[0]?.value,
    ]);
    expect(told).toEqual([
      ['88958039', 2_880_813, '2014-10-01', '000000001030105'],
      ['88958039', 131_250, '2014-01-15', '000000000030154'],
    ]);
    expect(problems.map(({ code }) => code)).toEqual(['CHECK_DIGIT_WRONG']);
    expect(fatal).toEqual([]);
  },
);

test('the statements of Danske Bank: commas in quotes, missing signs, years of the last century, a stray quote', async () => {
  const [simple, extended] = [sample('danske-cmkv-sample.txt'), sample('danske-cmkxksx-sample.txt')];
  if (simple === undefined || extended === undefined) return;
  const kroner = await readAll(readCmkv, simple);
  expect(kroner.facts.map(({ effect }) => effect)).toEqual([912_063, 344_375, -16_716, 1388]);
  expect(kroner.facts.map(({ bookkeepingDate }) => bookkeepingDate)).toEqual([
    '1999-04-28',
    '1999-04-28',
    '2015-01-23',
    '2015-01-23',
  ]);
  expect(kroner.facts[3]?.bank?.texts).toEqual(['Any text, ÆØÅ']);
  // The lines are cut out of a longer statement: its balance jumps, and that is told.
  expect(kroner.problems.map(({ code }) => code)).toEqual(['STATEMENT_NOT_TIED']);
  const advice = await readAll(readCmkxksx, extended);
  expect(advice.facts.map(({ effect }) => effect)).toEqual([-33, 12_500, 6716]);
  expect(advice.facts[0]?.bank?.texts).toEqual(['Short advice', 'Extended advice 1', 'Extended advice 2']);
});

test('every sample is described and linted without a throw, and BAI2 is refused in plain words', async () => {
  for (const [name, bytes] of samples) {
    const format = formats.find(({ recognise }) => recognise(bytes) !== null);
    if (format === undefined) continue;
    let lines = 0;
    for await (const line of format.describe(sourceOf(bytes), name)) lines += line.title === '' ? 0 : 1;
    const findings: Finding[] = [];
    for await (const found of format.lint(sourceOf(bytes), name)) findings.push(found);
    expect(lines).toBeGreaterThan(1);
    if (format === bai2Format) expect(findings[0]?.remedy).toMatch(/^BAI2 is not read/);
  }
});
