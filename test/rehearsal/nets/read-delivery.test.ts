import { createReadStream } from 'node:fs';
import { basename } from 'node:path';
import { knownDate } from '#kernel';
import { sharedReference } from '#test/shared-reference';
import { describe, expect, test } from 'vitest';
import type { NetsAgreement, NetsMandate } from '../../../src/rehearsal/nets/index.ts';
import { type DeliveryRead, readDelivery } from '../../../src/rehearsal/nets/read-delivery.ts';
import type { ReadingContext } from '../../../src/rehearsal/nets/reading.ts';
import { asBytes, basisAgreement, delivery, mandate, put, totalAgreement } from './delivery-0601.ts';

const known = [mandate('K10001', '000101529'), mandate('K10003', '000101531')];

function contextOf(agreement: NetsAgreement, change: Partial<ReadingContext> = {}): ReadingContext {
  const mandateOf = (_group: string, customerNumber: string): NetsMandate | null =>
    known.find((found) => found.customerNumber === customerNumber) ?? null;
  return {
    agreement,
    at: { date: knownDate('2025-12-15'), time: '10:15' },
    mandateOf,
    knowsMandates: true,
    isDelivered: () => false,
    isNumberUsed: () => false,
    informs: false,
    isRefused: () => false,
    ...change,
  };
}

async function* stream(bytes: Buffer): AsyncGenerator<Buffer> {
  for (let from = 0; from < bytes.length; from += 97) yield bytes.subarray(from, from + 97);
}

const read = (lines: readonly string[], context: ReadingContext): Promise<DeliveryRead> =>
  readDelivery(stream(asBytes(lines)), context);

describe('the public samples', () => {
  test.each(sharedReference('nets/samples', /^0601/))(
    '%s is accepted by the agreement it is written for',
    async (path) => {
      const isBasis = basename(path).includes('basis');
      const found = await readDelivery(createReadStream(path), contextOf(isBasis ? basisAgreement : totalAgreement));
      expect(found.findings).toEqual([]);
      expect(found.isAccepted).toBe(true);
      expect(found.collections.length).toBe(found.counts.count042);
    },
  );

  test.each(sharedReference('nets/samples', /^0601/))('%s is refused by the other agreement', async (path) => {
    const isBasis = basename(path).includes('basis');
    const found = await readDelivery(createReadStream(path), contextOf(isBasis ? totalAgreement : basisAgreement));
    expect(found.isAccepted).toBe(false);
    expect(found.collections).toEqual([]);
  });

  test.each(sharedReference('nets/samples', /^0601-section-0112\.txt$/))(
    '%s is understood as it was meant',
    async (path) => {
      const found = await readDelivery(createReadStream(path), contextOf(totalAgreement));
      expect(found).toMatchObject({ deliveryId: '0000000042', recordCount: 22 });
      expect(found.counts).toEqual({ sections: 1, count022: 10, count042: 3, count052: 5, net: 164_950 });
      expect(
        found.collections.map(({ customerNumber, sign, amount, mandateNumber }) => [
          customerNumber,
          sign,
          amount,
          mandateNumber,
        ]),
      ).toEqual([
        ['K10001', 1, 125_000, '000101529'],
        ['K10002', 1, 49_950, null],
        ['K10003', 2, 10_000, '000101531'],
      ]);
      expect(found.collections[0]).toMatchObject({
        paymentDate: '2026-01-02',
        reference: 'FA-2025-000123',
        section: '0112',
      });
    },
  );
});

