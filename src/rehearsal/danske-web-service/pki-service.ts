import type { Answer } from '../kit/http.ts';
import { faultAnswer, instant, tag, xmlAnswer } from './answers.ts';
import { type Authority, base64Of, type Identity } from './certificates.ts';
import type { FaultKind } from './faults.ts';
import { decryptWith, readSoap, signatureFault, signWhole, wsSecurityFault } from './security.ts';
import {
  base64Pattern,
  breachOf,
  child,
  dateTimePattern,
  ofLength,
  readTree,
  type Rule,
  textOf,
  type XmlNode,
} from './xml-tree.ts';

const service = 'http://danskebank.dk/PKI/PKIFactoryService';
const elements = `${service}/elements`;

export interface PkiCustomer {
  readonly id: string;
  /** Good for one success; null once it is used. */
  pin: string | null;
  signing: string;
  encryption: string;
}

export interface PkiState {
  readonly authority: Authority;
  readonly now: () => Date;
  readonly customers: ReadonlyMap<string, PkiCustomer>;
  readonly rootSerial: string;
}

const id = ofLength(6, 6);
const environment = /^(?:production|customertest|systemtest|test)$/;
const headerRules: readonly Rule[] = [
  { name: 'SenderId', least: 1, pattern: id },
  { name: 'CustomerId', least: 1, pattern: id },
  { name: 'RequestId', least: 1, pattern: ofLength(0, 10) },
  { name: 'Timestamp', least: 1, pattern: dateTimePattern },
  { name: 'InterfaceVersion', least: 1, pattern: /^1$/ },
  { name: 'Environment', least: 0, pattern: environment },
];
const requestRules: readonly Rule[] = [
  { name: 'CustomerId', least: 1, pattern: id },
  { name: 'KeyGeneratorType', least: 1, pattern: /^(?:HSM|software)$/ },
  { name: 'EncryptionCertPKCS10', least: 1, pattern: base64Pattern },
  { name: 'SigningCertPKCS10', least: 1, pattern: base64Pattern },
  { name: 'Timestamp', least: 1, pattern: dateTimePattern },
  { name: 'RequestId', least: 1, pattern: ofLength(0, 10) },
  { name: 'Environment', least: 0, pattern: environment },
];

class PkiRefusal extends Error {
  readonly code: string;
  constructor(code: string, text: string) {
    super(text);
    this.code = code;
  }
}

/** Handles one message of the PKI service. Code 20 is the bank's own catch-all; every other code is ours. */
export function handlePkiRequest(xml: string, action: string, fault: FaultKind | null, state: PkiState): Answer {
  let header: XmlNode | undefined;
  try {
    const { operation, header: soapHeader } = readSoap(xml);
    if (operation.namespace !== service || operation.name !== `${action.replaceAll('"', '')}In`) {
      throw new PkiRefusal('30', `${operation.name} does not fit the SOAPAction ${action}`);
    }
    header = child(operation, 'RequestHeader');
    const breach = header ? breachOf(header, service, headerRules) : 'RequestHeader is missing';
    if (breach !== null) throw new PkiRefusal('30', breach);
    if (fault === 'busy') throw new PkiRefusal('99', 'The service is busy');
    const content = operation.children[1];
    if (!content || operation.children.length !== 2) throw new PkiRefusal('30', 'one element follows the header');
    const answered = handle(operation.name, content, { xml, soapHeader, header, state });
    const signer: Identity = fault === 'wrong-signature' ? state.authority.encryption : state.authority.signing;
    const signed = fault === 'unsigned' ? answered : signWhole(answered, signer);
    const name = `pki:${operation.name.replace(/In$/, 'Out')}`;
    const spoilt = fault === 'tampered' ? signed.replace(/<el:ReturnText>[^<]*/, '<el:ReturnText>changed') : signed;
    return xmlAnswer(
      200,
      `<${name} xmlns:pki="${service}"><pki:ResponseHeader>${headerParts(header, state)}</pki:ResponseHeader>${spoilt}</${name}>`,
    );
  } catch (thrown) {
    const code = thrown instanceof PkiRefusal ? thrown.code : '30';
    const text = thrown instanceof Error ? thrown.message : String(thrown);
    return pkiFault(header, code, text, state);
  }
}

const headerParts = (header: XmlNode | undefined, state: PkiState): string =>
  tag('pki:SenderId', textOf(header, 'SenderId')) +
  tag('pki:CustomerId', textOf(header, 'CustomerId')) +
  tag('pki:RequestId', textOf(header, 'RequestId')) +
  tag('pki:Timestamp', instant(state.now())) +
  tag('pki:InterfaceVersion', '1');

function pkiFault(header: XmlNode | undefined, code: string, text: string, state: PkiState): Answer {
  const detail =
    tag('pki:CustomerId', textOf(header, 'CustomerId')) +
    tag('pki:SenderId', textOf(header, 'SenderId')) +
    tag('pki:RequestId', textOf(header, 'RequestId')) +
    tag('pki:Timestamp', instant(state.now())) +
    tag('pki:InterfaceVersion', '1') +
    tag('pki:ReturnCode', code) +
    tag('pki:ReturnText', 'Refused') +
    tag('pki:AdditionalReturnText', text);
  const name = 'pki:PKIFactoryServiceFaultElement';
  return faultAnswer(
    code === '99' ? 'Server' : 'Client',
    'PKI fault',
    `<${name} xmlns:pki="${service}">${detail}</${name}>`,
  );
}

