import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { check0601, check0602, readReceipt } from '#channels/betalingsservice';
import { sharedReference } from '#test/shared-reference';
import { describeFile, detect, lintFile } from '../../src/files/formats.ts';
import { latin1, sourceOf } from './bs-kit.ts';
import { mutant, seeded } from './mutants.ts';
import { readAll } from './read-0602.ts';

const golden = (name: string): Buffer =>
  readFileSync(fileURLToPath(new URL(`../golden/nets/${name}`, import.meta.url)));
const samples = (matching: RegExp): readonly Buffer[] =>
  sharedReference('nets/samples', matching).map((path) => readFileSync(path));

const count = 100_000;

/** The amount the file's own 992 states, read without any of our code. */
function trailerOf(bytes: Buffer): number {
  const end = /^BS992[^\n]*/m.exec(bytes.toString('latin1'))?.[0] ?? '';
  return Number(end.slice(42, 57));
}

async function drain(lines: AsyncIterable<unknown>): Promise<number> {
  let seen = 0;
  for await (const line of lines) {
    // What comes out must be plain data, whatever went in.
    if (seen === 0) JSON.stringify(line);
    seen += 1;
  }
  return seen;
}

async function mutate(
  originals: readonly Buffer[],
  seed: number,
  each: (bytes: Buffer, i: number) => Promise<void> | void,
) {
  const random = seeded(seed);
  for (let i = 0; i < count; i++) {
    const original = originals[i % originals.length] ?? Buffer.alloc(0);
    const bytes = mutant(original, random);
    try {
      await each(bytes, i);
    } catch (thrown) {
      // The bytes belong into test/crashers/nets, where they are tried for ever.
      throw new Error(`mutant ${i} of seed ${seed}: ${bytes.toString('base64')}`, { cause: thrown });
    }
    if (i % 50 === 0) {
      detect(bytes);
      const lines = await drain(describeFile(sourceOf(bytes), 'mutant'));
      if (bytes.length > 0) expect(lines).toBeGreaterThan(0);
      await drain(lintFile(sourceOf(bytes), 'mutant'));
    }
  }
}

test('100,000 mutants of 0602: never a crash, never money that is not there', async () => {
  const originals = [golden('0602-mixed/input.txt'), golden('0602-bad-line/input.txt'), ...samples(/^0602/)];
  let sound = 0;
  let refused = 0;
  await mutate(originals, 602, async (bytes) => {
    const checked = await check0602(sourceOf(bytes), 'mutant');
    if (!checked.isSound) {
      refused += 1;
      if (refused % 10 === 0) await readAll(bytes);
      return;
    }
    sound += 1;
    const { facts, problems } = await readAll(bytes);
    const settled = facts.reduce((total, fact) => total + fact.actualAmount, 0);
    const stated = trailerOf(bytes);
    if (settled > stated) throw new Error(`settled ${settled}, the file states ${stated}`);
    if (problems.length === 0 && checked.warnings.length === 0 && settled !== stated) {
      throw new Error(`settled ${settled} of ${stated} and told no problem`);
    }
    if (facts.length > checked.counts.count042) throw new Error('more facts than records');
    if (facts.some((fact) => Math.abs(fact.effect) > fact.actualAmount)) throw new Error('more effect than money');
  });
  expect(refused).toBeGreaterThan(count / 3);
  expect(sound).toBeGreaterThan(count / 50);
}, 180_000);

test('100,000 mutants of 0601: never a crash, and no other net passes than the one stated', async () => {
  const originals = [golden('0601-total/expected.txt'), golden('0601-basis/expected.txt'), ...samples(/^0601/)];
  let refused = 0;
  await mutate(originals, 601, async (bytes) => {
    const checked = await check0601(sourceOf(bytes), 'mutant');
    if (!checked.isSound) refused += 1;
    else if (Math.abs(checked.counts.amount) !== trailerOf(bytes)) throw new Error('a net nobody stated');
  });
  expect(refused).toBeGreaterThan(count / 3);
}, 180_000);

test('100,000 mutants of T: never a crash, accepted only by + and 00', async () => {
  const originals = [golden('t-accepted/input.txt'), ...samples(/^T-/)];
  await mutate(originals, 40, (bytes) => {
    const read = readReceipt(bytes, 'mutant');
    if (read.ok && read.value.kind === 'transmission' && read.value.accepted) {
      const said = /PBCNET40.{32}(\+[A-Z]{2}00)/s.exec(bytes.toString('latin1'));
      if (!said) throw new Error('accepted without being told so');
    }
  });
}, 180_000);

test('100,000 mutants of V: never a crash, accepted only by + and 00', async () => {
  const originals = [golden('v-accepted/input.txt'), golden('v-refused/input.txt'), ...samples(/^V-/)];
  let accepted = 0;
  await mutate(originals, 41, (bytes) => {
    const read = readReceipt(bytes, 'mutant');
    if (!read.ok || read.value.kind !== 'delivery' || !read.value.accepted) return;
    accepted += 1;
    if (!/PBCNET41.{32}(\+[A-Z]{2}00)/s.test(bytes.toString('latin1')))
      throw new Error('accepted without being told so');
  });
  expect(accepted).toBeGreaterThan(count / 10);
}, 180_000);

test('100,000 mutants of F: never a crash, and a note never answers for a delivery', async () => {
  const originals = [golden('f-note/input.txt'), ...samples(/^F-/)];
  await mutate(originals, 70, (bytes) => {
    const read = readReceipt(bytes, 'mutant');
    if (read.ok && read.value.kind !== 'note') throw new Error(`a note became a ${read.value.kind}`);
  });
}, 180_000);

test('oversized, packed and binary files are findings, not crashes', async () => {
  const odd = [
    Buffer.alloc(3_000_000, 'B'),
    Buffer.alloc(1_000_000),
    Buffer.from([0x50, 0x4b, 0x03, 0x04, ...Array.from({ length: 500 }, (_, i) => i % 256)]),
    latin1('BS002\n'.repeat(100_000)),
    latin1(`${'*'.repeat(3)}${' '.repeat(4000)}\n`.repeat(200)),
    Buffer.concat([golden('0602-mixed/input.txt'), Buffer.alloc(2_000_000, 'BS0420240850302360')]),
  ];
  for (const bytes of odd) {
    expect((await check0602(sourceOf(bytes), 'odd')).isSound).toBe(false);
    expect((await check0602(sourceOf(bytes), 'odd')).fatal.length).toBeLessThanOrEqual(101);
    expect((await readAll(bytes, 65_536)).facts.length).toBeLessThanOrEqual(10);
    expect(await drain(describeFile(sourceOf(bytes), 'odd'))).toBeGreaterThan(0);
    expect(await drain(lintFile(sourceOf(bytes), 'odd'))).toBeGreaterThan(0);
    expect(readReceipt(bytes, 'odd').ok).toBe(false);
  }
});
