import { readFileSync } from 'node:fs';
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { check0602, effectOf } from '#channels/betalingsservice';
import { type Minor, minor, type Problem } from '#kernel';
import { sharedReference } from '#test/shared-reference';
import { latin1, sourceOf } from './bs-kit.ts';
import { readAll } from './read-0602.ts';

const delivery = [
  'BS00212345674BS106023700000001                   090126',
  'BS01201234560021100000001                        090126',
  'BS04201234560023600000001000000000K1000100010152902012610000000125000T0000001A                         0201260201260000000125000',
  'BS04201234560023700000001000000000K1000500010153102012610000000020000T0000002B                         0000000000000000000000000',
  'BS04201234560023900000001000000000K1000700010153502012610000000040000T0000003C                         0201260201260000000040000',
  'BS09201234560021100000001      0000000000300000000016500000000000000               00000000000',
  'BS01201234560021500000001                        090126',
  'BS042012345600297000000010000000000000K100027100000002012610000000049950T0000004D999920260102000000000102012605012600000000499' +
    '50',
  'BS09201234560021500000001      0000000000100000000004995000000000000               00000000000',
  'BS99212345674BS10602000000000020000000000400000000021495000000000000000000000000000000000000000000000000000000000000000000000000',
];
const bytesOf = (lines: readonly string[], end = '\r\n'): Buffer => latin1(lines.map((line) => line + end).join(''));
const changed = (at: number, change: (line: string) => string): readonly string[] =>
  delivery.map((line, i) => (i === at ? change(line) : line));
const codesOf = (problems: readonly Problem[]): readonly string[] => problems.map((found) => found.code);
const check = (bytes: Uint8Array) => check0602(sourceOf(bytes), 'test');

const paths = sharedReference('nets/samples', /^0602\.txt$/);

test.runIf(paths.length > 0)('the public sample ties, and tells each payment in neutral words', async () => {
  const bytes = readFileSync(paths[0]!);
  const checked = await check(bytes);
  expect(checked).toMatchObject({
    isSound: true,
    unreadable: 0,
    header: {
      dataSupplierNumber: '12345674',
      subsystem: 'BS1',
      deliveryNumber: '3700000001',
      creationDate: '2026-01-09',
    },
    counts: { sections: 2, count042: 6, amount: 274_950 },
  });
  const { facts, problems } = await readAll(bytes);
  expect(problems).toEqual([]);
  expect(
    facts.map((fact) => [fact.recordCode, fact.kind, fact.customerNumber, fact.actualAmount, fact.effect]),
  ).toEqual([
    ['0236', 'paid', 'K10001', 125_000, 125_000],
    ['0237', 'rejected', 'K10005', 0, 0],
    ['0238', 'cancelled', 'K10006', 0, 0],
    ['0239', 'chargedBack', 'K10007', 40_000, -40_000],
    ['0297', 'paid', 'K10002', 49_950, 49_950],
    ['0299', 'chargedBack', 'K10008', 60_000, -60_000],
  ]);
  expect(facts.at(-1)).toMatchObject({
    means: 'slip',
    fee: 2500,
    archiveReference: '9999202512010000000002',
    reference: 'FA-2025-0',
    dueDate: '2025-12-01',
    actualDate: '2026-01-05',
    mandateNumber: null,
  });
  for (const fact of facts) {
    expect(bytes.toString('latin1', fact.byteFrom, fact.byteTo)).toContain(fact.recordCode);
    expect(fact.byteTo - fact.byteFrom).toBe(128);
  }
});

test('our own example is sound, however it is cut and its lines are ended', async () => {
  const whole = await readAll(bytesOf(delivery));
  expect(whole.facts.length).toBe(4);
  for (const end of ['\r\n', '\n']) {
    const bytes = bytesOf(delivery, end);
    const open = bytes.subarray(0, bytes.length - end.length);
    expect((await check(bytes)).fatal).toEqual([]);
    expect((await check(open)).fatal).toEqual([]);
    for (const size of [1, 7, 130, 131, 500]) {
      const read = await readAll(open, size);
      expect(read.facts.map((fact) => fact.paymentKey)).toEqual(whole.facts.map((fact) => fact.paymentKey));
      expect(read.records).toEqual(whole.records);
    }
  }
});

