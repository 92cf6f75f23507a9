import { createPrivateKey, type KeyObject, X509Certificate } from 'node:crypto';
import { problem, ProblemError } from '#kernel';
import { defaultServiceUrls } from '#schemas/danske';

/** Our side of the agreement about EDI Web Services, and the certificates of both sides. All keys are PEM texts. */
export interface DanskeWebServiceSettings {
  /** How people and problems name it. */
  readonly name: string;
  readonly fileServiceUrl?: string | undefined;
  /** The Customer User ID: six signs. */
  readonly senderId: string;
  readonly customerId?: string | undefined;
  /** What the bank wants here differs between sources (`DABAFIHH`, `Danske Bank`): its own word counts. */
  readonly receiverId: string;
  readonly language?: string | undefined;
  /** `TEST`: the bank validates a payment file and does not execute it. */
  readonly environment: 'PRODUCTION' | 'TEST';
  readonly signingPrivateKey: string;
  readonly signingCertificate: string;
  readonly encryptionPrivateKey: string;
  readonly encryptionCertificate: string;
  /** Earlier encryption keys of ours: they only open what the bank still encrypted to them. */
  readonly formerEncryptionPrivateKeys?: readonly string[] | undefined;
  /** Pinned. Several while the bank changes from one to the next. */
  readonly bankSigningCertificates: readonly string[];
  readonly bankEncryptionCertificate: string;
  /** `rsa-sha1` only where the bank still asks for it; its answers may be signed that way, too, then. */
  readonly signatureAlgorithm?: 'rsa-sha256' | 'rsa-sha1' | undefined;
  readonly canonicalization?: 'exclusive' | 'with-comments' | undefined;
  readonly encryptionAlgorithm?: 'aes256-cbc' | 'tripledes-cbc' | undefined;
  /** Old examples name the receiver of the key: `name:DanskeBankCryptCERT`. */
  readonly encryptedKeyRecipient?: string | undefined;
  /** How the SOAP message is signed: by WS-Security, or by a bare signature over the body. */
  readonly soapSignature?: 'ws-security' | 'bare' | undefined;
  readonly compress?: boolean | undefined;
  /** Which files a listing asks for: `ALL`, `NEW`, or the bank's word for those fetched before. */
  readonly fileListStatus?: string | undefined;
  /** Only files of these types are taken; all when left out. */
  readonly fileTypes?: readonly string[] | undefined;
  /** Whether a stored file is deleted at the bank. */
  readonly deleteFetched?: boolean | undefined;
  /** The largest file we send, in bytes: a signed message is held in memory several times over. */
  readonly largestUpload?: number | undefined;
  readonly timeoutInMs?: number | undefined;
}

export type CompleteWebServiceSettings = {
  readonly [K in keyof Omit<DanskeWebServiceSettings, 'encryptedKeyRecipient'>]-?: Exclude<
    DanskeWebServiceSettings[K],
    undefined
  >;
} & Pick<DanskeWebServiceSettings, 'encryptedKeyRecipient'>;

/** Fills in what was left out, and refuses what could not lead to a safe exchange. */
export function completeWebServiceSettings(settings: DanskeWebServiceSettings): CompleteWebServiceSettings {
  const complete = {
    ...settings,
    fileServiceUrl: settings.fileServiceUrl ?? defaultServiceUrls.files,
    customerId: settings.customerId ?? settings.senderId,
    language: settings.language ?? 'EN',
    formerEncryptionPrivateKeys: settings.formerEncryptionPrivateKeys ?? [],
    signatureAlgorithm: settings.signatureAlgorithm ?? 'rsa-sha256',
    canonicalization: settings.canonicalization ?? 'exclusive',
    encryptionAlgorithm: settings.encryptionAlgorithm ?? 'aes256-cbc',
    encryptedKeyRecipient: settings.encryptedKeyRecipient,
    soapSignature: settings.soapSignature ?? 'ws-security',
    compress: settings.compress ?? false,
    fileListStatus: settings.fileListStatus ?? 'ALL',
    fileTypes: settings.fileTypes ?? [],
    deleteFetched: settings.deleteFetched ?? true,
    largestUpload: settings.largestUpload ?? 20_000_000,
    timeoutInMs: settings.timeoutInMs ?? 120_000,
  } as const;
  requireSafeUrl(complete.fileServiceUrl);
  requireText('senderId', complete.senderId, 16);
  requireText('customerId', complete.customerId, 16);
  requireText('receiverId', complete.receiverId, 80);
  requireText('fileListStatus', complete.fileListStatus, 10);
  requireFit('signing', complete.signingPrivateKey, complete.signingCertificate);
  requireFit('encryption', complete.encryptionPrivateKey, complete.encryptionCertificate);
  for (const text of [...complete.bankSigningCertificates, complete.bankEncryptionCertificate]) {
    certificateOf('the bank’s', text);
  }
  if (complete.bankSigningCertificates.length === 0) throw wrong('bankSigningCertificates', '', 'at least one');
  return complete;
}

/** Messages are signed and encrypted, and still they only travel over TLS; loopback is for rehearsal. */
export function requireSafeUrl(text: string): void {
  const url = URL.canParse(text) ? new URL(text) : null;
  const isLoopback = url?.protocol === 'http:' && ['127.0.0.1', 'localhost', '[::1]'].includes(url.hostname);
  if (url?.protocol !== 'https:' && !isLoopback) throw wrong('url', text, 'an address that begins with https');
}

export function certificateOf(whose: string, text: string): X509Certificate {
  try {
    return new X509Certificate(text);
  } catch (thrown) {
    const why = thrown instanceof Error ? thrown.message : String(thrown);
    throw wrong('certificate', `${whose}: ${why}`, 'a certificate in PEM');
  }
}

/** A key beside a certificate that is not its own would be found out by the bank, in words nobody understands. */
function requireFit(whose: string, privateKey: string, certificate: string): void {
  const isFitting = certificateOf('ours', certificate).checkPrivateKey(privateKeyOf(whose, privateKey));
  if (!isFitting) throw wrong(`${whose}PrivateKey`, '(not shown)', `the key of the ${whose}Certificate`);
}

function privateKeyOf(whose: string, text: string): KeyObject {
  try {
    return createPrivateKey(text);
  } catch {
    throw wrong(`${whose}PrivateKey`, '(not shown)', 'a private key in PEM without a passphrase');
  }
}

function requireText(field: string, value: string, most: number): void {
  if (value.trim() === '' || value.length > most) throw wrong(field, value, `1 to ${most} signs`);
}

const wrong = (field: string, value: string, expected: string): ProblemError =>
  new ProblemError(problem('INPUT_WRONG', { field: `danske web service ${field}`, value, expected }));
