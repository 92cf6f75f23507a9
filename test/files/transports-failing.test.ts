import { generateKeyPairSync, randomBytes } from 'node:crypto';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ProblemError, type Problem } from '#kernel';
import { isRemovableFromNets, type SftpSettings, sftpTransport, type Transport, whatToDo } from '#files';
import { startOpenSsh } from '#test/openssh';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { newKeyPair, type RehearsalSftp, startRehearsalSftp } from '../../src/rehearsal/sftp/index.ts';
import { codeOf, collect, inChunks, sha256 } from './transport-contract.ts';

const user = newKeyPair();
const content = randomBytes(1_000_000);
let folder: string;
let server: RehearsalSftp;
let transport: Transport;

const settings = (change: Partial<SftpSettings> = {}): SftpSettings => ({
  name: 'nets',
  host: server.host,
  port: server.port,
  user: 'nets',
  privateKey: user.private,
  hostKeyFingerprint: server.fingerprint,
  ...change,
});

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'tilgode-failing-'));
  server = await startRehearsalSftp({ folder, users: [{ name: 'nets', publicKey: user.public }] });
  transport = sftpTransport(settings());
});
afterEach(async () => {
  await transport.close();
  await server.close();
  rmSync(folder, { recursive: true });
});

async function problemOf(work: Promise<unknown>): Promise<Problem> {
  try {
    await work;
  } catch (thrown) {
    if (thrown instanceof ProblemError) return thrown.problem;
    throw thrown;
  }
  throw new Error('nothing was thrown');
}

const upload = (name = 'a.txt', through = transport) =>
  through.putTemporary(name, () => inChunks(content), content.length);

describe('who is at the other end', () => {
  test('a server with another key is refused before our key is offered or a byte is sent', async () => {
    const pinned = `SHA256:${'A'.repeat(43)}`;
    const wary = sftpTransport(settings({ hostKeyFingerprint: pinned }));
    const found = await problemOf(upload('a.txt', wary));
    expect(found).toEqual({
      code: 'TRANSPORT_HOST_KEY_WRONG',
      context: { transport: 'nets', seen: server.fingerprint },
    });
    expect(server.signedIn()).toBe(0);
    expect(readdirSync(folder)).toEqual([]);
  });

  test.each(['', 'SHA256:', 'MD5:aa:bb', 'SHA256:tooshort', 'A'.repeat(43)])(
    'without a whole pinned fingerprint (%j) there is no transport at all',
    (hostKeyFingerprint) => {
      expect(() => sftpTransport(settings({ hostKeyFingerprint }))).toThrow(/INPUT_WRONG/);
    },
  );

  test('a fingerprint may carry the padding of base64', async () => {
    const padded = sftpTransport(settings({ hostKeyFingerprint: `${server.fingerprint}=` }));
    expect(await padded.list()).toEqual([]);
    await padded.close();
  });

  test.each([{ host: '' }, { port: 0 }, { user: '' }, { uploadConcurrency: 0 }, { uploadConcurrency: 65 }])(
    'the setting %j is refused',
    (change) => {
      expect(() => sftpTransport(settings(change))).toThrow(/INPUT_WRONG/);
    },
  );

  test('a key the server does not know cannot sign in', async () => {
    const stranger = sftpTransport(settings({ privateKey: newKeyPair().private }));
    expect(await codeOf(stranger.list())).toBe('TRANSPORT_SIGN_IN_FAILED');
    expect(server.signedIn()).toBe(0);
  });

  test('the right key under another name cannot sign in', async () => {
    expect(await codeOf(sftpTransport(settings({ user: 'other' })).list())).toBe('TRANSPORT_SIGN_IN_FAILED');
  });

  test('a key that cannot be read cannot sign in', async () => {
    expect(await codeOf(sftpTransport(settings({ privateKey: 'no key' })).list())).toBe('TRANSPORT_SIGN_IN_FAILED');
  });

  test('an RSA key with its passphrase signs in, as Nets asks for; with another passphrase it does not', async () => {
    const { privateKey } = generateKeyPairSync('rsa', {
      modulusLength: 2048,
      publicKeyEncoding: { type: 'pkcs1', format: 'pem' },
      privateKeyEncoding: { type: 'pkcs1', format: 'pem', cipher: 'aes-256-cbc', passphrase: 'open' },
    });
    const ssh2 = (await import('ssh2')).default;
    const parsed = ssh2.utils.parseKey(privateKey, 'open');
    if (parsed instanceof Error) throw parsed;
    const publicKey = `ssh-rsa ${parsed.getPublicSSH().toString('base64')}`;
    const rsaServer = await startRehearsalSftp({ folder, users: [{ name: 'nets', publicKey }] });
    const { port, fingerprint } = rsaServer;
    const rsa = (passphrase: string) =>
      sftpTransport(settings({ port, hostKeyFingerprint: fingerprint, privateKey, passphrase }));
    const good = rsa('open');
    expect(await good.list()).toEqual([]);
    await good.close();
    expect(await codeOf(rsa('wrong').list())).toBe('TRANSPORT_SIGN_IN_FAILED');
    await rsaServer.close();
  });

  test('a port where nobody listens is unreachable', async () => {
    const { port } = server;
    await server.close();
    expect(await codeOf(sftpTransport(settings({ port })).list())).toBe('TRANSPORT_UNREACHABLE');
  });

  test('a server that never greets is given up', async () => {
    const { port, stop } = await mute();
    const patient = sftpTransport(settings({ port, connectTimeoutInMs: 200 }));
    expect(await codeOf(patient.list())).toBe('TRANSPORT_UNREACHABLE');
    await stop();
  });

  test('OpenSSH with another key is refused, and so is a key it does not know', async () => {
    const openSsh = await startOpenSsh(user.public, user.private);
    const { host, port, fingerprint } = openSsh;
    const of = (change: Partial<SftpSettings>) =>
      sftpTransport(settings({ host, port, user: openSsh.user, hostKeyFingerprint: fingerprint, ...change }));
    expect(await problemOf(of({ hostKeyFingerprint: server.fingerprint }).list())).toEqual({
      code: 'TRANSPORT_HOST_KEY_WRONG',
      context: { transport: 'nets', seen: fingerprint },
    });
    expect(await codeOf(of({ privateKey: newKeyPair().private }).list())).toBe('TRANSPORT_SIGN_IN_FAILED');
    expect(await codeOf(upload('a.txt', of({ hostKeyFingerprint: server.fingerprint })))).toBe(
      'TRANSPORT_HOST_KEY_WRONG',
    );
    expect(readdirSync(openSsh.folder)).toEqual([]);
    await openSsh.close();
  });
});

