import type { Element } from '@xmldom/xmldom';
import { randomBytes, X509Certificate } from 'node:crypto';
import { problem, ProblemError } from '#kernel';
import { defaultServiceUrls, longestRequestId, pkiNamespaces } from '#schemas/danske';
import { type CertificateRequest, certificatePem, derOf, publicKeyOf } from './certificate-request.ts';
import { encryptXml } from './encrypt-xml.ts';
import type { WebServiceParts } from './file-service.ts';
import { NotSent, post } from './post.ts';
import { childOf, isElement, isNamed, textIn, xmlOf } from './read-xml.ts';
import { requireSafeUrl } from './settings.ts';
import { signEnveloped, type SigningKey } from './sign-xml.ts';
import { bodyOf, envelope, signedEnvelope, SoapFault } from './soap.ts';
import { SignatureRefused, verifiedRoot } from './verify-xml.ts';
import { dateTime, element } from './write-xml.ts';

const { service, elements } = pkiNamespaces;

export interface DanskePkiSettings {
  readonly name: string;
  readonly pkiServiceUrl?: string | undefined;
  /** Six signs, from the bank's letter. */
  readonly senderId: string;
  readonly environment: 'production' | 'customertest' | 'systemtest' | 'test';
  /** Serial number of the bank's root certificate; sources name 1111110002 and 1111110003. */
  readonly bankRootSerial: string;
  /** The root itself, in PEM, once it is known: then no other one is taken. */
  readonly bankRootCertificate?: string | undefined;
  readonly timeoutInMs?: number | undefined;
}

/** All PEM. The root is to be compared with the bank's by a person, once, and pinned. */
export interface BankCertificates {
  readonly encryption: string;
  readonly signing: string;
  readonly root: string;
}

/** What the settings of the file service need; the private keys are those of the request. */
export interface OwnCertificates {
  readonly signingCertificate: string;
  readonly encryptionCertificate: string;
}

/** Fetches the bank's certificates. Needs no PIN and no key: the safe first test of the connection. */
export async function getBankCertificates(
  settings: DanskePkiSettings,
  parts: WebServiceParts,
): Promise<BankCertificates> {
  const call = await begin(settings, parts);
  const request =
    `<el:GetBankCertificateRequest xmlns:el="${elements}">${element('el:BankRootCertificateSerialNo', settings.bankRootSerial)}` +
    `${element('el:Timestamp', dateTime(call.now))}${element('el:RequestId', call.requestId)}</el:GetBankCertificateRequest>`;
  const answer = await send('GetBankCertificate', envelope(inside('GetBankCertificate', call, request)), call);
  const told = (name: string) => certificatePem(textIn(answer, elements, name));
  const found = {
    encryption: told('BankEncryptionCert'),
    signing: told('BankSigningCert'),
    root: told('BankRootCert'),
  };
  const root = readCertificate(call, found.root);
  if (settings.bankRootCertificate && !root.raw.equals(new X509Certificate(settings.bankRootCertificate).raw)) {
    throw refused(call, '', `the root ${root.fingerprint256} is not the pinned one`);
  }
  for (const text of [found.signing, found.encryption]) requireIssued(call, readCertificate(call, text), root);
  readSigned(answer, [found.signing], call);
  return found;
}

/** Asks for the first certificates of a user, with the PIN of the bank's letter. A PIN is good for one success. */
export async function createCertificates(
  input: { readonly request: CertificateRequest; readonly pin: string; readonly bank: BankCertificates },
  settings: DanskePkiSettings,
  parts: WebServiceParts,
): Promise<OwnCertificates> {
  const call = await begin(settings, parts);
  const request = requestXml('CreateCertificateRequest', input.request, call, element('el:PIN', input.pin));
  const sealed = await encryptXml(request, sealingTo(input.bank));
  const answer = await send('CreateCertificate', envelope(inside('CreateCertificate', call, sealed)), call);
  return certificatesIn(answer, input, call);
}

