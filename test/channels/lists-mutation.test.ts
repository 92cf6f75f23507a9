import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import type { MandateFact, PaymentFact, RemarkFact } from '#channels';
import { nets0603Format, nets0605Format, nets0621Format, read0603, read0621 } from '#channels/betalingsservice';
import {
  ls0602Format,
  ls0690Format,
  ls30Format,
  ls40Format,
  readLs0602,
  readLs0690,
  readLsMandates,
} from '#channels/leverandoerservice';
import type { FileFormat } from '#schemas/kit';
import { sharedReference } from '#test/shared-reference';
import { sourceOf } from './bs-kit.ts';
import { findingsOf, linesOf, type Reader, readWhole } from './lists-kit.ts';
import { mutant, seeded } from './mutants.ts';

const golden = (name: string): Buffer => readFileSync(fileURLToPath(new URL(`../golden/${name}`, import.meta.url)));
const samples = (matching: RegExp): readonly Buffer[] =>
  sharedReference('nets/samples', matching).map((path) => readFileSync(path));

type AnyFact = MandateFact | PaymentFact | RemarkFact;

interface Tried {
  readonly format: FileFormat;
  readonly originals: readonly Buffer[];
  /** Null for files that only leave the house: they are looked through in place of being read. */
  readonly read: Reader<AnyFact> | null;
  /** Lines that must each tell a fact as long as the lines around them that say where they stand are whole. */
  readonly good: RegExp;
  readonly frame: RegExp;
  /** Records that together make one fact. */
  readonly perFact?: number;
}

const tried: Readonly<Record<string, Tried>> = {
  'nets-0603': {
    format: nets0603Format,
    originals: [golden('mandates/0603-changes/input.txt'), ...samples(/^0603/)],
    read: read0603,
    good: /^BS042/,
    frame: /^BS(0[019]|99)2/,
  },
  'nets-0605': {
    format: nets0605Format,
    originals: [golden('mandates/0605-cancellations/expected.txt')],
    read: null,
    good: /^BS042/,
    frame: /^BS(0[019]|99)2/,
  },
  'nets-0621': {
    format: nets0621Format,
    originals: [golden('mandates/0621-errors/input.txt'), ...samples(/^0621/)],
    read: read0621,
    good: /^BS022/,
    frame: /^BS(0[019]|99)2/,
    perFact: 2,
  },
  'ls-0602': {
    format: ls0602Format,
    originals: [golden('leverandoerservice/ls-0602-mixed/input.txt'), ...samples(/^ls-0602/)],
    read: readLs0602,
    good: /^LS042.{8}(0580|0585|0530|0540).{8}K/,
    frame: /^LS002/,
  },
  'ls-0690': {
    format: ls0690Format,
    originals: [golden('leverandoerservice/ls-0690-remarks/input.txt'), ...samples(/^ls-0690/)],
    read: readLs0690,
    good: /^LS042/,
    frame: /^LS002/,
  },
  'ls-30': {
    format: ls30Format,
    originals: [golden('leverandoerservice/ls-30-list/input.txt'), ...samples(/^ls-30/)],
    read: readLsMandates,
    good: /^5[014]0/,
    frame: /^000/,
  },
  'ls-40': {
    format: ls40Format,
    originals: [golden('leverandoerservice/ls-40-mixed/expected.txt'), ...samples(/^ls-40/)],
    read: null,
    good: /^58[05]/,
    frame: /^00[01]/,
  },
};

const count = 100_000;
const linesIn = (bytes: Buffer): readonly string[] => bytes.toString('latin1').split(/\r?\n/);

interface Known {
  readonly original: Buffer;
  readonly lines: ReadonlySet<string>;
  /** The lines that say where records stand, in front of them and all together. */
  readonly opening: string;
  readonly frames: string;
}

function knownOf(original: Buffer, { good, frame }: Tried): Known {
  const lines = linesIn(original);
  const framesOf = (some: readonly string[]): string =>
    some.flatMap((line) => (frame.test(line) ? [`${line}\n`] : [])).join('');
  const first = lines.findIndex((line) => good.test(line));
  return { original, lines: new Set(lines), opening: framesOf(lines.slice(0, first)), frames: framesOf(lines) };
}

/** How many good lines stand as they were, where they belong; null when the lines around them are not whole. */
function wholeLines(bytes: Buffer, { lines, opening, frames }: Known, { good, frame }: Tried): number | null {
  let whole = 0;
  let seen = '';
  for (const line of linesIn(bytes)) {
    if (frame.test(line)) seen += `${line}\n`;
    else if (seen === opening && good.test(line) && lines.has(line)) whole += 1;
  }
  return seen === frames ? whole : null;
}

async function tryOne(bytes: Buffer, { read, format }: Tried, i: number): Promise<readonly AnyFact[] | null> {
  if (i % 50 === 0) {
    JSON.stringify(await linesOf(format, bytes));
    format.recognise(bytes);
  }
  if (read === null || i % 50 === 0) {
    for (const { remedy, expected } of await findingsOf(format, bytes)) {
      if (remedy === '' || expected === '') throw new Error('a finding that helps nobody');
    }
  }
  return read === null ? null : (await readWhole(read, bytes)).facts;
}

describe.each(Object.keys(tried))('%s', (key) => {
  test('100,000 mutants: never a crash, and every whole line is kept', async () => {
    const kind = tried[key]!;
    const random = seeded(key.length * 1000 + (key.codePointAt(key.length - 1) ?? 0));
    const known = kind.originals.map((original) => knownOf(original, kind));
    let kept = 0;
    for (let i = 0; i < count; i++) {
      const from = known[i % known.length]!;
      const bytes = mutant(from.original, random);
      try {
        const facts = await tryOne(bytes, kind, i);
        const whole = facts === null ? null : wholeLines(bytes, from, kind);
        if (facts === null || whole === null) continue;
        kept += 1;
        const least = Math.floor(whole / (kind.perFact ?? 1));
        if (facts.length < least) throw new Error(`${facts.length} facts of ${whole} whole lines`);
        if (facts.length > linesIn(bytes).length) throw new Error('more facts than lines');
      } catch (thrown) {
        throw new Error(`mutant ${i}: ${bytes.toString('base64')}`, { cause: thrown });
      }
    }
    if (kind.read !== null) expect(kept).toBeGreaterThan(count / 10);
  }, 120_000);
});

test.each(Object.keys(tried))('%s: files of another world are findings, not crashes', async (key) => {
  const { format, read, originals } = tried[key]!;
  const odd = [
    Buffer.alloc(0),
    Buffer.alloc(1_000_000),
    Buffer.alloc(500_000, 'B'),
    Buffer.from('LS002\n'.repeat(2000)),
    Buffer.from('BS042'.padEnd(5000, ' ').concat('\n').repeat(50)),
    Buffer.concat([originals[0] ?? Buffer.alloc(0), Buffer.alloc(300_000, '5801234')]),
    Buffer.from('\uFEFFBS00212345674BS1060337', 'utf8'),
  ];
  for (const bytes of odd) {
    const findings = await findingsOf(format, bytes);
    expect(findings.some(({ severity }) => severity === 'fault')).toBe(true);
    await linesOf(format, bytes);
    if (read === null) continue;
    const told = await readWhole(read, bytes, 65_536);
    expect(told.fatal.length).toBeGreaterThan(0);
    expect(told.fatal.length).toBeLessThanOrEqual(101);
    for await (const batch of read(sourceOf(bytes), 'odd')) JSON.stringify(batch);
  }
});
