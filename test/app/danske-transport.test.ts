import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { type App, fetchAllFiles, openApp } from '#app';
import { createCertificates, getBankCertificates, newCertificateRequest } from '#files';
import { momentOf, systemClock } from '#kernel';
import { readSettings } from '#schemas/settings';
import { runTilgode } from '#test/command-line';
import { emptyDatabase } from '#test/database';
import {
  createRehearsalAuthority,
  type RehearsalDanske,
  startRehearsalDanske,
} from '../../src/rehearsal/danske-web-service/index.ts';

const dayInMs = 86_400_000;
const user = 'TILG01';
const pin = '4711';
const base = mkdtempSync(join(tmpdir(), 'tilgode-danske-app-'));

let bank: RehearsalDanske;
let app: App;
let settingsText: string;
let environment: Readonly<Record<string, string>>;

/** A house whose only way out is the web service, and whose signing certificate ends in 20 days. */
beforeAll(async () => {
  let issuedAt = new Date();
  const inner = createRehearsalAuthority(() => issuedAt);
  let issued = 0;
  const issue = (request: string, subject: string): string => {
    // Encryption comes first, then signing; certificates hold 730 days here.
    issuedAt = new Date(Date.now() - (issued++ === 1 ? 710 * dayInMs : 0));
    return inner.issue(request, subject);
  };
  const authority = { ...inner, issue };
  bank = await startRehearsalDanske({ now: () => new Date(), authority, customers: [{ id: user, pin }] });
  const pki = {
    name: 'pki',
    pkiServiceUrl: bank.pkiServiceUrl,
    senderId: user,
    environment: 'customertest' as const,
    bankRootSerial: bank.rootSerial,
  };
  const parts = { clock: systemClock };
  const certificates = await getBankCertificates(pki, parts);
  const request = await newCertificateRequest(user);
  const own = await createCertificates({ request, pin, bank: certificates }, pki, parts);
  environment = { SIGNING_KEY: request.signingPrivateKey, ENCRYPTION_KEY: request.encryptionPrivateKey };
  const document = settingsOf(await emptyDatabase(), {
    ...own,
    bankSigningCertificates: [certificates.signing],
    bankEncryptionCertificate: certificates.encryption,
  });
  settingsText = JSON.stringify(document);
  app = await openApp(readSettings(document, environment));
}, 60_000);
afterAll(async () => {
  await app.close();
  await bank.close();
  rmSync(base, { recursive: true, force: true });
});

const settingsOf = (databaseUrl: string, certificates: Readonly<Record<string, unknown>>) => ({
  databaseUrl,
  dataFolder: base,
  businessCentral: {
    baseUrl: 'http://127.0.0.1:1',
    tenantId: '11111111-2222-3333-4444-555555555555',
    environment: 'Production',
    clientId: 'c',
    clientSecret: 's',
  },
  signIn: { issuer: 'https://issuer.example', audience: 'a', keysUrl: 'https://keys.example' },
  transports: {
    danske: {
      kind: 'danske-web-service',
      fileServiceUrl: bank.fileServiceUrl,
      senderId: user,
      receiverId: 'Danske Bank',
      environment: 'TEST',
      signingPrivateKey: 'env:SIGNING_KEY',
      encryptionPrivateKey: 'env:ENCRYPTION_KEY',
      ...certificates,
    },
  },
  companies: [
    {
      bcId: 'aaaaaaaa-bbbb-4ccc-8ddd-eeeeeeeeeeee',
      name: 'CRONUS Danmark A/S',
      environment: 'Production',
      agreements: [
        {
          key: 'bank',
          channel: 'statements',
          name: 'Danske Bank',
          schemeCode: '',
          accounts: ['DK5000400440116243'],
          transport: 'danske',
        },
      ],
    },
  ],
});

const exceptions = async () =>
  (await app.database.db.selectFrom('exception').select(['code', 'context', 'subject']).orderBy('id').execute()).map(
    ({ code, context, subject }) => ({ code, subject, ...context }),
  );
const inDays = (days: number): App => ({
  ...app,
  clock: { now: () => Promise.resolve(momentOf(new Date(Date.now() + days * dayInMs))) },
});

test('what the settings say reaches the bank: files go up, are listed, come down and are taken away', async () => {
  const transport = app.openTransport('danske');
  const content = Buffer.from('<Document xmlns="urn:iso:std:iso:20022:tech:xsd:pain.008.001.02"/>');
  async function* source() {
    yield content;
  }
  await transport.putTemporary('pain008-1.xml', source, content.length);
  await transport.rename('pain008-1.xml');
  expect(bank.uploads(user)).toMatchObject([{ content, fileType: 'pain.008.001.02' }]);
  bank.layOut({ reference: 'R1', customerId: user, fileType: 'pain.002.001.03', content: Buffer.from('answer') });
  expect(await transport.list()).toEqual([{ name: 'R1', size: null }]);
  const chunks: Buffer[] = [];
  for await (const chunk of transport.fetch('R1', 1000)) chunks.push(chunk);
  expect(Buffer.concat(chunks).toString()).toBe('answer');
  await transport.remove('R1');
  expect(bank.isWaiting('R1')).toBe(false);
  await transport.close();
});

test('a certificate that ends in 20 days opens one exception, and no second one until the next step', async () => {
  const warned = {
    code: 'KEY_ENDS_SOON',
    subject: 'agreement',
    transport: 'danske',
    key: 'our signing certificate',
    withinDays: 30,
    endsOn: expect.stringMatching(/^\d{4}-\d\d-\d\d$/),
  };
  await fetchAllFiles(app);
  expect(await exceptions()).toEqual([warned]);
  await fetchAllFiles(app);
  await fetchAllFiles(inDays(2));
  expect(await exceptions()).toEqual([warned]);
  await fetchAllFiles(inDays(7));
  await fetchAllFiles(inDays(8));
  expect(await exceptions()).toEqual([warned, { ...warned, withinDays: 14 }]);
});

test('a key beside another’s certificate stops the start, and the key is not shown', async () => {
  const swapped = { ...environment, SIGNING_KEY: environment['ENCRYPTION_KEY'] };
  await expect(openApp(readSettings(JSON.parse(settingsText), swapped))).rejects.toMatchObject({
    problem: {
      code: 'INPUT_WRONG',
      context: { field: 'danske web service signingPrivateKey', value: '(not shown)' },
    },
  });
});

test('tilgode danske list takes the transport of the settings, and needs no database for it', async () => {
  const withoutDatabase = settingsText.replace(/"databaseUrl":"[^"]*"/, '"databaseUrl":"postgres://127.0.0.1:1/none"');
  vi.stubEnv('TILGODE_SETTINGS', withoutDatabase);
  for (const [name, value] of Object.entries(environment)) vi.stubEnv(name, value);
  bank.layOut({ reference: 'R2', customerId: user, fileType: 'camt.054', content: Buffer.from('x') });
  const listed = await runTilgode('danske', 'list', '--json');
  expect(listed.code).toBe(0);
  expect(JSON.parse(listed.out)).toContainEqual(
    expect.objectContaining({ reference: 'R2', fileType: 'camt.054', leftOut: null }),
  );
  expect((await runTilgode('danske', 'list', '--transport', 'other')).err).toMatch(/INPUT_WRONG.*--transport/);
  vi.unstubAllEnvs();
});