test('the key of a payment is the same in another file, and another for another payment', async () => {
  const first = await readAll(bytesOf(delivery));
  const later = await readAll(bytesOf(changed(0, (line) => line.replace('3700000001', '3700000002'))));
  expect(later.facts.map((fact) => fact.paymentKey)).toEqual(first.facts.map((fact) => fact.paymentKey));
  expect(new Set(first.facts.map((fact) => fact.paymentKey)).size).toBe(4);
});

test('wrapper lines and blank lines are read past', async () => {
  const wrapped = ['PBCNET30BS1 26010901\u009f\u009f\u009f+BF00', ...delivery, '', 'PBCNET90BS1 26010901'];
  expect((await check(bytesOf(wrapped))).fatal).toEqual([]);
  expect((await readAll(bytesOf(wrapped))).problems).toEqual([]);
  expect((await readAll(bytesOf(wrapped))).records.length).toBe(10);
});

test.each`
  what                                 | at   | from                 | to                         | codes
  ${'an amount changed'}               | ${2} | ${/125000$/}         | ${'125001'}                | ${['TOTALS_WRONG', 'TOTALS_WRONG']}
  ${'a total changed'}                 | ${5} | ${/000000000165000/} | ${'000000000165001'}       | ${['TOTALS_WRONG']}
  ${'a count changed'}                 | ${5} | ${/00000000003/}     | ${'00000000004'}           | ${['TOTALS_WRONG']}
  ${'the file total changed'}          | ${9} | ${/000000000214950/} | ${'000000000214951'}       | ${['TOTALS_WRONG']}
  ${'the number of sections changed'}  | ${9} | ${/000000000020000/} | ${'000000000030000'}       | ${['TOTALS_WRONG']}
  ${'no section end'}                  | ${5} | ${/.*/}              | ${''}                      | ${['FILE_INCOMPLETE', 'TOTALS_WRONG', 'TOTALS_WRONG']}
  ${'no delivery end'}                 | ${9} | ${/.*/}              | ${''}                      | ${['FILE_INCOMPLETE']}
  ${'no delivery start'}               | ${0} | ${/.*/}              | ${''}                      | ${['FILE_UNKNOWN', 'FILE_INCOMPLETE']}
  ${'another delivery'}                | ${0} | ${/0602/}            | ${'0603'}                  | ${['FILE_UNKNOWN', 'FILE_INCOMPLETE']}
  ${'a section closed by another end'} | ${5} | ${/0211/}            | ${'0215'}                  | ${['FILE_INCOMPLETE']}
  ${'a record cut off'}                | ${2} | ${/0000125000$/}     | ${''}                      | ${['TOTALS_WRONG', 'TOTALS_WRONG']}
  ${'a letter turned into two bytes'}  | ${2} | ${/T0000001A /}      | ${'T0000001\u00c3\u0086 '} | ${['TOTALS_WRONG', 'TOTALS_WRONG']}
`('$what settles nothing', async ({ at, from, to, codes }) => {
  const checked = await check(bytesOf(changed(at, (line) => line.replace(from, to)).filter((line) => line !== '')));
  expect(checked.isSound).toBe(false);
  expect(codesOf(checked.fatal)).toEqual(codes);
});

test.each`
  what                   | lines                         | code
  ${'an empty file'}     | ${[]}                         | ${'FILE_EMPTY'}
  ${'blank lines'}       | ${['', '']}                   | ${'FILE_INCOMPLETE'}
  ${'a second delivery'} | ${[...delivery, ...delivery]} | ${'FILE_INCOMPLETE'}
  ${'another format'}    | ${['<?xml version="1.0"?>']}  | ${'FILE_UNKNOWN'}
`('$what settles nothing', async ({ lines, code }) => {
  const checked = await check(bytesOf(lines));
  expect(checked.isSound).toBe(false);
  expect(codesOf(checked.fatal)).toContain(code);
});

