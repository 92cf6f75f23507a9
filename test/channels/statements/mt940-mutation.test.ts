import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import type { PaymentReader } from '#channels';
import {
  bai2Format,
  bphCommaFormat,
  bzwbkPipeFormat,
  cmkvFormat,
  cmkxksxFormat,
  delimitedFormat,
  elixir0Format,
  fi0Format,
  mt940Format,
  mt942Format,
  readCmkv,
  readCmkxksx,
  readDelimited,
  readFi0,
  readMt940,
} from '#channels/statements';
import type { FileFormat } from '#schemas/kit';
import { bphComma, bzwbkComma, bzwbkPipe, elixir0 } from '#schemas/statements';
import { mutant, seeded } from '../mutants.ts';
import { readAll, sourceOf } from './mt940-kit.ts';

const root = fileURLToPath(new URL('../../golden/', import.meta.url));
const goldenOf = (format: string, matching = /./): readonly Buffer[] =>
  readdirSync(`${root}${format}`)
    .filter((name) => matching.test(name))
    .map((name) => `${root}${format}/${name}`)
    .map((folder) => readFileSync(`${folder}/${readdirSync(folder).find((file) => file.startsWith('input.')) ?? ''}`));

const count = 100_000;
const everyFormat = [
  mt940Format,
  mt942Format,
  fi0Format,
  cmkvFormat,
  cmkxksxFormat,
  elixir0Format,
  bzwbkPipeFormat,
  bphCommaFormat,
  bai2Format,
];

async function drain(lines: AsyncIterable<unknown>): Promise<void> {
  for await (const line of lines) JSON.stringify(line);
}

interface Kind {
  readonly name: string;
  readonly reader: PaymentReader;
  readonly format: FileFormat;
  readonly originals: readonly Buffer[];
  readonly seed: number;
}

const kinds: readonly Kind[] = [
  { name: 'MT940', reader: readMt940(), format: mt940Format, originals: goldenOf('mt940'), seed: 940 },
  { name: 'MT942', reader: readMt940(), format: mt942Format, originals: goldenOf('mt942'), seed: 942 },
  { name: 'FI0', reader: readFi0, format: fi0Format, originals: goldenOf('fi0'), seed: 71 },
  { name: 'CMKV', reader: readCmkv, format: cmkvFormat, originals: goldenOf('cmkv', /^kroner/), seed: 5 },
  { name: 'CMKXKSX', reader: readCmkxksx, format: cmkxksxFormat, originals: goldenOf('cmkv', /^extended/), seed: 6 },
  {
    name: 'Elixir-0',
    reader: readDelimited(elixir0),
    format: elixir0Format,
    originals: goldenOf('delimited', /^elixir/),
    seed: 110,
  },
  {
    name: 'BZ WBK',
    reader: readDelimited(bzwbkPipe),
    format: bzwbkPipeFormat,
    originals: goldenOf('delimited', /^bzwbk-pipe/),
    seed: 7,
  },
  {
    name: 'BPH',
    reader: readDelimited(bphComma),
    format: bphCommaFormat,
    originals: goldenOf('delimited', /^bph/),
    seed: 2,
  },
];

/**
 * What must hold of any bytes: no throw, no fact outside the file, no effect that is not the amount, no two payments with
 * one key, and every fact stands on a record.
 */
test.each(kinds)(
  '100,000 mutants of $name: never a crash, never money that is not there',
  async ({ name, reader, format, originals, seed }) => {
    const random = seeded(seed);
    let good = 0;
    let bad = 0;
    for (let i = 0; i < count; i++) {
      const bytes = mutant(originals[i % originals.length] ?? Buffer.alloc(0), random);
      try {
        const read = await readAll(reader, bytes);
        good += read.facts.length;
        bad += read.problems.length + read.fatal.length;
        const starts = new Set(read.records.map(({ byteFrom }) => byteFrom));
        const keys = new Set<string>();
        for (const fact of read.facts) {
          if (Math.abs(fact.effect) !== fact.actualAmount && fact.effect !== 0)
            throw new Error('an effect that is no amount');
          if (!starts.has(fact.byteFrom) || fact.byteTo > bytes.length || fact.byteFrom >= fact.byteTo)
            throw new Error('a fact outside its record');
          if (keys.has(fact.paymentKey)) throw new Error('two payments with one key');
          keys.add(fact.paymentKey);
        }
        if (i % 50 === 0) {
          for (const one of everyFormat) one.recognise(bytes);
          await drain(format.describe(sourceOf(bytes), 'mutant'));
          await drain(format.lint(sourceOf(bytes), 'mutant'));
        }
      } catch (thrown) {
        // The bytes belong into test/crashers/statements, where they are tried for ever.
        throw new Error(`mutant ${i} of ${name}: ${bytes.toString('base64')}`, { cause: thrown });
      }
    }
    // The good lines beside the bad ones are read.
    expect(good).toBeGreaterThan(count / 2);
    expect(bad).toBeGreaterThan(count / 4);
  },
  300_000,
);

