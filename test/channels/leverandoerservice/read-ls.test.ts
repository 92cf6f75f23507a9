import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { expect, test } from 'vitest';
import {
  ls0602Format,
  ls0690Format,
  ls30Format,
  ls40Format,
  readLs0602,
  readLs0690,
  readLsMandates,
} from '#channels/leverandoerservice';
import { sharedReference } from '#test/shared-reference';
import { changed, findingsOf, lineAt, linesOf, putAt, readWhole } from '../lists-kit.ts';

const formats = {
  'ls-0602-from-nets.txt': ls0602Format,
  'ls-0690-from-nets.txt': ls0690Format,
  'ls-30-from-nets.txt': ls30Format,
  'ls-40-to-nets.txt': ls40Format,
};
const paths = sharedReference('nets/samples', /^ls-.*\.txt$/);
const samples = new Map(paths.map((path) => [basename(path), readFileSync(path)]));

test.runIf(paths.length > 0)('there is a format for every public sample, and each takes its own alone', () => {
  expect([...samples.keys()].sort()).toEqual(Object.keys(formats).sort());
  for (const [name, bytes] of samples) {
    const takers = Object.values(formats).filter((format) => format.recognise(bytes) !== null);
    expect(takers, name).toEqual([formats[name as keyof typeof formats]]);
  }
});

test.each(paths.map((path) => basename(path)))('%s is explained whole and has no fault', async (name) => {
  const format = formats[name as keyof typeof formats];
  const bytes = samples.get(name)!;
  const lines = await linesOf(format, bytes);
  expect(lines.map((line) => line.key)).not.toContain(null);
  expect(lines.flatMap((line) => line.fields.filter((field) => field.fault))).toEqual([]);
  expect(lines.length).toBe(bytes.toString('latin1').trimEnd().split('\n').length);
  expect((await findingsOf(format, bytes)).map(({ field }) => field)).toEqual([]);
});

test.runIf(paths.length > 0)('the samples tell what their page says', async () => {
  const paid = await readWhole(readLs0602, samples.get('ls-0602-from-nets.txt')!);
  expect(paid).toMatchObject({ problems: [], fatal: [], headers: [{ messageId: null, createdOn: '2025-12-18' }] });
  expect(paid.facts.map(({ recordCode, kind, effect }) => [recordCode, kind, effect])).toEqual([
    ['0580', 'paid', 125_000],
    ['0530', 'rejected', 0],
  ]);
  const remarks = await readWhole(readLs0690, samples.get('ls-0690-from-nets.txt')!);
  expect(remarks).toMatchObject({ problems: [], fatal: [] });
  expect(remarks.facts.map(({ kind, code, amount, date }) => [kind, code, amount, date])).toEqual([
    ['receipt', '', 174_950, '2025-12-18'],
    ['error', '9999', 10_000, '2025-12-19'],
  ]);
  const mandates = await readWhole(readLsMandates, samples.get('ls-30-from-nets.txt')!);
  expect(mandates).toMatchObject({ problems: [], fatal: [] });
  expect(
    mandates.facts.map(({ kind, customerNumber, validFrom, validTo }) => [kind, customerNumber, validFrom, validTo]),
  ).toEqual([
    ['registered', 'K10001', '2025-12-16', null],
    ['cancelled', 'K10009', null, '2025-12-16'],
  ]);
});

const mixed = readFileSync(new URL('../../golden/leverandoerservice/ls-0602-mixed/input.txt', import.meta.url));
const list = readFileSync(new URL('../../golden/leverandoerservice/ls-30-list/input.txt', import.meta.url));
const remarks = readFileSync(new URL('../../golden/leverandoerservice/ls-0690-remarks/input.txt', import.meta.url));

test('the same payment told in another run, otherwise aligned, has the same key; another day has another', async () => {
  const line = lineAt(mixed, 2);
  const moved = putAt(putAt(line, 18, '00000099'), 26, '000000000000KÆ1');
  const later = putAt(line, 50, '260303');
  const bytes = changed(mixed, { 3: moved, 4: later });
  const [first, again, other] = (await readWhole(readLs0602, bytes)).facts.map(({ paymentKey }) => paymentKey);
  expect(again).toBe(first);
  expect(other).not.toBe(first);
});

