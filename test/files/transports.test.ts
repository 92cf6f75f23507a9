import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { folderTransport, type SftpSettings, sftpTransport } from '#files';
import { type OpenSsh, startOpenSsh } from '#test/openssh';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { newKeyPair, type RehearsalSftp, startRehearsalSftp } from '../../src/rehearsal/sftp/index.ts';
import { folderPeer, type Peer, transportContract } from './transport-contract.ts';

const base = mkdtempSync(join(tmpdir(), 'tilgode-transports-'));
const folders = (name: string) => {
  const made = { outgoing: join(base, name, 'INBOUND'), incoming: join(base, name, 'OUTBOUND') };
  for (const folder of Object.values(made)) mkdirSync(folder, { recursive: true });
  return made;
};
const user = newKeyPair();

afterAll(() => rmSync(base, { recursive: true }));

describe('a folder', () => {
  const { outgoing, incoming } = folders('folder');
  const transport = folderTransport({ name: 'folder', outgoingFolder: outgoing, incomingFolder: incoming });
  transportContract(() => folderPeer(transport, outgoing, incoming));

  test('its temporary names begin with a point, which receivers leave alone', () => {
    expect(transport.temporaryName('a.txt')).toBe('.a.txt.tmp');
  });
});

describe.each([1, 16])('the rehearsal SFTP server, %i writes at once', (uploadConcurrency) => {
  const { outgoing, incoming } = folders(`rehearsal-${uploadConcurrency}`);
  let server: RehearsalSftp;
  let peer: Peer;
  beforeAll(async () => {
    server = await startRehearsalSftp({
      folder: join(outgoing, '..'),
      users: [{ name: 'nets', publicKey: user.public }],
    });
    peer = folderPeer(sftpTransport({ ...settingsOf(server), uploadConcurrency }), outgoing, incoming);
  });
  afterAll(async () => {
    await peer.transport.close();
    await server.close();
  });
  transportContract(() => peer);
});

describe('OpenSSH', () => {
  let server: OpenSsh;
  let peer: Peer;
  beforeAll(async () => {
    server = await startOpenSsh(user.public, user.private);
    const outgoing = join(server.folder, 'INBOUND');
    const incoming = join(server.folder, 'OUTBOUND');
    mkdirSync(outgoing);
    mkdirSync(incoming);
    const { host, port, privateKey, fingerprint } = server;
    const settings = { name: 'openssh', host, port, user: server.user, privateKey, hostKeyFingerprint: fingerprint };
    const transport = sftpTransport({ ...settings, outgoingFolder: 'INBOUND', incomingFolder: 'OUTBOUND' });
    peer = folderPeer(transport, outgoing, incoming);
  });
  afterAll(async () => {
    await peer.transport.close();
    await server.close();
  });
  transportContract(() => peer);
});

const settingsOf = (server: RehearsalSftp): SftpSettings => ({
  name: 'nets',
  host: server.host,
  port: server.port,
  user: 'nets',
  privateKey: user.private,
  hostKeyFingerprint: server.fingerprint,
  outgoingFolder: '/INBOUND',
  incomingFolder: 'OUTBOUND',
});
