import { randomBytes } from 'node:crypto';
import {
  createReadStream,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  folderTransport,
  type OpenPgpKeys,
  openPgpTransport,
  type SftpSettings,
  sftpTransport,
  whatToDo,
} from '#files';
import { type Clock, momentOf, ProblemError, systemClock } from '#kernel';
import { type GnuPg, startGnuPg } from '#test/gnupg';
import * as openpgp from 'openpgp';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { createRehearsalOpenPgp, newOpenPgpKey, type RehearsalOpenPgp } from '../../src/rehearsal/openpgp.ts';
import { newKeyPair, type RehearsalSftp, startRehearsalSftp } from '../../src/rehearsal/sftp/index.ts';
import { codeOf, collect, folderPeer, inChunks, type Peer, sha256, transportContract } from './transport-contract.ts';

interface Pair {
  readonly private: string;
  readonly public: string;
}

const clockAt = (at: Date): Clock => ({ now: () => Promise.resolve(momentOf(at)) });
const yesterday = new Date(Date.now() - 86_400_000);
const base = mkdtempSync(join(tmpdir(), 'tilgode-openpgp-'));
const content = Buffer.from('<?xml version="1.0"?><Document>æøå</Document>\n'.repeat(2000), 'utf8');
let ours: Pair;
let theirs: Pair;
let stranger: Pair;

beforeAll(async () => {
  ours = await newOpenPgpKey('Tilgode', yesterday);
  theirs = await newOpenPgpKey('Bank', yesterday);
  stranger = await newOpenPgpKey('Somebody', yesterday);
});
afterAll(() => rmSync(base, { recursive: true }));

const keysOf = (change: Partial<OpenPgpKeys> = {}): OpenPgpKeys => ({
  ownPrivateKey: ours.private,
  bankPublicKeys: [theirs.public],
  encryptOutgoing: true,
  incoming: 'required',
  ...change,
});

function inFolders(change: Partial<OpenPgpKeys> = {}, clock: Clock = systemClock) {
  const root = mkdtempSync(join(base, 'folders-'));
  const folders = { outgoingFolder: join(root, 'out'), incomingFolder: join(root, 'in') };
  for (const folder of Object.values(folders)) mkdirSync(folder);
  const transport = openPgpTransport(folderTransport({ name: 'bank', ...folders }), keysOf(change), clock);
  const layOut = (bytes: Uint8Array) => writeFileSync(join(folders.incomingFolder, 'in.xml'), bytes);
  const send = async (bytes = content) => {
    const size = await transport.putTemporary('out.xml', () => inChunks(bytes), bytes.length);
    await transport.rename('out.xml');
    return size;
  };
  return {
    transport,
    layOut,
    send,
    sent: () => readFileSync(join(folders.outgoingFolder, 'out.xml')),
    outgoing: folders.outgoingFolder,
    fetch: () => collect(transport.fetch('in.xml', 10_000_000)),
  };
}

async function problemOf(work: Promise<unknown>) {
  try {
    await work;
  } catch (thrown) {
    if (thrown instanceof ProblemError) return thrown.problem;
    throw thrown;
  }
  throw new Error('nothing was thrown');
}