test.each`
  what                                | change                                                   | fatal
  ${'the end is missing'}             | ${{ 11: null }}                                          | ${'FILE_INCOMPLETE'}
  ${'the start is missing'}           | ${{ 1: null }}                                           | ${'FILE_UNKNOWN'}
  ${'the end is cut'}                 | ${{ 11: 'LS992556677' }}                                 | ${'FILE_INCOMPLETE'}
  ${'a record is lost'}               | ${{ 3: null }}                                           | ${'TOTALS_WRONG'}
  ${'a record stands behind the end'} | ${{ 11: `${lineAt(mixed, 11)}\r\n${lineAt(mixed, 2)}` }} | ${'FILE_INCOMPLETE'}
  ${'the file starts again'}          | ${{ 3: lineAt(mixed, 1) }}                               | ${'FILE_INCOMPLETE'}
  ${'the count is no number'}         | ${{ 11: putAt(lineAt(mixed, 11), 32, '0000000000X') }}   | ${'TOTALS_WRONG'}
`('0602: $what, and nothing of it may be settled', async ({ change, fatal }) => {
  const bytes = changed(mixed, change);
  const told = await readWhole(readLs0602, bytes);
  expect(told.fatal.map(({ code }) => code)).toContain(fatal);
  expect((await findingsOf(ls0602Format, bytes)).filter(({ severity }) => severity === 'fault').length).toBeGreaterThan(
    2,
  );
});

test.each`
  what                            | line                                            | field
  ${'a NUL byte in the customer'} | ${putAt(lineAt(mixed, 2), 28, '\0')}            | ${'customerNo'}
  ${'an amount with a point'}     | ${putAt(lineAt(mixed, 2), 57, '0000001250.00')} | ${'amount'}
  ${'a date that does not exist'} | ${putAt(lineAt(mixed, 2), 50, '260231')}        | ${'paymentDate'}
  ${'a creditor of letters'}      | ${putAt(lineAt(mixed, 2), 9, 'ABCDE')}          | ${'creditorNo'}
  ${'signs behind position 128'}  | ${`${lineAt(mixed, 2)}X`}                       | ${'surplus'}
`('0602: $what costs that line and no other', async ({ line, field }) => {
  const told = await readWhole(readLs0602, changed(mixed, { 2: line }));
  expect(told.fatal).toEqual([]);
  expect(told.facts.map(({ customerNumber }) => customerNumber)).toEqual(['K2', 'K3', 'K4', 'K5']);
  expect(told.problems[0]).toMatchObject({ code: 'LINE_UNREADABLE', context: { lineNumber: 2, field } });
});

test('records trimmed on the way, LF alone, wrapper and blank lines, and no last line end are read all the same', async () => {
  const plain = await readWhole(readLs0602, mixed);
  const lines = mixed
    .toString('latin1')
    .split('\r\n')
    .map((line) => line.trimEnd());
  const odd = ['PBCNET00BS1 26030301  000001', ...lines, '', '   ', 'PBCNET90BS1'].join('\n');
  const told = await readWhole(readLs0602, Buffer.from(odd, 'latin1'));
  const bare = (facts: typeof plain.facts) => facts.map((fact) => ({ ...fact, lineNumber: 0, byteFrom: 0, byteTo: 0 }));
  expect(bare(told.facts)).toEqual(bare(plain.facts));
  expect(told.fatal).toEqual([]);
});

test('a mandate list whose count differs is taken with a warning: what it counts is known from one source', async () => {
  const told = await readWhole(readLsMandates, changed(list, { 4: null }));
  expect(told.fatal).toEqual([]);
  expect(told.problems).toMatchObject([
    { code: 'TOTALS_WRONG', context: { field: '999.count', stated: '3', counted: '2' } },
  ]);
  expect(told.facts.length).toBe(2);
});

test('the reader of one file takes no other', async () => {
  for (const [read, bytes] of [
    [readLs0602, remarks],
    [readLs0690, mixed],
    [readLsMandates, mixed],
    [readLs0602, Buffer.from('BS0021234567')],
  ] as const) {
    const told = await readWhole<unknown>(read, bytes);
    expect(told.facts).toEqual([]);
    expect(told.fatal[0]?.code).toBe('FILE_UNKNOWN');
  }
  expect((await readWhole(readLs0602, Buffer.alloc(0))).fatal.map(({ code }) => code)).toEqual(['FILE_EMPTY']);
});
