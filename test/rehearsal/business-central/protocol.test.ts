import { createConnection } from 'node:net';
import { expect, test } from 'vitest';
import { cleanCustomer, invoiceOn, startBc, withMessage } from './kit.ts';

test('needs a bearer token, and asks the given check whether it is good', async () => {
  const bench = await startBc({ verifyToken: (bearer) => Promise.resolve(bearer === 'good') });
  const url = `${bench.custom}/collectionSetup`;
  for (const headers of [{}, { authorization: 'Basic abc' }, { authorization: 'Bearer expired' }]) {
    const answer = await fetch(url, { headers });
    expect(answer.status).toBe(401);
    expect(await answer.json()).toEqual(withMessage('Authentication_InvalidCredentials', ''));
  }
  expect((await bench.get(url, { authorization: 'Bearer good' })).status).toBe(200);
});

test('ends every error text with two blanks and a correlation id', async () => {
  const bench = await startBc();
  const { body } = await bench.get(`${bench.custom}/nothing`);
  expect(body.error.message).toMatch(/ {2}CorrelationId: {2}[0-9a-f-]{36}\.$/);
});

test.each`
  what                            | path                                                                             | status | code
  ${'an unknown company'}         | ${'api/v2.0/companies(99999999-0000-0000-0000-000000000000)/customers'}          | ${404} | ${'Internal_CompanyNotFound'}
  ${'a company without a GUID'}   | ${'api/v2.0/companies(CRONUS)/customers'}                                        | ${404} | ${'BadRequest_NotFound'}
  ${'another publisher'}          | ${'api/example/collection/v1.0/companies(COMPANY)/customers'}                    | ${404} | ${'BadRequest_ResourceNotFound'}
  ${'another version'}            | ${'api/tilgode/collection/v2.0/companies(COMPANY)/customers'}                    | ${404} | ${'BadRequest_ResourceNotFound'}
  ${'an unknown entity set'}      | ${'api/v2.0/companies(COMPANY)/customerLedgerEntries'}                           | ${404} | ${'BadRequest_NotFound'}
  ${'an unknown record'}          | ${'api/v2.0/companies(COMPANY)/customers(99999999-0000-0000-0000-000000000000)'} | ${404} | ${'Internal_RecordNotFound'}
  ${'a key that is no GUID'}      | ${"api/v2.0/companies(COMPANY)/customers('K10001')"}                             | ${400} | ${'BadRequest'}
  ${'an unknown segment behind'}  | ${'api/v2.0/companies(COMPANY)/customers/nonsense'}                              | ${404} | ${'BadRequest_NotFound'}
  ${'no company'}                 | ${'api/v2.0/customers'}                                                          | ${400} | ${'BadRequest'}
  ${'lines without their parent'} | ${'api/v2.0/companies(COMPANY)/customerPayments'}                                | ${400} | ${'BadRequest'}
`('refuses $what', async ({ path, status, code }) => {
  const bench = await startBc();
  const answer = await bench.get(`${bench.origin}/v2.0/t/e/${path.replace('COMPANY', bench.bc.company.id)}`);
  expect([answer.status, answer.body]).toEqual([status, withMessage(code, '')]);
});

test('takes addresses with and without the tenant, and the company as a query option', async () => {
  const bench = await startBc({ tenantId: 'tenant-1', environment: 'Rehearsal' });
  const { id, name } = bench.bc.company;
  const statusOf = async (path: string) => (await bench.get(`${bench.origin}/v2.0/${path}`)).status;
  expect(await statusOf(`tenant-1/rehearsal/api/v2.0/companies(${id.toUpperCase()})/customers`)).toBe(200);
  expect(await statusOf(`Rehearsal/api/v2.0/companies(${id})/customers`)).toBe(200);
  expect(await statusOf(`tenant-1/Rehearsal/api/v2.0/customers?company=${encodeURIComponent(name)}`)).toBe(200);
  expect(await statusOf(`tenant-1/Rehearsal/api/v2.0/customers?company=${id}`)).toBe(200);
  expect(await statusOf(`tenant-2/Rehearsal/api/v2.0/companies(${id})/customers`)).toBe(404);
  expect(await statusOf(`tenant-1/Production/api/v2.0/companies(${id})/customers`)).toBe(404);
});

test('lists its company and its environment', async () => {
  const bench = await startBc({ environmentType: 'Sandbox' });
  const found = await bench.get(`${bench.origin}/v2.0/t/e/api/v2.0/companies`);
  expect(found.body.value).toMatchObject([{ id: bench.bc.company.id, name: 'CRONUS Danmark' }]);
  const environments = await bench.get(`${bench.origin}/environments/v1.2`);
  expect(environments.body.value).toMatchObject([{ type: 'Sandbox', countryCode: 'DK' }]);
});