describe('the contract of a transport holds around SFTP, with a bank that opens and seals', () => {
  const user = newKeyPair();
  const outgoing = join(base, 'sftp', 'Outbox');
  const incoming = join(base, 'sftp', 'Inbox');
  let server: RehearsalSftp;
  let peer: Peer;
  beforeAll(async () => {
    for (const folder of [outgoing, incoming]) mkdirSync(folder, { recursive: true });
    server = await startRehearsalSftp({
      folder: join(base, 'sftp'),
      users: [{ name: 'tilgode', publicKey: user.public }],
    });
    const settings: SftpSettings = {
      name: 'bank',
      host: server.host,
      port: server.port,
      user: 'tilgode',
      privateKey: user.private,
      hostKeyFingerprint: server.fingerprint,
      outgoingFolder: 'Outbox',
      incomingFolder: 'Inbox',
      temporaryExtension: '.tmp',
    };
    const bank = await createRehearsalOpenPgp({
      customerPublicKey: ours.public,
      privateKey: theirs.private,
      now: () => new Date(),
    });
    peer = sealedPeer(
      folderPeer(openPgpTransport(sftpTransport(settings), keysOf(), systemClock), outgoing, incoming),
      bank,
    );
  });
  afterAll(async () => {
    await peer.transport.close();
    await server.close();
  });
  transportContract(() => peer);

  test('its temporary names end in the extension that the bank leaves alone, and are never listed', async () => {
    const { transport } = peer;
    expect(transport.temporaryName('pain.xml')).toBe('pain.xml.tmp');
    writeFileSync(join(incoming, 'half.xml.tmp'), 'x');
    expect((await transport.list()).map(({ name }) => name)).not.toContain('half.xml.tmp');
  });

  test.each(['drop-before-rename', 'drop-after-rename'] as const)(
    'killed around the rename (%s): the size that was told settles it by looking',
    async (kind) => {
      const { transport, received } = peer;
      const name = `${kind}.xml`;
      const size = await transport.putTemporary(name, () => inChunks(content), content.length);
      expect(size).not.toBe(content.length);
      server.arm({ kind });
      expect(await codeOf(transport.rename(name))).toBe('TRANSPORT_UNCLEAR');
      const seen = {
        finalSize: await transport.stat(name),
        temporarySize: await transport.stat(transport.temporaryName(name)),
      };
      const next = whatToDo('renaming', seen, size);
      expect(next).toBe(kind === 'drop-before-rename' ? 'rename' : 'done');
      // Without that number the same look would be a conflict: this is why it is stored with the stage.
      expect(whatToDo('renaming', seen, content.length)).toBe('conflict');
      if (next === 'rename') await transport.rename(name);
      expect(await received(name)).toEqual(content);
    },
  );

  test('a connection that breaks while sealed bytes are written leaves no delivery; writing afresh heals it', async () => {
    const { transport, received } = peer;
    server.arm({ kind: 'drop-after-bytes', bytes: 1000 });
    expect(await codeOf(transport.putTemporary('again.xml', () => inChunks(content), content.length))).toBe(
      'TRANSPORT_UNCLEAR',
    );
    expect(await received('again.xml')).toBeNull();
    await transport.putTemporary('again.xml', () => inChunks(content), content.length);
    await transport.rename('again.xml');
    expect(await received('again.xml')).toEqual(content);
  });
});

function sealedPeer(folders: Peer, bank: RehearsalOpenPgp): Peer {
  // What nobody sealed, as a file of another party, is looked at as it is.
  const opened = async (found: Buffer) => bank.open(found).catch(() => found);
  return {
    ...folders,
    received: async (name) => {
      const found = await folders.received(name);
      return found === null ? null : opened(found);
    },
    layOut: async (name, bytes) => folders.layOut(name, name.endsWith('/') ? bytes : await bank.seal(bytes)),
    statesSize: false,
  };
}

