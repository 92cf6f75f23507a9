import type { Element } from '@xmldom/xmldom';
import { X509Certificate } from 'node:crypto';
import { SignedXml } from 'xml-crypto';
import { childOf, isElement, isNamed, readXml } from './read-xml.ts';
import { exclusive, signatureAlgorithms, type SigningKey } from './sign-xml.ts';
import { dateTime } from './write-xml.ts';

export const soapNamespace = 'http://schemas.xmlsoap.org/soap/envelope/';
const oasis = 'http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss';
const wsse = `${oasis}-wssecurity-secext-1.0.xsd`;
const wsu = `${oasis}-wssecurity-utility-1.0.xsd`;
const tokenType = `${oasis}-x509-token-profile-1.0#X509v3`;
const encodingType = `${oasis}-soap-message-security-1.0#Base64Binary`;

/** How long a signed message may be on its way (section 1.3, step 4). */
const validInMs = 300_000;

export const envelope = (body: string): string =>
  `<soapenv:Envelope xmlns:soapenv="${soapNamespace}"><soapenv:Header/><soapenv:Body>${body}</soapenv:Body></soapenv:Envelope>`;

/** A message signed by WS-Security: our certificate as a token, a time stamp, one signature over stamp and body. */
export function signedEnvelope(body: string, key: SigningKey, now: Date): string {
  const certificate = new X509Certificate(key.certificate).raw.toString('base64');
  const until = dateTime(new Date(now.getTime() + validInMs));
  const security =
    `<wsse:Security xmlns:wsse="${wsse}" xmlns:wsu="${wsu}" soapenv:mustUnderstand="1">` +
    `<wsse:BinarySecurityToken EncodingType="${encodingType}" ValueType="${tokenType}" wsu:Id="token">` +
    `${certificate}</wsse:BinarySecurityToken><wsu:Timestamp wsu:Id="timestamp">` +
    `<wsu:Created>${dateTime(now)}</wsu:Created><wsu:Expires>${until}</wsu:Expires></wsu:Timestamp></wsse:Security>`;
  const message =
    `<soapenv:Envelope xmlns:soapenv="${soapNamespace}"><soapenv:Header>${security}</soapenv:Header>` +
    `<soapenv:Body xmlns:wsu="${wsu}" wsu:Id="body">${body}</soapenv:Body></soapenv:Envelope>`;
  const token = `<wsse:SecurityTokenReference><wsse:Reference URI="#token" ValueType="${tokenType}"/></wsse:SecurityTokenReference>`;
  return sign(message, key, {
    inside: 'Security',
    over: ['Timestamp', 'Body'],
    idMode: { idMode: 'wssecurity' },
    keyInfo: () => token,
  });
}

/** The variant without WS-Security: a bare signature in the header over the body. */
export function bareSignedEnvelope(body: string, key: SigningKey): string {
  const message =
    `<soapenv:Envelope xmlns:soapenv="${soapNamespace}"><soapenv:Header/>` +
    `<soapenv:Body Id="body">${body}</soapenv:Body></soapenv:Envelope>`;
  return sign(message, key, { inside: 'Header', over: ['Body'], idMode: {}, keyInfo: null });
}

function sign(
  message: string,
  key: SigningKey,
  how: {
    readonly inside: string;
    readonly over: readonly string[];
    readonly idMode: { readonly idMode?: 'wssecurity' };
    readonly keyInfo: (() => string) | null;
  },
): string {
  const { signature, digest } = signatureAlgorithms[key.signatureAlgorithm];
  const signer = new SignedXml({
    ...how.idMode,
    privateKey: key.privateKey,
    publicCert: key.certificate,
    signatureAlgorithm: signature,
    canonicalizationAlgorithm: exclusive,
    ...(how.keyInfo ? { getKeyInfoContent: how.keyInfo } : {}),
  });
  const top = `/*[local-name(.)='Envelope']`;
  for (const name of how.over) {
    const where = name === 'Body' ? `${top}/*[local-name(.)='Body']` : `${top}/*/*/*[local-name(.)='${name}']`;
    signer.addReference({ xpath: where, transforms: [exclusive], digestAlgorithm: digest });
  }
  const reference =
    how.inside === 'Header'
      ? `${top}/*[local-name(.)='Header']`
      : `${top}/*[local-name(.)='Header']/*[local-name(.)='${how.inside}']`;
  signer.computeSignature(message, { location: { reference, action: 'append' } });
  return signer.getSignedXml();
}

/** What the service says when it takes a message for wrong, or cannot handle it. */
export class SoapFault extends Error {
  /** Whether the fault lies with us: then nothing was done. */
  readonly isOurs: boolean;
  readonly detail: Element | null;
  constructor(text: string, isOurs: boolean, detail: Element | null) {
    super(text);
    this.name = 'SoapFault';
    this.isOurs = isOurs;
    this.detail = detail;
  }
}

/** The one element in the body of an answer. Throws a `SoapFault` when that is a fault. */
export function bodyOf(bytes: Uint8Array, limitInBytes: number): Element {
  const root = readXml(bytes, limitInBytes).document.documentElement;
  if (!isNamed(root, soapNamespace, 'Envelope')) throw new Error('the answer is no SOAP message');
  const body = childOf(root, soapNamespace, 'Body');
  const inside = body ? [...body.childNodes].filter(isElement) : [];
  const [content] = inside;
  if (inside.length !== 1 || !content) throw new Error(`the body of the answer holds ${inside.length} elements`);
  if (!isNamed(content, soapNamespace, 'Fault')) return content;
  // SOAP 1.1: the parts of a fault are in no namespace.
  const part = (name: string): Element | null =>
    [...content.childNodes].filter(isElement).find((found) => found.localName === name) ?? null;
  const code = part('faultcode')?.textContent?.trim() ?? '';
  const detail = part('detail');
  const said = [code, part('faultstring')?.textContent ?? '', detail?.textContent ?? '']
    .map((text) => text.trim())
    .filter((text) => text !== '');
  throw new SoapFault(said.join(': ').slice(0, 500), /(?:^|:)Client(?:$|\.)/.test(code), detail);
}