test('encodes enum names, gives blank dates, and amounts with at most two decimals', async () => {
  const bench = await startBc({ customers: 300 });
  const { value } = (await bench.get(`${bench.custom}/customerLedgerEntries`)).body;
  const types = new Set(value.map((entry: { documentType: string }) => entry.documentType));
  expect(types).toEqual(
    new Set(['Invoice', 'Credit_x0020_Memo', 'Reminder', 'Finance_x0020_Charge_x0020_Memo', 'Payment']),
  );
  const open = value.find((entry: { open: boolean }) => entry.open);
  expect(open).toMatchObject({ closedAtDate: '0001-01-01', currencyCode: '', effectiveCurrencyCode: 'DKK' });
  const booked = bench.bc.entries().map((entry) => entry.remaining / 100);
  expect(value.map((entry: { remainingAmount: number }) => entry.remainingAmount)).toEqual(booked);
  expect(booked.some((amount) => /\.0[1-9]$/.test(String(amount)))).toBe(true);
  const { value: customers } = (await bench.get(`${bench.standard}/customers`)).body;
  expect(new Set(customers.map((one: { blocked: string }) => one.blocked))).toContain('_x0020_');
});

test('changes an entity only with its newest ETag, which changes with every write', async () => {
  const bench = await startBc();
  const { entryNumber } = invoiceOn(bench, 100);
  const url = `${bench.custom}/customerLedgerEntries`;
  const before = (await bench.get(`${url}?$filter=entryNumber eq ${entryNumber}`)).body.value[0];
  expect(before['@odata.etag']).toMatch(/^W\/"[A-Za-z0-9+/=]+"$/);
  expect(Buffer.from(before['@odata.etag'].slice(3, -1), 'base64').toString()).toMatch(/^'20;\d+;00;'$/);
  const patch = (headers: Record<string, string>, body: unknown = { onHold: 'NET' }) =>
    bench.send('PATCH', `${url}(${before.id})`, body, headers);

  expect(await patch({})).toMatchObject({ status: 400, body: withMessage('BadRequest_InvalidToken', '') });
  expect(await patch({ 'if-match': 'nonsense' })).toMatchObject({ status: 400 });
  const changed = await patch({ 'if-match': before['@odata.etag'] });
  expect(changed.body).toMatchObject({ onHold: 'NET' });
  expect(changed.body['@odata.etag']).not.toBe(before['@odata.etag']);
  expect(await patch({ 'if-match': before['@odata.etag'] })).toMatchObject({
    status: 409,
    body: withMessage('Request_EntityChanged', ''),
  });
  expect(
    (await patch({ 'if-match': '*' }, { promisedPayDate: '2026-03-01', disputeStatus: 'PRICE' })).body,
  ).toMatchObject({ promisedPayDate: '2026-03-01', disputeStatus: 'PRICE', onHold: 'NET' });
});

test.each`
  what                         | body                                           | code                                  | text
  ${'a field nobody knows'}    | ${{ nothing: 1 }}                              | ${'BadRequest'}                       | ${"The property 'nothing' does not exist on type"}
  ${'a read-only field'}       | ${{ remainingAmount: 1 }}                      | ${'BadRequest_InvalidOperation'}      | ${'read-only'}
  ${'a text that is too long'} | ${{ onHold: 'LONG' }}                          | ${'Application_StringExceededLength'} | ${'must be less than or equal to 3'}
  ${'a number for a text'}     | ${{ onHold: 5 }}                               | ${'BadRequest'}                       | ${'Cannot convert'}
  ${'a date with a time'}      | ${{ promisedPayDate: '2026-02-01T00:00:00Z' }} | ${'BadRequest'}                       | ${'Cannot convert'}
  ${'a list'}                  | ${[]}                                          | ${'BadRequest'}                       | ${'JSON object'}
  ${'what is no JSON'}         | ${'{"onHold":'}                                | ${'BadRequest'}                       | ${'valid JSON'}
`('refuses to write $what', async ({ body, code, text }) => {
  const bench = await startBc();
  const [entry] = bench.bc.entries();
  const url = `${bench.custom}/customerLedgerEntries(${entry?.id})`;
  const answer = await bench.send('PATCH', url, body, { 'if-match': '*' });
  expect([answer.status, answer.body]).toEqual([400, withMessage(code, text)]);
});