describe("Debian's gpg", () => {
  let gnupg: GnuPg;
  const keys = new Map<string, Pair>();
  beforeAll(() => {
    gnupg = startGnuPg();
    keys.set('rsa', gnupg.newKey('RSA Bank <rsa@bank.example>', { algorithm: 'rsa2048' }));
    keys.set('curve', gnupg.newKey('Curve Bank <curve@bank.example>', { algorithm: 'future-default' }));
    keys.set('locked', gnupg.newKey('Locked <locked@tilgode.example>', { algorithm: 'rsa2048', passphrase: 'åben' }));
    gnupg.import(ours.public);
  });
  afterAll(() => gnupg.close());

  test.each(['rsa', 'curve'])('opens what we sealed to its %s key, and finds our signature good', async (kind) => {
    const { send, sent } = inFolders({ bankPublicKeys: [keys.get(kind)?.public ?? ''] });
    expect(await send()).toBe(sent().length);
    const { content: opened, status } = gnupg.open(sent());
    expect(opened).toEqual(content);
    expect(status).toMatch(/\[GNUPG:\] GOODSIG .* Tilgode/);
    expect(status).toMatch(/\[GNUPG:\] GOODMDC/);
  });

  test.each([
    ['rsa', []],
    ['curve', []],
    ['rsa', ['--armor']],
    ['curve', ['--compress-algo', 'zip', '-z', '9']],
    ['rsa', ['--compress-algo', 'bzip2']],
    ['rsa', ['--compress-algo', 'none', '--digest-algo', 'sha256', '--cipher-algo', 'aes128']],
    ['rsa', ['--hidden-recipient-anyway']],
  ] as const)('seals with its %s key and %j, and we open it', async (kind, options) => {
    const hidden = options[0] === '--hidden-recipient-anyway';
    const to = hidden ? ['--hidden-recipient', '=Tilgode'] : ['--recipient', '=Tilgode'];
    const signer = ['--local-user', `${kind}@bank.example`];
    const sealed = gnupg.run([...(hidden ? [] : options), ...signer, '--sign', '--encrypt', ...to], content);
    const { layOut, fetch } = inFolders({
      bankPublicKeys: [keys.get('curve')?.public ?? '', keys.get('rsa')?.public ?? ''],
    });
    layOut(sealed);
    expect(await fetch()).toEqual(content);
  });

  test.each([
    ['encrypts without signing', ['--encrypt'], 'FILE_SIGNATURE_WRONG'],
    ['signs with SHA-1', ['--digest-algo', 'sha1', '--sign', '--encrypt'], 'FILE_SIGNATURE_WRONG'],
    ['signs without encrypting', ['--sign'], 'FILE_NOT_DECRYPTED'],
    ['signs in clear text', ['--clear-sign'], 'FILE_NOT_DECRYPTED'],
    [
      'encrypts by a passphrase',
      ['--pinentry-mode', 'loopback', '--passphrase', 'x', '--symmetric'],
      'FILE_NOT_DECRYPTED',
    ],
  ] as const)('%s, and we refuse the file', async (_what, options, code) => {
    const takes = options.some((option) => option === '--encrypt') ? ['--recipient', '=Tilgode'] : [];
    const weak = ['--allow-weak-digest-algos', '--local-user', 'rsa@bank.example'];
    const { layOut, fetch } = inFolders({ bankPublicKeys: [keys.get('rsa')?.public ?? ''] });
    layOut(gnupg.run([...weak, ...options, ...takes], content));
    expect(await codeOf(fetch())).toBe(code);
  });

  test('a private key of gpg with a passphrase signs and opens; with another passphrase nothing is sent', async () => {
    const locked = keys.get('locked') ?? ours;
    const change = { ownPrivateKey: locked.private, bankPublicKeys: [keys.get('rsa')?.public ?? ''] };
    const right = inFolders({ ...change, passphrase: 'åben' });
    await right.send();
    expect(gnupg.open(right.sent()).status).toMatch(/GOODSIG .* Locked/);
    const signed = ['--local-user', 'rsa@bank.example', '--sign', '--encrypt', '--recipient', 'locked@tilgode.example'];
    right.layOut(gnupg.run(signed, content));
    expect(await right.fetch()).toEqual(content);

    const wrong = inFolders({ ...change, passphrase: 'lukket' });
    expect(await codeOf(wrong.send())).toBe('KEY_UNUSABLE');
    expect(readdirSync(wrong.outgoing)).toEqual([]);
  });

  test('an RSA key of 1024 bits is refused on either side', async () => {
    const weak = gnupg.newKey('Weak <weak@bank.example>', { algorithm: 'rsa1024' });
    const outgoing = inFolders({ bankPublicKeys: [weak.public] });
    expect(await codeOf(outgoing.send())).toBe('KEY_UNUSABLE');
    expect(await codeOf(inFolders({ ownPrivateKey: weak.private }).send())).toBe('KEY_UNUSABLE');
    outgoing.layOut(
      gnupg.run(['--local-user', 'weak@bank.example', '--sign', '--encrypt', '--recipient', '=Tilgode'], content),
    );
    expect(await codeOf(outgoing.fetch())).toBe('FILE_SIGNATURE_WRONG');
  });
});

