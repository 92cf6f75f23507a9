import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { expect, test } from 'vitest';
import { nets0603Format, nets0605Format, nets0621Format, read0603, read0621 } from '#channels/betalingsservice';
import { kindOfText } from '#schemas/nets';
import { sharedReference } from '#test/shared-reference';
import { changed, findingsOf, lineAt, linesOf, putAt, readWhole } from './lists-kit.ts';

const formats = [nets0603Format, nets0605Format, nets0621Format];
const paths = sharedReference('nets/samples', /^06(03|21).*\.txt$/);
const golden = (name: string): Buffer => readFileSync(new URL(`../golden/mandates/${name}/input.txt`, import.meta.url));

const all = golden('0603-all-sections');
const changes = golden('0603-changes');
const list = golden('0621-errors');

test.each(paths.map((path) => [basename(path), path] as const))(
  '%s is explained whole and has no fault',
  async (_, path) => {
    const bytes = readFileSync(path);
    const takers = formats.filter((format) => format.recognise(bytes) !== null);
    expect(takers.length).toBe(1);
    const lines = await linesOf(takers[0]!, bytes);
    expect(lines.map((line) => line.key)).not.toContain(null);
    expect(lines.flatMap((line) => line.fields.filter((field) => field.fault))).toEqual([]);
    expect(await findingsOf(takers[0]!, bytes)).toEqual([]);
  },
);

test.runIf(paths.length > 0)('the samples tell what their page says', async () => {
  const mandates = await readWhole(read0603, readFileSync(paths.find((path) => path.includes('0603'))!));
  expect(mandates).toMatchObject({ problems: [], fatal: [], headers: [{ messageId: '3700000002', variant: '0603' }] });
  expect(
    mandates.facts.map(({ customerNumber, kind, endedBy, validTo }) => [customerNumber, kind, endedBy, validTo]),
  ).toEqual([
    ['K10001', 'registered', null, null],
    ['K10006', 'cancelled', 'debtor', '2025-12-17'],
    ['K10009', 'cancelled', 'creditor', '2025-12-17'],
    ['K10010', 'cancelled', 'channel', '2025-12-17'],
  ]);
  const remarks = await readWhole(read0621, readFileSync(paths.find((path) => path.includes('0621'))!));
  expect(remarks).toMatchObject({ problems: [], fatal: [], headers: [{ messageId: '3700000003', variant: '0621' }] });
  expect(remarks.facts.map(({ kind, code, count, amount }) => [kind, code, count, amount])).toEqual([
    ['receipt', '210100', 2, 125_000],
    ['receipt', '210300', 1, 49_950],
  ]);
});

test('the public example line of an active mandate reads as its page says', async () => {
  const line = 'BS04202408503023000000001000000000000073856862184011009000000';
  const told = await readWhole(read0603, changed(changes, { 3: line }));
  expect(told.facts[0]).toMatchObject({
    kind: 'active',
    customerNumber: '73',
    mandateNumber: '856862184',
    validFrom: '2009-10-01',
  });
});

test.each`
  what                                   | change                                                     | fatal
  ${'the delivery end is missing'}       | ${{ 8: null }}                                             | ${'FILE_INCOMPLETE'}
  ${'the section end is missing'}        | ${{ 7: null }}                                             | ${'FILE_INCOMPLETE'}
  ${'the delivery start is missing'}     | ${{ 1: null }}                                             | ${'FILE_UNKNOWN'}
  ${'a mandate is lost'}                 | ${{ 4: null }}                                             | ${'TOTALS_WRONG'}
  ${'a mandate is there twice'}          | ${{ 4: `${lineAt(changes, 4)}\r\n${lineAt(changes, 4)}` }} | ${'TOTALS_WRONG'}
  ${'the section counts another file'}   | ${{ 7: putAt(lineAt(changes, 7), 32, '00000000005') }}     | ${'TOTALS_WRONG'}
  ${'the file counts other sections'}    | ${{ 8: putAt(lineAt(changes, 8), 21, '00000000002') }}     | ${'TOTALS_WRONG'}
  ${'the file states an amount'}         | ${{ 8: putAt(lineAt(changes, 8), 43, '000000000000001') }} | ${'TOTALS_WRONG'}
  ${'signs stand behind the file’s end'} | ${{ 8: `${lineAt(changes, 8)}1` }}                         | ${'FILE_INCOMPLETE'}
`('0603: $what, and nothing of it may be relied on', async ({ change, fatal }) => {
  const bytes = changed(changes, change);
  expect((await readWhole(read0603, bytes)).fatal.map(({ code }) => code)).toContain(fatal);
  expect((await findingsOf(nets0603Format, bytes)).some(({ severity }) => severity === 'fault')).toBe(true);
});

