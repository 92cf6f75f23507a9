import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { camtFormats, xmlFormat } from '#channels/statements';
import { sharedReference } from '#test/shared-reference';
import { mutant, seeded } from '../mutants.ts';
import { balance, camt, entry, readAll, sourceOf, tx } from './camt-kit.ts';

/** A file with everything in it: batches, parts, charges, returns, references, two-byte letters. */
const rich = camt({
  kind: '053',
  version: '08',
  head: balance('OPBD', '100.00') + balance('CLBD', '300.00'),
  entries: [
    entry({ reference: 'A', text: 'Søren' }),
    entry({
      reference: 'B',
      details: `<Btch><NbOfTxs>2</NbOfTxs></Btch>${tx('60.00', '', 'X')}${tx('40.00', '', 'Y')}`,
    }),
    entry({
      reference: 'C',
      direction: 'DBIT',
      reversal: 'true',
      details: tx('100.00', '<RtrInf><Rsn><Cd>MD06</Cd></Rsn></RtrInf>'),
    }),
    entry({ reference: 'D', details: tx('100.00', '<RmtInf><Ustrd>a &amp; b</Ustrd></RmtInf>') }),
  ].join(''),
});
const originals = [
  Buffer.from(rich),
  ...sharedReference('iso20022/samples', /(dk-nordea-camt|oca-camt|ch-camt.054.*-a|genkgo-camt.053.001.08)/).map(
    (file) => readFileSync(file),
  ),
  ...sharedReference('iso20022/own', /camt/).map((file) => readFileSync(file)),
];

const count = 100_000;
const chunks = 20;

test.each(Array.from({ length: chunks }, (_, i) => i))(
  'mutants never throw, end, and keep what was good before the damage (part %i)',
  { timeout: 600_000 },
  async (part) => {
    const random = seeded(20_261_122 + part);
    let whole = 0;
    let broken = 0;
    const good = new Map<Buffer, readonly { readonly end: number; readonly fact: string }[]>();
    for (const original of originals) {
      const { facts } = await readAll(original);
      const told = facts.map((fact) => ({ end: endOfEntry(original, fact.byteTo), fact: JSON.stringify(fact) }));
      good.set(original, told);
    }
    for (let i = 0; i < count / chunks; i++) {
      const original = originals[i % originals.length] ?? Buffer.alloc(0);
      const bytes = mutant(original, random);
      const read = await readAll(bytes, random() < 0.1 ? 1 + Math.floor(random() * 600) : undefined);
      if (read.fatal.length > 0) broken += 1;
      else whole += 1;
      if (read.fatal.length > 1) throw new Error(JSON.stringify(read.fatal));
      const damage = firstDifference(original, bytes);
      const before = (good.get(original) ?? []).filter(({ end }) => end <= damage);
      const isKept = before.every(({ fact }, at) => JSON.stringify(read.facts[at]) === fact);
      if (!isKept) throw new Error(`a good entry was lost: ${bytes.toString('latin1')}`);
      if (read.records.some(({ lineNumber }, at) => lineNumber !== at + 1)) throw new Error('numbers are not in order');
      for (const { byteFrom, byteTo, effect, bank } of read.facts) {
        if (!(byteFrom >= 0 && byteFrom < byteTo && byteTo <= bytes.length)) throw new Error(`${byteFrom}-${byteTo}`);
        if (!Number.isSafeInteger(effect) || (bank?.status !== 'booked' && effect !== 0)) throw new Error(`${effect}`);
      }
    }
    expect([whole > count / chunks / 20, broken > count / chunks / 20]).toEqual([true, true]);
  },
);

function firstDifference(one: Buffer, other: Buffer): number {
  const end = Math.min(one.length, other.length);
  for (let at = 0; at < end; at++) if (one[at] !== other[at]) return at;
  return end;
}

/** A transaction is only told when its entry has ended. */
function endOfEntry(bytes: Buffer, from: number): number {
  const found = bytes.indexOf('</Ntry>', Math.max(0, from - '</Ntry>'.length));
  return found < 0 ? bytes.length : found + '</Ntry>'.length;
}

test('describe and lint take every mutant, too', { timeout: 120_000 }, async () => {
  const random = seeded(7);
  for (let i = 0; i < 1500; i++) {
    const bytes = mutant(originals[i % originals.length] ?? Buffer.alloc(0), random);
    for (const format of [...camtFormats, xmlFormat]) {
      const head = bytes.subarray(0, 8192);
      if (format.recognise(head) === null && i % 10 > 0) continue;
      for await (const line of format.describe(sourceOf(bytes), 'x'))
        expect(line.byteTo).toBeLessThanOrEqual(bytes.length);
      for await (const found of format.lint(sourceOf(bytes), 'x')) expect(found.remedy).not.toBe('');
    }
  }
});
