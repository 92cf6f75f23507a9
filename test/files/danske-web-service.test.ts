import { danskeWebServiceTransport, type DanskeWebServiceSettings, newCertificateRequest, whatToDo } from '#files';
import { ProblemError } from '#kernel';
import { customerId, type EnrolledCustomer, enrolledCustomer } from '#test/danske-customer';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import {
  createRehearsalAuthority,
  type DanskeWebServiceFault,
  type RehearsalDanskeSettings,
} from '../../src/rehearsal/danske-web-service/index.ts';
import { codeOf, collect, inChunks, type Peer, transportContract } from './transport-contract.ts';

const content = Buffer.from(
  '<?xml version="1.0"?><Document xmlns="urn:iso:std:iso:20022:tech:xsd:pain.008.001.02">æøå</Document>',
);

async function problemOf(work: Promise<unknown>) {
  try {
    await work;
  } catch (thrown) {
    if (thrown instanceof ProblemError) return thrown.problem;
    throw thrown;
  }
  throw new Error('nothing was thrown');
}

describe.each<[string, Partial<DanskeWebServiceSettings>, Partial<RehearsalDanskeSettings>]>([
  ['WS-Security, SHA-256, AES', {}, {}],
  [
    'a bare signature, triple DES, packed',
    { soapSignature: 'bare', encryptionAlgorithm: 'tripledes-cbc', compress: true },
    { soapSignature: 'bare', packs: true },
  ],
  [
    'SHA-1 and the old canonical form',
    {
      signatureAlgorithm: 'rsa-sha1',
      canonicalization: 'with-comments',
      encryptedKeyRecipient: 'name:DanskeBankCryptCERT',
    },
    {},
  ],
])('the contract of a transport holds on the web service with %s', (_name, change, bankSettings) => {
  let customer: EnrolledCustomer;
  let peer: Peer;
  beforeAll(async () => {
    customer = await enrolledCustomer(change, bankSettings);
    const { bank, settings, parts } = customer;
    const transport = danskeWebServiceTransport(settings, parts);
    const uploaded = (name: string) =>
      bank.uploads(customerId).find(({ userFilename }) => userFilename === name || userFilename.endsWith(`.${name}`));
    peer = {
      transport,
      received: (name) => Promise.resolve(uploaded(name)?.content ?? null),
      occupy: (name, bytes) => {
        // There are no temporary files at the bank: what an earlier attempt left is nothing.
        if (!name.startsWith('.')) bank.uploadByOthers({ customerId, userFilename: name, content: bytes });
        return Promise.resolve();
      },
      layOut: (name, bytes) =>
        Promise.resolve(bank.layOut({ reference: name, customerId, fileType: 'pain.002.001.03', content: bytes })),
      isWaiting: (name) => Promise.resolve(bank.isWaiting(name)),
      isFolder: false,
      holdsTemporary: false,
      statesSize: false,
      large: 2_000_000,
    };
  });
  afterAll(() => customer.bank.close());
  transportContract(() => peer);
});