describe('a connection that breaks', () => {
  test.each([1, 31_744, 500_000, 999_999])(
    'after %i bytes leaves only the temporary file; writing afresh heals it',
    async (bytes) => {
      server.arm({ kind: 'drop-after-bytes', bytes });
      const found = await problemOf(upload());
      expect(found).toMatchObject({ code: 'TRANSPORT_UNCLEAR', context: { step: 'upload', fileName: 'a.txt' } });
      expect(readdirSync(folder)).toEqual(['.a.txt.tmp']);
      expect(sha256(readFileSync(join(folder, '.a.txt.tmp')))).not.toBe(sha256(content));

      const seen = { finalSize: await transport.stat('a.txt'), temporarySize: await transport.stat('.a.txt.tmp') };
      expect(whatToDo('uploading', seen, content.length)).toBe('upload');
      await upload();
      await transport.rename('a.txt');
      expect(readdirSync(folder)).toEqual(['a.txt']);
      expect(sha256(readFileSync(join(folder, 'a.txt')))).toBe(sha256(content));
    },
  );

  test('instead of the rename is unclear, and renaming again is right', async () => {
    await upload();
    server.arm({ kind: 'drop-before-rename' });
    expect(await problemOf(transport.rename('a.txt'))).toMatchObject({
      code: 'TRANSPORT_UNCLEAR',
      context: { step: 'rename' },
    });
    const seen = { finalSize: await transport.stat('a.txt'), temporarySize: await transport.stat('.a.txt.tmp') };
    expect(whatToDo('renaming', seen, content.length)).toBe('rename');
    await transport.rename('a.txt');
    expect(readdirSync(folder)).toEqual(['a.txt']);
  });

  test.each(['drop-after-rename', 'refuse-after-rename'] as const)(
    'after the rename took effect (%s) is unclear, and looking shows that it is done',
    async (kind) => {
      await upload();
      server.arm({ kind });
      expect(await problemOf(transport.rename('a.txt'))).toMatchObject({
        code: 'TRANSPORT_UNCLEAR',
        context: { step: 'rename' },
      });
      const seen = { finalSize: await transport.stat('a.txt'), temporarySize: await transport.stat('.a.txt.tmp') };
      expect(whatToDo('renaming', seen, content.length)).toBe('done');
      // The receiver takes the file at once: then only its receipt can tell.
      rmSync(join(folder, 'a.txt'));
      const later = { finalSize: await transport.stat('a.txt'), temporarySize: await transport.stat('.a.txt.tmp') };
      expect(whatToDo('renaming', later, content.length)).toBe('wait-for-receipt');
    },
  );

  test('while a file is fetched changed nothing, and fetching again gives it whole', async () => {
    writeFileSync(join(folder, 'D1.BS1'), content);
    server.arm({ kind: 'drop-after-read', bytes: 300_000 });
    expect(await codeOf(collect(transport.fetch('D1.BS1', 2_000_000)))).toBe('TRANSPORT_UNREACHABLE');
    expect(sha256(await collect(transport.fetch('D1.BS1', 2_000_000)))).toBe(sha256(content));
  });

  test('between two calls is noticed, and the next call signs in anew', async () => {
    expect(await transport.list()).toEqual([]);
    const { port, hostKey } = server;
    await server.close();
    // The news of the closed connection needs a moment on its way.
    await new Promise((resolve) => setTimeout(resolve, 200));
    server = await startRehearsalSftp({ folder, users: [{ name: 'nets', publicKey: user.public }], port, hostKey });
    expect(await transport.list()).toEqual([]);
    expect(server.signedIn()).toBe(1);
  });

  test('or a server that stays silent is given up after its time, and nothing stays open', async () => {
    const impatient = sftpTransport(settings({ answerTimeoutInMs: 100 }));
    server.arm({ kind: 'silence' });
    expect(await codeOf(impatient.stat('a.txt'))).toBe('TRANSPORT_UNREACHABLE');
    await nobodyConnected();
    expect(await impatient.stat('a.txt')).toBeNull();
    expect(server.signedIn()).toBe(2);
    await impatient.close();
    await nobodyConnected();
  });
});

