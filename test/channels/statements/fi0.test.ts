import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { fi0Format, readFi0 } from '#channels/statements';
import type { Finding } from '#schemas/kit';
import { readAll, sourceOf } from './mt940-kit.ts';

const slips = readFileSync(fileURLToPath(new URL('../../golden/fi0/slips/input.txt', import.meta.url)));
const changed = (change: (text: string) => string): Buffer => Buffer.from(change(slips.toString('latin1')), 'latin1');

const lint = async (bytes: Buffer): Promise<readonly Finding[]> => {
  const findings: Finding[] = [];
  for await (const found of fi0Format.lint(sourceOf(bytes), 'x')) findings.push(found);
  return findings;
};

test('two equal payments of one slip are two payments: their archive references differ', async () => {
  const { facts } = await readAll(readFi0, slips);
  expect(facts[0]?.bank?.references).toEqual(facts[1]?.bank?.references);
  expect(new Set(facts.map(({ paymentKey }) => paymentKey)).size).toBe(facts.length);
});

test('totals that do not agree only warn: their positions are inferred', async () => {
  const wrong = changed((text) => text.replace(/(FI08\d{9}0{10})7/, '$18'));
  const read = await readAll(readFi0, wrong);
  expect(read.fatal).toEqual([]);
  expect(read.statements.map(({ isTied }) => isTied)).toEqual([null]);
  expect(
    (await lint(wrong))
      .filter(({ field }) => field === 'count')
      .map(({ severity, lineNumber, from, to }) => [severity, lineNumber, from, to]),
  ).toEqual([['warning', 10, 14, 24]]);
  expect((await lint(slips)).map(({ field }) => field)).toEqual(['paymentId']);
});

test('a file without its end record is cut short', async () => {
  const cut = changed((text) => text.slice(0, text.indexOf('FI09')));
  expect((await readAll(readFi0, cut)).fatal.map(({ code }) => code)).toEqual(['FILE_INCOMPLETE']);
});

test('a file of nothing but payments is read, as Business Central reads it', async () => {
  const bare = changed((text) =>
    text
      .split('\r\n')
      .filter((line) => line.startsWith('FI03'))
      .join('\n'),
  );
  const read = await readAll(readFi0, bare);
  expect(read.facts).toHaveLength(7);
  expect(read.fatal).toEqual([]);
  expect(read.facts.map(({ creditorNumber }) => creditorNumber)).toEqual(read.facts.map(() => ''));
});

test('one line of another kind refuses the whole file', async () => {
  const foreign = changed((text) => text.replace('FI08', 'XX08'));
  expect((await readAll(readFi0, foreign)).fatal.map(({ code }) => code)).toEqual(['LINE_UNREADABLE']);
});
