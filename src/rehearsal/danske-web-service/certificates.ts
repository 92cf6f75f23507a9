import { generateKeyPairSync, randomBytes } from 'node:crypto';
import forge from 'node-forge';

export interface Identity {
  readonly privateKey: string;
  readonly certificate: string;
}

/** The bank's own keys, and the authority that issues certificates to its customers. All PEM. */
export interface Authority {
  readonly root: Identity;
  readonly signing: Identity;
  readonly encryption: Identity;
  /** Issues a certificate for the key of a request; throws when the request is not signed by that key. */
  readonly issue: (request: string, subject: string) => string;
}

/** The newer of the two root serials that public sources name, decimal (danske-iso20022.md section 1.3). */
export const rootSerial = '1111110003';

/** How long certificates of customers hold here; the bank's own time is not known. */
const lifeInDays = 730;

/** Makes a bank with new keys. */
export function createAuthority(now: () => Date): Authority {
  const root = newKey();
  const rootCertificate = certificate({
    subject: 'Rehearsal Bank Root',
    issuer: 'Rehearsal Bank Root',
    publicKey: root.publicKey,
    signWith: root.privateKey,
    serial: BigInt(rootSerial).toString(16),
    from: now(),
    days: 3650,
  });
  const issued = (subject: string, publicKey: forge.pki.PublicKey, days: number): string =>
    certificate({
      subject,
      issuer: 'Rehearsal Bank Root',
      publicKey,
      signWith: root.privateKey,
      serial: `7${randomBytes(8).toString('hex')}`,
      from: now(),
      days,
    });
  const own = (subject: string): Identity => {
    const key = newKey();
    return { privateKey: key.pem, certificate: issued(subject, key.publicKey, 3650) };
  };
  return {
    root: { privateKey: root.pem, certificate: rootCertificate },
    signing: own('Rehearsal Bank Signing'),
    encryption: own('Rehearsal Bank Encryption'),
    issue(text, subject) {
      const request = forge.pki.certificationRequestFromPem(text);
      if (!request.verify() || !request.publicKey) throw new Error('the request is not signed by its own key');
      return issued(subject, request.publicKey, lifeInDays);
    },
  };
}

function newKey() {
  const pem = generateKeyPairSync('rsa', {
    modulusLength: 2048,
    publicKeyEncoding: { type: 'spki', format: 'pem' },
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  });
  return {
    pem: pem.privateKey,
    privateKey: forge.pki.privateKeyFromPem(pem.privateKey),
    publicKey: forge.pki.publicKeyFromPem(pem.publicKey),
  };
}

function certificate(of: {
  readonly subject: string;
  readonly issuer: string;
  readonly publicKey: forge.pki.PublicKey;
  readonly signWith: forge.pki.rsa.PrivateKey;
  readonly serial: string;
  readonly from: Date;
  readonly days: number;
}): string {
  const made = forge.pki.createCertificate();
  made.publicKey = of.publicKey;
  made.serialNumber = of.serial.length % 2 === 0 ? of.serial : `0${of.serial}`;
  made.validity.notBefore = new Date(of.from.getTime() - 60_000);
  made.validity.notAfter = new Date(of.from.getTime() + of.days * 86_400_000);
  made.setSubject([{ name: 'commonName', value: of.subject }]);
  made.setIssuer([{ name: 'commonName', value: of.issuer }]);
  made.setExtensions([{ name: 'basicConstraints', cA: of.subject === of.issuer }]);
  made.sign(of.signWith, forge.md.sha256.create());
  return forge.pki.certificateToPem(made);
}

export const base64Of = (pem: string): string => pem.replaceAll(/-----[^-]+-----|\s/g, '');
