import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { euro, pain002Format, pain008Format, statusFacts } from '#channels/sepa';
import type { FileFormat } from '#schemas/kit';
import { sharedReference } from '#test/shared-reference';
import { elementMutant } from '../../schemas/element-mutants.ts';
import { richMessages } from '../../schemas/rich-messages.ts';
import { mutant, seeded } from '../mutants.ts';
import { read002, read008, sourceOf } from './sepa-kit.ts';

const golden = fileURLToPath(new URL('../../golden/pain.008/', import.meta.url));
const ours = readdirSync(golden).map((name) => readFileSync(join(golden, name, 'expected.xml')));
const rich = (kind: string): readonly Buffer[] =>
  Object.entries(richMessages).flatMap(([name, text]) => (name.startsWith(kind) ? [Buffer.from(text)] : []));
const samples = (matching: RegExp): readonly Buffer[] =>
  ['samples', 'own'].flatMap((folder) =>
    sharedReference(`iso20022/${folder}`, matching).map((path) => readFileSync(path)),
  );

const count = 100_000;

async function drain(format: FileFormat, bytes: Buffer): Promise<void> {
  format.recognise(bytes.subarray(0, 8192));
  for await (const line of format.describe(sourceOf(bytes), 'mutant')) JSON.stringify(line);
  for await (const found of format.lint(sourceOf(bytes), 'mutant')) {
    if (found.expected === '' || found.remedy === '') throw new Error(`a finding without words: ${found.field}`);
  }
}

async function mutate(
  originals: readonly Buffer[],
  seed: number,
  format: FileFormat,
  each: (bytes: Buffer) => Promise<void>,
): Promise<void> {
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

test('100,000 mutants of pain.008: never a crash, never another sum than the one stated', async () => {
  const told = { sound: 0, fatal: 0, problems: 0 };
  await mutate([...ours, ...rich('pain.008'), ...samples(/pain\.?008/)], 8, pain008Format, async (bytes) => {
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
  expect(Math.min(told.sound, told.fatal)).toBeGreaterThan(count / 10);
  expect(told.problems).toBeGreaterThan(count / 200);
}, 600_000);

test('100,000 mutants of pain.002: never a crash, no refusal that is not there, never money', async () => {
  const told = { items: 0, refused: 0, fatal: 0 };
  await mutate([...rich('pain.002'), ...samples(/pain\.?002/)], 2, pain002Format, async (bytes) => {
    const { items, fatal } = await read002(bytes);
    told.items += items.length;
    if (fatal.length > 0) told.fatal += 1;
    for (const fact of statusFacts(items, euro)) {
      told.refused += 1;
      if (fact.effect !== 0 || fact.actualAmount !== 0) throw new Error('a status report moves no money');
      if (!/RJCT|CANC/.test(bytes.toString('latin1'))) throw new Error('refused without being told so');
    }
  });
  expect(told.fatal).toBeGreaterThan(count / 10);
  expect(told.items).toBeGreaterThan(count);
  expect(told.refused).toBeGreaterThan(count / 10);
}, 600_000);

test('oversized and hostile files are findings, not crashes', async () => {
  const start = '<Document xmlns="urn:iso:std:iso:20022:tech:xsd:pain.008.001.02"><CstmrDrctDbtInitn>';
  const odd = [
    Buffer.alloc(3_000_000, '<'),
    Buffer.alloc(1_000_000),
    Buffer.from(start + '<PmtInf>'.repeat(100_000)),
    Buffer.from(`${start}<GrpHdr><MsgId>${'x'.repeat(3_000_000)}</MsgId></GrpHdr>`),
    Buffer.from(`<!DOCTYPE a [<!ENTITY b "${'c'.repeat(1000)}">]>${start}&b;`),
    Buffer.from(
      `${start}<PmtInf>${'<DrctDbtTxInf><InstdAmt Ccy="EUR">999999999999999</InstdAmt></DrctDbtTxInf>'.repeat(30_000)}`,
    ),
    Buffer.from(
      `${start}<PmtInf>${'<DrctDbtTxInf><InstdAmt Ccy="EUR">9999999999999</InstdAmt></DrctDbtTxInf>'.repeat(30_000)}</PmtInf></CstmrDrctDbtInitn></Document>`,
    ),
    Buffer.from(`${start}${'<GrpHdr><NbOfTxs>1e5</NbOfTxs><CtrlSum>-0</CtrlSum></GrpHdr>'.repeat(10_000)}`),
    Buffer.from([0xff, 0xfe, 0x3c, 0x00, 0x44, 0x00]),
  ];
  for (const bytes of odd) {
    const { fatal } = await read008(bytes);
    expect(fatal.length, bytes.toString('latin1', 0, 120)).toBeGreaterThan(0);
    expect((await read002(bytes)).fatal.length).toBeGreaterThan(0);
    let findings = 0;
    for await (const found of pain008Format.lint(sourceOf(bytes), 'odd')) findings += found.remedy === '' ? 0 : 1;
    expect(findings).toBeGreaterThan(0);
    let lines = 0;
    for await (const line of pain008Format.describe(sourceOf(bytes), 'odd')) lines += line.title === '' ? 0 : 1;
    expect(lines).toBeGreaterThan(0);
  }
});
