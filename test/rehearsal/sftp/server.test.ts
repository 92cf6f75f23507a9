import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import ssh2 from 'ssh2';
import SftpClient from 'ssh2-sftp-client';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { newKeyPair, type RehearsalSftp, startRehearsalSftp } from '../../../src/rehearsal/sftp/index.ts';

/** With the library's own client, as somebody else's program would come. */

const user = newKeyPair();
const base = mkdtempSync(join(tmpdir(), 'tilgode-server-'));
let folder: string;
let server: RehearsalSftp;
let client: SftpClient;
let tests = 0;

beforeEach(async () => {
  folder = join(base, `case-${++tests}`, 'root');
  server = await startRehearsalSftp({ folder, users: [{ name: 'nets', publicKey: user.public }] });
  client = new SftpClient('test', { error: () => {}, end: () => {}, close: () => {} });
  await client.connect({ host: server.host, port: server.port, username: 'nets', privateKey: user.private });
});
afterEach(async () => {
  await client.end();
  await server.close();
  rmSync(base, { recursive: true, force: true });
});

test('files are put, listed, read, renamed and deleted', async () => {
  await client.put(Buffer.from('content'), '/.a.tmp');
  await client.rename('/.a.tmp', '/a.txt');
  expect((await client.list('/')).map(({ name, size, type }) => [name, size, type])).toEqual([['a.txt', 7, '-']]);
  expect(await client.get('/a.txt')).toEqual(Buffer.from('content'));
  expect((await client.stat('/a.txt')).size).toBe(7);
  expect(await client.exists('/b.txt')).toBe(false);
  await client.delete('/a.txt');
  expect(readdirSync(folder)).toEqual([]);
});

test.each(['/../outside.txt', '/a/../../outside.txt', '../outside.txt', '/./../../../outside.txt'])(
  'the path %s stays inside the root',
  async (path) => {
    writeFileSync(join(folder, '..', 'outside.txt'), 'secret');
    await client.put(Buffer.from('mine'), path).catch(() => undefined);
    expect(readFileSync(join(folder, '..', 'outside.txt'), 'utf8')).toBe('secret');
  },
);

test('a link that leads out of the root is neither read nor written through', async () => {
  const outside = join(folder, '..', 'elsewhere');
  mkdirSync(outside);
  writeFileSync(join(outside, 'secret.txt'), 'secret');
  symlinkSync(outside, join(folder, 'link'));
  symlinkSync(join(outside, 'secret.txt'), join(folder, 'file-link'));
  await expect(client.get('/link/secret.txt')).rejects.toThrow(/permission denied/i);
  await expect(client.get('/file-link')).rejects.toThrow(/permission denied/i);
  await expect(client.put(Buffer.from('x'), '/link/new.txt')).rejects.toThrow(/permission denied/i);
  expect(readdirSync(outside)).toEqual(['secret.txt']);
});

test('renaming onto an existing file and creating an existing one exclusively are refused', async () => {
  writeFileSync(join(folder, 'old.txt'), 'old');
  writeFileSync(join(folder, 'new.txt'), 'new');
  await expect(client.rename('/new.txt', '/old.txt')).rejects.toThrow(/failure/i);
  await expect(
    client.put(Buffer.from('x'), '/old.txt', { writeStreamOptions: { flags: 'wx' as 'w' } }),
  ).rejects.toThrow();
  expect(readFileSync(join(folder, 'old.txt'), 'utf8')).toBe('old');
});

test('a folder of a thousand files is listed whole', async () => {
  const names = Array.from({ length: 1000 }, (_, at) => `D${String(at).padStart(10, '0')}-602.BS1`);
  for (const name of names) writeFileSync(join(folder, name), name);
  expect((await client.list('/')).map(({ name }) => name).sort((a, b) => (a < b ? -1 : 1))).toEqual(names);
});

test('folders are not made, and passwords are not taken', async () => {
  await expect(client.mkdir('/new')).rejects.toThrow();
  const guest = new SftpClient('guest', { error: () => {}, end: () => {}, close: () => {} });
  const signIn = guest.connect({ host: server.host, port: server.port, username: 'nets', password: 'nets' });
  await expect(signIn).rejects.toThrow(/authentication methods failed/);
  expect(readdirSync(folder)).toEqual([]);
});

test('the host key given is the one shown, and closing frees the port', async () => {
  const hostKey = newKeyPair().private;
  const first = await startRehearsalSftp({ folder, users: [], hostKey });
  const { port, fingerprint } = first;
  expect(fingerprint).toMatch(/^SHA256:[A-Za-z0-9+/]{43}$/);
  await first.close();
  const second = await startRehearsalSftp({ folder, users: [], hostKey, port });
  expect(second).toMatchObject({ port, fingerprint, hostKey });
  await second.close();
});

test('every key pair made can be read and used', () => {
  for (let made = 0; made < 500; made++) {
    const { private: privateKey, public: publicKey } = newKeyPair();
    const [own, other] = [ssh2.utils.parseKey(privateKey), ssh2.utils.parseKey(publicKey)];
    if (own instanceof Error || other instanceof Error) throw new Error('a key cannot be read');
    expect(String(other.verify('x', own.sign('x')))).toBe('true');
  }
});

test('a fault strikes once', async () => {
  await client.put(Buffer.from('x'), '/a.txt');
  server.arm({ kind: 'refuse-after-rename' });
  expect(server.faultsWaiting()).toBe(1);
  await expect(client.rename('/a.txt', '/b.txt')).rejects.toThrow(/failure/i);
  expect(readdirSync(folder)).toEqual(['b.txt']);
  expect(server.faultsWaiting()).toBe(0);
  await client.rename('/b.txt', '/c.txt');
  expect(readdirSync(folder)).toEqual(['c.txt']);
});