const total = delivery([
  { customerNumber: 'K10001', paymentDate: '02012026', amount: 125_000, reference: 'T0000001A' },
  { customerNumber: 'K10002', paymentDate: '02012026', amount: 49_950, reference: 'T0000002B' },
]);
const basis = delivery(
  [{ customerNumber: 'K10001', paymentDate: '02012026', amount: 125_000, mandateNumber: '000101529' }],
  { kind: 'basis' },
);
const slips = delivery([{ customerNumber: 'K10004', paymentDate: '19122025', amount: 1000, section: '0117' }]);
const replacement = delivery(
  [
    {
      customerNumber: 'K10001',
      paymentDate: '02012026',
      amount: 0,
      sign: '0',
      mandateNumber: '000101529',
      section: '0113',
    },
  ],
  { kind: 'basis' },
);
const without = (lines: readonly string[], record: string): string[] => {
  const at = lines.findIndex((line) => line.startsWith(record));
  return lines.filter((_, index) => index !== at);
};
const always = (): boolean => true;
const on = (date: string, time = '10:15') => ({ at: { date: knownDate(date), time } });

test.each([
  ['a Total delivery', total, totalAgreement, {}],
  [
    'a Total delivery with the known mandate number',
    put(put(total, 'BS042', 43, '000101529'), 'BS052', 43, '000101529'),
    totalAgreement,
    {},
  ],
  ['a Basis delivery', basis, basisAgreement, {}],
  [
    'a Basis delivery when mandates are not known',
    put(put(basis, 'BS042', 43, '123456789'), 'BS052', 43, '123456789'),
    basisAgreement,
    { knowsMandates: false, mandateOf: () => null },
  ],
  ['slips at short notice', slips, totalAgreement, {}],
  ['a replacement with amount 0', replacement, basisAgreement, { isDelivered: always }],
  ['a delivery one minute before the deadline', total, totalAgreement, on('2025-12-18', '10:59')],
  ['a customer number in small letters', put(total, 'BS042', 28, 'k10001'), totalAgreement, {}],
  ['a customer number with leading zeros', put(total, 'BS042', 28, '000000000K10001'), totalAgreement, {}],
  ['a foreign address with three lines', abroad(total), totalAgreement, {}],
  ['creation dates of zeros', put(put(total, 'BS002', 50, '000000'), 'BS012', 47, '00000000'), totalAgreement, {}],
  ['a settlement account', put(total, 'BS012', 55, '12340000567890'), totalAgreement, {}],
] as const)('%s is accepted', async (_what, lines, agreement, change) => {
  const found = await read(lines, contextOf(agreement, change));
  expect(found.findings).toEqual([]);
  expect(found.isAccepted).toBe(true);
});

test('line ends of LF alone, and none after the last record, are accepted', async () => {
  const found = await readDelivery(stream(Buffer.from(total.join('\n'), 'latin1')), contextOf(totalAgreement));
  expect(found.findings).toEqual([]);
});

function abroad(lines: readonly string[]): string[] {
  const third = lines[3]!.replace('0024000002', '0024000003').replace('Prøvevej 1', '10115 Berlin');
  const longer = [...lines.slice(0, 4), third, ...lines.slice(4)];
  return put(
    put(put(longer, 'BS02201234560024000009', 67, '0000DE'), 'BS092', 84, '00000000007'),
    'BS992',
    84,
    '00000000007',
  );
}

