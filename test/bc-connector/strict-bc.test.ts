import { expect, test } from 'vitest';
import { company, StrictBc } from './strict-bc.ts';
import { entryRow } from './strict-entities.ts';

/** The counterpart of these tests must itself be strict, or they would prove nothing. */
async function ask(query: string, headers: Record<string, string> = {}, path = 'customerLedgerEntries') {
  const bc = await new StrictBc().start();
  bc.rows['extension/customerLedgerEntries'] = [1, 2, 3].map((number) => entryRow(number));
  const url = `${bc.baseUrl}/contoso/Production/api/tilgode/collection/v1.0/companies(${company})/${path}?${query}`;
  const usual = {
    authorization: 'Bearer token-1',
    'accept-language': 'en-US',
    'user-agent': 'Tilgode/0',
    'client-request-id': '7f9e6f5c-1111-4222-8333-944455556666',
  };
  const answer = await fetch(url, { headers: { ...usual, ...headers } });
  const body = (await answer.json()) as { error?: { code: string }; value?: unknown[]; '@odata.nextLink'?: string };
  await bc.stop();
  return { status: answer.status, code: body.error?.code, count: body.value?.length, next: body['@odata.nextLink'] };
}

test.each`
  query
  ${"$filter=customerNumber in ('K1','K2')"}
  ${"$filter=open eq true or customerNumber eq 'K1'"}
  ${"$filter=documentType eq 'Credit Memo'"}
  ${'$filter=documentType eq Invoice'}
  ${'$filter=customerNumber eq K1'}
  ${"$filter=lastModifiedDateTime gt '2026-01-01T00:00:00Z'"}
  ${'$filter=balance gt 5'}
  ${'$filter=open eq true and'}
  ${'$select=id,balance'}
  ${'$orderby=balance'}
  ${'$skip=5'}
  ${'$apply=x'}
`('the small Business Central refuses $query', async ({ query }) => {
  expect(await ask(encodeURI(query))).toMatchObject({ status: 400, code: 'BadRequest' });
});

test('it takes what is right, gives pages when asked, and none with $top', async () => {
  const filter = encodeURI("$filter=(customerNumber eq 'K1' or customerNumber eq 'K10001') and open eq true");
  expect(await ask(filter)).toMatchObject({ status: 200, count: 3, next: undefined });
  const paged = await ask('', { prefer: 'odata.maxpagesize=2' });
  expect(paged).toMatchObject({ status: 200, count: 2, next: expect.stringContaining('skiptoken') });
  expect(await ask('$top=2', { prefer: 'odata.maxpagesize=2' })).toMatchObject({ count: 2, next: undefined });
});

test('it refuses a missing token, a missing header, and a way that does not exist', async () => {
  expect(await ask('', { authorization: '' })).toMatchObject({ status: 401 });
  expect(await ask('', { 'accept-language': 'da-DK' })).toMatchObject({ status: 400 });
  expect(await ask('', {}, 'customerLedgerEntry')).toMatchObject({ status: 404, code: 'BadRequest_ResourceNotFound' });
});
