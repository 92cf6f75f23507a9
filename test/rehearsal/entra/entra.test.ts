import { createLocalJWKSet, createRemoteJWKSet, generateKeyPair, exportPKCS8, jwtVerify } from 'jose';
import { expect, onTestFinished, test } from 'vitest';
import { createRehearsalEntra, type RehearsalEntraOptions } from '../../../src/rehearsal/entra/index.ts';

const tenantId = '11111111-2222-3333-4444-555555555555';
const app = {
  clientId: 'aaaaaaaa-0000-0000-0000-000000000001',
  clientSecret: 'open sesame + more',
  roles: ['Clerk', 'Approver'],
  tenantId,
  name: 'Tilgode rehearsal',
};
const businessCentral = 'https://api.businesscentral.dynamics.com/.default';
const ownDoors = 'api://tilgode/.default';

async function start(options: Partial<RehearsalEntraOptions> = {}) {
  const entra = createRehearsalEntra({
    issuerPath: '',
    apps: [app],
    now: () => new Date('2026-02-02T08:00:00Z'),
    ...options,
  });
  const { baseUrl } = await entra.listen();
  onTestFinished(() => entra.close());
  const token = (fields: Record<string, string> = {}, query = '') =>
    fetch(`${baseUrl}/${tenantId}/oauth2/v2.0/token${query}`, {
      method: 'POST',
      body: new URLSearchParams({
        grant_type: 'client_credentials',
        client_id: app.clientId,
        client_secret: app.clientSecret,
        scope: businessCentral,
        ...fields,
      }),
    });
  return { entra, baseUrl, token };
}

test.each`
  what                            | scope              | audience                                      | roles
  ${'a token for BC'}             | ${businessCentral} | ${'https://api.businesscentral.dynamics.com'} | ${['API.ReadWrite.All']}
  ${'a token for our HTTP doors'} | ${ownDoors}        | ${'api://tilgode'}                            | ${['Clerk', 'Approver']}
`('signs $what so that the published keys verify it', async ({ scope, audience, roles }) => {
  const { entra, token } = await start();
  const answer = await token({ scope }, '?client-request-id=some-guid&x-client-SKU=msal');
  expect(answer.status).toBe(200);
  const { access_token: bearer, token_type: type, expires_in: life } = await bodyOf(answer);
  expect([type, life]).toEqual(['Bearer', 3599]);
  const keys = createRemoteJWKSet(new URL(entra.jwksUriOf(tenantId)));
  const { payload, protectedHeader } = await jwtVerify(bearer, keys, { issuer: entra.issuerOf(tenantId), audience });
  expect(protectedHeader.alg).toBe('RS256');
  expect(payload).toMatchObject({
    azp: app.clientId,
    appid: app.clientId,
    tid: tenantId,
    name: 'Tilgode rehearsal',
    roles,
  });
  expect(payload['oid']).toBe(payload.sub);
  expect((payload.exp ?? 0) - (payload.nbf ?? 0)).toBe(3599);
});

test.each`
  what                       | fields                               | status | error
  ${'a wrong secret'}        | ${{ client_secret: 'wrong' }}        | ${401} | ${'invalid_client'}
  ${'an app nobody knows'}   | ${{ client_id: 'someone else' }}     | ${400} | ${'unauthorized_client'}
  ${'a scope nobody knows'}  | ${{ scope: 'api://other/.default' }} | ${400} | ${'invalid_scope'}
  ${'no scope'}              | ${{ scope: '' }}                     | ${400} | ${'invalid_scope'}
  ${'another kind of grant'} | ${{ grant_type: 'password' }}        | ${400} | ${'unsupported_grant_type'}
`('refuses $what with an AADSTS text', async ({ fields, status, error }) => {
  const { token } = await start();
  const answer = await token(fields);
  const body = await bodyOf(answer);
  expect([answer.status, body.error]).toEqual([status, error]);
  expect(body.error_description).toMatch(/^AADSTS\d+: .*Correlation ID: /);
});

test('takes the secret as basic authentication too', async () => {
  const { baseUrl } = await start();
  const pair = `${encodeURIComponent(app.clientId)}:${encodeURIComponent(app.clientSecret)}`;
  const answer = await fetch(`${baseUrl}/${tenantId}/oauth2/v2.0/token`, {
    method: 'POST',
    headers: { authorization: `Basic ${Buffer.from(pair).toString('base64')}` },
    body: new URLSearchParams({ grant_type: 'client_credentials', scope: ownDoors }),
  });
  expect(answer.status).toBe(200);
});

test('refuses an app of another tenant and answers unknown paths with 404', async () => {
  const { baseUrl } = await start();
  const elsewhere = await fetch(`${baseUrl}/other-tenant/oauth2/v2.0/token`, {
    method: 'POST',
    body: new URLSearchParams({ grant_type: 'client_credentials', client_id: app.clientId, client_secret: 'x' }),
  });
  expect(elsewhere.status).toBe(400);
  expect((await fetch(`${baseUrl}/${tenantId}/oauth2/v2.0/token`)).status).toBe(404);
});

test('names its token endpoint and keys in the discovery document', async () => {
  const { entra, baseUrl } = await start();
  const found = await bodyOf(await fetch(`${baseUrl}/${tenantId}/v2.0/.well-known/openid-configuration`));
  expect(found).toMatchObject({
    issuer: entra.issuerOf(tenantId),
    token_endpoint: entra.tokenEndpointOf(tenantId),
    jwks_uri: entra.jwksUriOf(tenantId),
  });
});

test('signs with the key it was given, so that tokens survive a restart', async () => {
  const pair = await generateKeyPair('RS256', { extractable: true });
  const privateKeyPem = await exportPKCS8(pair.privateKey);
  const first = await start({ privateKeyPem });
  const bearer = await first.entra.tokenFor(app.clientId, 'api://tilgode');
  const second = await start({ privateKeyPem });
  const keys = await bodyOf(await fetch(second.entra.jwksUriOf(tenantId)));
  const { payload } = await jwtVerify(bearer, createLocalJWKSet(keys), { audience: 'api://tilgode' });
  expect(payload['name']).toBe('Tilgode rehearsal');
});

test('mints by the real clock unless it is told to go by the moved one', async () => {
  const real = await start();
  const moved = await start({ clock: 'moved' });
  const issuedAt = async (world: typeof real): Promise<number> => {
    const { access_token: bearer } = await bodyOf(await world.token());
    return JSON.parse(Buffer.from(bearer.split('.')[1], 'base64url').toString('utf8')).iat;
  };
  expect(await issuedAt(moved)).toBe(Date.parse('2026-02-02T08:00:00Z') / 1000);
  expect(Math.abs((await issuedAt(real)) - Date.now() / 1000)).toBeLessThan(3600);
});

// oxlint-disable-next-line typescript/no-explicit-any
const bodyOf = (response: Response): Promise<any> => response.json();
