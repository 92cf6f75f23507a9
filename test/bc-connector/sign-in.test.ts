import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { createBcClient } from '#bc-connector';
import { ProblemError } from '#kernel';
import { userAgent } from '../../bc-connector/client/exchange.ts';
import { newPayment, problemFrom, settingsFor, world } from './client-kit.ts';
import { company, secret, StrictBc } from './strict-bc.ts';
import { setupRow } from './strict-entities.ts';

test('signs in once with client credentials and uses the token until it ends', async () => {
  const { bc, client } = await world();
  bc.rows['extension/collectionSetup'] = [setupRow()];
  for (let i = 0; i < 3; i++) await client.setup(company);
  expect(bc.tokenRequests).toHaveLength(1);
  expect(bc.tokenRequests[0]?.get('grant_type')).toBe('client_credentials');
  expect(new Set(bc.seen.map(({ headers }) => headers.authorization))).toEqual(new Set(['Bearer token-1']));
});

test('many who begin at once share one sign-in', async () => {
  const { bc, client } = await world();
  bc.rows['extension/collectionSetup'] = [setupRow()];
  await Promise.all(Array.from({ length: 12 }, () => client.setup(company)));
  expect(bc.tokenRequests).toHaveLength(1);
});

test('after 401 it signs in anew once and sends the same request again', async () => {
  const { bc, client, waits } = await world();
  bc.rows['extension/collectionSetup'] = [setupRow()];
  bc.acceptsToken = (token) => token !== 'token-1';
  expect(await client.setup(company)).toMatchObject({ enabled: true });
  expect([bc.tokenRequests.length, bc.seen.length, waits.length]).toEqual([2, 2, 0]);
});

test('a second 401 is final', async () => {
  const { bc, client } = await world();
  bc.acceptsToken = () => false;
  expect(await problemFrom(client.setup(company))).toMatchObject({
    code: 'BC_SIGN_IN_FAILED',
    context: { text: 'The server has rejected the client credentials.' },
  });
  expect([bc.tokenRequests.length, bc.seen.length]).toEqual([2, 2]);
});

test('many requests refused at once share one new token', async () => {
  const { bc, client } = await world();
  bc.rows['extension/collectionSetup'] = [setupRow()];
  await client.setup(company);
  bc.acceptsToken = (token) => token !== 'token-1';
  await Promise.all(Array.from({ length: 12 }, () => client.setup(company)));
  expect(bc.tokenRequests).toHaveLength(2);
});

test('an empty token, as a 404 of the token endpoint gives, is no token', async () => {
  const { bc, client } = await world();
  bc.tokenFault = () => ({ kind: 'answer', status: 404, body: '{}' });
  expect(await problemFrom(client.setup(company))).toMatchObject({ code: 'BC_SIGN_IN_FAILED' });
  expect(bc.seen).toEqual([]);
});

test('a wrong secret is told with Entra’s own text, and is not tried again', async () => {
  const bc = await new StrictBc().start();
  const client = createBcClient(settingsFor(bc, { clientSecret: 'wrong-one' }), {
    sleep: () => Promise.resolve(),
    random: () => 0,
  });
  const found = await problemFrom(client.setup(company));
  await bc.stop();
  expect(found).toMatchObject({ code: 'BC_SIGN_IN_FAILED', context: { text: expect.stringMatching(/AADSTS7000215/) } });
  expect(JSON.stringify(found)).not.toContain('wrong-one');
  expect(bc.tokenRequests).toHaveLength(1);
});

test('a token endpoint out of order is tried again', async () => {
  const { bc, client, waits } = await world();
  bc.rows['extension/collectionSetup'] = [setupRow()];
  let left = 2;
  bc.tokenFault = () => (left-- > 0 ? { kind: 'answer', status: 503, body: 'Service unavailable' } : undefined);
  expect(await client.setup(company)).toMatchObject({ enabled: true });
  expect(waits).toHaveLength(2);
});

test('a posting that could not sign in is unclear, with the reason, and may be asked for again', async () => {
  const { bc, client } = await world();
  bc.tokenFault = () => ({ kind: 'answer', status: 404, body: '{}' });
  expect(await client.postPayment(company, newPayment())).toMatchObject({
    outcome: 'unclear',
    problem: { code: 'BC_SIGN_IN_FAILED' },
  });
});

test.each`
  field                                 | change
  ${'baseUrl'}                          | ${{ baseUrl: 'http://api.businesscentral.dynamics.com/v2.0' }}
  ${'baseUrl'}                          | ${{ baseUrl: 'https://user:word@host/v2.0' }}
  ${'baseUrl'}                          | ${{ baseUrl: 'bc' }}
  ${'authority'}                        | ${{ authority: 'http://login.example.com/t' }}
  ${'authorityMetadata.token_endpoint'} | ${{ authorityMetadata: '{"token_endpoint":"http://elsewhere.example/token"}' }}
  ${'authorityMetadata.token_endpoint'} | ${{ authorityMetadata: 'no JSON' }}
  ${'environment'}                      | ${{ environment: '../other' }}
  ${'tenantId'}                         | ${{ tenantId: '' }}
  ${'clientSecret'}                     | ${{ clientSecret: '' }}
  ${'maxParallel'}                      | ${{ maxParallel: 6 }}
  ${'pageSize'}                         | ${{ pageSize: 20_001 }}
  ${'timeoutInMs'}                      | ${{ timeoutInMs: 0 }}
  ${'requestsPer5Minutes'}              | ${{ requestsPer5Minutes: 6001 }}
`('refuses settings whose $field would not work or would leak', async ({ field, change }) => {
  const { bc } = await world();
  const made = () => createBcClient(settingsFor(bc, change), { sleep: () => Promise.resolve(), random: () => 0 });
  expect(made).toThrow(ProblemError);
  expect(await problemFrom(Promise.resolve().then(made))).toMatchObject({ code: 'INPUT_WRONG', context: { field } });
});

test('no problem text of the client ever holds the secret', async () => {
  const { bc, client } = await world();
  bc.tokenFault = () => ({ kind: 'answer', status: 400, body: JSON.stringify({ error: 'invalid_request' }) });
  expect(JSON.stringify(await problemFrom(client.setup(company)))).not.toContain(secret);
});

test('the User-Agent names the version of the package', () => {
  const manifest = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as object;
  expect(manifest).toMatchObject({ version: userAgent.split('/')[1] });
});
