import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { euro, pain002Format, pain008Format, statusFacts } from '#channels/sepa';
import type { FileFormat } from '#schemas/kit';
import { elementMutant } from '../../schemas/element-mutants.ts';
import { richMessages } from '../../schemas/rich-messages.ts';
import { mutant, seeded } from '../mutants.ts';
import { read002, read008, sourceOf } from './sepa-kit.ts';

// Run in a process of its own (`test/kit/own-process.ts`), which is started in the project's root.
const golden = join('test', 'golden', 'pain.008');
const ours = (): readonly Buffer[] =>
  readdirSync(golden).map((name) => readFileSync(join(golden, name, 'expected.xml')));
const rich = (kind: string): readonly Buffer[] =>
  Object.entries(richMessages).flatMap(([name, text]) => (name.startsWith(kind) ? [Buffer.from(text)] : []));

const [, , kind = '', count = '', ...samples] = process.argv;
const told = await (kind === 'pain.008' ? mutate008(Number(count)) : mutate002(Number(count)));
process.stdout.write(JSON.stringify(told));

async function mutate008(count: number): Promise<object> {
  const told = { sound: 0, fatal: 0, problems: 0 };
  await mutate([...ours(), ...rich('pain.008')], 8, pain008Format, count, async (bytes) => {
    const { group, transactions, problems, fatal } = await read008(bytes);
    if (fatal.length > 0) told.fatal += 1;
    else if (problems.length > 0) told.problems += 1;
    else {
      told.sound += 1;
      const sum = transactions.reduce((total, { amount }) => total + (amount ?? Number.NaN), 0);
      const stated = group?.statedTotal ?? null;
      if (stated !== null && sum !== stated) throw new Error(`read ${sum}, the head states ${stated}`);
      const listed = group?.statedCount ?? '';
      if (listed !== '' && Number(listed) !== transactions.length)
        throw new Error('another number than the one stated');
    }
    for (const { byteFrom, byteTo } of transactions) {
      if (byteFrom < 0 || byteTo > bytes.length || byteFrom >= byteTo) throw new Error('a place outside the file');
    }
  });
  return told;
}

async function mutate002(count: number): Promise<object> {
  const told = { items: 0, refused: 0, fatal: 0 };
  await mutate(rich('pain.002'), 2, pain002Format, count, async (bytes) => {
    const { items, fatal } = await read002(bytes);
    told.items += items.length;
    if (fatal.length > 0) told.fatal += 1;
    for (const fact of statusFacts(items, euro)) {
      told.refused += 1;
      if (fact.effect !== 0 || fact.actualAmount !== 0) throw new Error('a status report moves no money');
      if (!/RJCT|CANC/.test(bytes.toString('latin1'))) throw new Error('refused without being told so');
    }
  });
  return told;
}

async function mutate(
  made: readonly Buffer[],
  seed: number,
  format: FileFormat,
  count: number,
  each: (bytes: Buffer) => Promise<void>,
): Promise<void> {
  const originals = [...made, ...samples.map((path) => readFileSync(path))];
  const random = seeded(seed);
  // Every eleventh is one of the long ones: a mutant costs what its length costs.
  const long = originals.filter(({ length }) => length > 2600);
  const short = originals.filter(({ length }) => length <= 2600);
  for (let i = 0; i < count; i++) {
    const among = i % 11 === 0 && long.length > 0 ? long : short;
    const original = among[Math.floor(i / 2) % among.length] ?? Buffer.alloc(0);
    // Half of them break bytes, and so mostly the XML; the other half move and change elements, which stays XML.
    const bytes =
      i % 2 === 0 ? mutant(original, random) : Buffer.from(elementMutant(original.toString('utf8'), random));
    try {
      await each(bytes);
      if (i % 100 < 2) await drain(format, bytes);
    } catch (thrown) {
      throw new Error(`mutant ${i} of seed ${seed}: ${bytes.toString('base64')}`, { cause: thrown });
    }
  }
}

async function drain(format: FileFormat, bytes: Buffer): Promise<void> {
  format.recognise(bytes.subarray(0, 8192));
  for await (const line of format.describe(sourceOf(bytes), 'mutant')) JSON.stringify(line);
  for await (const found of format.lint(sourceOf(bytes), 'mutant')) {
    if (found.expected === '' || found.remedy === '') throw new Error(`a finding without words: ${found.field}`);
  }
}