/** Asks for successors while the present certificates hold: signed with the present key, and no PIN. */
export async function renewCertificates(
  input: {
    readonly request: CertificateRequest;
    readonly present: { readonly privateKey: string; readonly certificate: string };
    readonly bank: BankCertificates;
  },
  settings: DanskePkiSettings,
  parts: WebServiceParts,
): Promise<OwnCertificates> {
  const call = await begin(settings, parts);
  const key: SigningKey = { ...input.present, signatureAlgorithm: 'rsa-sha256', canonicalization: 'exclusive' };
  const request = requestXml('RenewCertificateRequest', input.request, call, '');
  const sealed = await encryptXml(signEnveloped(request, key), sealingTo(input.bank));
  const message = signedEnvelope(inside('RenewCertificate', call, sealed), key, call.now);
  return certificatesIn(await send('RenewCertificate', message, call), input, call);
}

interface Call {
  readonly settings: DanskePkiSettings;
  readonly requestId: string;
  readonly now: Date;
}

async function begin(settings: DanskePkiSettings, parts: WebServiceParts): Promise<Call> {
  requireSafeUrl(settings.pkiServiceUrl ?? defaultServiceUrls.pki);
  if (settings.senderId.length !== 6) {
    const context = { field: 'danske pki senderId', value: settings.senderId, expected: '6 signs' };
    throw new ProblemError(problem('INPUT_WRONG', context));
  }
  const requestId = parts.requestId?.() ?? randomBytes(longestRequestId / 2).toString('hex');
  return { settings, requestId: requestId.slice(0, longestRequestId), now: (await parts.clock.now()).at };
}

const sealingTo = (bank: BankCertificates) => ({
  bankEncryptionCertificate: bank.encryption,
  encryptionAlgorithm: 'aes256-cbc' as const,
  encryptedKeyRecipient: undefined,
});

type Operation = 'GetBankCertificate' | 'CreateCertificate' | 'RenewCertificate';

/** The order is the schema's: PKIFactory.xsd, and the request header of the WSDL. */
function inside(operation: Operation, { settings, requestId, now }: Call, content: string): string {
  const header =
    element('pki:SenderId', settings.senderId) +
    element('pki:CustomerId', settings.senderId) +
    element('pki:RequestId', requestId) +
    element('pki:Timestamp', dateTime(now)) +
    element('pki:InterfaceVersion', '1') +
    element('pki:Environment', settings.environment);
  const name = `pki:${operation}In`;
  return `<${name} xmlns:pki="${service}"><pki:RequestHeader>${header}</pki:RequestHeader>${content}</${name}>`;
}

function requestXml(name: string, request: CertificateRequest, call: Call, last: string): string {
  return (
    `<el:${name} xmlns:el="${elements}">${element('el:CustomerId', call.settings.senderId)}` +
    element('el:KeyGeneratorType', 'software') +
    element('el:EncryptionCertPKCS10', derOf(request.encryptionRequest)) +
    element('el:SigningCertPKCS10', derOf(request.signingRequest)) +
    element('el:Timestamp', dateTime(call.now)) +
    element('el:RequestId', call.requestId) +
    `${element('el:Environment', call.settings.environment)}${last}</el:${name}>`
  );
}

const answerLimit = 1_000_000;

async function send(operation: Operation, message: string, call: Call): Promise<Element> {
  const { settings } = call;
  try {
    const answer = await post(settings.pkiServiceUrl ?? defaultServiceUrls.pki, message, {
      soapAction: operation,
      timeoutInMs: settings.timeoutInMs ?? 60_000,
      limitInBytes: answerLimit,
    });
    const out = bodyOf(answer, answerLimit);
    const response = isNamed(out, service, `${operation}Out`) && childOf(out, elements, `${operation}Response`);
    if (!response) throw new Error('the answer is to another operation');
    if (textIn(response, elements, 'RequestId') !== call.requestId) throw new Error('the answer is to another request');
    requireSuccess(response, call);
    return response;
  } catch (thrown) {
    throw translate(thrown, operation, call);
  }
}