interface Context {
  readonly xml: string;
  readonly soapHeader: XmlNode | undefined;
  readonly header: XmlNode | undefined;
  readonly state: PkiState;
}

function handle(operation: string, content: XmlNode, context: Context): string {
  const { state, header } = context;
  const { authority } = state;
  if (operation === 'GetBankCertificateIn') {
    const breach = breachOf(content, elements, [
      { name: 'BankRootCertificateSerialNo', least: 1, pattern: ofLength(1, 64) },
      { name: 'Timestamp', least: 1, pattern: dateTimePattern },
      { name: 'RequestId', least: 1, pattern: ofLength(0, 10) },
    ]);
    if (breach !== null) throw new PkiRefusal('30', breach);
    if (textOf(content, 'BankRootCertificateSerialNo') !== state.rootSerial) throw new PkiRefusal('31', 'no such root');
    return response('GetBankCertificateResponse', [
      tag('el:BankEncryptionCert', base64Of(authority.encryption.certificate)),
      tag('el:BankSigningCert', base64Of(authority.signing.certificate)),
      tag('el:BankRootCert', base64Of(authority.root.certificate)),
      tag('el:RequestId', textOf(content, 'RequestId')),
    ]);
  }
  const xml = decryptWith(content, authority.encryption.privateKey);
  const request = readTree(xml);
  const customer = state.customers.get(textOf(header, 'CustomerId'));
  if (operation === 'CreateCertificateIn') return create(request, customer, context);
  if (operation === 'RenewCertificateIn') return renew(request, xml, customer, context);
  throw new PkiRefusal('30', `no operation ${operation}`);
}

function create(request: XmlNode, customer: PkiCustomer | undefined, { header, state }: Context): string {
  requireRequest(request, 'CreateCertificateRequest', header, [
    ...requestRules,
    { name: 'PIN', least: 1, pattern: ofLength(0, 10) },
  ]);
  if (!customer || customer.pin === null || textOf(request, 'PIN') !== customer.pin) {
    throw new PkiRefusal('20', 'PIN wrong, used or expired, or the customer is unknown or locked');
  }
  const issued = issue('CreateCertificateResponse', request, customer, state);
  customer.pin = null;
  return issued;
}

function renew(request: XmlNode, xml: string, customer: PkiCustomer | undefined, context: Context): string {
  const { header, state } = context;
  if (!customer || customer.signing === '') throw new PkiRefusal('32', 'there is nothing to renew');
  const unsafe = wsSecurityFault(context.xml, context.soapHeader, customer.signing, state.now());
  if (unsafe !== null) throw new PkiRefusal('33', `SOAP signature: ${unsafe}`);
  const unsigned = signatureFault(xml, child(request, 'Signature'), [''], customer.signing);
  if (unsigned !== null) throw new PkiRefusal('33', `request signature: ${unsigned}`);
  requireRequest(
    { ...request, children: request.children.slice(0, -1) },
    'RenewCertificateRequest',
    header,
    requestRules,
  );
  return issue('RenewCertificateResponse', request, customer, state);
}

function requireRequest(request: XmlNode, name: string, header: XmlNode | undefined, rules: readonly Rule[]): void {
  if (request.namespace !== elements || request.name !== name) throw new PkiRefusal('30', `no ${name}`);
  const breach = breachOf(request, elements, rules);
  if (breach !== null) throw new PkiRefusal('30', breach);
  if (textOf(request, 'CustomerId') !== textOf(header, 'CustomerId')) throw new PkiRefusal('30', 'CustomerId differs');
}

function issue(name: string, request: XmlNode, customer: PkiCustomer, state: PkiState): string {
  const pem = (part: string): string => {
    const lines =
      textOf(request, part)
        .replaceAll(/\s/g, '')
        .match(/.{1,64}/g) ?? [];
    return ['-----BEGIN CERTIFICATE REQUEST-----', ...lines, '-----END CERTIFICATE REQUEST-----', ''].join('\n');
  };
  const [encryption, signing] = [pem('EncryptionCertPKCS10'), pem('SigningCertPKCS10')];
  if (encryption === signing) throw new PkiRefusal('34', 'one key for both certificates');
  customer.encryption = state.authority.issue(encryption, customer.id);
  customer.signing = state.authority.issue(signing, customer.id);
  return response(name, [
    tag('el:EncryptionCert', base64Of(customer.encryption)),
    tag('el:SigningCert', base64Of(customer.signing)),
    tag('el:CACert', base64Of(state.authority.root.certificate)),
    tag('el:RequestId', textOf(request, 'RequestId')),
  ]);
}

const response = (name: string, parts: readonly string[]): string =>
  `<el:${name} xmlns:el="${elements}">${tag('el:ReturnCode', '00')}${tag('el:ReturnText', 'OK')}${parts.join('')}</el:${name}>`;
