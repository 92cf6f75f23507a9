import { expect, test } from 'vitest';
import { readLsDelivery } from '../../../src/rehearsal/leverandoerservice/read-delivery.ts';
import { agreement, asBytes, delivery, order510, order540, put } from './delivery-40.ts';

async function* stream(bytes: Buffer): AsyncGenerator<Buffer> {
  for (let from = 0; from < bytes.length; from += 61) yield bytes.subarray(from, from + 61);
}

const read = (bytes: Buffer) => readLsDelivery(stream(bytes), agreement);

const good = delivery({
  '260202': [
    ['K1', 125_000],
    ['K2', -5_000],
  ],
  '260203': [['K1', 0]],
});

test('reads collections, disbursements and stops by payment date', async () => {
  const found = await read(asBytes(good));
  expect(found).toMatchObject({ findings: [], findingCount: 0, isTest: false, recordCount: 7, orders: [] });
  expect(found.payments).toEqual([
    { direction: 'collect', customerNumber: 'K1', paymentDate: '2026-02-02', amount: 125_000 },
    { direction: 'disburse', customerNumber: 'K2', paymentDate: '2026-02-02', amount: 5_000 },
    { direction: 'collect', customerNumber: 'K1', paymentDate: '2026-02-03', amount: 0 },
  ]);
});

test('takes orders about mandates before the first payment date, under one, and alone', async () => {
  const alone = delivery({}, { orders: [order510('K7').padEnd(80), order540('K8').padEnd(80)] });
  const found = await read(asBytes(alone));
  expect(found.findings).toEqual([]);
  expect(found.orders).toMatchObject([
    { record: '510', customerNumber: 'K7', taxRegistrationNumber: '12345674' },
    { record: '540', customerNumber: 'K8' },
  ]);
  const under = [...good.slice(0, 2), order540('K8').padEnd(80), ...good.slice(2)];
  expect(await read(asBytes(under))).toMatchObject({ findings: [], orders: [{ record: '540' }] });
});

test('a test delivery says so', async () => {
  expect(await read(asBytes(delivery({ '260202': [['K1', 1]] }, { test: true })))).toMatchObject({
    isTest: true,
    findings: [],
  });
});

const line = (text: string): string => text.padEnd(80);

test.each`
  what                                        | lines                                                                                           | field                   | rule
  ${'another material type'}                  | ${put(good, '000', 37, '30')}                                                                   | ${'materialType'}       | ${'must be 40'}
  ${'another data supplier'}                  | ${put(good, '000', 63, '87654321')}                                                             | ${'dataSupplierNumber'} | ${'must be 12345674'}
  ${'a creation date that is none'}           | ${put(good, '000', 39, '261301')}                                                               | ${'creationDate'}       | ${'must be a date, yymmdd'}
  ${'a mark that is not TEST'}                | ${put(good, '000', 46, 'PROD')}                                                                 | ${'test'}               | ${'must be TEST or blank'}
  ${'signs in a filler'}                      | ${put(good, '000', 50, 'x')}                                                                    | ${'filler4'}            | ${'must be blank'}
  ${'another creditor'}                       | ${put(good, '580', 4, '54322')}                                                                 | ${'creditorNumber'}     | ${'must be 54321'}
  ${'a payment date that is none'}            | ${put(good, '001', 24, '260230')}                                                               | ${'paymentDate'}        | ${'must be a date, yymmdd'}
  ${'a date twice'}                           | ${put(good, '001', 24, '260203')}                                                               | ${'paymentDate'}        | ${'must have one 001 only'}
  ${'a blank customer number'}                | ${put(good, '580', 9, ' '.repeat(15))}                                                          | ${'customerNumber'}     | ${'must hold 0-9, A-Z and Danish letters, left aligned'}
  ${'a right aligned customer number'}        | ${put(good, '580', 9, 'K1'.padStart(15))}                                                       | ${'customerNumber'}     | ${'must hold 0-9, A-Z and Danish letters, left aligned'}
  ${'an amount with blanks'}                  | ${put(good, '580', 46, '     125000')}                                                          | ${'amount'}             | ${'must be digits'}
  ${'blanks for zeros'}                       | ${put(good, '585', 24, ' ')}                                                                    | ${'filler1'}            | ${'must be zeros'}
  ${'a count that is wrong'}                  | ${put(good, '999', 24, '0000002')}                                                              | ${'count'}              | ${'must be 3 as counted'}
  ${'a total of collections that is wrong'}   | ${put(good, '999', 31, '0000000125001')}                                                        | ${'collections'}        | ${'must be 125000 as counted'}
  ${'a total of disbursements that is wrong'} | ${put(good, '999', 44, '0000000000000')}                                                        | ${'disbursements'}      | ${'must be 5000 as counted'}
  ${'no end'}                                 | ${good.slice(0, -1)}                                                                            | ${'record'}             | ${'the delivery must end with 999'}
  ${'no start'}                               | ${good.slice(1)}                                                                                | ${'record'}             | ${'must begin with 000'}
  ${'a second start'}                         | ${[good[0], ...good]}                                                                           | ${'record'}             | ${'must come once, first'}
  ${'more after the end'}                     | ${[...good, good[2]]}                                                                           | ${'record'}             | ${'nothing may follow 999'}
  ${'a payment without a date'}               | ${[good[0], good[2], ...good.slice(1)]}                                                         | ${'record'}             | ${'must stand under a payment date (001)'}
  ${'a date without records'}                 | ${[...good.slice(0, -1), line(good[1]!.slice(0, 23) + '260204' + '0'.repeat(14)), good.at(-1)]} | ${'record'}             | ${'must be followed by records of its date'}
  ${'a record of another kind'}               | ${put(good, '580', 1, '582')}                                                                   | ${'record'}             | ${'is no record of material type 40'}
  ${'a record that is too short'}             | ${[...good.slice(0, 2), good[2]!.trimEnd(), ...good.slice(3)]}                                  | ${'length'}             | ${'a record has exactly 80 signs'}
  ${'a record that is too long'}              | ${[...good.slice(0, 2), `${good[2]} `, ...good.slice(3)]}                                       | ${'length'}             | ${'a record has exactly 80 signs'}
  ${'letters in UTF-8'}                       | ${put(good, '000', 31, '\u00c3\u0098')}                                                         | ${'text'}               | ${'must be ISO 8859-1 without control signs'}
`('refuses $what', async ({ lines, field, rule }) => {
  const found = await read(asBytes(lines));
  expect(found.findings.map((one) => ({ field: one.field, rule: one.rule }))).toContainEqual({ field, rule });
  expect(found.payments).toEqual([]);
});

test('refuses line ends without CR', async () => {
  const found = await read(Buffer.from(`${good.join('\n')}\n`, 'latin1'));
  expect(found.findings[0]).toMatchObject({ field: 'line end', rule: 'must be CR LF' });
});

test('an endless line does not fill the memory, and is told', async () => {
  const found = await read(Buffer.alloc(3_000_000, 0x39));
  expect(found.findings.map(({ field }) => field)).toEqual(['line end', 'length', 'record', 'record']);
});
