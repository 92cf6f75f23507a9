import { generateKeyPairSync, X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { type EnrolledCustomer, enrolledCustomer } from '#test/danske-customer';
import { sharedReference } from '#test/shared-reference';
import { startXmlSec, type XmlSec } from '#test/xmlsec';
import { XmlDocument, XsdValidator } from 'libxml2-wasm';
import { xmlRegisterFsInputProviders } from 'libxml2-wasm/lib/nodejs.mjs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { SignedXml } from 'xml-crypto';
import { applicationRequest } from '../../src/files/transports/danske-web-service/application-messages.ts';
import { decryptXml, encryptXml } from '../../src/files/transports/danske-web-service/encrypt-xml.ts';
import { readXml } from '../../src/files/transports/danske-web-service/read-xml.ts';
import {
  exclusive,
  signatureAlgorithms,
  signEnveloped,
  withComments,
} from '../../src/files/transports/danske-web-service/sign-xml.ts';
import { bareSignedEnvelope, signedEnvelope } from '../../src/files/transports/danske-web-service/soap.ts';
import { verifiedRoot } from '../../src/files/transports/danske-web-service/verify-xml.ts';

let customer: EnrolledCustomer;
let xmlsec: XmlSec;
beforeAll(async () => {
  customer = await enrolledCustomer();
  xmlsec = startXmlSec();
});
afterAll(async () => {
  xmlsec.close();
  await customer.bank.close();
});

const request = (change: Parameters<typeof applicationRequest>[0] = {}) =>
  applicationRequest({
    CustomerId: 'TILG01',
    Command: 'UploadFile',
    Timestamp: '2027-02-01T09:00:00Z',
    Environment: 'TEST',
    UserFilename: 'tilgode.12.<æ> & "b"',
    SoftwareId: 'Tilgode',
    FileType: 'pain.008.001.02',
    Content: Buffer.from('hej\r\n').toString('base64'),
    ...change,
  });

const keyOf = (
  algorithm: 'rsa-sha256' | 'rsa-sha1' = 'rsa-sha256',
  canonicalization: 'exclusive' | 'with-comments' = 'exclusive',
) => ({
  privateKey: customer.settings.signingPrivateKey,
  certificate: customer.settings.signingCertificate,
  signatureAlgorithm: algorithm,
  canonicalization,
});

describe("Debian's xmlsec1 and we agree on signatures", () => {
  test.each([
    ['rsa-sha256', 'exclusive'],
    ['rsa-sha256', 'with-comments'],
    ['rsa-sha1', 'exclusive'],
    ['rsa-sha1', 'with-comments'],
  ] as const)('it finds our request signed with %s, %s, good; one changed sign makes it bad', (algorithm, form) => {
    const signed = signEnveloped(request(), keyOf(algorithm, form));
    const { signingCertificate } = customer.settings;
    expect(xmlsec.verify(signed, signingCertificate)).toBeNull();
    expect(xmlsec.verify(signed.replace('TEST', 'TESS'), signingCertificate)).toMatch(/FAIL|invalid/i);
    const { signature } = signatureAlgorithms[algorithm];
    expect(signed).toContain(signature);
  });

  test('it finds our SOAP messages good, with WS-Security and without', () => {
    const wsu = 'http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-utility-1.0.xsd';
    const soap = 'http://schemas.xmlsoap.org/soap/envelope/';
    const at = new Date('2027-02-01T09:00:00Z');
    const body = '<a xmlns="urn:x" b="1">æ</a>';
    const secured = signedEnvelope(body, keyOf(), at);
    const bare = bareSignedEnvelope(body, keyOf());
    const { signingCertificate } = customer.settings;
    const ids = [
      { namespace: wsu, element: 'Timestamp', attribute: 'Id' },
      { namespace: soap, element: 'Body', attribute: 'Id' },
    ];
    // The program knows no security tokens; the key is given to it, so the reference to ours is taken out.
    const withoutToken = secured.replace(/<KeyInfo>.*<\/KeyInfo>/s, '');
    expect(xmlsec.verify(withoutToken, signingCertificate, ids)).toBeNull();
    expect(xmlsec.verify(withoutToken.replace('>æ<', '>ø<'), signingCertificate, ids)).not.toBeNull();
    expect(xmlsec.verify(withoutToken.replace('09:05:00Z', '09:06:00Z'), signingCertificate, ids)).not.toBeNull();
    const bodyId = [{ namespace: soap, element: 'Body', attribute: 'Id' }];
    expect(xmlsec.verify(bare, signingCertificate, bodyId)).toBeNull();
    expect(xmlsec.verify(bare.replace('>æ<', '>ø<'), signingCertificate, bodyId)).not.toBeNull();
  });

  test.each([
    ['rsa-sha256', exclusive],
    ['rsa-sha256', withComments],
    ['rsa-sha256', 'http://www.w3.org/TR/2001/REC-xml-c14n-20010315'],
    ['rsa-sha1', exclusive],
  ] as const)('we find what it signed with %s, %s, good where that is agreed', (algorithm, form) => {
    const { signature, digest } = signatureAlgorithms[algorithm];
    const template =
      `<r:Answer xmlns:r="urn:r" xmlns:unused="urn:u"><r:Code a="2" A="1">00</r:Code><!-- a remark --><r:Text>æøå &amp; &lt;x&gt;</r:Text>` +
      `<Signature xmlns="http://www.w3.org/2000/09/xmldsig#"><SignedInfo><CanonicalizationMethod Algorithm="${form}"/>` +
      `<SignatureMethod Algorithm="${signature}"/><Reference URI=""><Transforms>` +
      `<Transform Algorithm="http://www.w3.org/2000/09/xmldsig#enveloped-signature"/><Transform Algorithm="${form}"/></Transforms>` +
      `<DigestMethod Algorithm="${digest}"/><DigestValue/></Reference></SignedInfo><SignatureValue/>` +
      `<KeyInfo><X509Data/></KeyInfo></Signature></r:Answer>`;
    const { signingPrivateKey, signingCertificate } = customer.settings;
    const signed = xmlsec.sign(template, signingPrivateKey, signingCertificate);
    const acceptSha1 = algorithm === 'rsa-sha1';
    const root = verifiedRoot(signed, [signingCertificate], { acceptSha1 });
    expect(root.localName).toBe('Answer');
    expect(root.textContent).toContain('æøå & <x>');
    expect(root.getElementsByTagName('Signature').length).toBe(0);
    expect(() => verifiedRoot(signed.replace('>00<', '>01<'), [signingCertificate], { acceptSha1 })).toThrow(
      /fit|digest|signature/i,
    );
    if (acceptSha1)
      expect(() => verifiedRoot(signed, [signingCertificate], { acceptSha1: false })).toThrow(/sha1|not supported/i);
  });
});

describe('what is signed is what is read', () => {
  const pinned = () => [customer.settings.signingCertificate];
  const verify = (xml: string) => verifiedRoot(xml, pinned(), { acceptSha1: false });
  const signatureIn = (signed: string) => /<Signature[^]*<\/Signature>/.exec(signed)?.[0] ?? '';

  test('a signature by another key is refused, although the document brings its certificate along', async () => {
    const { privateKey } = generateKeyPairSync('rsa', {
      modulusLength: 2048,
      publicKeyEncoding: { type: 'spki', format: 'pem' },
      privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
    });
    const forged = signEnveloped(request(), { ...keyOf(), privateKey });
    expect(() => verify(forged)).toThrow();
    const other = await enrolledCustomer({}, {});
    await other.bank.close();
    expect(() =>
      verifiedRoot(signEnveloped(request(), keyOf()), other.settings.bankSigningCertificates, { acceptSha1: false }),
    ).toThrow();
  });

  test.each<[string, (signed: string) => string]>([
    [
      'content added behind what is signed',
      (xml) => xml.replace('</ApplicationRequest>', '<Content>eA==</Content></ApplicationRequest>'),
    ],
    ['a new root around it', (xml) => `<ApplicationRequest xmlns="http://bxd.fi/xmldata/">${xml}</ApplicationRequest>`],
    [
      'the signed document moved into its own signature',
      (xml) => {
        const signature = signatureIn(xml);
        const moved = signature.replace('</Signature>', `<Object>${xml.replace(signature, '')}</Object></Signature>`);
        return `<ApplicationRequest xmlns="http://bxd.fi/xmldata/"><Content>eA==</Content>${moved}</ApplicationRequest>`;
      },
    ],
    ['a second signature', (xml) => xml.replace('</ApplicationRequest>', `${signatureIn(xml)}</ApplicationRequest>`)],
    ['no signature', (xml) => xml.replace(signatureIn(xml), '')],
    [
      'a reference to something else',
      (xml) => xml.replace('URI=""', 'URI="#x"').replace('<Content>', '<Content Id="x">'),
    ],
    [
      'two elements of one id',
      (xml) => xml.replace('<Content>', '<Content Id="x">').replace('<Command>', '<Command Id="x">'),
    ],
    [
      'an XPath transform',
      (xml) =>
        xml.replace(
          `<Transform Algorithm="${exclusive}"/>`,
          '<Transform Algorithm="http://www.w3.org/TR/1999/REC-xpath-19991116"><XPath>self::x</XPath></Transform>',
        ),
    ],
    ['a comment inside the digest', (xml) => xml.replace('<DigestValue>', '<DigestValue><!--x-->')],
    ['a second reference', (xml) => xml.replace(/(<Reference[^]*<\/Reference>)/, '$1$1')],
    [
      'an HMAC under the public key',
      (xml) => xml.replace(signatureAlgorithms['rsa-sha256'].signature, 'http://www.w3.org/2000/09/xmldsig#hmac-sha1'),
    ],
  ])('%s is refused', (_what, change) => {
    const signed = signEnveloped(request(), keyOf());
    expect(verify(signed).localName).toBe('ApplicationRequest');
    const changed = change(signed);
    expect(changed).not.toBe(signed);
    expect(() => verify(changed)).toThrow();
  });

  /** A document that is signed by the id of its root, as a part of a SOAP message is. */
  const signedById = (): string => {
    const signer = new SignedXml({
      privateKey: customer.settings.signingPrivateKey,
      signatureAlgorithm: signatureAlgorithms['rsa-sha256'].signature,
      canonicalizationAlgorithm: exclusive,
    });
    signer.addReference({
      xpath: '/*',
      transforms: ['http://www.w3.org/2000/09/xmldsig#enveloped-signature', exclusive],
      digestAlgorithm: signatureAlgorithms['rsa-sha256'].digest,
    });
    signer.computeSignature('<Answer xmlns="urn:a" Id="x"><Code>20</Code></Answer>');
    return signer.getSignedXml();
  };

  test.each<[string, (signed: string, signature: string) => string]>([
    [
      'wrapped in a new root of another id',
      (signed, signature) =>
        `<Answer xmlns="urn:a" Id="y"><Code>00</Code>${signed.replace(signature, '')}${signature}</Answer>`,
    ],
    [
      'wrapped in a new root of the same id',
      (signed, signature) =>
        `<Answer xmlns="urn:a" Id="x"><Code>00</Code>${signed.replace(signature, '')}${signature}</Answer>`,
    ],
    ['put whole into a new root', (signed) => `<Answer xmlns="urn:a" Id="y"><Code>00</Code>${signed}</Answer>`],
    [
      'put whole into a new root of the same id',
      (signed) => `<Answer xmlns="urn:a" Id="x"><Code>00</Code>${signed}</Answer>`,
    ],
    [
      'kept inside its own signature',
      (signed, signature) =>
        `<Answer xmlns="urn:a" Id="y"><Code>00</Code>${signature.replace('</Signature>', `<Object>${signed.replace(signature, '')}</Object></Signature>`)}</Answer>`,
    ],
  ])('a genuine answer that is %s is refused', (_what, wrap) => {
    const signed = signedById();
    expect(verify(signed).textContent).toBe('20');
    expect(() => verify(wrap(signed, signatureIn(signed)))).toThrow(/root|id stands twice|not in the root/);
  });

  test('a comment that cuts a text in two is not read as half of it', () => {
    const signed = signEnveloped(request({ UserFilename: 'adminother' }), keyOf());
    // Comments are not signed, so this signature holds; the text must be read whole.
    const root = verify(signed.replace('adminother', 'admin<!-- -->other'));
    expect(root.getElementsByTagName('UserFilename')[0]?.textContent).toBe('adminother');
  });
});

describe('XML of another party', () => {
  const read = (text: string) => readXml(Buffer.from(text, 'utf8'), 100_000);
  test.each([
    ['a document type', '<!DOCTYPE a [<!ENTITY x "y">]><a>&x;</a>'],
    ['a document type behind a comment', '<!-- x --><!DOCTYPE a SYSTEM "file:///etc/passwd"><a/>'],
    ['an unknown entity', '<a>&x;</a>'],
    ['a processing instruction', '<a><?php x?></a>'],
    ['ten thousand elements deep', `${'<a>'.repeat(10_000)}${'</a>'.repeat(10_000)}`],
    ['more bytes than agreed', `<a>${'x'.repeat(100_001)}</a>`],
    ['no end', '<a><b>'],
    ['two roots', '<a/><b/>'],
    ['nothing', ''],
    ['an encoding we do not take', '<?xml version="1.0" encoding="UTF-7"?><a/>'],
    ['two attributes of one name', '<a b="1" b="2"/>'],
  ])('%s is refused', (_what, text) => {
    expect(() => read(text)).toThrow();
  });

  test('bytes that are not UTF-8 are refused, and latin1 is read where it is declared', () => {
    expect(() => readXml(Buffer.from('<a>æ</a>', 'latin1'), 1000)).toThrow();
    const declared = Buffer.from('<?xml version="1.0" encoding="ISO-8859-1"?><a>æ</a>', 'latin1');
    expect(readXml(declared, 1000).document.documentElement?.textContent).toBe('æ');
  });
});

test.each(['aes256-cbc', 'tripledes-cbc'] as const)(
  'what is encrypted with %s is opened with the key it was meant for',
  async (encryptionAlgorithm) => {
    const { encryptionCertificate, encryptionPrivateKey, signingPrivateKey } = customer.settings;
    for (const length of [1, 7, 8, 15, 16, 17, 1000]) {
      const xml = `<a>${'æ'.repeat(length)}</a>`;
      const sealed = await encryptXml(xml, {
        bankEncryptionCertificate: encryptionCertificate,
        encryptionAlgorithm,
        encryptedKeyRecipient: 'name:DanskeBankCryptCERT',
      });
      expect(sealed).toContain('EncryptedKey Recipient="name:DanskeBankCryptCERT"');
      const bytes = Buffer.from(sealed, 'utf8');
      expect(decryptXml(bytes, [signingPrivateKey, encryptionPrivateKey], 100_000).toString('utf8')).toBe(xml);
      expect(() => decryptXml(bytes, [signingPrivateKey], 100_000)).toThrow(/cannot be decrypted/);
    }
  },
);

test('a signed ApplicationRequest is valid by the bank’s own schema, with every element we write', () => {
  const [schema] = sharedReference('iso20022/danske-ws', /^application_request\.xsd$/);
  if (schema === undefined) return;
  xmlRegisterFsInputProviders();
  const document = XmlDocument.fromBuffer(readFileSync(schema), { url: `${dirname(schema)}/application_request.xsd` });
  const validator = XsdValidator.fromDoc(document);
  const full = {
    StartDate: '2027-01-01',
    EndDate: '2027-01-31',
    Status: 'ALL',
    ServiceId: 'x',
    FileReferences: 'R1',
    TargetId: 't',
    ExecutionSerial: '1',
    Encryption: 'true',
    EncryptionMethod: 'x',
    Compression: 'true',
    CompressionMethod: 'GZIP',
  };
  for (const xml of [request(), request(full)]) {
    const signed = XmlDocument.fromString(signEnveloped(xml, keyOf()));
    expect(() => validator.validate(signed)).not.toThrow();
    signed.dispose();
  }
  const wrong = XmlDocument.fromString(signEnveloped(request().replace('TEST', 'TRIAL'), keyOf()));
  expect(() => validator.validate(wrong)).toThrow(/Environment/);
  for (const used of [wrong, validator, document]) used.dispose();
});

test.each([
  ['an empty element', { UserFilename: '' }],
  ['81 signs', { UserFilename: 'x'.repeat(81) }],
  ['a reference of 33 signs', { FileReferences: 'x'.repeat(33) }],
])('a request with %s is refused before it is signed', (_what, change) => {
  expect(() => request(change)).toThrow(/FIELD_NOT_WRITABLE/);
});

test('the certificate we show is the one that signs', () => {
  const { signingCertificate, signingPrivateKey } = customer.settings;
  expect(new X509Certificate(signingCertificate).publicKey.asymmetricKeyType).toBe('rsa');
  expect(signEnveloped(request(), keyOf())).toContain(
    new X509Certificate(signingCertificate).raw.toString('base64').slice(0, 64),
  );
  expect(signingPrivateKey).toContain('PRIVATE KEY');
});