test('a server that could not be reached is reached when it is back', async () => {
  const { port, hostKey } = server;
  await server.close();
  expect(await codeOf(transport.list())).toBe('TRANSPORT_UNREACHABLE');
  server = await startRehearsalSftp({ folder, users: [{ name: 'nets', publicKey: user.public }], port, hostKey });
  expect(await transport.list()).toEqual([]);
});

test('a reader that stops half-way ends its session, in which the file is still open', async () => {
  writeFileSync(join(folder, 'D1.BS1'), content);
  const reading = transport.fetch('D1.BS1', 2_000_000)[Symbol.asyncIterator]();
  expect((await reading.next()).done).toBe(false);
  await reading.return?.();
  await nobodyConnected();
});

describe('what the server refuses', () => {
  test('a folder that is not there is told with its step, and nothing is made', async () => {
    const astray = sftpTransport(settings({ outgoingFolder: '/nowhere', incomingFolder: '/nowhere' }));
    expect(await problemOf(upload('a.txt', astray))).toMatchObject({
      code: 'TRANSPORT_REFUSED',
      context: { step: 'upload' },
    });
    expect(await problemOf(astray.list())).toMatchObject({ code: 'TRANSPORT_REFUSED', context: { step: 'list' } });
    await astray.close();
    expect(existsSync(join(folder, 'nowhere'))).toBe(false);
  });

  test('a folder under the final name is not taken for a missing file', async () => {
    mkdirSync(join(folder, 'a.txt'));
    expect(await codeOf(transport.stat('a.txt'))).toBe('TRANSPORT_REFUSED');
  });

  test('a link out of the root cannot be read through the rehearsal server', async () => {
    symlinkSync('/etc/hostname', join(folder, 'link.txt'));
    expect(await transport.list()).toEqual([]);
    expect(await codeOf(collect(transport.fetch('link.txt', 1000)))).toBe('TRANSPORT_REFUSED');
  });
});

test('two hundred sessions in a row leave no connection behind', async () => {
  for (let at = 0; at < 200; at++) {
    await transport.list();
    await transport.close();
  }
  expect(server.signedIn()).toBe(200);
  await nobodyConnected();
});

test.each([
  ['T3700000000.BS1', true],
  ['V0436201.BS1', true],
  ['F0436201-602.BS1', true],
  ['D3808688001-603.KR9', true],
  ['Z3808688001.BS1', true],
  ['BS0601-0000000042.txt.OK', true],
  ['sshPublicKeyAdd.SFG.20260101001.txt.REJECTED', true],
  ['upload.ERROR', true],
  ['BS0601-0000000042.txt', false],
  ['Tilgode-42.txt', false],
  ['.BS0601-42.txt.tmp', false],
  ['OK', false],
])('%s may be deleted after fetching: %s', (name, expected) => {
  expect(isRemovableFromNets(name)).toBe(expected);
});

async function nobodyConnected(): Promise<void> {
  for (let wait = 0; wait < 100 && server.connections() > 0; wait++)
    await new Promise((resolve) => setTimeout(resolve, 20));
  expect(server.connections()).toBe(0);
}

async function mute(): Promise<{ readonly port: number; readonly stop: () => Promise<void> }> {
  const sockets = new Set<Socket>();
  const silent: Server = createServer((socket) => void sockets.add(socket));
  await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve));
  return {
    port: (silent.address() as AddressInfo).port,
    stop: () =>
      new Promise((resolve) => {
        silent.close(() => resolve());
        for (const socket of sockets) socket.destroy();
      }),
  };
}
