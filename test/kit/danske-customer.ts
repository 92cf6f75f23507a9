import {
  type CertificateRequest,
  createCertificates,
  type DanskePkiSettings,
  type DanskeWebServiceSettings,
  getBankCertificates,
  newCertificateRequest,
} from '#files';
import { momentOf } from '#kernel';
import {
  createRehearsalAuthority,
  type RehearsalAuthority,
  type RehearsalDanske,
  type RehearsalDanskeSettings,
  startRehearsalDanske,
} from '../../src/rehearsal/danske-web-service/index.ts';

export const customerId = 'TILG01';
export const pin = '4711';

/** A rehearsal bank, and a user of it who has enrolled: everything a web service transport needs. */
export interface EnrolledCustomer {
  readonly bank: RehearsalDanske;
  readonly settings: DanskeWebServiceSettings;
  readonly pki: DanskePkiSettings;
  readonly parts: { readonly clock: { readonly now: () => Promise<ReturnType<typeof momentOf>> } };
  /** Moves the clock of both sides. */
  readonly moveTo: (at: Date) => void;
}

/** Keys take their time to make; tests of one file share them unless they ask for others. */
let usualBank: RehearsalAuthority | null = null;
let usualKeys: Promise<CertificateRequest> | null = null;

export async function enrolledCustomer(
  change: Partial<DanskeWebServiceSettings> = {},
  bankSettings: Partial<RehearsalDanskeSettings> = {},
): Promise<EnrolledCustomer> {
  let now = new Date('2027-02-01T09:00:00Z');
  const bank = await startRehearsalDanske({
    now: () => now,
    authority: (usualBank ??= createRehearsalAuthority(() => now)),
    customers: [{ id: customerId, pin }],
    ...bankSettings,
  });
  const parts = { clock: { now: () => Promise.resolve(momentOf(now)) } };
  const pki: DanskePkiSettings = {
    name: 'danske-pki',
    pkiServiceUrl: bank.pkiServiceUrl,
    senderId: customerId,
    environment: 'customertest',
    bankRootSerial: bank.rootSerial,
    bankRootCertificate: bank.rootCertificate,
  };
  const bankCertificates = await getBankCertificates(pki, parts);
  const request = await (usualKeys ??= newCertificateRequest(customerId));
  const own = await createCertificates({ request, pin, bank: bankCertificates }, pki, parts);
  const settings: DanskeWebServiceSettings = {
    name: 'danske',
    fileServiceUrl: bank.fileServiceUrl,
    senderId: customerId,
    receiverId: 'Danske Bank',
    environment: 'TEST',
    signingPrivateKey: request.signingPrivateKey,
    encryptionPrivateKey: request.encryptionPrivateKey,
    ...own,
    bankSigningCertificates: [bankCertificates.signing],
    bankEncryptionCertificate: bankCertificates.encryption,
    timeoutInMs: 20_000,
    ...change,
  };
  return { bank, settings, pki, parts, moveTo: (at) => void (now = at) };
}
