import { createHash } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { createServer, type Socket } from 'node:net';
import { assert } from '#kernel';
import ssh2, { type AuthContext, type Connection, type ParsedKey } from 'ssh2';
import { answerRequests } from './answer-requests.ts';
import { armedFaults, type SftpFault } from './faults.ts';
import { type RootedFolder, rootedFolder } from './rooted-folder.ts';

export interface SftpUser {
  readonly name: string;
  /** In OpenSSH's form: `ssh-ed25519 AAAA…`. */
  readonly publicKey: string;
}

export interface RehearsalSftpSettings {
  /** What the users see as `/`. Made when it is not there. */
  readonly folder: string;
  readonly users: readonly SftpUser[];
  /** The server's private key. One is made when left out. */
  readonly hostKey?: string | undefined;
  /** A free port when left out. */
  readonly port?: number | undefined;
}

export interface RehearsalSftp {
  readonly host: '127.0.0.1';
  readonly port: number;
  readonly hostKey: string;
  /** `SHA256:…`, for pinning. */
  readonly fingerprint: string;
  readonly arm: (fault: SftpFault) => void;
  readonly faultsWaiting: () => number;
  /** Connections open now. */
  readonly connections: () => number;
  /** Connections that signed in since the start. */
  readonly signedIn: () => number;
  /** Ends every connection and frees the port. */
  readonly close: () => Promise<void>;
}

/**
 * An SFTP server on loopback for rehearsal and tests: one folder, public keys only, and faults on demand.
 *
 * Renaming onto an existing file is refused, as OpenSSH refuses it.
 */
export async function startRehearsalSftp(settings: RehearsalSftpSettings): Promise<RehearsalSftp> {
  mkdirSync(settings.folder, { recursive: true });
  const folder = rootedFolder(settings.folder);
  const hostKey = settings.hostKey ?? newKeyPair().private;
  const faults = armedFaults();
  const users = settings.users.map(({ name, publicKey }) => ({ name, key: parsedKey(publicKey) }));
  const sockets = new Set<Socket>();
  let signedIn = 0;

  const ssh = new ssh2.Server({ hostKeys: [hostKey] });
  const listener = createServer({ noDelay: true }, (socket) => {
    sockets.add(socket);
    socket.on('error', () => {});
    socket.on('close', () => sockets.delete(socket));
    // The server tells of the connection before this call returns, so the two belong together.
    ssh.once('connection', (connection: Connection) => {
      connection.on('error', () => {});
      connection.on('authentication', (context) => (isAllowed(context, users) ? context.accept() : context.reject()));
      connection.on('ready', () => {
        signedIn++;
        serveFiles(connection, folder, faults, () => socket.destroy());
      });
    });
    ssh.injectSocket(socket);
  });
  await new Promise<void>((resolve, reject) => {
    listener.once('error', reject);
    listener.listen(settings.port ?? 0, '127.0.0.1', resolve);
  });
  const address = listener.address();
  assert(address !== null && typeof address === 'object', 'a listening server has an address');

  return {
    host: '127.0.0.1',
    port: address.port,
    hostKey,
    fingerprint: fingerprint(parsedKey(hostKey).getPublicSSH()),
    arm: faults.arm,
    faultsWaiting: faults.waiting,
    connections: () => sockets.size,
    signedIn: () => signedIn,
    close: () =>
      new Promise((resolve) => {
        listener.close(() => resolve());
        for (const socket of sockets) socket.destroy();
      }),
  };
}

/** A new ed25519 key pair in OpenSSH's form, for the server or for a user. */
export function newKeyPair(): { readonly private: string; readonly public: string } {
  // About one in two hundred keys that the library makes cannot be read by itself again.
  for (;;) {
    const made = ssh2.utils.generateKeyPairSync('ed25519');
    if (!(ssh2.utils.parseKey(made.private) instanceof Error)) return made;
  }
}

function serveFiles(
  connection: Connection,
  folder: RootedFolder,
  faults: ReturnType<typeof armedFaults>,
  breakConnection: () => void,
): void {
  connection.on('session', (acceptSession) => {
    acceptSession().on('sftp', (acceptSftp) => {
      const tidyUp = answerRequests(acceptSftp(), folder, faults, breakConnection);
      connection.on('close', tidyUp);
    });
  });
}

function isAllowed(
  context: AuthContext,
  users: readonly { readonly name: string; readonly key: ParsedKey }[],
): boolean {
  if (context.method !== 'publickey') return false;
  const user = users.find(({ name, key }) => name === context.username && key.getPublicSSH().equals(context.key.data));
  if (!user) return false;
  // Without a signature the client only asks whether the key would do.
  if (!context.signature || !context.blob) return true;
  // An unreadable signature is answered with an Error, whatever the types say; it must not count as true.
  return String(user.key.verify(context.blob, context.signature, context.hashAlgo)) === 'true';
}

function parsedKey(text: string): ParsedKey {
  const found = ssh2.utils.parseKey(text);
  assert(!(found instanceof Error), 'the key can be read');
  return found;
}

const fingerprint = (key: Buffer): string =>
  `SHA256:${createHash('sha256').update(key).digest('base64').replace(/=+$/, '')}`;
