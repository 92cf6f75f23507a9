import { createCipheriv, createDecipheriv, constants, publicEncrypt, randomBytes, X509Certificate } from 'node:crypto';
import forge from 'node-forge';
import { SignedXml } from 'xml-crypto';
import { base64Of, type Identity } from './certificates.ts';
import { child, readTree, type XmlNode } from './xml-tree.ts';

const dsig = 'http://www.w3.org/2000/09/xmldsig#';
const xenc = 'http://www.w3.org/2001/04/xmlenc#';
const exclusive = 'http://www.w3.org/2001/10/xml-exc-c14n#';
const rsaSha256 = 'http://www.w3.org/2001/04/xmldsig-more#rsa-sha256';

/**
 * Checks the one signature directly in an element, against a certificate the customer is known by.
 *
 * @param covers what its references must name, in any order: `''` for the whole document, or ids
 * @returns why it does not hold; null when it does
 */
export function signatureFault(
  xml: string,
  signature: XmlNode | undefined,
  covers: readonly string[],
  certificate: string,
): string | null {
  if (signature?.namespace !== dsig || signature.name !== 'Signature') return 'there is no signature';
  const found = /<(?:\w+:)?Signature[\s>][^]*?<\/(?:\w+:)?Signature>/g;
  const texts = xml.match(found) ?? [];
  if (texts.length !== 1 || texts[0] === undefined) return `there are ${texts.length} signatures`;
  const uris = (child(signature, 'SignedInfo')?.children ?? [])
    .filter(({ name }) => name === 'Reference')
    .map(({ attributes }) => attributes['URI'] ?? '');
  const wanted = covers.map((id) => (id === '' ? '' : `#${id}`));
  if ([...uris].sort().join(' ') !== [...wanted].sort().join(' ')) return `it covers ${uris.join(' ')}`;
  const verifier = new SignedXml({ publicCert: certificate, getCertFromKeyInfo: () => null });
  try {
    verifier.loadSignature(texts[0]);
    return verifier.checkSignature(xml) ? null : 'the signature does not fit';
  } catch (thrown) {
    return thrown instanceof Error ? thrown.message : String(thrown);
  }
}

/** Signs a document into itself, as the bank signs its answers. */
export function signWhole(xml: string, by: Identity): string {
  const signer = new SignedXml({
    privateKey: by.privateKey,
    publicCert: by.certificate,
    signatureAlgorithm: rsaSha256,
    canonicalizationAlgorithm: exclusive,
  });
  signer.addReference({
    xpath: '/*',
    transforms: [`${dsig}enveloped-signature`, exclusive],
    digestAlgorithm: `${xenc}sha256`,
    uri: '',
    isEmptyUri: true,
  });
  signer.computeSignature(xml, { location: { reference: '/*', action: 'append' } });
  return signer.getSignedXml();
}

/** Encrypts as the bank does: a new AES-256 key for each message, itself under RSA 1.5. */
export function encryptTo(xml: string, certificate: string): string {
  const key = randomBytes(32);
  const initial = randomBytes(16);
  const content = Buffer.from(xml, 'utf8');
  const padding = 16 - (content.length % 16);
  const last = Buffer.concat([randomBytes(padding - 1), Buffer.from([padding])]);
  const cipher = createCipheriv('aes-256-cbc', key, initial).setAutoPadding(false);
  const sealed = Buffer.concat([initial, cipher.update(Buffer.concat([content, last])), cipher.final()]);
  const wrapped = publicEncrypt({ key: certificate, padding: constants.RSA_PKCS1_PADDING }, key);
  const value = (bytes: Buffer) =>
    `<xenc:CipherData><xenc:CipherValue>${bytes.toString('base64')}</xenc:CipherValue></xenc:CipherData>`;
  return (
    `<xenc:EncryptedData xmlns:xenc="${xenc}" Type="${xenc}Element">` +
    `<xenc:EncryptionMethod Algorithm="${xenc}aes256-cbc"/><dsig:KeyInfo xmlns:dsig="${dsig}"><xenc:EncryptedKey>` +
    `<xenc:EncryptionMethod Algorithm="${xenc}rsa-1_5"/><dsig:KeyInfo><dsig:X509Data><dsig:X509Certificate>` +
    `${base64Of(certificate)}</dsig:X509Certificate></dsig:X509Data></dsig:KeyInfo>${value(wrapped)}` +
    `</xenc:EncryptedKey></dsig:KeyInfo>${value(sealed)}</xenc:EncryptedData>`
  );
}