test.each([
  // The frame
  ['no BS002 first', total.slice(1), 'record', /begin with BS002/],
  ['a second BS002', [total[0]!, ...total], 'record', /once, first/],
  ['no end', total.slice(0, -1), 'record', /end with 992/],
  ['a line after the end', [...total, 'BS0'], 'record', /nothing may follow/],
  ['an empty line after the end', [...total, ''], 'record', /nothing may follow/],
  ['another delivery type', put(total, 'BS002', 17, '0605'), 'deliveryType', /0601/],
  ['another data supplier', put(total, 'BS002', 6, '87654321'), 'dataSupplierNumber', /12345674/],
  ['another subsystem', put(total, 'BS002', 14, 'BS9'), 'subsystem', /BS1/],
  ['a delivery id that is no number', put(total, 'BS002', 21, '00000000A2'), 'deliveryId', /digits/],
  ['something in a filler', put(total, 'BS002', 60, 'x'), 'filler2', /blank/],
  ['a creation date that is none', put(total, 'BS002', 50, '310225'), 'creationDate', /date or zeros/],
  ['an unknown record', [...total.slice(0, 2), 'BS0330123456', ...total.slice(2)], 'record', /no record of delivery/],
  ['a record outside a section', [total[0]!, ...total.slice(2)], 'record', /inside a section/],
  [
    'a section in a section',
    [...total.slice(0, 2), total[1]!.replace('00001', '00002'), ...total.slice(2)],
    'record',
    /must end with 092/,
  ],
  ['two sections of one group', twoSections(total), 'debtorGroup', /one section only/],
  ['another creditor', put(total, 'BS012', 6, '07654320'), 'pbsNumber', /01234560/],
  [
    'a debtor group we do not know',
    total.map((line) => line.replace('00001', '00009')),
    'debtorGroup',
    /not in the agreement/,
  ],
  ['another group inside the section', put(total, 'BS042', 23, '00002'), 'debtorGroup', /00001/],
  ['half an account', put(total, 'BS012', 55, '1234'), 'account', /14 digits/],
  ['a line of 129 signs', put(total, 'BS052', 129, 'x'), 'length', /at most 128/],
  ['trailing blanks', total.map((line) => (line.startsWith('BS002') ? `${line} ` : line)), 'length', /trailing blanks/],
  ['a control sign', put(total, 'BS052', 60, '\u0007'), 'text', /ISO 8859-1/],
  ['UTF-8', put(total, 'BS022', 60, 'Ã¦'), 'text', /ISO 8859-1/],
  // Names
  ['no names', without(without(without(total, 'BS022'), 'BS022'), 'BS022'), 'record', /must follow the names/],
  ['no street', without(total, 'BS02201234560024000002'), 'record', /at least 2 name and address/],
  ['no postcode', without(total, 'BS02201234560024000009'), 'record', /00009/],
  [
    'names of another customer',
    put(
      put(put(total, 'BS02201234560024000001', 28, 'K99999 '), 'BS02201234560024000002', 28, 'K99999 '),
      'BS02201234560024000009',
      28,
      'K99999 ',
    ),
    'record',
    /same customer/,
  ],
  ['two names 00001', put(total, 'BS02201234560024000002', 18, '00001'), 'recordNumber', /00002/],
  ['an empty name', put(total, 'BS022', 52, ' '.repeat(30)), 'line', /not be blank/],
  ['a postcode of letters', put(total, 'BS02201234560024000009', 67, 'ABCD'), 'postCode', /four digits/],
  ['a country in small letters', put(total, 'BS02201234560024000009', 71, 'dk'), 'country', /capital/],
  [
    'a foreign country with a postcode',
    put(total, 'BS02201234560024000009', 71, 'SE'),
    'postCode',
    /0000 or blank abroad/,
  ],
  ['no postcode at home', put(total, 'BS02201234560024000009', 67, '0000'), 'country', /foreign/],
  ['abroad with two lines', put(total, 'BS02201234560024000009', 67, '0000DE'), 'record', /at least 3/],
  ['a mandate number in the names', put(total, 'BS022', 43, '000000001'), 'mandateNumber', /zeros/],
  [
    'names that belong to nobody',
    [...total.slice(0, -2), total[2]!, ...total.slice(-2)],
    'record',
    /belong to no collection/,
  ],
  // Collections
  ['a wrong transaction', put(total, 'BS042', 14, '0285'), 'transaction', /0280/],
  ['a record number', put(total, 'BS042', 18, '00001'), 'recordNumber', /00000/],
  ['a blank in the customer number', put(total, 'BS042', 28, 'K 10001'), 'customerNumber', /0-9, A-Z/],
  ['an ampersand in the customer number', put(total, 'BS042', 28, 'K&10001'), 'customerNumber', /0-9, A-Z/],
  ['a payment date that is none', put(total, 'BS042', 52, '30022026'), 'paymentDate', /calendar/],
  ['a Saturday', put(total, 'BS042', 52, '03012026'), 'paymentDate', /banking day/],
  ['a date more than 90 days ahead', put(total, 'BS042', 52, '16032026'), 'paymentDate', /90 days/],
  ['a date in this month', put(total, 'BS042', 52, '30122025'), 'paymentDate', /deadline was 2025-11-21/],
  ['an unknown sign', put(total, 'BS042', 60, '3'), 'sign', /0, 1 or 2/],
  ['an amount without a sign', put(total, 'BS042', 60, '0'), 'amount', /zeros/],
  ['no amount', put(total, 'BS042', 61, '0000000000000'), 'amount', /positive/],
  ['an amount of letters', put(total, 'BS042', 61, '00000001250OO'), 'amount', /digits/],
  ['something where 00 must be', put(total, 'BS042', 104, '01'), 'filler1', /zeros/],
  ['the mandate of another', put(total, 'BS042', 43, '000101531'), 'mandateNumber', /not the mandate/],
  [
    'the agreement on electronic slips',
    put(total, 'BS042', 43, '999999999'),
    'mandateNumber',
    /no mandate for collecting/,
  ],
  ['one customer twice on a day', delivery([asked('K1'), asked('K1')]), 'customerNumber', /only one collection/],
  [
    'one customer twice with zeros before',
    delivery([asked('10'), asked('0010')]),
    'customerNumber',
    /only one collection/,
  ],
  // Texts
  ['a text of another customer', put(total, 'BS052', 28, 'K99999'), 'customerNumber', /collection before/],
  ['a text with another mandate', put(total, 'BS052', 43, '000101529'), 'mandateNumber', /000000000/],
  ['a text numbered 00002 first', put(total, 'BS052', 18, '00002'), 'recordNumber', /00001/],
  ['a slip text before the text', withSlipTextFirst(total), 'record', /before 062/],
  [
    'a text before its collection',
    [...total.slice(0, 2), total.find((line) => line.startsWith('BS052'))!, ...total.slice(2)],
    'record',
    /follow a collection/,
  ],
  // Totals
  ['a wrong count of collections', put(total, 'BS092', 32, '00000000003'), 'count042', /2 as counted/],
  ['a wrong sum', put(total, 'BS092', 43, '000000000174951'), 'amount', /174950 as counted/],
  ['a wrong count of texts', put(total, 'BS092', 58, '00000000001'), 'count052', /2 as counted/],
  ['a wrong count of names', put(total, 'BS092', 84, '00000000005'), 'count022', /6 as counted/],
  ['another section at its end', put(total, 'BS092', 14, '0117'), 'section', /0112/],
  ['a wrong count of sections', put(total, 'BS992', 21, '00000000002'), 'sectionCount', /1 as counted/],
  ['a wrong sum at the end', put(total, 'BS992', 43, '000000000174949'), 'amount', /174950 as counted/],
  ['a wrong count at the end', put(total, 'BS992', 32, '00000000001'), 'count042', /2 as counted/],
  ['no section at all', [total[0]!, put(total, 'BS992', 21, '0'.repeat(62)).at(-1)!], 'record', /at least one section/],
  ['a replacement with a Total agreement', put(total, 'BS012', 14, '0113'), 'section', /0112 or 0117 or 0118/],
] as const)('a Total delivery with %s is refused', async (_what, lines, field, rule) => {
  await expectRefused(await read(lines, contextOf(totalAgreement)), field, rule);
});

