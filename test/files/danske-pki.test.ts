import { X509Certificate } from 'node:crypto';
import {
  createCertificates,
  type DanskePkiSettings,
  danskeWebServiceTransport,
  getBankCertificates,
  newCertificateRequest,
  renewCertificates,
} from '#files';
import { ProblemError } from '#kernel';
import { customerId, type EnrolledCustomer, enrolledCustomer, pin } from '#test/danske-customer';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import {
  createRehearsalAuthority,
  type DanskeWebServiceFault,
  startRehearsalDanske,
} from '../../src/rehearsal/danske-web-service/index.ts';

let customer: EnrolledCustomer;
beforeEach(async () => {
  customer = await enrolledCustomer();
});
afterEach(() => customer.bank.close());

async function problemOf(work: Promise<unknown>) {
  try {
    await work;
  } catch (thrown) {
    if (thrown instanceof ProblemError) return thrown.problem;
    throw thrown;
  }
  throw new Error('nothing was thrown');
}

const bankCertificates = (change: Partial<DanskePkiSettings> = {}) =>
  getBankCertificates({ ...customer.pki, ...change }, customer.parts);

/** Another user of the same bank, who has not enrolled. */
async function newUser() {
  const now = () => new Date('2027-02-01T09:00:00Z');
  const bank = await startRehearsalDanske({ now, customers: [{ id: 'TILG02', pin }] });
  const settings = {
    ...customer.pki,
    pkiServiceUrl: bank.pkiServiceUrl,
    senderId: 'TILG02',
    bankRootCertificate: bank.rootCertificate,
  };
  const request = await newCertificateRequest('TILG02');
  const certificates = await getBankCertificates(settings, customer.parts);
  const enrol = (with_ = pin) =>
    createCertificates({ request, pin: with_, bank: certificates }, settings, customer.parts);
  return { bank, settings, request, certificates, enrol };
}

describe('the bank’s certificates', () => {
  test('are fetched without key or PIN, and belong to the pinned root', async () => {
    const found = await bankCertificates();
    expect(new X509Certificate(found.root).raw).toEqual(new X509Certificate(customer.bank.rootCertificate).raw);
    expect(await bankCertificates({ bankRootCertificate: undefined })).toEqual(found);
  });

  test('another root than the pinned one is refused', async () => {
    const other = createRehearsalAuthority(() => new Date('2027-01-01'));
    expect(await problemOf(bankCertificates({ bankRootCertificate: other.root.certificate }))).toMatchObject({
      code: 'CERTIFICATE_REFUSED',
      context: { text: expect.stringContaining('pinned') },
    });
  });

  test.each<[DanskeWebServiceFault, string]>([
    ['wrong-signature', 'FILE_SIGNATURE_WRONG'],
    ['unsigned', 'FILE_SIGNATURE_WRONG'],
    ['tampered', 'FILE_SIGNATURE_WRONG'],
    ['busy', 'CERTIFICATE_REFUSED'],
    ['lost-response', 'TRANSPORT_UNREACHABLE'],
    ['lost-request', 'TRANSPORT_UNREACHABLE'],
    ['no-xml', 'TRANSPORT_UNREACHABLE'],
  ])('an answer that is "%s" gives %s', async (fault, code) => {
    customer.bank.arm(fault);
    expect((await problemOf(bankCertificates())).code).toBe(code);
  });

  test.each<[string, Partial<DanskePkiSettings>, string]>([
    ['an unknown root serial', { bankRootSerial: '1' }, 'CERTIFICATE_REFUSED'],
    ['a user number of five signs', { senderId: 'TILG1' }, 'INPUT_WRONG'],
    ['an address without TLS', { pkiServiceUrl: 'http://bank.example' }, 'INPUT_WRONG'],
    ['a closed port', { pkiServiceUrl: 'http://127.0.0.1:1/pki' }, 'TRANSPORT_UNREACHABLE'],
  ])('%s is told', async (_what, change, code) => {
    expect((await problemOf(bankCertificates(change))).code).toBe(code);
  });
});

describe('enrolment', () => {
  test('gives certificates for our two keys; the PIN is good once', async () => {
    const user = await newUser();
    expect((await problemOf(user.enrol('0000'))).code).toBe('CERTIFICATE_REFUSED');
    const own = await user.enrol();
    expect(new X509Certificate(own.signingCertificate).subject).toBe('CN=TILG02');
    expect(own.signingCertificate).not.toBe(own.encryptionCertificate);
    expect(await problemOf(user.enrol())).toMatchObject({ code: 'CERTIFICATE_REFUSED', context: { code: '20' } });
    await user.bank.close();
  });

  test('an answer that is lost is unclear: the PIN may be used up', async () => {
    const user = await newUser();
    user.bank.arm('lost-response');
    expect(await problemOf(user.enrol())).toMatchObject({
      code: 'CERTIFICATE_UNCLEAR',
      context: { step: 'CreateCertificate' },
    });
    expect(await problemOf(user.enrol())).toMatchObject({ code: 'CERTIFICATE_REFUSED', context: { code: '20' } });
    await user.bank.close();
  });

  test.each<[DanskeWebServiceFault, string]>([
    ['wrong-signature', 'FILE_SIGNATURE_WRONG'],
    ['unsigned', 'FILE_SIGNATURE_WRONG'],
    ['tampered', 'FILE_SIGNATURE_WRONG'],
  ])('an answer that is "%s" gives no certificates', async (fault, code) => {
    const user = await newUser();
    user.bank.arm(fault);
    expect((await problemOf(user.enrol())).code).toBe(code);
    await user.bank.close();
  });

  test('two requests are for two keys of 2048 bits', async () => {
    const request = await newCertificateRequest(customerId);
    expect(request.signingRequest).not.toBe(request.encryptionRequest);
    expect(request.signingRequest).toContain('BEGIN CERTIFICATE REQUEST');
  });
});

test('renewal gives successors while the old certificates hold; then the new ones carry files, and the old ones do not', async () => {
  const { settings, parts, pki } = customer;
  const request = await newCertificateRequest(customerId);
  const bank = await bankCertificates();
  const present = { privateKey: settings.signingPrivateKey, certificate: settings.signingCertificate };
  const own = await renewCertificates({ request, present, bank }, pki, parts);
  const renewed = {
    ...settings,
    ...own,
    signingPrivateKey: request.signingPrivateKey,
    encryptionPrivateKey: request.encryptionPrivateKey,
    formerEncryptionPrivateKeys: [settings.encryptionPrivateKey],
  };
  expect(await danskeWebServiceTransport(renewed, parts).list()).toEqual([]);
  expect((await problemOf(danskeWebServiceTransport(settings, parts).list())).code).toBe('TRANSPORT_REFUSED');
  // A renewal must be signed with the key that holds now.
  expect(await problemOf(renewCertificates({ request, present, bank }, pki, parts))).toMatchObject({
    code: 'CERTIFICATE_REFUSED',
    context: { code: '33' },
  });
});