describe('one exchange', () => {
  let customer: EnrolledCustomer;
  const transportOf = (change: Partial<DanskeWebServiceSettings> = {}) =>
    danskeWebServiceTransport({ ...customer.settings, ...change }, customer.parts);
  const hold = async (transport = transportOf(), name = 'pain008-42.xml') => {
    await transport.putTemporary(name, () => inChunks(content), content.length);
    return transport;
  };
  const look = async (transport: ReturnType<typeof transportOf>, name = 'pain008-42.xml') => ({
    finalSize: await transport.stat(name),
    temporarySize: await transport.stat(transport.temporaryName(name)),
  });
  const layOut = (reference: string, fileType = 'pain.002.001.03', bytes = content) =>
    customer.bank.layOut({ reference, customerId, fileType, content: bytes });
  beforeEach(async () => {
    customer = await enrolledCustomer();
  });
  afterEach(() => customer.bank.close());

  test('an upload is named by its message, and carries our mark, its size and its name', async () => {
    const transport = await hold();
    await transport.rename('pain008-42.xml');
    expect(customer.bank.uploads(customerId)).toMatchObject([
      { userFilename: `tilgode.${content.length}.pain008-42.xml`, fileType: 'pain.008.001.02', content },
    ]);
    await transport.putTemporary('col.txt', () => inChunks(Buffer.from('"COLLECTION";')), 13);
    await transport.rename('col.txt');
    expect(customer.bank.uploads(customerId)[1]).toMatchObject({ fileType: 'blank' });
  });

  test('a listing leaves out our uploads, account information made on download, and types we do not take', async () => {
    const transport = await hold();
    await transport.rename('pain008-42.xml');
    layOut('R1');
    layOut('TAPNDK5000400440116243', 'TAPN');
    layOut('camt.052DK5000400440116243', 'camt.052');
    layOut('R2', 'camt.053.001.02');
    expect((await transport.list()).map(({ name }) => name)).toEqual(['R1', 'R2']);
    const choosy = transportOf({ fileTypes: ['camt.053.001.02'] });
    expect((await choosy.list()).map(({ name }) => name)).toEqual(['R2']);
  });

  test.each<[DanskeWebServiceFault, string, string]>([
    ['busy', 'TRANSPORT_UNCLEAR', 'wait-for-receipt'],
    ['lost-request', 'TRANSPORT_UNCLEAR', 'wait-for-receipt'],
    ['lost-response', 'TRANSPORT_UNCLEAR', 'done'],
    ['no-xml', 'TRANSPORT_UNCLEAR', 'done'],
    ['wrong-signature', 'TRANSPORT_UNCLEAR', 'done'],
    ['unsigned', 'TRANSPORT_UNCLEAR', 'done'],
    ['tampered', 'TRANSPORT_UNCLEAR', 'done'],
    ['wrapped', 'TRANSPORT_UNCLEAR', 'done'],
    ['wrapped-signature', 'TRANSPORT_UNCLEAR', 'done'],
    ['two-signatures', 'TRANSPORT_UNCLEAR', 'done'],
    ['doctype', 'TRANSPORT_UNCLEAR', 'done'],
    ['other-request', 'TRANSPORT_UNCLEAR', 'done'],
    ['other-header', 'TRANSPORT_UNCLEAR', 'done'],
    ['expired-certificate', 'TRANSPORT_REFUSED', 'wait-for-receipt'],
  ])(
    'an upload that meets "%s" is settled by the file list (%s, then %s), and never sent again',
    async (fault, code, next) => {
      const transport = await hold();
      const armed = () => {
        // The look before the upload uses up the first request.
        const fetching = transport.rename('pain008-42.xml');
        return fetching;
      };
      const before = customer.bank.requests();
      expect(await transport.stat('pain008-42.xml')).toBeNull();
      expect(customer.bank.requests()).toBe(before + 1);
      customer.bank.arm('plain-answer');
      customer.bank.arm(fault);
      expect(await codeOf(armed())).toBe(code);
      expect(customer.bank.faultsWaiting()).toBe(0);
      expect(whatToDo('renaming', await look(transport), content.length)).toBe(next);
      // The same process tries again: nothing is held any more, so nothing can be sent.
      expect(await codeOf(transport.rename('pain008-42.xml'))).toMatch(/^TRANSPORT_(REFUSED|FILE_EXISTS)$/);
      // Another process sees the same.
      expect(whatToDo('renaming', await look(transportOf()), content.length)).toBe(next);
      expect(customer.bank.uploads(customerId).length).toBe(next === 'done' ? 1 : 0);
    },
  );

  test('killed before the upload, another process finds nothing and waits for a person', async () => {
    await hold();
    const later = transportOf();
    expect(whatToDo('renaming', await look(later), content.length)).toBe('wait-for-receipt');
    expect(whatToDo('uploading', await look(later), content.length)).toBe('upload');
    expect(await codeOf(later.rename('pain008-42.xml'))).toBe('TRANSPORT_REFUSED');
  });

  test('an upload that the bank confirmed is known as done, even when its list does not show uploads', async () => {
    await customer.bank.close();
    customer = await enrolledCustomer({}, { listsUploads: false });
    const transport = await hold();
    await transport.rename('pain008-42.xml');
    expect(whatToDo('renaming', await look(transport), content.length)).toBe('done');
    expect(whatToDo('renaming', await look(transportOf()), content.length)).toBe('wait-for-receipt');
  });

  test('when nobody listens, nothing was sent, and the upload can be tried again', async () => {
    const transport = await hold();
    expect(await transport.stat('pain008-42.xml')).toBeNull();
    await customer.bank.close();
    expect(await codeOf(transport.rename('pain008-42.xml'))).toBe('TRANSPORT_UNREACHABLE');
    expect(await transport.stat(transport.temporaryName('pain008-42.xml'))).toBe(content.length);
    customer = await enrolledCustomer();
  });

  test('the same content is refused by the bank the second time, under whatever name', async () => {
    const transport = await hold();
    await transport.rename('pain008-42.xml');
    await hold(transport, 'pain008-43.xml');
    expect(await problemOf(transport.rename('pain008-43.xml'))).toMatchObject({
      code: 'TRANSPORT_REFUSED',
      context: { step: 'upload', text: expect.stringContaining('uploaded before') },
    });
  });

  test.each<[DanskeWebServiceFault, string]>([
    ['busy', 'TRANSPORT_UNREACHABLE'],
    ['lost-request', 'TRANSPORT_UNREACHABLE'],
    ['lost-response', 'TRANSPORT_UNREACHABLE'],
    ['no-xml', 'TRANSPORT_UNREACHABLE'],
    ['wrong-signature', 'FILE_SIGNATURE_WRONG'],
    ['unsigned', 'FILE_SIGNATURE_WRONG'],
    ['tampered', 'FILE_SIGNATURE_WRONG'],
    ['wrapped', 'FILE_SIGNATURE_WRONG'],
    ['wrapped-signature', 'FILE_SIGNATURE_WRONG'],
    ['two-signatures', 'FILE_SIGNATURE_WRONG'],
    ['doctype', 'FILE_SIGNATURE_WRONG'],
    ['other-header', 'FILE_SIGNATURE_WRONG'],
  ])('a download that meets "%s" gives %s and no content; the next one gives the file', async (fault, code) => {
    layOut('R1');
    const transport = transportOf();
    customer.bank.arm(fault);
    expect(await codeOf(collect(transport.fetch('R1', 10_000)))).toBe(code);
    expect(await collect(transport.fetch('R1', 10_000))).toEqual(content);
  });

  test('a signed answer in plain is taken: what counts is the signature', async () => {
    layOut('R1');
    customer.bank.arm('plain-answer');
    expect(await collect(transportOf().fetch('R1', 10_000))).toEqual(content);
  });

  test('the sealed answer is kept as it came and opened later, but not as another file', async () => {
    layOut('R1');
    const { sealed } = transportOf();
    const kept = await collect(sealed?.fetch('R1', 10_000) ?? inChunks(Buffer.alloc(0)));
    expect(kept.toString('utf8')).toContain('EncryptedData');
    expect(kept.includes(content)).toBe(false);
    const open = (name: string, bytes: Buffer) =>
      collect(sealed?.open(name, inChunks(bytes), 10_000) ?? inChunks(bytes));
    expect(await open('R1', kept)).toEqual(content);
    expect(await codeOf(open('R2', kept))).toBe('FILE_SIGNATURE_WRONG');
    const turned = Buffer.from(kept.toString('latin1').replace(/(<xenc:CipherValue>)(.{400})/, '$1$2AAAA'), 'latin1');
    expect(await codeOf(open('R1', turned))).toMatch(/^FILE_/);
    expect(await codeOf(open('R1', kept.subarray(0, 500)))).toMatch(/^FILE_/);
  });

  test('an answer to another customer cannot be opened', async () => {
    layOut('R1');
    const { encryptionPrivateKey, encryptionRequest } = await newCertificateRequest(customerId);
    const issuer = createRehearsalAuthority(() => new Date('2027-01-01'));
    const other = { encryptionPrivateKey, encryptionCertificate: issuer.issue(encryptionRequest, customerId) };
    const stranger = transportOf(other);
    expect(await codeOf(collect(stranger.fetch('R1', 10_000)))).toBe('FILE_NOT_DECRYPTED');
    // With the right key among the former ones it can.
    const former = [customer.settings.encryptionPrivateKey];
    const changed = transportOf({ ...other, formerEncryptionPrivateKeys: former });
    expect(await collect(changed.fetch('R1', 10_000))).toEqual(content);
  });

  test('a bank certificate that is not the pinned one is refused; while the bank changes, both are pinned', async () => {
    layOut('R1');
    const wrong = createRehearsalAuthority(() => new Date('2027-01-01')).signing.certificate;
    expect(await codeOf(collect(transportOf({ bankSigningCertificates: [wrong] }).fetch('R1', 10_000)))).toBe(
      'FILE_SIGNATURE_WRONG',
    );
    const both = [wrong, ...customer.settings.bankSigningCertificates];
    expect(await collect(transportOf({ bankSigningCertificates: both }).fetch('R1', 10_000))).toEqual(content);
  });

  test('packed content that unpacks beyond the limit is refused', async () => {
    await customer.bank.close();
    customer = await enrolledCustomer({}, { packs: true });
    layOut('R1', 'camt.053.001.02', Buffer.alloc(5_000_000));
    expect(await codeOf(collect(transportOf().fetch('R1', 1_000_000)))).toBe('FILE_TOO_LARGE');
  });

  test('a certificate that has ended sends nothing, and is warned of before', async () => {
    const transport = await hold();
    const at = (days: number) => new Date(Date.parse('2027-02-01T09:00:00Z') + days * 86_400_000);
    const warned = async (days: number) =>
      ((await transport.keyWarnings?.(at(days))) ?? []).map(
        (found) => 'withinDays' in found.context && found.context.withinDays,
      );
    expect(await warned(600)).toEqual([]);
    expect(await warned(671)).toEqual([60, 60]);
    expect(await warned(720)).toEqual([14, 14]);
    expect(await warned(731)).toEqual([0, 0]);
    customer.moveTo(at(731));
    const before = customer.bank.requests();
    expect(await codeOf(transport.rename('pain008-42.xml'))).toBe('KEY_UNUSABLE');
    expect(customer.bank.requests()).toBe(before);
  });

  test.each<[string, Partial<DanskeWebServiceSettings>]>([
    ['an address without TLS', { fileServiceUrl: 'http://bank.example/files' }],
    ['no address', { fileServiceUrl: 'bank' }],
    ['no receiver', { receiverId: '' }],
    ['a sender of 17 signs', { senderId: 'x'.repeat(17) }],
    ['no pinned certificate', { bankSigningCertificates: [] }],
    ['a certificate that is none', { bankEncryptionCertificate: 'no certificate' }],
    ['a key that is none', { signingPrivateKey: 'no key' }],
  ])('with %s there is no transport at all', (_what, change) => {
    expect(() => transportOf(change)).toThrow(/INPUT_WRONG/);
  });

  test('with a key that is not its certificate’s there is no transport at all, and the key is not shown', () => {
    const { signingPrivateKey, encryptionPrivateKey } = customer.settings;
    const contextOf = (change: Partial<DanskeWebServiceSettings>) => {
      try {
        return transportOf(change);
      } catch (thrown) {
        return thrown instanceof ProblemError ? thrown.problem.context : thrown;
      }
    };
    expect(contextOf({ signingPrivateKey: encryptionPrivateKey })).toMatchObject({
      field: 'danske web service signingPrivateKey',
      value: '(not shown)',
    });
    expect(contextOf({ encryptionPrivateKey: signingPrivateKey })).toMatchObject({
      field: 'danske web service encryptionPrivateKey',
      value: '(not shown)',
    });
  });

  test('a file larger than we hold in memory is refused before anything is sent', async () => {
    const transport = transportOf({ largestUpload: 50 });
    expect(await codeOf(transport.putTemporary('large.xml', () => inChunks(content), content.length))).toBe(
      'FILE_TOO_LARGE',
    );
    expect(await codeOf(transportOf().putTemporary('x'.repeat(201), () => inChunks(content), null))).toBe(
      'TRANSPORT_NAME_REFUSED',
    );
  });
});
