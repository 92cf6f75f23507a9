import type { Finding } from '#schemas/kit';
import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { sharedReference } from '#test/shared-reference';
import { lintFile } from '../../src/files/formats.ts';

async function lint(bytes: Uint8Array): Promise<readonly Finding[]> {
  const findings: Finding[] = [];
  async function* source() {
    for (let from = 0; from < bytes.length; from += 300) yield bytes.subarray(from, from + 300);
  }
  for await (const found of lintFile(source(), 'test')) findings.push(found);
  return findings;
}

const samples = sharedReference('nets/samples', /^(0601|0602|[TVF]-).*\.txt$/);

test.each(samples.map((path) => [basename(path), path] as const))('%s has no fault', async (_name, path) => {
  expect(await lint(readFileSync(path))).toEqual([]);
});

const golden = (name: string): readonly string[] =>
  readFileSync(fileURLToPath(new URL(`../golden/nets/${name}`, import.meta.url)))
    .toString('latin1')
    .split('\r\n')
    .filter((line) => line !== '');

test('what we write and read has no fault', async () => {
  for (const name of ['0601-total', '0601-basis', '0601-replacement', '0601-slips']) {
    expect(await lint(latin1(golden(`${name}/expected.txt`)))).toEqual([]);
  }
  for (const name of ['0602-mixed', 't-accepted', 'v-accepted', 'f-note']) {
    expect(await lint(latin1(golden(`${name}/input.txt`)))).toEqual([]);
  }
});

const latin1 = (lines: readonly string[]): Buffer => Buffer.from(lines.map((line) => `${line}\r\n`).join(''), 'latin1');
const ours = golden('0601-total/expected.txt');
const theirs = golden('0602-mixed/input.txt');

/** Lines are counted from 1, as in the findings. */
const at = (lines: readonly string[], line: number, change: (text: string) => string | readonly string[]): Buffer =>
  latin1(lines.flatMap((text, i) => (i === line - 1 ? change(text) : text)));

const put = (text: string, from: number, value: string): string =>
  text.padEnd(128).slice(0, from - 1) + value + text.padEnd(128).slice(from - 1 + value.length);

