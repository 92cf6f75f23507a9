import fc from 'fast-check';
import { expect, test } from 'vitest';
import { jsonFromMinor, minor } from '#kernel';
import { customer, customerLedgerEntry, customerPayment, readEntity, readErrorBody } from '#schemas/bc';
import { customerRow, entryRow, journalLineRow } from './strict-entities.ts';

const claim = (change: Record<string, unknown>) => readEntity(customerLedgerEntry, entryRow(1001, change));

test('an entry is read with its amounts in øre, its dates, and its blanks decoded', () => {
  const change = {
    documentType: 'Credit_x0020_Memo',
    originalAmount: -299.9,
    remainingAmount: -19.99,
    dueDate: '0001-01-01',
    somethingNew: { of: ['a later version'] },
  };
  expect(claim(change)).toEqual({
    ok: true,
    value: expect.objectContaining({
      documentType: 'Credit Memo',
      originalAmount: -29_990,
      remainingAmount: -1999,
      dueDate: null,
      postingDate: '2026-01-05',
      effectiveCurrencyCode: 'DKK',
      etag: `W/"JzIwOzE1;1001;00;'"`,
    }),
  });
  expect(claim(change)).not.toHaveProperty('value.somethingNew');
});

test.each`
  what                           | change                                            | field                      | value
  ${'a third decimal'}           | ${{ remainingAmount: 12.345 }}                    | ${'remainingAmount'}       | ${'12.345'}
  ${'an amount as text'}         | ${{ remainingAmount: '12.34' }}                   | ${'remainingAmount'}       | ${'12.34'}
  ${'an amount of 14 digits'}    | ${{ originalAmount: 12_345_678_901_234 }}         | ${'originalAmount'}        | ${'12345678901234'}
  ${'an amount with exponent'}   | ${{ originalAmount: 1e-7 }}                       | ${'originalAmount'}        | ${'1e-7'}
  ${'30 February'}               | ${{ postingDate: '2026-02-30' }}                  | ${'postingDate'}           | ${'2026-02-30'}
  ${'a blank posting date'}      | ${{ postingDate: '0001-01-01' }}                  | ${'postingDate'}           | ${'0001-01-01'}
  ${'an enum with a blank'}      | ${{ documentType: 'Credit Memo' }}                | ${'documentType'}          | ${'Credit Memo'}
  ${'an unknown enum'}           | ${{ documentType: 'Prepayment' }}                 | ${'documentType'}          | ${'Prepayment'}
  ${'a currency in whole units'} | ${{ effectiveCurrencyCode: 'JPY' }}               | ${'effectiveCurrencyCode'} | ${'JPY'}
  ${'the zero GUID'}             | ${{ id: '00000000-0000-0000-0000-000000000000' }} | ${'id'}                    | ${'00000000-0000-0000-0000-000000000000'}
  ${'a field that is absent'}    | ${{ dueDate: undefined }}                         | ${'dueDate'}               | ${'(absent)'}
  ${'null for a text'}           | ${{ onHold: null }}                               | ${'onHold'}                | ${'null'}
  ${'a fraction of an entry'}    | ${{ entryNumber: 1.5 }}                           | ${'entryNumber'}           | ${'1.5'}
  ${'a local instant'}           | ${{ lastModifiedDateTime: '2026-01-05 10:00' }}   | ${'lastModifiedDateTime'}  | ${'2026-01-05 10:00'}
`('an entry with $what is refused, naming field and value', ({ change, field, value }) => {
  const read = claim(change);
  expect(read).toEqual({ ok: false, error: { field, value, expected: expect.stringMatching(/\S{3}/) } });
});

test('something that is no entity at all is refused too', () => {
  for (const raw of [null, 7, 'text', [], undefined]) expect(readEntity(customerLedgerEntry, raw).ok).toBe(false);
});

test('a long value is shortened before it is shown', () => {
  const read = claim({ documentType: 'x'.repeat(5000) });
  expect(read.ok ? '' : read.error.value).toHaveLength(101);
});

test('every amount in øre comes back through JSON as it was', () => {
  const most = 10 ** 15 - 1;
  fc.assert(
    fc.property(fc.integer({ min: -most, max: most }), (value) => {
      const sent: unknown = JSON.parse(JSON.stringify(jsonFromMinor(minor(value))));
      expect(claim({ remainingAmount: sent })).toMatchObject({ ok: true, value: { remainingAmount: value } });
    }),
  );
});

test('a customer who is blocked for nothing has a blank, not an encoded one', () => {
  expect(readEntity(customer, customerRow(10_001))).toMatchObject({ ok: true, value: { blocked: '' } });
  expect(readEntity(customer, customerRow(10_001, { blocked: 'Ship' }))).toMatchObject({ value: { blocked: 'Ship' } });
});

test('a journal line half filled in is read: its date may be blank', () => {
  const line = journalLineRow(1, 10_000, { postingDate: '0001-01-01', customerNumber: '' });
  expect(readEntity(customerPayment, line)).toMatchObject({ ok: true, value: { postingDate: null, amount: -125_050 } });
});

test.each`
  message                                                                | text
  ${'No.  CorrelationId:  7f9e6f5c-1111-4222-8333-944455556666.'}        | ${'No.'}
  ${'Two\nlines  CorrelationId:  7f9e6f5c-1111-4222-8333-944455556666.'} | ${'Two\nlines'}
  ${'CorrelationId: is what the customer wrote'}                         | ${'CorrelationId: is what the customer wrote'}
`('keeps BC’s own words of "$message"', ({ message, text }) => {
  const read = readErrorBody({ error: { code: 'Application_DialogException', message } });
  expect(read?.text).toBe(text);
  expect(read?.correlationId).toBe(message.includes('944455556666') ? '7f9e6f5c-1111-4222-8333-944455556666' : '');
});

test('an answer of a gateway in between is no error body', () => {
  for (const raw of [undefined, null, '<html>', { error: 'text' }, { error: { code: 5 } }]) {
    expect(readErrorBody(raw)).toBeNull();
  }
});