test('one line that cannot be read is set aside by name; the others are read', async () => {
  const bytes = bytesOf(changed(2, (line) => line.replace('020126', '320126')));
  expect(await check(bytes)).toMatchObject({ isSound: true, unreadable: 1 });
  const { facts, problems } = await readAll(bytes);
  expect(facts.length).toBe(3);
  expect(problems).toEqual([
    {
      code: 'LINE_UNREADABLE',
      context: {
        fileName: 'test',
        lineNumber: 3,
        field: 'dueDate',
        from: 50,
        to: 55,
        value: '320126',
        expected: 'a date as ddmmyy, or zeros',
      },
    },
  ]);
});

test('a record with signs behind its end is shifted: it is set aside even where its amount still ties', async () => {
  const bytes = bytesOf(changed(2, (line) => `${line}0`));
  expect(await check(bytes)).toMatchObject({ isSound: true, unreadable: 1 });
  const { facts, problems } = await readAll(bytes);
  expect(facts.length).toBe(3);
  expect(problems).toMatchObject([{ code: 'LINE_UNREADABLE', context: { field: 'surplus', from: 129, to: 129 } }]);
});

test('a record of an unknown code is counted and told; a section of an unknown number is told once', async () => {
  const unknownCode = bytesOf(changed(2, (line) => line.replace('0236', '0246')));
  expect((await check(unknownCode)).isSound).toBe(true);
  const first = await readAll(unknownCode);
  expect(first.facts.length).toBe(3);
  expect(codesOf(first.problems)).toEqual(['RECORD_UNKNOWN']);

  const unknownSection = bytesOf(delivery.map((line, i) => (i === 1 || i === 5 ? line.replace('0211', '0217') : line)));
  expect((await check(unknownSection)).fatal).toEqual([]);
  const second = await readAll(unknownSection);
  expect(second.facts.map((fact) => fact.recordCode)).toEqual(['0297']);
  expect(codesOf(second.problems)).toEqual(['RECORD_UNKNOWN']);
});

test('the sum of the amounts asked is a warning only as far as unpaid collections explain it', async () => {
  // 1,250.00 + 200.00 + 400.00 asked; the rejected 200.00 was never paid.
  const asked = (lines: readonly string[]): Buffer =>
    bytesOf(
      lines.map((line) =>
        line.replace('000000000165000', '000000000185000').replace('000000000214950', '000000000234950'),
      ),
    );
  const old = asked(delivery);
  const checked = await check(old);
  expect(checked.fatal).toEqual([]);
  expect(codesOf(checked.warnings)).toEqual(['TOTALS_WRONG']);
  const forged = asked(changed(2, (line) => line.replace(/125000$/, '125001')));
  expect((await check(forged)).isSound).toBe(false);
});

test.each`
  kind             | direction     | effect
  ${'paid'}        | ${'collect'}  | ${100}
  ${'paid'}        | ${'none'}     | ${100}
  ${'paid'}        | ${'disburse'} | ${-100}
  ${'chargedBack'} | ${'collect'}  | ${-100}
  ${'chargedBack'} | ${'disburse'} | ${100}
  ${'rejected'}    | ${'collect'}  | ${-100}
  ${'rejected'}    | ${'disburse'} | ${100}
  ${'cancelled'}   | ${'collect'}  | ${0}
`('$kind, $direction: the creditor’s account moves by $effect', ({ kind, direction, effect }) => {
  expect(effectOf(kind, direction, minor(100))).toBe(effect);
  expect(Object.is(effectOf(kind, direction, 0 as Minor), 0)).toBe(true);
});

test('totals beyond what is exact agree with nothing, and never throw', async () => {
  const record = delivery[2]!.replace(/125000$/, '125000').replace(/0000000125000$/, '9999999999999');
  const many = [delivery[0]!, delivery[1]!, ...Array.from({ length: 1200 }, () => record), ...delivery.slice(5)];
  expect(codesOf((await check(bytesOf(many))).fatal)).toContain('TOTALS_WRONG');
});

test('bytes of any kind never make the reader throw', async () => {
  await fc.assert(
    fc.asyncProperty(fc.uint8Array({ maxLength: 600 }), async (any) => {
      expect((await check(any)).isSound).toBe(false);
      expect((await readAll(any)).facts).toEqual([]);
    }),
    { numRuns: 500 },
  );
});