test.each([
  ['names', total, basisAgreement, {}, 'record', /not sent with a Basis/],
  ['no mandate number', put(basis, 'BS042', 43, '000000000'), basisAgreement, {}, 'mandateNumber', /required/],
  [
    'a mandate nobody has',
    put(basis, 'BS042', 43, '123456789'),
    basisAgreement,
    {},
    'mandateNumber',
    /not the mandate/,
  ],
  ['slips', put(basis, 'BS012', 14, '0117'), basisAgreement, {}, 'section', /0112 or 0113/],
  [
    'a slip text',
    basis.map((line) => line.replace('BS052', 'BS062')),
    basisAgreement,
    {},
    'record',
    /not used with a Basis/,
  ],
  ['a replacement of nothing', replacement, basisAgreement, {}, 'customerNumber', /no collection to replace/],
  [
    'a replacement after the deadline',
    replacement,
    basisAgreement,
    { ...on('2025-12-18', '11:00'), isDelivered: always },
    'paymentDate',
    /deadline was 2025-12-18 11:00/,
  ],
  [
    'a collection that was delivered before',
    total,
    totalAgreement,
    { isDelivered: always },
    'customerNumber',
    /delivered before/,
  ],
  ['a delivery number that was used', total, totalAgreement, { isNumberUsed: () => true }, 'deliveryId', /used before/],
  [
    'a delivery at 11:00 on the deadline',
    total,
    totalAgreement,
    on('2025-12-18', '11:00'),
    'paymentDate',
    /deadline was 2025-12-18 11:00/,
  ],
  [
    'a delivery the day after the deadline',
    total,
    totalAgreement,
    on('2025-12-19', '08:00'),
    'paymentDate',
    /deadline was/,
  ],
  ['a slip due tomorrow', slips, totalAgreement, on('2025-12-18'), 'paymentDate', /2 banking days ahead, 2025-12-22/],
  ['a slip that pays out', put(slips, 'BS042', 60, '2'), totalAgreement, {}, 'sign', /cannot pay out/],
  ['a slip with a mandate', put(slips, 'BS042', 43, '000101529'), totalAgreement, {}, 'mandateNumber', /000000000/],
  ['a slip with a long reference', put(slips, 'BS042', 83, 'X'), totalAgreement, {}, 'filler1', /blank/],
] as const)('%s is refused', async (_what, lines, agreement, change, field, rule) => {
  await expectRefused(await read(lines, contextOf(agreement, change)), field, rule);
});

