import { createPublicKey, generateKeyPair, type KeyObject } from 'node:crypto';
import { promisify } from 'node:util';
import forge from 'node-forge';

/** Two new key pairs and the requests (PKCS#10) for their certificates. Everything is PEM. */
export interface CertificateRequest {
  readonly signingPrivateKey: string;
  readonly signingRequest: string;
  readonly encryptionPrivateKey: string;
  readonly encryptionRequest: string;
}

const generate = promisify(generateKeyPair);

/**
 * Makes the keys of a web service user: RSA 2048, one pair to sign and another to encrypt (section 1.3, PKI service).
 *
 * Store what is returned before it is sent anywhere: the bank takes a PIN once, and its certificates are worth nothing
 * without these private keys.
 */
export async function newCertificateRequest(customerId: string): Promise<CertificateRequest> {
  const [signing, encryption] = await Promise.all([newPair(customerId), newPair(customerId)]);
  return {
    signingPrivateKey: signing.privateKey,
    signingRequest: signing.request,
    encryptionPrivateKey: encryption.privateKey,
    encryptionRequest: encryption.request,
  };
}

async function newPair(customerId: string): Promise<{ readonly privateKey: string; readonly request: string }> {
  const { privateKey, publicKey } = await generate('rsa', {
    modulusLength: 2048,
    publicKeyEncoding: { type: 'spki', format: 'pem' },
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  });
  const request = forge.pki.createCertificationRequest();
  request.publicKey = forge.pki.publicKeyFromPem(publicKey);
  request.setSubject([{ name: 'commonName', value: customerId }]);
  request.sign(forge.pki.privateKeyFromPem(privateKey), forge.md.sha256.create());
  return { privateKey, request: forge.pki.certificationRequestToPem(request) };
}

/** The base64 text between the two lines of a PEM block. */
export const derOf = (pem: string): string => pem.replaceAll(/-----[^-]+-----|\s/g, '');

/** A certificate of the service (base64 of DER) as PEM. */
export const certificatePem = (base64: string): string =>
  `-----BEGIN CERTIFICATE-----\n${(base64.replaceAll(/\s/g, '').match(/.{1,64}/g) ?? []).join('\n')}\n-----END CERTIFICATE-----\n`;

/** The key that a request is for. */
export function publicKeyOf(requestPem: string): KeyObject {
  const { publicKey } = forge.pki.certificationRequestFromPem(requestPem);
  if (!publicKey) throw new Error('the request names no key');
  return createPublicKey(forge.pki.publicKeyToPem(publicKey));
}
