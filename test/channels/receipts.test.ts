import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { expect, test } from 'vitest';
import { readReceipt } from '#channels/betalingsservice';
import { sharedReference } from '#test/shared-reference';
import { danishCount, danishMinor } from '#schemas/nets';
import { latin1 } from './bs-kit.ts';

const transmission = 'PBCNET40BS1A1B2C3D4E5F      251215101500+PN00DATA ACCEPTERET\r\n';
const read = (text: string) => readReceipt(latin1(text), 'test');

const paths = new Map(sharedReference('nets/samples', /^[TVF]-/).map((path) => [basename(path), path]));

test.runIf(paths.size > 0)('the three public receipts say what they say', () => {
  const receiptOf = (name: string) => readReceipt(readFileSync(paths.get(name)!), name);
  expect(receiptOf('T-receipt.txt')).toMatchObject({
    ok: true,
    value: {
      kind: 'transmission',
      accepted: true,
      code: 'PN00',
      transmissionId: 'A1B2C3D4E5F',
      date: '2025-12-15',
      time: '10:15:00',
    },
  });
  expect(receiptOf('V-receipt.txt')).toMatchObject({
    ok: true,
    value: {
      kind: 'delivery',
      accepted: true,
      code: 'BS00',
      text: 'LEVERANCE ACCEPTERET',
      assignedDeliveryNumber: '3700000000',
      dataSupplierNumber: '12345674',
      records: 22,
      counts: { sections: 1, texts: 5, collections: 3, total: 164_950 },
    },
  });
  expect(receiptOf('F-delivery-note.txt')).toMatchObject({
    ok: true,
    value: {
      kind: 'note',
      deliveryType: '0602',
      sections: [{ creditorNumber: '01234560', debtorGroup: '00001', section: '0215', records: 1, total: 49_950 }],
      records: 1,
      total: 49_950,
    },
  });
});

test.each`
  what                         | from       | to         | accepted
  ${'plus and 00'}             | ${'+PN00'} | ${'+PN00'} | ${true}
  ${'minus and 00'}            | ${'+PN00'} | ${'-PN00'} | ${false}
  ${'plus and another number'} | ${'+PN00'} | ${'+PN01'} | ${false}
  ${'a blank result'}          | ${'+PN00'} | ${' PN00'} | ${false}
  ${'plus and no code'}        | ${'+PN00'} | ${'+    '} | ${false}
  ${'plus and zeros alone'}    | ${'+PN00'} | ${'+0000'} | ${false}
`('$what: accepted is $accepted', ({ from, to, accepted }) => {
  expect(read(transmission.replace(from, to))).toMatchObject({ ok: true, value: { accepted } });
});

test('a refusal keeps its whole text, also what we cannot read of it', () => {
  const refused =
    'PBCNET41BS1A1B2C3D4E5F      251215101500-BS17 LEVERANCE AFVIST\n* FEJL I DELEBETALING: SEKTION 0112 *\nog mere\n';
  expect(read(refused)).toMatchObject({
    ok: true,
    value: { accepted: false, code: 'BS17', counts: null, records: null, wholeText: refused.trimEnd() },
  });
});

test('a delivery receipt without its box is an answer all the same', () => {
  const alone = 'PBCNET41BS1A1B2C3D4E5F      251215101500+BS00 LEVERANCE ACCEPTERET';
  expect(read(alone)).toMatchObject({ ok: true, value: { kind: 'delivery', accepted: true, counts: null } });
});

test.each`
  what                     | bytes                                       | code
  ${'nothing'}             | ${''}                                       | ${'FILE_EMPTY'}
  ${'another text'}        | ${'hello'}                                  | ${'FILE_UNKNOWN'}
  ${'a 0602'}              | ${'BS00212345674BS106023700000001'}         | ${'FILE_UNKNOWN'}
  ${'a wrong date'}        | ${transmission.replace('251215', '251315')} | ${'LINE_UNREADABLE'}
  ${'a line cut off'}      | ${transmission.slice(0, 32)}                | ${'LINE_UNREADABLE'}
  ${'more than a receipt'} | ${transmission + 'x'.repeat(1024 * 1024)}   | ${'FILE_TOO_LARGE'}
`('$what is no receipt: $code', ({ bytes, code }) => {
  expect(read(bytes)).toMatchObject({ ok: false, error: { code } });
});

test.each`
  text                       | minor
  ${'1.649,50'}              | ${164_950}
  ${'0,00'}                  | ${0}
  ${'-1.000,05'}             | ${-100_005}
  ${'1.000,05-'}             | ${-100_005}
  ${'9.999.999.999.999,99'}  | ${999_999_999_999_999}
  ${'99.999.999.999.999,99'} | ${undefined}
  ${'1649.50'}               | ${undefined}
  ${'1,5'}                   | ${undefined}
  ${''}                      | ${undefined}
`('the Danish amount "$text" is $minor øre', ({ text, minor }) => {
  expect(danishMinor(text)).toBe(minor);
});

test.each`
  text        | count
  ${'1.300'}  | ${1300}
  ${'000022'} | ${22}
  ${'-1'}     | ${undefined}
  ${''}       | ${undefined}
`('the Danish number "$text" is $count', ({ text, count }) => {
  expect(danishCount(text)).toBe(count);
});