test('a thousand findings are counted, and the first fifty are kept', async () => {
  const many = delivery(Array.from({ length: 1000 }, (_, at) => ({ ...asked(`K${at}`), sign: '0' as const })));
  const found = await read(many, contextOf(totalAgreement));
  expect(found.findings).toHaveLength(50);
  // One for each amount without a sign, and the two sums that then are wrong.
  expect(found.findingCount).toBe(1002);
});

test('a file of one endless line is refused without filling the memory', async () => {
  async function* endless(): AsyncGenerator<Buffer> {
    for (let at = 0; at < 2000; at++) yield Buffer.alloc(65_536, 'x');
  }
  const found = await readDelivery(endless(), contextOf(totalAgreement));
  expect(found.isAccepted).toBe(false);
  expect(found.recordCount).toBe(1);
});

async function expectRefused(found: DeliveryRead, field: string, rule: RegExp): Promise<void> {
  expect(found.isAccepted).toBe(false);
  expect(found.collections).toEqual([]);
  expect(found.findings).toContainEqual(expect.objectContaining({ field, rule: expect.stringMatching(rule) }));
}

function asked(customerNumber: string) {
  return { customerNumber, paymentDate: '02012026', amount: 100 };
}

/** The same section again: what is wrong is the group alone, as the totals of the end are put right. */
function twoSections(lines: readonly string[]): string[] {
  const section = lines.slice(1, -1);
  const second = section.map((line) => line.replaceAll('K1000', 'K2000'));
  return put(
    [lines[0]!, ...section, ...second, lines.at(-1)!],
    'BS992',
    21,
    ['00000000002', '00000000004', '000000000349900', '00000000004'].join(''),
  );
}

function withSlipTextFirst(lines: readonly string[]): string[] {
  const at = lines.findIndex((line) => line.startsWith('BS052'));
  return [...lines.slice(0, at), lines[at]!.replace('BS052', 'BS062'), ...lines.slice(at)];
}