test.each`
  what                            | line                                             | field
  ${'a NUL byte in the customer'} | ${putAt(lineAt(changes, 3), 38, '\0')}           | ${'customerNo'}
  ${'no customer'}                | ${putAt(lineAt(changes, 3), 26, ' '.repeat(15))} | ${'customerNo'}
  ${'a date of 31 February'}      | ${putAt(lineAt(changes, 3), 50, '310226')}       | ${'effectiveDate'}
  ${'a mandate of letters'}       | ${putAt(lineAt(changes, 3), 41, 'ABCDEFGHI')}    | ${'mandateNo'}
  ${'signs behind position 128'}  | ${`${lineAt(changes, 3).padEnd(128)}X`}          | ${'surplus'}
`('0603: $what costs that line and no other', async ({ line, field }) => {
  const bytes = changed(changes, { 3: line });
  const told = await readWhole(read0603, bytes);
  expect(told.fatal).toEqual([]);
  expect(told.facts.map(({ customerNumber }) => customerNumber)).toEqual(['2011', '2012', '2013']);
  expect(told.problems).toMatchObject([{ code: 'LINE_UNREADABLE', context: { lineNumber: 3, field } }]);
  expect((await findingsOf(nets0603Format, bytes)).map((found) => [found.lineNumber, found.field])).toContainEqual([
    3,
    field,
  ]);
});

test('0603: a code nobody knows is counted, told and set aside', async () => {
  const told = await readWhole(read0603, changed(changes, { 3: lineAt(changes, 3).replace('0231', '0239') }));
  expect(told.fatal).toEqual([]);
  expect(told.problems).toMatchObject([{ code: 'RECORD_UNKNOWN', context: { lineNumber: 3 } }]);
  expect(told.facts.length).toBe(3);
});

test('0603: agreements about electronic slips are marked, by number and by section', async () => {
  const { facts } = await readWhole(read0603, all);
  expect(facts.filter((fact) => fact.isElectronicSlip).map(({ customerNumber }) => customerNumber)).toEqual([
    '2002',
    '2030',
  ]);
  const other = changed(all, { 19: lineAt(all, 19).replace('999999999', '000000001') });
  const told = await readWhole(read0603, other);
  expect(told.facts.at(-1)).toMatchObject({ customerNumber: '2030', isElectronicSlip: true });
});

test('0603: a printed slip that cannot be read is told, and its amount counts in the total', async () => {
  const broken = changed(all, { 15: putAt(lineAt(all, 15), 70, '990099') });
  const told = await readWhole(read0603, broken);
  expect(told.fatal).toEqual([]);
  expect(told.problems).toMatchObject([
    { context: { lineNumber: 6 } },
    { code: 'LINE_UNREADABLE', context: { lineNumber: 15, field: 'dueDate' } },
    { code: 'RECORD_UNKNOWN', context: { lineNumber: 21 } },
  ]);
  const changedAmount = changed(all, { 15: putAt(lineAt(all, 15), 88, '1') });
  expect((await readWhole(read0603, changedAmount)).fatal.map(({ code }) => code)).toContain('TOTALS_WRONG');
});

test.each`
  what                               | change                                             | field               | severity
  ${'another creditor'}              | ${{ 4: putAt(lineAt(changes, 4), 6, '99999999') }} | ${'pbsNo'}          | ${'fault'}
  ${'another group'}                 | ${{ 4: putAt(lineAt(changes, 4), 21, '00009') }}   | ${'debtorGroupNo'}  | ${'fault'}
  ${'an end before the beginning'}   | ${{ 4: putAt(lineAt(changes, 4), 56, '010120') }}  | ${'endDate'}        | ${'warning'}
  ${'an end in the far future'}      | ${{ 4: putAt(lineAt(changes, 4), 56, '010130') }}  | ${'endDate'}        | ${'warning'}
  ${'a cancellation without end'}    | ${{ 4: putAt(lineAt(changes, 4), 56, '000000') }}  | ${'endDate'}        | ${'warning'}
  ${'the same mandate told twice'}   | ${{ 5: lineAt(changes, 4) }}                       | ${'customerNo'}     | ${'warning'}
  ${'another data supplier at last'} | ${{ 8: putAt(lineAt(changes, 8), 6, '11111111') }} | ${'dataSupplierNo'} | ${'fault'}
  ${'a filler that is used'}         | ${{ 4: `${lineAt(changes, 4)}X` }}                 | ${'filler'}         | ${'warning'}
`('lint of 0603 tells $what', async ({ change, field, severity }) => {
  const findings = await findingsOf(nets0603Format, changed(changes, change));
  expect(findings.map((found) => [found.field, found.severity])).toEqual([[field, severity]]);
});

