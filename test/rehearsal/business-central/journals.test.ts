import { expect, test } from 'vitest';
import { type Bench, invoiceOn, startBc } from './kit.ts';

async function journal(bench: Bench) {
  const url = `${bench.standard}/customerPaymentJournals`;
  const made = await bench.send('POST', url, { code: 'collect', displayName: 'Opkrævning' });
  expect(made).toMatchObject({ status: 201, body: { code: 'COLLECT' } });
  return { id: made.body.id, lines: `${url}(${made.body.id})/customerPayments` };
}

test('keeps unposted payments under their journal, reachable by expand too', async () => {
  const bench = await startBc({ customers: 400 });
  const url = `${bench.standard}/customerPaymentJournals`;
  const [bank, giro] = (await bench.get(`${url}?$expand=customerPayments`)).body.value;
  expect([bank.code, giro.code, giro.customerPayments]).toEqual(['BANK', 'GIRO', []]);
  expect(bank.customerPayments.length).toBeGreaterThan(0);
  for (const line of bank.customerPayments) {
    const invoice = bench.bc.entries().find((entry) => entry.documentNumber === line.appliesToInvoiceNumber);
    expect(invoice).toMatchObject({ customerNumber: line.customerNumber, open: true });
    expect(Math.round(line.amount * 100)).toBe(-(invoice?.remaining ?? 0));
  }
  const { value } = (await bench.get(`${url}(${bank.id})/customerPayments`)).body;
  expect(value).toEqual(bank.customerPayments);
});

test('numbers lines by ten thousands, changes and deletes them by ETag', async () => {
  const bench = await startBc();
  const { customer, entryNumber } = invoiceOn(bench, 50_000);
  const invoice = bench.bc.entries()[entryNumber - 1]?.documentNumber;
  const { lines } = await journal(bench);
  const fields = { customerNumber: customer, amount: -500, appliesToInvoiceNumber: invoice, postingDate: '2026-02-02' };
  const first = await bench.send('POST', lines, fields);
  const second = await bench.send('POST', lines, fields);
  expect([first.body.lineNumber, second.body.lineNumber]).toEqual([10_000, 20_000]);
  const twice = await bench.send('POST', lines, { ...fields, lineNumber: 20_000 });
  expect([twice.status, twice.body.error.code]).toEqual([400, 'Internal_EntityWithSameKeyExists']);
  const line = `${lines}(${first.body.id})`;
  expect((await bench.send('PATCH', line, { amount: -400 })).status).toBe(400);
  const headers = { 'if-match': first.body['@odata.etag'] };
  expect((await bench.send('PATCH', line, { amount: -400 }, headers)).body).toMatchObject({
    amount: -400,
    customerNumber: customer,
    appliesToInvoiceNumber: invoice,
    lineNumber: 10_000,
  });
  expect((await bench.send('DELETE', line, undefined, headers)).status).toBe(409);
  expect((await bench.send('DELETE', line, undefined, { 'if-match': '*' })).status).toBe(204);
  expect((await bench.get(line)).status).toBe(404);
});

test.each`
  what                                | fields                                                            | code                                      | text
  ${'a positive amount'}              | ${{ amount: 500 }}                                                | ${'Application_FieldValidationException'} | ${'Amount must be negative'}
  ${'an unknown customer number'}     | ${{ customerNumber: 'K99999' }}                                   | ${'BadRequest'}                           | ${'The customer values do not match to a specific Customer.'}
  ${'an unknown customer id'}         | ${{ customerId: '99999999-0000-0000-0000-000000000000' }}         | ${'BadRequest'}                           | ${'The "customerId" does not match to a Customer.'}
  ${'an unknown invoice id'}          | ${{ appliesToInvoiceId: '99999999-0000-0000-0000-000000000000' }} | ${'BadRequest'}                           | ${'should be the ID of an Open, Paid, Corrective, or Canceled Invoice.'}
  ${'an unknown invoice number'}      | ${{ appliesToInvoiceNumber: '999' }}                              | ${'Internal_DataNotFoundFilter'}          | ${'There is no Cust. Ledger Entry within the filter.'}
  ${'a description that is too long'} | ${{ description: 'x'.repeat(101) }}                               | ${'Application_StringExceededLength'}     | ${'100'}
  ${'a contact'}                      | ${{ contactId: '99999999-0000-0000-0000-000000000000' }}          | ${'BadRequest'}                           | ${"The property 'contactId' does not exist"}
  ${'its id'}                         | ${{ id: '99999999-0000-0000-0000-000000000000' }}                 | ${'BadRequest_InvalidOperation'}          | ${'read-only'}
  ${'its time'}                       | ${{ lastModifiedDateTime: '2026-02-02T00:00:00Z' }}               | ${'BadRequest_InvalidOperation'}          | ${'read-only'}
`('refuses a payment line with $what', async ({ fields, code, text }) => {
  const bench = await startBc();
  const { lines } = await journal(bench);
  const answer = await bench.send('POST', lines, { amount: -1, ...fields });
  expect([answer.status, answer.body.error]).toEqual([400, { code, message: expect.stringContaining(text) }]);
});

test('refuses a closed invoice, a journal that exists, and moving a line to another journal', async () => {
  const bench = await startBc();
  const { customer, entryNumber } = invoiceOn(bench, 100);
  bench.bc.control.postManually(entryNumber, 100 as never, '2026-02-01' as never);
  const { lines } = await journal(bench);
  const closed = {
    customerNumber: customer,
    amount: -1,
    appliesToInvoiceNumber: bench.bc.entries()[entryNumber - 1]?.documentNumber,
  };
  expect((await bench.send('POST', lines, closed)).body.error.code).toBe('Internal_DataNotFoundFilter');
  const again = await bench.send('POST', `${bench.standard}/customerPaymentJournals`, { code: 'COLLECT' });
  expect(again.body.error.code).toBe('Internal_EntityWithSameKeyExists');
  const line = await bench.send('POST', lines, { customerNumber: customer, amount: -1 });
  const [bank] = (await bench.get(`${bench.standard}/customerPaymentJournals`)).body.value;
  const moved = await bench.send('PATCH', `${lines}(${line.body.id})`, { journalId: bank.id }, { 'if-match': '*' });
  expect(moved.body.error.message).toContain('The Journal Id cannot be changed.');
});

test('takes agreements in, changes their status, and deletes them', async () => {
  const bench = await startBc();
  const url = `${bench.custom}/collectionAgreements`;
  const made = await bench.send('POST', url, {
    customerNumber: 'K10002',
    schemeCode: 'BS',
    agreementNumber: '123456789',
    status: 'Active',
    validFrom: '2026-01-01',
    debtorGroupNumber: '00001',
  });
  expect(made).toMatchObject({ status: 201, body: { status: 'Active', validTo: '0001-01-01' } });
  const one = `${url}(${made.body.id})`;
  const changed = await bench.send('PATCH', one, { status: 'Cancelled' }, { 'if-match': made.body['@odata.etag'] });
  expect(changed.body).toMatchObject({ status: 'Cancelled', agreementNumber: '123456789' });
  const found = (await bench.get(`${url}?$filter=customerNumber eq 'K10002' and status eq 'Cancelled'`)).body.value;
  expect(found.map((agreement: { id: string }) => agreement.id)).toContain(made.body.id);
  expect((await bench.send('DELETE', one, undefined, { 'if-match': '*' })).status).toBe(204);
  expect((await bench.get(one)).status).toBe(404);
  const unknown = await bench.send('POST', url, { customerNumber: 'K99999' });
  expect(unknown.body.error.code).toBe('Application_FieldValidationException');
});
