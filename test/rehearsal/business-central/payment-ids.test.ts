import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { type Bench, cleanCustomer, invoiceOn, startBc, withMessage } from './kit.ts';

const fieldsOn = (bench: Bench) => ({
  customerNumber: cleanCustomer(bench),
  entryNumber: 0,
  scheme: 'fik-71',
  paymentId: '000000001030105',
  validFrom: '2026-02-02',
  status: 'Active',
});

test('a payment id is inserted once, found by its number, and changed by ETag only', async () => {
  const bench = await startBc();
  const url = `${bench.custom}/collectionPaymentIds`;
  const made = await bench.send('POST', url, fieldsOn(bench));
  expect(made).toMatchObject({ status: 201, body: { scheme: 'FIK-71', validTo: '0001-01-01', status: 'Active' } });
  const twice = await bench.send('POST', url, fieldsOn(bench));
  expect([twice.status, twice.body]).toEqual([
    400,
    withMessage('Internal_EntityWithSameKeyExists', "Payment ID='000000001030105'"),
  ]);
  const found = await bench.get(`${url}?$filter=paymentId eq '000000001030105'`);
  expect(found.body.value).toMatchObject([{ id: made.body.id }]);
  const one = `${url}(${made.body.id})`;
  expect((await bench.send('PATCH', one, { status: 'Retired' })).body).toEqual(
    withMessage('BadRequest_InvalidToken', 'If-Match'),
  );
  const headers = { 'if-match': made.body['@odata.etag'] };
  const retired = await bench.send('PATCH', one, { status: 'Retired', validTo: '2026-03-01' }, headers);
  expect(retired.body).toMatchObject({ status: 'Retired', validTo: '2026-03-01' });
  expect((await bench.send('PATCH', one, { status: 'Retired' }, headers)).status).toBe(409);
  const again = await bench.send('PATCH', one, { status: 'Active' }, { 'if-match': '*' });
  expect(again.body).toEqual(withMessage('Application_FieldValidationException', 'is retired'));
  expect((await bench.send('PATCH', one, { paymentId: '1' }, { 'if-match': '*' })).body).toEqual(
    withMessage('BadRequest_InvalidOperation', 'read-only'),
  );
  expect((await bench.send('DELETE', one, undefined, { 'if-match': '*' })).status).toBe(405);
});

test.each`
  what                             | fields                                          | text
  ${'no number'}                   | ${{ paymentId: ' ' }}                           | ${'Payment ID must have a value'}
  ${'no scheme'}                   | ${{ scheme: '' }}                               | ${'Scheme must have a value'}
  ${'no first day'}                | ${{ validFrom: '0001-01-01' }}                  | ${'Valid From must have a value'}
  ${'an unknown customer'}         | ${{ customerNumber: 'NOBODY' }}                 | ${'related table (Customer)'}
  ${'an unknown entry'}            | ${{ entryNumber: 99_999 }}                      | ${'related table (Cust. Ledger Entry)'}
  ${'another customer’s entry'}    | ${{ customerNumber: 'K10002', entryNumber: 1 }} | ${'related table (Cust. Ledger Entry)'}
  ${'an end before its beginning'} | ${{ validTo: '2026-01-01' }}                    | ${'Valid To must not be before'}
  ${'a number that is too long'}   | ${{ paymentId: '1'.repeat(51) }}                | ${'less than or equal to 50'}
  ${'an unknown status'}           | ${{ status: 'Paused' }}                         | ${'is not an option'}
  ${'an unknown field'}            | ${{ block: 'x' }}                               | ${"The property 'block' does not exist"}
`('refuses a payment id with $what', async ({ fields, text }) => {
  const bench = await startBc();
  const refused = await bench.send('POST', `${bench.custom}/collectionPaymentIds`, { ...fieldsOn(bench), ...fields });
  expect([refused.status, refused.body.error.message]).toEqual([400, expect.stringContaining(text)]);
  expect(bench.bc.paymentIds()).toEqual([]);
});

test('payment ids survive a restart', async () => {
  const stateFolder = mkdtempSync(join(tmpdir(), 'payment-ids-'));
  onTestFinished(() => rmSync(stateFolder, { recursive: true, force: true }));
  const bench = await startBc({ stateFolder });
  const { customer, entryNumber } = invoiceOn(bench, 10_000);
  const url = `${bench.custom}/collectionPaymentIds`;
  const fields = { ...fieldsOn(bench), customerNumber: customer, entryNumber };
  const made = await bench.send('POST', url, fields);
  await bench.send('PATCH', `${url}(${made.body.id})`, { status: 'Retired' }, { 'if-match': '*' });
  const before = bench.bc.paymentIds();
  expect(before).toMatchObject([{ entryNumber, status: 'Retired' }]);
  await bench.bc.close();
  const again = await startBc({ stateFolder });
  expect(again.bc.paymentIds()).toEqual(before);
});