/** Opens what a customer encrypted to the bank. Throws when it is not encrypted as agreed. */
export function decryptWith(encrypted: XmlNode, privateKey: string): string {
  if (encrypted.namespace !== xenc || encrypted.name !== 'EncryptedData') throw new Error('it is not encrypted');
  if (encrypted.attributes['Type'] !== `${xenc}Element`) throw new Error('what is encrypted is no element');
  const wrapped = child(child(encrypted, 'KeyInfo'), 'EncryptedKey');
  const method = (node: XmlNode | undefined) => child(node, 'EncryptionMethod')?.attributes['Algorithm'] ?? '';
  const bytes = (node: XmlNode | undefined) =>
    Buffer.from(child(child(node, 'CipherData'), 'CipherValue')?.text ?? '', 'base64');
  if (method(wrapped) !== `${xenc}rsa-1_5`) throw new Error(`the key is wrapped with ${method(wrapped)}`);
  const [name, block] =
    method(encrypted) === `${xenc}aes256-cbc`
      ? (['aes-256-cbc', 16] as const)
      : method(encrypted) === `${xenc}tripledes-cbc`
        ? (['des-ede3-cbc', 8] as const)
        : (['', 0] as const);
  if (name === '') throw new Error(`the content is encrypted with ${method(encrypted)}`);
  const key = forge.pki.privateKeyFromPem(privateKey).decrypt(bytes(wrapped).toString('latin1'), 'RSAES-PKCS1-V1_5');
  const content = bytes(encrypted);
  const decipher = createDecipheriv(name, Buffer.from(key, 'latin1'), content.subarray(0, block)).setAutoPadding(false);
  const padded = Buffer.concat([decipher.update(content.subarray(block)), decipher.final()]);
  return padded.subarray(0, padded.length - (padded[padded.length - 1] ?? 0)).toString('utf8');
}

/** Whether a certificate holds now. */
export function isCurrent(certificate: string, now: Date): boolean {
  const { validFrom, validTo } = new X509Certificate(certificate);
  return now >= new Date(validFrom) && now <= new Date(validTo);
}

export interface SoapRequest {
  readonly operation: XmlNode;
  readonly header: XmlNode | undefined;
}

export function readSoap(xml: string): SoapRequest {
  const root = readTree(xml);
  if (root.namespace !== 'http://schemas.xmlsoap.org/soap/envelope/' || root.name !== 'Envelope') {
    throw new Error('it is no SOAP 1.1 envelope');
  }
  const inside = child(root, 'Body')?.children ?? [];
  const [operation] = inside;
  if (inside.length !== 1 || !operation) throw new Error(`the body holds ${inside.length} elements`);
  return { operation, header: child(root, 'Header') };
}

/** Checks WS-Security: the customer's certificate as a token, a time stamp that holds, one signature over stamp and body. */
export function wsSecurityFault(
  xml: string,
  header: XmlNode | undefined,
  certificate: string,
  now: Date,
): string | null {
  const security = child(header, 'Security');
  const names = (security?.children ?? []).map(({ name }) => name);
  if (names.join(' ') !== 'BinarySecurityToken Timestamp Signature') return `Security holds ${names.join(' ')}`;
  const token = (child(security, 'BinarySecurityToken')?.text ?? '').replaceAll(/\s/g, '');
  if (token !== base64Of(certificate)) return 'the token is not the certificate we issued';
  if (!isCurrent(certificate, now)) return 'the certificate has expired';
  const stamp = child(security, 'Timestamp');
  const created = Date.parse(child(stamp, 'Created')?.text ?? '');
  const expires = Date.parse(child(stamp, 'Expires')?.text ?? '');
  if (!(expires > created && expires - created <= 300_000)) return 'the time stamp is valid for more than five minutes';
  if (now.getTime() > expires || now.getTime() < created - 60_000) return 'the time stamp does not hold now';
  const id = (node: XmlNode | undefined) => node?.attributes['wsu:Id'] ?? '?';
  const body = child(readTree(xml), 'Body');
  return signatureFault(xml, child(security, 'Signature'), [id(stamp), id(body)], certificate);
}

export const bareSignatureFault = (xml: string, header: XmlNode | undefined, certificate: string): string | null =>
  signatureFault(xml, child(header, 'Signature'), [child(readTree(xml), 'Body')?.attributes['Id'] ?? '?'], certificate);