describe('what is not genuine is refused, and nothing of it is kept as content', () => {
  const sealedBy = async (from: Pair, to: Pair, sign = true): Promise<Buffer> => {
    const sealed = await openpgp.encrypt({
      message: await openpgp.createMessage({ binary: content }),
      encryptionKeys: await openpgp.readKey({ armoredKey: to.public }),
      ...(sign ? { signingKeys: await openpgp.readPrivateKey({ armoredKey: from.private }) } : {}),
      format: 'binary',
    });
    return Buffer.from(sealed);
  };

  test.each([
    ['signed by a stranger', () => sealedBy(stranger, ours), 'FILE_SIGNATURE_WRONG'],
    ['not signed', () => sealedBy(theirs, ours, false), 'FILE_SIGNATURE_WRONG'],
    ['encrypted to a stranger', () => sealedBy(theirs, stranger), 'FILE_NOT_DECRYPTED'],
    ['not encrypted', () => Promise.resolve(content), 'FILE_NOT_DECRYPTED'],
    ['empty', () => Promise.resolve(Buffer.alloc(0)), 'FILE_NOT_DECRYPTED'],
    ['rubbish', () => Promise.resolve(randomBytes(5000).fill(0x85, 0, 1)), 'FILE_NOT_DECRYPTED'],
  ] as const)('a file that is %s', async (_what, make, code) => {
    const { layOut, fetch } = inFolders();
    layOut(await make());
    expect(await codeOf(fetch())).toBe(code);
  });

  test('a file cut short at any of sixty places, or with any of sixty bits turned, is refused', async () => {
    const sealed = await sealedBy(theirs, ours);
    const { layOut, fetch } = inFolders();
    layOut(sealed);
    expect(await fetch()).toEqual(content);
    for (let at = 0; at < 60; at++) {
      const place = Math.floor((sealed.length * at) / 60);
      layOut(sealed.subarray(0, place));
      expect(await codeOf(fetch())).toMatch(/^FILE_(NOT_DECRYPTED|SIGNATURE_WRONG)$/);
      const turned = Buffer.from(sealed);
      turned[place] = (turned[place] ?? 0) ^ (1 << (at % 8));
      layOut(turned);
      // A turned bit in the name of the key that was encrypted to changes nothing that is signed or hidden.
      const outcome = await fetch().then(
        (bytes) => sha256(bytes),
        (thrown: unknown) => (thrown instanceof ProblemError ? thrown.problem.code : String(thrown)),
      );
      expect(outcome === sha256(content) || /^FILE_(NOT_DECRYPTED|SIGNATURE_WRONG)$/.test(outcome)).toBe(true);
      if (place > 600) expect(outcome).not.toBe(sha256(content));
    }
  });

  test('the sealed bytes are fetched as they lie there, kept, and opened from where they are kept', async () => {
    const { layOut, transport } = inFolders();
    const sealed = await sealedBy(stranger, ours);
    layOut(sealed);
    const kept = await collect(transport.sealed?.fetch('in.xml', 1_000_000) ?? inChunks(Buffer.alloc(0)));
    expect(kept).toEqual(sealed);
    const opening = transport.sealed?.open('in.xml', inChunks(kept), 1_000_000) ?? inChunks(Buffer.alloc(0));
    expect(await problemOf(collect(opening))).toMatchObject({
      code: 'FILE_SIGNATURE_WRONG',
      context: { fileName: 'in.xml' },
    });
  });

  test('content that unpacks to more than the limit is refused', async () => {
    const zeros = Buffer.alloc(3_000_000);
    const sealed = await openpgp.encrypt({
      message: await openpgp.createMessage({ binary: zeros }),
      encryptionKeys: await openpgp.readKey({ armoredKey: ours.public }),
      signingKeys: await openpgp.readPrivateKey({ armoredKey: theirs.private }),
      format: 'binary',
      config: { preferredCompressionAlgorithm: openpgp.enums.compression.zlib },
    });
    expect(sealed.length).toBeLessThan(100_000);
    const { layOut, transport } = inFolders();
    layOut(sealed);
    expect(await codeOf(collect(transport.fetch('in.xml', 2_000_000)))).toBe('FILE_TOO_LARGE');
  });
});

describe('what is agreed about incoming files', () => {
  test('accepted: a plain file is taken as it is, a sealed one is opened, a wrongly signed one refused', async () => {
    const { layOut, fetch } = inFolders({ incoming: 'accepted' });
    layOut(content);
    expect(await fetch()).toEqual(content);
    const of = (privateKey: string) =>
      createRehearsalOpenPgp({ customerPublicKey: ours.public, privateKey, now: () => new Date() });
    layOut(await (await of(theirs.private)).seal(content));
    expect(await fetch()).toEqual(content);
    layOut(await (await of(stranger.private)).seal(content));
    expect(await codeOf(fetch())).toBe('FILE_SIGNATURE_WRONG');
  });

  test('off: what lies there is given as it is, and there is nothing to open', async () => {
    const { layOut, fetch, transport } = inFolders({ incoming: 'off' });
    layOut(content);
    expect(await fetch()).toEqual(content);
    expect(transport.sealed).toBeUndefined();
  });

  test('outgoing files are plain only where that was agreed', async () => {
    const { send, sent } = inFolders({ encryptOutgoing: false });
    expect(await send()).toBe(content.length);
    expect(sent()).toEqual(content);
  });
});

