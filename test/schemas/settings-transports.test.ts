import { readSettings } from '#schemas/settings';
import { describe, expect, test } from 'vitest';

const pem = (what: string): string => `-----BEGIN ${what}-----\nQUJD\n-----END ${what}-----\n`;
const certificate = pem('CERTIFICATE');
const key = 'env:DANSKE_KEY';
const environment = { DANSKE_KEY: pem('PRIVATE KEY') };

const danske = {
  kind: 'danske-web-service',
  senderId: 'TILG01',
  receiverId: 'Danske Bank',
  environment: 'TEST',
  signingPrivateKey: key,
  signingCertificate: certificate,
  encryptionPrivateKey: key,
  encryptionCertificate: certificate,
  bankSigningCertificates: [certificate],
  bankEncryptionCertificate: certificate,
};

const settingsWith = (transports: Readonly<Record<string, unknown>>) => ({
  businessCentral: {
    baseUrl: 'https://bc.example',
    tenantId: 't',
    environment: 'Production',
    clientId: 'c',
    clientSecret: 's',
  },
  signIn: { issuer: 'https://issuer.example', audience: 'a', keysUrl: 'https://keys.example' },
  transports,
  companies: [],
});

const read = (change: Readonly<Record<string, unknown>> = {}) =>
  readSettings(settingsWith({ danske: { ...danske, ...change } }), environment).transports['danske'];

/** Every setting of the web service, away from what is usual. */
const everything = {
  fileServiceUrl: 'https://bank.example/files',
  customerId: 'TILG02',
  language: 'DA',
  formerEncryptionPrivateKeys: [pem('RSA PRIVATE KEY')],
  signatureAlgorithm: 'rsa-sha1',
  canonicalization: 'with-comments',
  encryptionAlgorithm: 'tripledes-cbc',
  encryptedKeyRecipient: 'name:DanskeBankCryptCERT',
  soapSignature: 'bare',
  compress: true,
  fileListStatus: 'NEW',
  fileTypes: ['pain.002.001.03'],
  deleteFetched: false,
  largestUpload: 1,
  timeoutInMs: 1000,
};

describe('a transport of the kind danske-web-service', () => {
  test('is read as it is written, and its keys come from the environment', () => {
    const keys = { signingPrivateKey: pem('PRIVATE KEY'), encryptionPrivateKey: pem('PRIVATE KEY') };
    expect(read()).toEqual({ ...danske, ...keys });
    expect(read(everything)).toEqual({ ...danske, ...keys, ...everything });
  });

  test.each<[string, Readonly<Record<string, unknown>>, string]>([
    ['an address without TLS', { fileServiceUrl: 'http://bank.example' }, 'fileServiceUrl'],
    ['an address that is none', { fileServiceUrl: 'bank' }, 'fileServiceUrl'],
    ['a sender of 17 signs', { senderId: 'x'.repeat(17) }, 'senderId'],
    ['a blank sender', { senderId: '  ' }, 'senderId'],
    ['no receiver', { receiverId: undefined }, 'receiverId'],
    ['another environment', { environment: 'customertest' }, 'environment'],
    ['a certificate in place of a key', { signingPrivateKey: certificate }, 'signingPrivateKey'],
    ['a key with a passphrase', { encryptionPrivateKey: pem('ENCRYPTED PRIVATE KEY') }, 'encryptionPrivateKey'],
    ['two certificates in one', { signingCertificate: certificate + certificate }, 'signingCertificate'],
    ['no certificate', { encryptionCertificate: '' }, 'encryptionCertificate'],
    ['a former key that is none', { formerEncryptionPrivateKeys: ['x'] }, 'formerEncryptionPrivateKeys[0]'],
    ['no bank certificate', { bankSigningCertificates: [] }, 'bankSigningCertificates'],
    ['a bank certificate that is none', { bankSigningCertificates: ['x'] }, 'bankSigningCertificates[0]'],
    ['an algorithm we do not know', { signatureAlgorithm: 'md5' }, 'signatureAlgorithm'],
    ['a way to sign we do not know', { soapSignature: 'none' }, 'soapSignature'],
    ['a status of 11 signs', { fileListStatus: 'DOWNLOADED1' }, 'fileListStatus'],
    ['a size of nothing', { largestUpload: 0 }, 'largestUpload'],
  ])('with %s is refused by its path, and no value is shown', (_what, change, path) => {
    expect(() => read(change)).toThrow(`transports.danske.${path}`);
    try {
      read(change);
    } catch (thrown) {
      expect(String(thrown)).not.toContain('QUJD');
    }
  });

  test('a setting it does not have is refused: OpenPGP is for sftp and folders', () => {
    expect(() => read({ openPgp: null })).toThrow(/Unrecognized key: "openPgp"[^]*transports\.danske/);
  });

  test('a variable that is not set is named', () => {
    expect(() => read({ signingPrivateKey: 'env:DANSKE_OTHER' })).toThrow('the environment has no DANSKE_OTHER');
  });
});

test('the other kinds of transport are what they were', () => {
  const folder = { kind: 'folder', outgoingFolder: 'out', incomingFolder: 'in' };
  const sftp = { kind: 'sftp', host: 'h', port: 22, user: 'u', privateKey: 'k', hostKeyFingerprint: 'SHA256:x' };
  expect(readSettings(settingsWith({ folder, sftp }), {}).transports).toEqual({
    folder: { ...folder, openPgp: null },
    sftp: { ...sftp, openPgp: null },
  });
  expect(() => readSettings(settingsWith({ one: { kind: 'ftp' } }), {})).toThrow('transports.one.kind');
});