test.each`
  number      | kind
  ${'210100'} | ${'receipt'}
  ${'220100'} | ${'remark'}
  ${'130017'} | ${'error'}
  ${'290000'} | ${null}
  ${'13001'}  | ${null}
  ${'1A0017'} | ${null}
  ${''}       | ${null}
`('the text number "$number" is $kind', ({ number, kind }) => {
  expect(kindOfText(number)).toBe(kind);
});

test('0621: an error is kept whatever its section, its code and the rest of its line are', async () => {
  const errors = async (change: Readonly<Record<number, string>>) =>
    (await readWhole(read0621, changed(list, change))).facts
      .filter(({ kind }) => kind === 'error')
      .map(({ customerNumber }) => customerNumber);
  expect(await errors({})).toEqual(['2003', '2005']);
  expect(await errors({ 2: lineAt(list, 2).replace('0120', '0199') })).toEqual(['2003', '2005']);
  expect(await errors({ 9: lineAt(list, 9).replace('0200', 'ZZZZ') })).toEqual(['2003', '2005']);
  expect(await errors({ 9: putAt(putAt(lineAt(list, 9), 41, 'whatever!'), 50, '??????') })).toEqual(['2003', '2005']);
  expect(await errors({ 9: putAt(lineAt(list, 9), 18, '002') })).toEqual(['2003', '2005']);
  expect(await errors({ 7: putAt(lineAt(list, 7), 18, '002') })).toEqual(['2003', '2005']);
});

test('0621: halves of a receipt are told alone when the other is missing', async () => {
  const withoutSecond = await readWhole(read0621, changed(list, { 4: null }));
  expect(withoutSecond.facts.slice(0, 2)).toMatchObject([
    { kind: 'comment', code: '', amount: 30_000, count: 2 },
    { kind: 'receipt', code: '210300', amount: 12_345 },
  ]);
  const withoutFirst = await readWhole(read0621, changed(list, { 3: null }));
  expect(withoutFirst.facts[0]).toMatchObject({ kind: 'receipt', code: '210100', amount: 30_000, count: null });
  for (const { fatal } of [withoutFirst, withoutSecond]) {
    expect(fatal.map(({ code }) => code)).toEqual(['TOTALS_WRONG', 'TOTALS_WRONG']);
  }
});

test('0621: another amount in the second half is told, and the first is believed', async () => {
  const bytes = changed(list, { 4: putAt(lineAt(list, 4), 71, '1') });
  const told = await readWhole(read0621, bytes);
  expect(told.problems).toMatchObject([
    { code: 'TOTALS_WRONG', context: { lineNumber: 4, stated: '30001', counted: '30000' } },
  ]);
  expect(told.facts[0]).toMatchObject({ amount: 30_000 });
  expect(told.fatal).toEqual([]);
  expect((await findingsOf(nets0621Format, bytes)).map(({ lineNumber, field }) => [lineNumber, field])).toContainEqual([
    4,
    'amount',
  ]);
});

test('0621: text numbers are explained, the unknown ones as unknown', async () => {
  const lines = await linesOf(nets0621Format, list);
  const meaningAt = (number: number): string =>
    lines[number - 1]?.fields.find((field) => field.name === 'textNo')?.meaning ?? '';
  expect(meaningAt(4)).toBe('210100 (receipt): automatic payments registered for this payment date and account');
  expect(meaningAt(7)).toBe('130017 (error): the list of texts is not public');
});

test('a name is never looked at, and legacy wrapper lines do not hide a file', () => {
  expect(nets0603Format.recognise(all)).toBe('mandates from Nets (0603)');
  expect(nets0603Format.recognise(Buffer.from('PBCNET41BS1\r\n'))).toBeNull();
  expect(nets0603Format.recognise(Buffer.from('0603'))).toBeNull();
  expect(nets0621Format.recognise(all)).toBeNull();
});