describe('keys that change and end', () => {
  const ending = async (name: string, days: number): Promise<Pair> => {
    const { privateKey, publicKey } = await openpgp.generateKey({
      userIDs: [{ name }],
      date: new Date('2026-01-01T00:00:00Z'),
      keyExpirationTime: days * 86_400,
      format: 'armored',
    });
    return { private: privateKey, public: publicKey };
  };
  const at = (text: string) => new Date(`${text}T12:00:00Z`);
  let first: Pair;
  let second: Pair;
  beforeEach(async () => {
    first = await ending('Bank 1', 90);
    second = await ending('Bank 2', 365);
  });

  test('a key that has ended is not encrypted to; its successor is, and both may sign', async () => {
    const clock = clockAt(at('2026-06-01'));
    const own = await ending('Own', 300);
    const alone = inFolders({ ownPrivateKey: own.private, bankPublicKeys: [first.public] }, clock);
    expect(await problemOf(alone.send())).toMatchObject({ code: 'KEY_UNUSABLE', context: { transport: 'bank' } });
    expect(readdirSync(alone.outgoing)).toEqual([]);
    const both = inFolders({ ownPrivateKey: own.private, bankPublicKeys: [first.public, second.public] }, clock);
    await both.send();
    const bank = (privateKey: string, now: string) =>
      createRehearsalOpenPgp({ customerPublicKey: own.public, privateKey, now: () => at(now) });
    expect(await (await bank(second.private, '2026-06-01')).open(both.sent())).toEqual(content);
    both.layOut(await (await bank(second.private, '2026-06-01')).seal(content));
    expect(await both.fetch()).toEqual(content);
    // Signed while the first key still held, fetched later.
    both.layOut(await (await bank(first.private, '2026-03-01')).seal(content));
    expect(await both.fetch()).toEqual(content);
  });

  test('our own key that has ended signs nothing', async () => {
    const own = await ending('Own', 30);
    const { send } = inFolders(
      { ownPrivateKey: own.private, bankPublicKeys: [second.public] },
      clockAt(at('2026-02-15')),
    );
    expect(await codeOf(send())).toBe('KEY_UNUSABLE');
  });

  test('a former key of ours still opens what the bank encrypted to it', async () => {
    const { layOut, fetch } = inFolders({ ownPrivateKey: stranger.private, formerPrivateKeys: [ours.private] });
    const bank = await createRehearsalOpenPgp({
      customerPublicKey: ours.public,
      privateKey: theirs.private,
      now: () => new Date(),
    });
    layOut(await bank.seal(content));
    expect(await fetch()).toEqual(content);
  });

  test.each([
    ['2026-01-15', []],
    ['2026-01-31', [60]],
    ['2026-03-02', [30]],
    ['2026-03-18', [14]],
    ['2026-04-02', [0]],
  ])('on %s the warnings of a key that ends on 1 April are %j', async (day, expected) => {
    const own = await ending('Own', 2000);
    const { transport } = inFolders({ ownPrivateKey: own.private, bankPublicKeys: [first.public] });
    const found = (await transport.keyWarnings?.(at(day))) ?? [];
    expect(found.map(({ context }) => 'withinDays' in context && context.withinDays)).toEqual(expected);
    expect(found.every(({ code }) => code === 'KEY_ENDS_SOON')).toBe(true);
  });

  test('a successor silences the warning, and our own key is warned of as well', async () => {
    const { transport } = inFolders({ ownPrivateKey: first.private, bankPublicKeys: [first.public, second.public] });
    const found = (await transport.keyWarnings?.(at('2026-03-18'))) ?? [];
    expect(found).toMatchObject([{ code: 'KEY_ENDS_SOON', context: { withinDays: 14, endsOn: '2026-04-01' } }]);
    expect(JSON.stringify(found)).toContain('our key');
  });

  test.each([
    ['no key at all', { bankPublicKeys: [] }],
    ['rubbish', { bankPublicKeys: ['no key'] }],
    ['a private key in place of the public one', () => ({ bankPublicKeys: [stranger.private] })],
    ['a public key in place of ours', () => ({ ownPrivateKey: ours.public })],
  ])('%s is refused before anything is sent', async (_what, change) => {
    const { send, outgoing } = inFolders(typeof change === 'function' ? change() : change);
    expect(await codeOf(send())).toBe('KEY_UNUSABLE');
    expect(existsSync(join(outgoing, '.out.xml.tmp'))).toBe(false);
  });
});

test('150 MB are sealed and opened in a stream: what is held at once does not grow with the file', async () => {
  const total = 150_000_000;
  const chunk = randomBytes(1 << 16);
  const { transport, outgoing } = inFolders();
  async function* large(): AsyncGenerator<Buffer> {
    for (let given = 0; given < total; given += chunk.length) yield chunk;
  }
  const bank = { ownPrivateKey: theirs.private, bankPublicKeys: [ours.public] };
  const far = inFolders(bank);
  const size = await transport.putTemporary('large.bin', large, null);
  expect(size).toBeGreaterThan(total);
  let most = 0;
  let received = 0;
  const opened = far.transport.sealed?.open('large.bin', createReadStream(join(outgoing, '.large.bin.tmp')), total * 2);
  for await (const block of opened ?? []) {
    received += block.length;
    most = Math.max(most, process.memoryUsage().arrayBuffers);
  }
  expect(received).toBe(Math.ceil(total / chunk.length) * chunk.length);
  expect(most).toBeLessThan(100_000_000);
});