test.each`
  what                          | method      | path                                                         | status
  ${'insert of a ledger entry'} | ${'POST'}   | ${'customerLedgerEntries'}                                   | ${405}
  ${'delete of a ledger entry'} | ${'DELETE'} | ${'customerLedgerEntries(ENTRY)'}                            | ${405}
  ${'change of the setup'}      | ${'PATCH'}  | ${'collectionSetup(SETUP)'}                                  | ${405}
  ${'PUT'}                      | ${'PUT'}    | ${'customerLedgerEntries(ENTRY)'}                            | ${404}
  ${'PATCH of a collection'}    | ${'PATCH'}  | ${'customerLedgerEntries'}                                   | ${404}
  ${'POST to an entity'}        | ${'POST'}   | ${'customerLedgerEntries(ENTRY)'}                            | ${404}
  ${'GET of an action'}         | ${'GET'}    | ${'customerLedgerEntries(ENTRY)/Microsoft.NAV.applyAndPost'} | ${404}
  ${'an action nobody knows'}   | ${'POST'}   | ${'customerLedgerEntries(ENTRY)/Microsoft.NAV.doIt'}         | ${404}
`('refuses $what with $status', async ({ method, path, status }) => {
  const bench = await startBc();
  const [entry] = bench.bc.entries();
  const setup = (await bench.get(`${bench.custom}/collectionSetup`)).body.value[0].id;
  const url = `${bench.custom}/${path.replace('ENTRY', entry?.id).replace('SETUP', setup)}`;
  const answer = await bench.send(method, url, method === 'GET' ? undefined : {}, { 'if-match': '*' });
  expect(answer.status).toBe(status);
});

test('refuses a write with the data access intent ReadOnly, and takes a read with it', async () => {
  const bench = await startBc();
  const headers = { 'data-access-intent': 'ReadOnly' };
  const write = await bench.send('POST', `${bench.custom}/collectionPayments`, { idempotencyKey: 'A' }, headers);
  expect([write.status, write.body]).toEqual([400, withMessage('BadRequest_InvalidOperation', 'ReadOnly')]);
  expect((await bench.get(`${bench.custom}/customers`, headers)).status).toBe(200);
});

test('refuses a body over the limit, and one that is not JSON by its type', async () => {
  const bench = await startBc({ bodyLimitInBytes: 1_000 });
  const url = `${bench.custom}/collectionPayments`;
  expect((await bench.send('POST', url, { description: 'x'.repeat(1_000) })).status).toBe(413);
  expect((await bench.send('POST', url, '{}', { 'content-type': 'text/plain' })).status).toBe(415);
});

test('refuses an address over 8 KB', async () => {
  const bench = await startBc();
  const filter = Array.from({ length: 500 }, (_, i) => `entryNumber eq ${i}`).join(' or ');
  const answer = await bench.get(`${bench.custom}/customerLedgerEntries?$filter=${encodeURIComponent(filter)}`);
  expect(answer.status).toBe(414);
});

test('listens on the loopback address alone', async () => {
  const bench = await startBc();
  const refused = await new Promise((resolve) => {
    const socket = createConnection({ port: Number(new URL(bench.origin).port), host: '127.0.0.2' });
    socket.once('connect', () => resolve(false)).once('error', () => resolve(true));
  });
  expect(refused).toBe(true);
});

test('names the sides of its handshake: versions, currency, allowed posting dates', async () => {
  const bench = await startBc();
  bench.bc.control.setPostingRange('2026-02-01' as never, null);
  const [setup] = (await bench.get(`${bench.custom}/collectionSetup`)).body.value;
  expect(setup).toMatchObject({
    enabled: true,
    apiVersion: '1.0',
    lcyCode: 'DKK',
    allowPostingFrom: '2026-02-01',
    allowPostingTo: '0001-01-01',
  });
  const [general] = (await bench.get(`${bench.standard}/generalLedgerSetup`)).body.value;
  expect(general).toMatchObject({ allowPostingFrom: '2026-02-01', localCurrencyCode: 'DKK' });
});

test('blocks and renames a customer through the standard entity, in the enum spelling of the API', async () => {
  const bench = await startBc();
  const number = cleanCustomer(bench);
  const [customer] = (await bench.get(`${bench.standard}/customers?$filter=number eq '${number}'`)).body.value;
  const patch = (body: unknown) =>
    bench.send('PATCH', `${bench.standard}/customers(${customer.id})`, body, { 'if-match': '*' });
  expect((await patch({ blocked: 'Ship', city: 'Ærøskøbing' })).body).toMatchObject({
    blocked: 'Ship',
    city: 'Ærøskøbing',
  });
  expect((await patch({ blocked: ' ' })).body).toEqual(
    withMessage('Unknown', 'is not an option. The existing options are: _x0020_,Ship,Invoice,All'),
  );
  expect((await patch({ blocked: '_x0020_' })).body).toMatchObject({ blocked: '_x0020_' });
});
