import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { ls0602Format, ls0690Format, ls30Format, ls40Format } from '#channels/leverandoerservice';
import { changed, findingsOf, lineAt, linesOf, putAt } from '../lists-kit.ts';

const golden = (name: string): Buffer =>
  readFileSync(new URL(`../../golden/leverandoerservice/${name}`, import.meta.url));
const sent = golden('ls-40-mixed/expected.txt');
const paid = golden('ls-0602-mixed/input.txt');
const list = golden('ls-30-list/input.txt');

/** Lines of the file sent: 1 start, 2-4 mandates, 5 date, 6-8 payments, 9 date, 10 payment, 11 end. */
test.each`
  what                               | change                                                                                | line  | field                    | severity
  ${'a customer asked twice a day'}  | ${{ 7: putAt(lineAt(sent, 7), 9, 'KÆ1') }}                                            | ${7}  | ${'customerNo'}          | ${'fault'}
  ${'zeros in front of a customer'}  | ${{ 7: putAt(lineAt(sent, 7), 9, '000000000000KÆ1') }}                                | ${7}  | ${'customerNo'}          | ${'fault'}
  ${'a customer with a blank'}       | ${{ 7: putAt(lineAt(sent, 7), 9, 'K 2') }}                                            | ${7}  | ${'customerNo'}          | ${'fault'}
  ${'a date that is no banking day'} | ${{ 9: putAt(lineAt(sent, 9), 24, '260307') }}                                        | ${9}  | ${'paymentDate'}         | ${'fault'}
  ${'a date more than 90 days on'}   | ${{ 9: putAt(lineAt(sent, 9), 24, '260529') }}                                        | ${9}  | ${'paymentDate'}         | ${'fault'}
  ${'dates that go back'}            | ${{ 9: putAt(lineAt(sent, 9), 24, '260227') }}                                        | ${9}  | ${'paymentDate'}         | ${'warning'}
  ${'a date opened twice'}           | ${{ 9: putAt(lineAt(sent, 9), 24, '260302'), 10: putAt(lineAt(sent, 10), 9, 'K77') }} | ${9}  | ${'paymentDate'}         | ${'warning'}
  ${'a date not after the file’s'}   | ${{ 5: putAt(lineAt(sent, 5), 24, '260226') }}                                        | ${5}  | ${'paymentDate'}         | ${'fault'}
  ${'another creditor'}              | ${{ 7: putAt(lineAt(sent, 7), 4, '99999') }}                                          | ${7}  | ${'creditorNo'}          | ${'warning'}
  ${'a record that was trimmed'}     | ${{ 7: lineAt(sent, 7).trimEnd() }}                                                   | ${7}  | ${'line'}                | ${'warning'}
  ${'signs behind position 80'}      | ${{ 7: `${lineAt(sent, 7)}X` }}                                                       | ${7}  | ${'surplus'}             | ${'fault'}
  ${'an amount with a point'}        | ${{ 8: putAt(lineAt(sent, 8), 46, '00000000.00') }}                                   | ${8}  | ${'amount'}              | ${'fault'}
  ${'a record of no known type'}     | ${{ 4: putAt(lineAt(sent, 4), 1, '596') }}                                            | ${4}  | ${'recordType'}          | ${'fault'}
  ${'a filler that is used'}         | ${{ 7: putAt(lineAt(sent, 7), 24, '1') }}                                             | ${7}  | ${'f1'}                  | ${'warning'}
  ${'a wrong count'}                 | ${{ 11: putAt(lineAt(sent, 11), 24, '0000005') }}                                     | ${11} | ${'count'}               | ${'fault'}
  ${'a wrong sum of collections'}    | ${{ 11: putAt(lineAt(sent, 11), 43, '0') }}                                           | ${11} | ${'amountCollections'}   | ${'fault'}
  ${'a wrong sum of disbursements'}  | ${{ 11: putAt(lineAt(sent, 11), 56, '1') }}                                           | ${11} | ${'amountDisbursements'} | ${'fault'}
`('40: $what', async ({ change, line, field, severity }) => {
  const findings = await findingsOf(ls40Format, changed(sent, change));
  expect(findings.map((found) => [found.lineNumber, found.field, found.severity])).toEqual([[line, field, severity]]);
});

test('40: a payment without its date, a second start, a lost end', async () => {
  const told = async (change: Readonly<Record<number, string | null>>) =>
    (await findingsOf(ls40Format, changed(sent, change))).map(({ expected }) => expected);
  expect(await told({ 5: null })).toContain('a payment date (001) before its payments');
  expect(await told({ 5: lineAt(sent, 1) })).toContain('only one delivery start');
  expect(await told({ 11: null })).toEqual(['a delivery end (999 or 992)']);
});

test.each`
  what                              | change                                            | line  | field               | severity
  ${'a payment told twice'}         | ${{ 3: lineAt(paid, 2) }}                         | ${3}  | ${'customerNo'}     | ${'warning'}
  ${'a disbursement signed as one'} | ${{ 3: putAt(lineAt(paid, 3), 56, '1') }}         | ${3}  | ${'sign'}           | ${'warning'}
  ${'a sign nobody knows'}          | ${{ 2: putAt(lineAt(paid, 2), 56, '+') }}         | ${2}  | ${'sign'}           | ${'warning'}
  ${'a creditor of another file'}   | ${{ 2: putAt(lineAt(paid, 3), 9, '00001') }}      | ${3}  | ${'creditorNo'}     | ${'warning'}
  ${'a file of somebody else'}      | ${{ 11: putAt(lineAt(paid, 11), 6, '11111111') }} | ${11} | ${'dataSupplierNo'} | ${'warning'}
`('0602: $what', async ({ change, line, field, severity }) => {
  const known = new Set((await findingsOf(ls0602Format, paid)).map(({ lineNumber }) => lineNumber));
  const findings = (await findingsOf(ls0602Format, changed(paid, change))).filter(
    (found) => !known.has(found.lineNumber),
  );
  expect(findings.map((found) => [found.lineNumber, found.field, found.severity])).toContainEqual([
    line,
    field,
    severity,
  ]);
});

test('30: the same mandate told twice, or of nobody', async () => {
  const twice = await findingsOf(ls30Format, changed(list, { 4: lineAt(list, 5) }));
  expect(twice.map(({ lineNumber, field }) => [lineNumber, field])).toEqual([[5, 'customerNo']]);
  const nobody = await findingsOf(ls30Format, changed(list, { 4: putAt(lineAt(list, 4), 9, ' '.repeat(15)) }));
  expect(nobody.map(({ lineNumber, field }) => [lineNumber, field])).toEqual([[4, 'customerNo']]);
});

test('what is not documented is shown as it came, and no fault', async () => {
  const odd = changed(paid, { 2: putAt(lineAt(paid, 2), 41, 'WHATEVER!').padEnd(128, 'Z') });
  expect((await findingsOf(ls0602Format, odd)).filter(({ lineNumber }) => lineNumber === 2)).toEqual([]);
  const [, line] = await linesOf(ls0602Format, odd);
  expect(line?.fields.find(({ name }) => name === 'f2')?.raw).toBe('WHATEVER!');
  const remarks = golden('ls-0690-remarks/input.txt');
  const meanings = (await linesOf(ls0690Format, remarks)).flatMap(({ fields }) => fields.map(({ meaning }) => meaning));
  expect(meanings).toContain('0417 (the list is not public)');
});
