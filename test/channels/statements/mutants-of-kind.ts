import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { PaymentReader } from '#channels';
import {
  bphCommaFormat,
  bzwbkPipeFormat,
  cmkvFormat,
  cmkxksxFormat,
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
import { bphComma, bzwbkPipe, elixir0 } from '#schemas/statements';
import { mutant, seeded } from '../mutants.ts';
import { explain, recognise } from './every-format.ts';
import { readAll } from './mt940-kit.ts';

// Run in a process of its own (`test/kit/own-process.ts`), which is started in the project's root.
const goldenOf = (format: string, matching = /./): readonly Buffer[] =>
  readdirSync(join('test', 'golden', format))
    .filter((name) => matching.test(name))
    .map((name) => join('test', 'golden', format, name))
    .map((folder) => readFileSync(join(folder, readdirSync(folder).find((file) => file.startsWith('input.')) ?? '')));

interface Kind {
  readonly reader: PaymentReader;
  readonly format: FileFormat;
  readonly originals: readonly Buffer[];
  readonly seed: number;
}

const kinds: Readonly<Record<string, Kind>> = {
  MT940: { reader: readMt940(), format: mt940Format, originals: goldenOf('mt940'), seed: 940 },
  MT942: { reader: readMt940(), format: mt942Format, originals: goldenOf('mt942'), seed: 942 },
  FI0: { reader: readFi0, format: fi0Format, originals: goldenOf('fi0'), seed: 71 },
  CMKV: { reader: readCmkv, format: cmkvFormat, originals: goldenOf('cmkv', /^kroner/), seed: 5 },
  CMKXKSX: { reader: readCmkxksx, format: cmkxksxFormat, originals: goldenOf('cmkv', /^extended/), seed: 6 },
  'Elixir-0': {
    reader: readDelimited(elixir0),
    format: elixir0Format,
    originals: goldenOf('delimited', /^elixir/),
    seed: 110,
  },
  'BZ WBK': {
    reader: readDelimited(bzwbkPipe),
    format: bzwbkPipeFormat,
    originals: goldenOf('delimited', /^bzwbk-pipe/),
    seed: 7,
  },
  BPH: { reader: readDelimited(bphComma), format: bphCommaFormat, originals: goldenOf('delimited', /^bph/), seed: 2 },
};

const [, , name = '', count = ''] = process.argv;
const kind = kinds[name];
if (!kind) throw new Error(`There is no kind ${name}`);
process.stdout.write(JSON.stringify(await readMutants(name, kind, Number(count))));

/**
 * What must hold of any bytes: no throw, no fact outside the file, no effect that is not the amount, no two payments with
 * one key, and every fact stands on a record.
 */
async function readMutants(
  name: string,
  { reader, format, originals, seed }: Kind,
  count: number,
): Promise<{ readonly good: number; readonly bad: number }> {
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
        recognise(bytes);
        await explain(format, bytes);
      }
    } catch (thrown) {
      // The bytes belong into test/crashers/statements, where they are tried for ever.
      throw new Error(`mutant ${i} of ${name}: ${bytes.toString('base64')}`, { cause: thrown });
    }
  }
  return { good, bad };
}
