import type { DescribedLine } from '#schemas/kit';
import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { expect, test } from 'vitest';
import { sharedReference } from '#test/shared-reference';
import { describeFile } from '../../src/files/formats.ts';

async function* sourceOf(bytes: Uint8Array, size = 4096): AsyncGenerator<Uint8Array> {
  for (let from = 0; from < bytes.length; from += size) yield bytes.subarray(from, from + size);
}

async function describe(bytes: Uint8Array, size?: number): Promise<readonly DescribedLine[]> {
  const lines: DescribedLine[] = [];
  for await (const line of describeFile(sourceOf(bytes, size), 'test')) lines.push(line);
  return lines;
}

const meaningsOf = (line: DescribedLine | undefined): Readonly<Record<string, string>> =>
  Object.fromEntries((line?.fields ?? []).map((field) => [field.name, field.meaning]));

const paths = sharedReference('nets/samples', /^(0601|0602|[TVF]-).*\.txt$/);
const named = new Map(paths.map((path) => [basename(path), readFileSync(path)]));

test.runIf(paths.length > 0)('there are seven samples of the formats we read', () => {
  expect([...named.keys()].length).toBe(7);
});

test.each([...named])('every line and every field of %s is explained', async (_name, bytes) => {
  const text = bytes.toString('latin1').split(/\r?\n/).slice(0, -1);
  const lines = await describe(bytes, 13);
  expect(lines.map((line) => line.raw)).toEqual(text);
  for (const line of lines) {
    expect(line.key, line.raw).not.toBeNull();
    expect(line.title).not.toMatch(/do not know/);
    expect(bytes.toString('latin1', line.byteFrom, line.byteTo)).toBe(line.raw);
    let next = 1;
    for (const field of line.fields) {
      expect(field.fault, `${line.lineNumber} ${field.name}`).toBeUndefined();
      expect(field.meaning, `${line.lineNumber} ${field.name}`).not.toBe('');
      expect(field.raw).toBe(line.raw.padEnd(128).slice(field.from - 1, field.to));
      if (/^0|^pbcnet/.test(line.key ?? '')) {
        expect(field.from).toBe(next);
        next = field.to + 1;
      }
    }
    if (line.key?.startsWith('0')) expect(next).toBe(129);
  }
  expect(JSON.parse(JSON.stringify(lines))).toEqual(lines);
});

test.runIf(paths.length > 0)('dates, amounts and codes are told in words', async () => {
  const of0602 = await describe(named.get('0602.txt')!);
  expect(meaningsOf(of0602[9])).toMatchObject({
    transactionCode: 'payment slip charged back',
    feeCode: 'the bank’s rejection fee was deducted',
    feeAmount: '25,00 kr.',
    dueDate: '1 December 2025',
    actualAmount: '600,00 kr.',
    customerNo: 'K10008',
  });
  const of0601 = await describe(named.get('0601-section-0112.txt')!);
  expect(meaningsOf(of0601[6])).toMatchObject({
    signCode: 'collection, to the creditor',
    amount: '1.250,00 kr.',
    mandateNo: 'none',
  });
  const ofT = await describe(named.get('T-receipt.txt')!);
  expect(meaningsOf(ofT[0])).toMatchObject({
    result: 'accepted',
    code: 'PN00: data accepted',
    date: '15 December 2025',
  });
  const ofV = await describe(named.get('V-receipt.txt')!);
  expect(ofV.map((line) => meaningsOf(line)['total']).filter(Boolean)).toEqual(['1.649,50 kr.']);
});

test('what cannot be read is shown as it is, and says so', async () => {
  const lines = await describe(
    Buffer.from('BS00212345674BS106023700000001                   320126\nBS777hello\n\n', 'latin1'),
  );
  expect(lines[0]?.fields.find((field) => field.fault)).toMatchObject({
    name: 'creationDate',
    raw: '320126',
    fault: { expected: 'a date as ddmmyy, or zeros', severity: 'fault' },
  });
  expect(lines[1]).toMatchObject({ key: null, title: 'a record of a kind we do not know', raw: 'BS777hello' });
  expect(lines[2]).toMatchObject({ key: 'blank' });
});

test.each`
  what        | bytes                            | title
  ${'empty'}  | ${Buffer.alloc(0)}               | ${/an empty file/}
  ${'zip'}    | ${Buffer.from('PK\u0003\u0004')} | ${/a packed file/}
  ${'binary'} | ${Buffer.alloc(64)}              | ${/a binary file/}
`('an $what file is named, not shown', async ({ bytes, title }) => {
  const lines = await describe(bytes);
  expect(lines.length).toBe(1);
  expect(lines[0]?.title).toMatch(title);
});
