import { customerId, type EnrolledCustomer, enrolledCustomer } from '#test/danske-customer';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { encryptXml } from '../../src/files/transports/danske-web-service/encrypt-xml.ts';
import { signEnveloped } from '../../src/files/transports/danske-web-service/sign-xml.ts';
import { envelope, signedEnvelope } from '../../src/files/transports/danske-web-service/soap.ts';

/** The server must refuse what the bank would: these messages are put together by hand, each with one thing wrong. */
let customer: EnrolledCustomer;
let requests = 0;
beforeAll(async () => {
  customer = await enrolledCustomer();
});
afterAll(() => customer.bank.close());

const now = '2027-02-01T09:00:00Z';
const good = [
  `<CustomerId>${customerId}</CustomerId>`,
  '<Command>UploadFile</Command>',
  `<Timestamp>${now}</Timestamp>`,
  '<Environment>TEST</Environment>',
  '<UserFilename>a.xml</UserFilename>',
  '<SoftwareId>Tilgode</SoftwareId>',
  '<Content>aGVq</Content>',
];

interface Change {
  readonly parts?: (parts: readonly string[]) => readonly string[];
  readonly request?: (xml: string) => string;
  readonly sealed?: (xml: string) => string;
  readonly header?: (xml: string) => string;
  readonly message?: (xml: string) => string;
  readonly at?: string;
  readonly isSigned?: boolean;
}

async function answerTo(change: Change): Promise<string> {
  const { settings, bank } = customer;
  const key = {
    privateKey: settings.signingPrivateKey,
    certificate: settings.signingCertificate,
    signatureAlgorithm: 'rsa-sha256',
    canonicalization: 'exclusive',
  } as const;
  const parts = change.parts?.(good) ?? good;
  const content = Buffer.from(`${requests}`).toString('base64');
  const xml = `<ApplicationRequest xmlns="http://bxd.fi/xmldata/">${parts.join('').replace('aGVq', content)}</ApplicationRequest>`;
  const signed = (change.request ?? ((text) => text))(signEnveloped(xml, key));
  const encrypted = await encryptXml(signed, {
    ...settings,
    encryptionAlgorithm: 'aes256-cbc',
    encryptedKeyRecipient: undefined,
  });
  const sealed = Buffer.from((change.sealed ?? ((text) => text))(encrypted)).toString('base64');
  requests += 1;
  const header = (change.header ?? ((text) => text))(
    `<m:RequestHeader><m:SenderId>${customerId}</m:SenderId><m:RequestId>T${requests}</m:RequestId><m:Timestamp>${now}</m:Timestamp>` +
      '<m:Language>EN</m:Language><m:UserAgent>test</m:UserAgent><m:ReceiverId>Danske Bank</m:ReceiverId></m:RequestHeader>',
  );
  const body = `<c:uploadFilein xmlns:c="http://bxd.fi/CorporateFileService" xmlns:m="http://model.bxd.fi">${header}<m:ApplicationRequest>${sealed}</m:ApplicationRequest></c:uploadFilein>`;
  const made = change.isSigned === false ? envelope(body) : signedEnvelope(body, key, new Date(change.at ?? now));
  const answer = await fetch(bank.fileServiceUrl, {
    method: 'POST',
    headers: { 'content-type': 'text/xml', soapaction: '""' },
    body: (change.message ?? ((text) => text))(made),
  });
  return answer.text();
}

const uploaded = () => customer.bank.uploads(customerId).length;
const replaced = (from: string, to: string) => (parts: readonly string[]) =>
  parts.map((part) => (part.startsWith(`<${from}>`) ? to : part));

test('the message that all others differ from by one thing is taken', async () => {
  const before = uploaded();
  expect(await answerTo({})).toContain('uploadFileout');
  expect(uploaded()).toBe(before + 1);
});

describe('it is refused, and nothing is kept, when', () => {
  test.each<[string, Change]>([
    ['an element is missing', { parts: replaced('Environment', '') }],
    ['elements stand in another order', { parts: (parts) => [...parts.slice(1), ...parts.slice(0, 1)] }],
    ['the environment is a word of its own', { parts: replaced('Environment', '<Environment>TRIAL</Environment>') }],
    ['the command is another than the operation', { parts: replaced('Command', '<Command>DeleteFile</Command>') }],
    ['a text is too long', { parts: replaced('UserFilename', `<UserFilename>${'x'.repeat(81)}</UserFilename>`) }],
    ['an element is unknown', { parts: (parts) => [...parts, '<Extra>1</Extra>'] }],
    ['the content is no base64', { parts: replaced('Content', '<Content>%%</Content>') }],
    ['the time is not of now', { parts: replaced('Timestamp', '<Timestamp>2027-02-01T08:00:00Z</Timestamp>') }],
    ['the customer is another', { parts: replaced('CustomerId', '<CustomerId>OTHER1</CustomerId>') }],
    ['the signed request was changed', { request: (xml) => xml.replace('a.xml', 'b.xml') }],
    ['the request is not signed', { request: (xml) => xml.replace(/<Signature[^]*<\/Signature>/, '') }],
    ['the request is not encrypted', { sealed: () => '<ApplicationRequest xmlns="http://bxd.fi/xmldata/"/>' }],
    ['the cipher text was changed', { sealed: (xml) => xml.replace(/(CipherValue>.{30})..../, '$1AAAA') }],
    ['the SOAP message is not signed', { isSigned: false }],
    ['the SOAP body was changed', { message: (xml) => xml.replace('Danske Bank</m:', 'Danske  Bank</m:') }],
    ['the time stamp was changed', { message: (xml) => xml.replace('09:05:00Z', '09:04:00Z') }],
    ['the time stamp is of an hour ago', { at: '2027-02-01T08:00:00Z' }],
    ['the time stamp lies ahead', { at: '2027-02-01T10:00:00Z' }],
    [
      'the token is another certificate',
      { message: (xml) => xml.replace(/(<wsse:BinarySecurityToken[^>]*>).{8}/, '$1AAAAAAAA') },
    ],
    ['the request id is too long', { header: (xml) => xml.replace(/<m:RequestId>[^<]*/, '<m:RequestId>12345678901') }],
    ['the request id came before', { header: (xml) => xml.replace(/<m:RequestId>[^<]*/, '<m:RequestId>T1') }],
    ['the header lacks its receiver', { header: (xml) => xml.replace(/<m:ReceiverId>.*<\/m:ReceiverId>/, '') }],
    ['the sender is unknown', { header: (xml) => xml.replace(customerId, 'NOBODY') }],
    ['it is no XML', { message: () => 'hello' }],
    ['it has a document type', { message: (xml) => `<!DOCTYPE x>${xml}` }],
  ])('%s', async (_what, change) => {
    const before = uploaded();
    const answer = await answerTo(change);
    // A refusal of the inner request is answered like any other request, encrypted; the others are faults.
    expect(uploaded()).toBe(before);
    expect(/Fault|uploadFileout/.test(answer)).toBe(true);
  });
});
