import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  bphCommaFormat,
  bzwbkPipeFormat,
  delimitedFormat,
  elixir0Format,
  pekaoCommaFormat,
  readDelimited,
} from '#channels/statements';
import { bphComma, type DelimitedProfile, delimitedProfiles, elixir0, unreachedProfiles } from '#schemas/statements';
import { readAll, sourceOf } from './mt940-kit.ts';

const root = fileURLToPath(new URL('../../golden/delimited/', import.meta.url));
const formats = [elixir0Format, bzwbkPipeFormat, bphCommaFormat, pekaoCommaFormat];
const recognised: Readonly<Record<string, readonly string[]>> = {
  'elixir-0': ['elixir-0'],
  'bzwbk-pipe': ['bzwbk-pipe'],
  'bph-comma': ['bph-comma'],
  'pekao-comma': ['pekao-comma'],
};

test.each(readdirSync(root))('%s is recognised by its content, or by no content at all', async (name) => {
  const bytes = readFileSync(`${root}${name}/input.txt`);
  expect(formats.filter(({ recognise }) => recognise(bytes) !== null).map(({ key }) => key)).toEqual(
    recognised[name] ?? [],
  );
  const profile = delimitedProfiles.filter(({ key }) => name.startsWith(key)).at(-1) ?? elixir0;
  const titles: string[] = [];
  for await (const line of delimitedFormat(profile).describe(sourceOf(bytes), name)) titles.push(line.title);
  expect(titles).toHaveLength(bytes.toString('latin1').trimEnd().split('\n').length);
});

/** A bank of its own: semicolons, commas before the decimals, a sign column, a currency and an account in each line. */
const own: DelimitedProfile = {
  ...bphComma,
  key: 'own',
  charset: 'utf-8',
  separator: ';',
  quote: "'",
  records: { by: 'place', headerLines: 2, trailerLines: 1 },
  columns: {
    account: 1,
    bookingDate: 2,
    valueDate: 3,
    sign: 4,
    amount: 5,
    currency: 6,
    payerName: 7,
    title: [8, 9],
    payerId: 10,
  },
  amount: { unit: 'major', decimal: ',', thousands: '.' },
  debitSigns: ['D'],
  datePattern: 'dd.mm.yyyy',
  leastColumns: 10,
};

const grouped = (minor: number): string =>
  `${String(Math.floor(minor / 100)).replaceAll(/\B(?=(\d{3})+$)/g, '.')},${String(minor % 100).padStart(2, '0')}`;

test('any bank’s report is read by a profile of the settings', async () => {
  const payment = fc.record({
    minor: fc.integer({ min: 1, max: 99_999_999_999 }),
    isDebit: fc.boolean(),
    name: fc.stringMatching(/^[A-Za-z'; ]{0,20}$/),
    title: fc.stringMatching(/^[A-Za-z0-9/;]{1,20}$/),
  });
  await fc.assert(
    fc.asyncProperty(fc.array(payment, { maxLength: 8 }), fc.integer({ min: 1, max: 300 }), async (payments, size) => {
      const lines = payments.map(
        ({ minor, isDebit, name, title }) =>
          `DK1;02.01.2026;03.01.2026;${isDebit ? 'D' : 'C'};${grouped(minor)};EUR;'${name.replaceAll("'", "''")}';'${title}';;42`,
      );
      const text = ['header', 'columns', ...lines, 'trailer'].join('\r\n');
      const read = await readAll(readDelimited(own), Buffer.from(text), size);
      expect(read.problems).toEqual([]);
      expect(
        read.facts.map((fact) => [fact.effect, fact.kind, fact.creditorNumber, fact.actualDate, fact.bank?.texts[0]]),
      ).toEqual(
        payments.map(({ minor, isDebit, title }) => [
          isDebit ? -minor : minor,
          isDebit ? 'other' : 'paid',
          'DK1',
          '2026-01-03',
          title,
        ]),
      );
      expect(new Set(read.facts.map(({ paymentKey }) => paymentKey)).size).toBe(payments.length);
      const names = read.records.map(({ layoutKey }) => layoutKey);
      expect(names.filter((name) => name === 'own.header')).toHaveLength(2);
      expect(names.filter((name) => name === 'own.trailer')).toHaveLength(
        payments.length === 0 && names.length < 3 ? 0 : 1,
      );
    }),
    { numRuns: 200 },
  );
});

test('a profile with a fault builds no reader', () => {
  expect(() => readDelimited({ ...own, datePattern: 'mm' })).toThrow(/datePattern/);
});

test('totals that are wrong refuse the file; where a line could not be read, the difference is no wonder', async () => {
  const bytes = readFileSync(`${root}bzwbk-comma/input.txt`).toString('latin1');
  const profile = delimitedProfiles.find(({ key }) => key === 'bzwbk-comma') ?? elixir0;
  const codesOf = async (text: string): Promise<readonly string[]> => {
    const { fatal, problems } = await readAll(readDelimited(profile), Buffer.from(text, 'latin1'));
    return [...fatal, ...problems].map(({ code }) => code);
  };
  expect(await codesOf(bytes)).toEqual([]);
  expect(await codesOf(bytes.replace('999,2,', '999,3,'))).toEqual(['TOTALS_WRONG']);
  expect(await codesOf(bytes.replace('20260202,1,', '20260202,x,'))).toEqual(['LINE_UNREADABLE']);
});

test('what no public source describes is named, with why it is off', () => {
  for (const words of Object.values(unreachedProfiles)) expect(words).toMatch(/not public.*off/);
  expect(delimitedProfiles.every(({ mark }) => mark === 'verified' || mark === 'single source')).toBe(true);
});