function translate(thrown: unknown, operation: Operation, call: Call): ProblemError {
  if (thrown instanceof ProblemError) return thrown;
  const transport = call.settings.name;
  const text = thrown instanceof Error ? thrown.message : String(thrown);
  if (thrown instanceof SoapFault) {
    const fault = [...(thrown.detail?.childNodes ?? [])].filter(isElement)[0];
    const told = (name: string) => (fault ? textIn(fault, service, name) : '');
    const words = `${told('ReturnText')} ${told('AdditionalReturnText')}`.trim();
    return refused(call, told('ReturnCode'), words === '' ? text : words);
  }
  if (thrown instanceof NotSent || operation === 'GetBankCertificate') {
    return new ProblemError(problem('TRANSPORT_UNREACHABLE', { transport, text }), { cause: thrown });
  }
  // The PIN may be used up, or the old certificates replaced: the bank must be asked.
  const context = { service: transport, step: operation, text };
  return new ProblemError(problem('CERTIFICATE_UNCLEAR', context), { cause: thrown });
}

function requireSuccess(response: Element, call: Call): void {
  const code = textIn(response, elements, 'ReturnCode');
  if (!/^0{1,3}$/.test(code)) throw refused(call, code, textIn(response, elements, 'ReturnText'));
}

/** Reads what the bank signed, and takes certificates only for the very keys that were asked for. */
function certificatesIn(
  answer: Element,
  input: { readonly request: CertificateRequest; readonly bank: BankCertificates },
  call: Call,
): OwnCertificates {
  const signed = readSigned(answer, [input.bank.signing], call);
  const told = (name: string) => certificatePem(textIn(signed, elements, name));
  const authority = readCertificate(call, told('CACert'));
  const root = new X509Certificate(input.bank.root);
  if (!authority.raw.equals(root.raw)) requireIssued(call, authority, root);
  const made = { signingCertificate: told('SigningCert'), encryptionCertificate: told('EncryptionCert') };
  const pairs = [
    [made.signingCertificate, input.request.signingRequest],
    [made.encryptionCertificate, input.request.encryptionRequest],
  ] as const;
  for (const [text, request] of pairs) {
    const certificate = readCertificate(call, text);
    requireIssued(call, certificate, authority);
    if (!certificate.publicKey.equals(publicKeyOf(request))) {
      throw refused(call, '', 'a certificate is for another key than ours');
    }
  }
  return made;
}

/** The answer as a document of its own: what its signature covers is the answer, not the SOAP message around it. */
function readSigned(answer: Element, signers: readonly string[], call: Call): Element {
  try {
    return verifiedRoot(xmlOf(answer), signers, { acceptSha1: false });
  } catch (thrown) {
    const text = thrown instanceof Error ? thrown.message : String(thrown);
    const fileName = `${call.settings.name}: ${answer.localName}`;
    const code = thrown instanceof SignatureRefused ? 'FILE_SIGNATURE_WRONG' : 'FILE_NOT_DECRYPTED';
    throw new ProblemError(problem(code, { fileName, text }), { cause: thrown });
  }
}

function requireIssued(call: Call, certificate: X509Certificate, by: X509Certificate): void {
  if (certificate.checkIssued(by) && certificate.verify(by.publicKey)) return;
  throw refused(call, '', `the certificate ${certificate.subject} is not issued by ${by.subject}`);
}

function readCertificate(call: Call, text: string): X509Certificate {
  try {
    return new X509Certificate(text);
  } catch (thrown) {
    throw refused(call, '', `a certificate cannot be read: ${thrown instanceof Error ? thrown.message : ''}`);
  }
}

const refused = (call: Call, code: string, text: string): ProblemError =>
  new ProblemError(problem('CERTIFICATE_REFUSED', { service: call.settings.name, code, text }));
