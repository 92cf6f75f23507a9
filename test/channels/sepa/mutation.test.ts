import { expect, test } from 'vitest';
import { pain008Format } from '#channels/sepa';
import { inOwnProcess } from '#test/own-process';
import { sharedReference } from '#test/shared-reference';
import { read002, read008, sourceOf } from './sepa-kit.ts';

const samples = (matching: RegExp): readonly string[] =>
  ['samples', 'own'].flatMap((folder) => sharedReference(`iso20022/${folder}`, matching));

const count = 100_000;
const mutants = (kind: string, of: readonly string[]) =>
  inOwnProcess('test/channels/sepa/mutants-of-message.ts', [kind, String(count), ...of]);
const above = (least: number) => expect.toSatisfy((number) => number > least);

test('100,000 mutants of pain.008: never a crash, never another sum than the one stated', async () => {
  const told = await mutants('pain.008', samples(/pain\.?008/));
  expect(told).toEqual({ sound: above(count / 10), fatal: above(count / 10), problems: above(count / 200) });
}, 600_000);

test('100,000 mutants of pain.002: never a crash, no refusal that is not there, never money', async () => {
  const told = await mutants('pain.002', samples(/pain\.?002/));
  expect(told).toEqual({ items: above(count), refused: above(count / 10), fatal: above(count / 10) });
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
