import { createDecipheriv, X509Certificate } from 'node:crypto';
import type { Element } from '@xmldom/xmldom';
import forge from 'node-forge';
import { encrypt } from 'xml-encryption';
import { childOf, isNamed, readXml } from './read-xml.ts';
import { signatureNamespace } from './sign-xml.ts';
import type { CompleteWebServiceSettings } from './settings.ts';

export const encryptionNamespace = 'http://www.w3.org/2001/04/xmlenc#';

/** Thrown when something cannot be decrypted. It never says at which step: that would help a forger. */
export class DecryptionFailed extends Error {}

/**
 * Encrypts a whole document to the bank's certificate: XML Encryption with the key under RSA 1.5 (section 1.3, step 2).
 *
 * @returns one `EncryptedData` element
 */
export function encryptXml(
  xml: string,
  settings: Pick<
    CompleteWebServiceSettings,
    'bankEncryptionCertificate' | 'encryptionAlgorithm' | 'encryptedKeyRecipient'
  >,
): Promise<string> {
  const certificate = new X509Certificate(settings.bankEncryptionCertificate);
  return new Promise((resolve, reject) => {
    encrypt(
      xml,
      {
        rsa_pub: String(certificate.publicKey.export({ type: 'spki', format: 'pem' })),
        pem: certificate.toString(),
        encryptionAlgorithm: `${encryptionNamespace}${settings.encryptionAlgorithm}`,
        keyEncryptionAlgorithm: `${encryptionNamespace}rsa-1_5`,
        disallowEncryptionWithInsecureAlgorithm: false,
        warnInsecureAlgorithm: false,
        input_encoding: 'utf8',
      },
      (failed: unknown, encrypted) => {
        if (failed instanceof Error) reject(failed);
        else resolve(withRecipient(encrypted, settings.encryptedKeyRecipient));
      },
    );
  });
}

function withRecipient(encrypted: string, recipient: string | undefined): string {
  if (recipient === undefined) return encrypted;
  return encrypted.replace(/<((?:\w+:)?EncryptedKey)\b/, `<$1 Recipient="${recipient}"`);
}

/** Whether a document is an `EncryptedData` element. */
export const isEncrypted = (root: Element | null): root is Element =>
  isNamed(root, encryptionNamespace, 'EncryptedData');

/**
 * Decrypts one `EncryptedData` document with the first of our keys that fits.
 *
 * @remarks
 * Node refuses to decrypt RSA 1.5 since CVE-2023-46809, so the content's key is unwrapped by forge and the content itself
 * by Node (danske-iso20022.md section 1.3, Node 20 trap).
 */
export function decryptXml(bytes: Uint8Array, privateKeys: readonly string[], limitInBytes: number): Buffer {
  try {
    const { document } = readXml(bytes, limitInBytes);
    const root = document.documentElement;
    if (!isEncrypted(root)) throw new DecryptionFailed('it is not encrypted');
    const keyInfo = childOf(root, signatureNamespace, 'KeyInfo');
    const wrapped = keyInfo && childOf(keyInfo, encryptionNamespace, 'EncryptedKey');
    if (!wrapped || methodOf(wrapped) !== 'rsa-1_5') throw new DecryptionFailed('the key is not wrapped as agreed');
    const cipher = ciphers[methodOf(root)];
    if (!cipher) throw new DecryptionFailed('the content is not encrypted as agreed');
    for (const privateKey of privateKeys) {
      const opened = tryKey(privateKey, cipherBytesOf(wrapped), cipherBytesOf(root), cipher);
      if (opened) return opened;
    }
  } catch (thrown) {
    throw thrown instanceof DecryptionFailed
      ? thrown
      : new DecryptionFailed('it cannot be decrypted', { cause: thrown });
  }
  throw new DecryptionFailed('it cannot be decrypted with our key');
}

interface Cipher {
  readonly name: string;
  readonly keyBytes: number;
  readonly blockBytes: number;
}

const ciphers: Readonly<Record<string, Cipher>> = {
  'aes256-cbc': { name: 'aes-256-cbc', keyBytes: 32, blockBytes: 16 },
  'aes128-cbc': { name: 'aes-128-cbc', keyBytes: 16, blockBytes: 16 },
  'tripledes-cbc': { name: 'des-ede3-cbc', keyBytes: 24, blockBytes: 8 },
};

function tryKey(privateKey: string, wrapped: Buffer, content: Buffer, cipher: Cipher): Buffer | null {
  try {
    const key = forge.pki.privateKeyFromPem(privateKey).decrypt(wrapped.toString('latin1'), 'RSAES-PKCS1-V1_5');
    if (key.length !== cipher.keyBytes) return null;
    const initial = content.subarray(0, cipher.blockBytes);
    const decipher = createDecipheriv(cipher.name, Buffer.from(key, 'latin1'), initial).setAutoPadding(false);
    const padded = Buffer.concat([decipher.update(content.subarray(cipher.blockBytes)), decipher.final()]);
    // XML Encryption fills the last block with anything; only the last byte tells how much of it there is.
    const padding = padded[padded.length - 1] ?? 0;
    return padding >= 1 && padding <= cipher.blockBytes ? padded.subarray(0, padded.length - padding) : null;
  } catch {
    return null;
  }
}

/** The last part of the algorithm's name, when it is one of XML Encryption's. */
function methodOf(element: Element): string {
  const algorithm = childOf(element, encryptionNamespace, 'EncryptionMethod')?.getAttribute('Algorithm') ?? '';
  return algorithm.startsWith(encryptionNamespace) ? algorithm.slice(encryptionNamespace.length) : '';
}

function cipherBytesOf(element: Element): Buffer {
  const data = childOf(element, encryptionNamespace, 'CipherData');
  const value = data && childOf(data, encryptionNamespace, 'CipherValue');
  if (!value) throw new DecryptionFailed('there is no cipher value');
  return Buffer.from(value.textContent ?? '', 'base64');
}