test.each`
  what                                  | file      | line  | change                                            | found
  ${'an amount that is no number'}      | ${ours}   | ${6}  | ${(l: string) => put(l, 61, '00000x0125000')}     | ${['6 amount', '22 amount', '32 amount']}
  ${'a filler that is filled'}          | ${ours}   | ${6}  | ${(l: string) => put(l, 104, '07')}               | ${['6 filler1']}
  ${'an amount without a sign'}         | ${ours}   | ${6}  | ${(l: string) => put(l, 60, '0')}                 | ${['6 amount', '22 amount', '32 amount']}
  ${'a text of another customer'}       | ${ours}   | ${7}  | ${(l: string) => put(l, 28, 'C9999')}             | ${['7 customerNo']}
  ${'a text of another mandate'}        | ${ours}   | ${7}  | ${(l: string) => put(l, 43, '123456789')}         | ${['7 mandateNo']}
  ${'an address of another customer'}   | ${ours}   | ${5}  | ${(l: string) => put(l, 28, 'C9999')}             | ${['5 customerNo', '6 customerNo']}
  ${'a text line with a wrong number'}  | ${ours}   | ${7}  | ${(l: string) => put(l, 18, '00002')}             | ${['7 recordNo']}
  ${'another debtor group'}             | ${ours}   | ${6}  | ${(l: string) => put(l, 23, '00007')}             | ${['6 debtorGroupNo']}
  ${'another creditor'}                 | ${ours}   | ${22} | ${(l: string) => put(l, 6, '11111111')}           | ${['22 pbsNo']}
  ${'another data supplier at the end'} | ${ours}   | ${32} | ${(l: string) => put(l, 6, '11111111')}           | ${['32 dataSupplierNo']}
  ${'a customer number with a blank'}   | ${ours}   | ${20} | ${(l: string) => put(l, 28, 'C 003')}             | ${['20 customerNo', '20 customerNo', '21 customerNo']}
  ${'the same customer and date'}       | ${ours}   | ${20} | ${(l: string) => [l, l]}                          | ${['21 customerNo', '23 count042', '23 amount', '33 count042', '33 amount']}
  ${'a text before any collection'}     | ${ours}   | ${2}  | ${(l: string) => [l, ours[6]!]}                   | ${['3 recordType', '23 count052', '33 count052']}
  ${'an address nobody follows'}        | ${ours}   | ${21} | ${(l: string) => [l, put(ours[2]!, 28, 'C2003')]} | ${['23 recordType', '23 count022', '33 count022']}
  ${'an unknown record'}                | ${ours}   | ${7}  | ${(l: string) => put(l, 14, '0249')}              | ${['7 recordType']}
  ${'an unknown section'}               | ${theirs} | ${10} | ${(l: string) => put(l, 14, '0219')}              | ${['10 sectionNo']}
  ${'a wrong count of addresses'}       | ${ours}   | ${22} | ${(l: string) => put(l, 84, '00000000012')}       | ${['22 count022']}
  ${'a wrong number of sections'}       | ${ours}   | ${32} | ${(l: string) => put(l, 21, '00000000003')}       | ${['32 sectionCount']}
  ${'no end'}                           | ${ours}   | ${32} | ${() => []}                                       | ${['31 recordType']}
  ${'something behind the end'}         | ${ours}   | ${32} | ${(l: string) => [l, ours[1]!]}                   | ${['33 recordType']}
  ${'signs behind position 128'}        | ${theirs} | ${3}  | ${(l: string) => `${l}7`}                         | ${['3 surplus']}
  ${'a paid amount that differs'}       | ${theirs} | ${3}  | ${(l: string) => put(l, 116, '0000000125001')}    | ${['3 actualAmount', '9 amount', '18 amount']}
  ${'a cancelled one that was paid'}    | ${theirs} | ${7}  | ${(l: string) => put(l, 116, '0000000000001')}    | ${['7 actualAmount', '9 amount', '18 amount']}
`('$what is found', async ({ file, line, change, found }) => {
  const findings = await lint(at(file, line, change));
  expect(findings.map(({ lineNumber, field }) => `${lineNumber} ${field}`)).toEqual(found);
  for (const finding of findings) {
    expect(finding.expected).not.toBe('');
    expect(finding.remedy).not.toBe('');
    expect(finding.to).toBeGreaterThanOrEqual(finding.from);
  }
});

test('a finding names line, positions, field, value, what was expected, and a remedy', async () => {
  const [first] = await lint(at(ours, 22, (line) => put(line, 84, '00000000012')));
  expect(first).toEqual({
    severity: 'fault',
    lineNumber: 22,
    from: 84,
    to: 94,
    field: 'count022',
    value: '12',
    expected: '13, as counted',
    remedy: 'Ask for the file again, or count the records again; nothing of it may be settled.',
  });
});

test('a filler is a warning, a shifted receipt a fault, an unknown line of a receipt a warning', async () => {
  expect((await lint(at(ours, 6, (line) => put(line, 104, '07')))).map((found) => found.severity)).toEqual(['warning']);
  const receipt = golden('t-accepted/input.txt');
  expect(
    (await lint(latin1(receipt.map((line) => line.replace('001260116', '001261316'))))).map((found) => found.field),
  ).toEqual(['date']);
  const box = golden('v-accepted/input.txt');
  expect((await lint(latin1([...box, 'what is this']))).map((found) => found.severity)).toEqual(['warning']);
});

test('a long file that simply stops has one finding, its missing end', async () => {
  const [start = '', section = '', payment = ''] = theirs;
  async function* source() {
    yield latin1([start, section]);
    const many = latin1(Array.from({ length: 1000 }, () => payment));
    for (let i = 0; i < 50; i++) yield many;
  }
  let findings = 0;
  for await (const found of lintFile(source(), 'test')) {
    expect(found.field).toBe('recordType');
    findings += 1;
  }
  expect(findings).toBe(1);
});
