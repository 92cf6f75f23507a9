import type { Element } from '@xmldom/xmldom';
import { gunzipSync, inflateSync } from 'node:zlib';
import { problem, ProblemError } from '#kernel';
import { applicationRequestFields, type ApplicationRequestField, fileServiceNamespaces } from '#schemas/danske';
import { DecryptionFailed, decryptXml, isEncrypted } from './encrypt-xml.ts';
import { childOf, childrenOf, isNamed, readXml, textIn } from './read-xml.ts';
import type { CompleteWebServiceSettings } from './settings.ts';
import { SignatureRefused, verifiedRoot } from './verify-xml.ts';
import { element } from './write-xml.ts';

const { data } = fileServiceNamespaces;

export type RequestFields = Readonly<Partial<Record<ApplicationRequestField, string>>>;

/** The request inside the SOAP message, its elements in the order of the schema. Refuses what is too long for its element. */
export function applicationRequest(fields: RequestFields): string {
  const parts = applicationRequestFields.flatMap(([name, longest]) => {
    const value = fields[name];
    if (value === undefined) return [];
    if (value === '' || (longest !== null && value.length > longest)) throw notWritable(name, value, longest);
    return name === 'FileReferences'
      ? [`<FileReferences>${element('FileReference', value)}</FileReferences>`]
      : [element(name, value)];
  });
  return `<ApplicationRequest xmlns="${data}">${parts.join('')}</ApplicationRequest>`;
}

/** What the bank's signature covers, and nothing else. */
export interface ApplicationResponse {
  readonly code: string;
  readonly text: string;
  readonly executionSerial: string;
  readonly files: readonly FileDescriptor[];
  /** The content as the bank sent it, unpacked. Throws above the limit, before unpacking it whole. */
  readonly content: (fileName: string, limitInBytes: number) => Buffer;
}

export interface FileDescriptor {
  readonly reference: string;
  readonly userFilename: string;
  readonly fileType: string;
  readonly status: string;
}

/**
 * Decrypts an answer, verifies that the bank signed it whole, and reads what was signed.
 *
 * @throws DecryptionFailed, SignatureRefused, XmlRefused
 */
export function openResponse(bytes: Uint8Array, settings: CompleteWebServiceSettings): ApplicationResponse {
  const limit = bytes.length + 1;
  const keys = [settings.encryptionPrivateKey, ...settings.formerEncryptionPrivateKeys];
  const isSealed = isEncrypted(readXml(bytes, limit).document.documentElement);
  const plain = isSealed ? decryptXml(bytes, keys, limit) : bytes;
  const { text } = readXml(plain, limit);
  const acceptSha1 = settings.signatureAlgorithm === 'rsa-sha1';
  const root = verifiedRoot(text, settings.bankSigningCertificates, { acceptSha1 });
  if (!isNamed(root, data, 'ApplicationResponse')) throw new SignatureRefused('it is no ApplicationResponse');
  const list = childOf(root, data, 'FileDescriptors');
  return {
    code: textIn(root, data, 'ResponseCode'),
    text: textIn(root, data, 'ResponseText'),
    executionSerial: textIn(root, data, 'ExecutionSerial'),
    files: list ? childrenOf(list, data, 'FileDescriptor').map(descriptorOf) : [],
    content: (fileName, limitInBytes) => contentOf(root, fileName, limitInBytes),
  };
}

/** An answer that cannot be trusted, as a problem of the file that was asked for. */
export function untrusted(fileName: string, thrown: unknown): ProblemError {
  if (thrown instanceof ProblemError) return thrown;
  const text = thrown instanceof Error ? thrown.message : String(thrown);
  const code = thrown instanceof DecryptionFailed ? 'FILE_NOT_DECRYPTED' : 'FILE_SIGNATURE_WRONG';
  return new ProblemError(problem(code, { fileName, text }), { cause: thrown });
}

const descriptorOf = (found: Element): FileDescriptor => ({
  reference: textIn(found, data, 'FileReference'),
  userFilename: textIn(found, data, 'UserFilename'),
  fileType: textIn(found, data, 'FileType'),
  status: textIn(found, data, 'Status'),
});

function contentOf(root: Element, fileName: string, limit: number): Buffer {
  const content = Buffer.from(textIn(root, data, 'Content'), 'base64');
  const isPacked = /^(?:true|1)$/.test(textIn(root, data, 'Compressed'));
  if (!isPacked) return within(fileName, content, limit);
  const unpack = /^deflate$/i.test(textIn(root, data, 'CompressionMethod')) ? inflateSync : gunzipSync;
  try {
    return within(fileName, unpack(content, { maxOutputLength: limit + 1 }), limit);
  } catch (thrown) {
    if (thrown instanceof ProblemError) throw thrown;
    if (thrown instanceof RangeError) throw tooLarge(fileName, limit + 1, limit);
    throw new DecryptionFailed('it cannot be unpacked', { cause: thrown });
  }
}

function within(fileName: string, content: Buffer, limit: number): Buffer {
  if (content.length > limit) throw tooLarge(fileName, content.length, limit);
  return content;
}

export const tooLarge = (fileName: string, size: number, limit: number): ProblemError =>
  new ProblemError(problem('FILE_TOO_LARGE', { fileName, size, limit }));

function notWritable(field: string, value: string, longest: number | null): ProblemError {
  const expected = longest === null ? 'a text' : `1 to ${longest} signs`;
  return new ProblemError(
    problem('FIELD_NOT_WRITABLE', { record: 'ApplicationRequest', field, value: value.slice(0, 100), expected }),
  );
}