test('one damaged line of a statement costs that line and no other', async () => {
  const [bytes = Buffer.alloc(0)] = goldenOf('mt940', /^danske-pages/);
  const whole = await readAll(readMt940(), bytes);
  const text = bytes.toString('latin1');
  for (const { byteFrom } of whole.facts) {
    const damaged = `${text.slice(0, byteFrom + 4)}XX${text.slice(byteFrom + 6)}`;
    const read = await readAll(readMt940(), Buffer.from(damaged, 'latin1'));
    expect(read.facts.map((fact) => fact.byteFrom)).toEqual(
      whole.facts.map((fact) => fact.byteFrom).filter((from) => from !== byteFrom),
    );
    expect(read.problems[0]?.code).toBe('LINE_UNREADABLE');
  }
});

const odd: readonly (readonly [string, Buffer])[] = [
  ['nothing', Buffer.alloc(0)],
  ['NUL bytes', Buffer.alloc(1_000_000)],
  ['one line of three megabytes', Buffer.alloc(3_000_000, ':61:260101C1,NTRF')],
  ['line ends', Buffer.alloc(100_000, '\r\n')],
  ['tags without content', Buffer.from(':20:\n:25:\n:28C:\n:60F:\n:61:\n:86:\n:62F:\n'.repeat(1000))],
  ['entries without a statement', Buffer.from(':61:260101C1,NTRF\n:86:x\n'.repeat(1000))],
  ['separators', Buffer.alloc(100_000, ',|";')],
  ['quotes that never close', Buffer.from('"CMKV","'.repeat(500))],
  [
    'amounts beyond what is exact',
    Buffer.from(
      `:20:X\n:25:1\n:28C:1\n:60F:C260101EUR0,\n${':61:260101C999999999999,99NTRFX\n'.repeat(200)}:62F:C260101EUR0,\n`,
    ),
  ],
  ['a packed file', Buffer.from([0x50, 0x4b, 0x03, 0x04, ...Array.from({ length: 500 }, (_, i) => i % 256)])],
];
const readers = {
  mt940: readMt940(),
  fi0: readFi0,
  cmkv: readCmkv,
  elixir: readDelimited(elixir0),
  wbk: readDelimited(bzwbkComma),
};

test.each(odd)('%s: nothing breaks, and nothing is settled that is not there', async (_name, bytes) => {
  for (const reader of Object.values(readers)) {
    const read = await readAll(reader, bytes, 65_536);
    expect(read.facts.every(({ effect }) => Number.isSafeInteger(effect))).toBe(true);
    expect(read.problems.length + read.fatal.length).toBeGreaterThanOrEqual(read.facts.length > 0 ? 0 : 1);
  }
  for (const format of [...everyFormat, delimitedFormat(bzwbkComma)]) {
    format.recognise(bytes.subarray(0, 8192));
    await drain(format.describe(sourceOf(bytes), 'odd'));
    await drain(format.lint(sourceOf(bytes), 'odd'));
  }
});

const crashers = fileURLToPath(new URL('../../crashers/statements/', import.meta.url));

test('every file that once broke a reader, or is of a kind that breaks readers, is tried for ever', async () => {
  const names = existsSync(crashers) ? readdirSync(crashers).sort() : [];
  expect(names.length).toBeGreaterThan(4);
  for (const name of names) {
    const bytes = readFileSync(`${crashers}${name}`);
    for (const reader of Object.values(readers)) await readAll(reader, bytes, 1000);
    for (const format of everyFormat) {
      await drain(format.describe(sourceOf(bytes), name));
      await drain(format.lint(sourceOf(bytes), name));
    }
  }
});
