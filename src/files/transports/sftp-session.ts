import { createHash } from 'node:crypto';
import { connect, type Socket } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import { problem, ProblemError } from '#kernel';
import type { SFTPWrapper } from 'ssh2';
import SftpClient from 'ssh2-sftp-client';
import type { CompleteSftpSettings, HostKeyKind } from './sftp-settings.ts';

/** Told by the server itself, so it knows what it did: nothing. 2 is "no such file" (SFTP version 3, section 7). */
export class ServerRefusal extends Error {
  readonly status: number;
  constructor(status: number, text: string) {
    super(text);
    this.name = 'ServerRefusal';
    this.status = status;
  }
}

/** The connection broke, or the server did not answer in time: nobody knows what it did. */
export class AnswerLost extends Error {}

/** One signed-in connection. After any thrown error but `ServerRefusal` it is of no more use. */
export interface SftpSession {
  /** Asks the server one thing and waits for its answer, but not for ever. */
  readonly ask: <T>(start: (sftp: SFTPWrapper, answer: Answer<T>) => void) => Promise<T>;
  /** The same for what is answered with nothing but success. */
  readonly tell: (start: (sftp: SFTPWrapper, answer: (error?: Error | null) => void) => void) => Promise<void>;
  readonly isOpen: () => boolean;
  /** The absolute path of the folder one stands in after signing in. */
  readonly home: string;
  readonly end: () => Promise<void>;
}

export type Answer<T> = (error: Error | null | undefined, value: T) => void;

/**
 * Connects, compares the server's key with the pinned one before anything of ours is sent, and signs in.
 *
 * @remarks
 * Only the connection is left to `ssh2-sftp-client`; questions go to the SFTP channel it hands over. Its own `stat` reads
 * a general failure as "no such file", its `put` keeps one write in flight, and it changes paths that begin with a point.
 */
export async function openSftpSession(settings: CompleteSftpSettings): Promise<SftpSession> {
  const silent = { error: () => {}, end: () => {}, close: () => {} };
  const client = new SftpClient(settings.name, silent);
  const socket = connect({ host: settings.host, port: settings.port, noDelay: true });
  // The library hears the socket's errors, too; this listener is for the moments when it does not listen.
  socket.on('error', () => {});
  const seen = { fingerprint: '' };
  const end = () => endConnection(client, socket);
  try {
    const sftp = await client.connect({
      sock: socket,
      username: settings.user,
      privateKey: settings.privateKey,
      ...(settings.passphrase === '' ? {} : { passphrase: settings.passphrase }),
      readyTimeout: settings.connectTimeoutInMs,
      algorithms: { serverHostKey: [...hostKeyAlgorithms[settings.hostKeyKind]] },
      hostVerifier: (key: Buffer) => {
        seen.fingerprint = fingerprintOf(key);
        return seen.fingerprint === settings.hostKeyFingerprint;
      },
    });
    const ask = askerOf(sftp, settings.answerTimeoutInMs);
    const tell: SftpSession['tell'] = (start) =>
      ask<undefined>((channel, answer) => start(channel, (error) => answer(error, undefined)));
    const home = await ask<string>((channel, answer) => channel.realpath('.', answer));
    return { ask, tell, home, end, isOpen: () => socket.readyState === 'open' };
  } catch (thrown) {
    await end();
    throw connectionProblem(settings, seen.fingerprint, thrown);
  }
}

/** `SHA256:` and the base64 hash of the key, without padding: the form OpenSSH shows. */
export const fingerprintOf = (key: Buffer): string =>
  `SHA256:${createHash('sha256').update(key).digest('base64').replace(/=+$/, '')}`;

/** A server may own several keys; the one it is asked for must be the one whose fingerprint is pinned. */
const hostKeyAlgorithms = {
  any: [
    'ssh-ed25519',
    'ecdsa-sha2-nistp256',
    'ecdsa-sha2-nistp384',
    'ecdsa-sha2-nistp521',
    'rsa-sha2-512',
    'rsa-sha2-256',
  ],
  ed25519: ['ssh-ed25519'],
  ecdsa: ['ecdsa-sha2-nistp256', 'ecdsa-sha2-nistp384', 'ecdsa-sha2-nistp521'],
  rsa: ['rsa-sha2-512', 'rsa-sha2-256'],
} as const satisfies Readonly<Record<HostKeyKind, readonly string[]>>;

const askerOf =
  (sftp: SFTPWrapper, timeoutInMs: number): SftpSession['ask'] =>
  <T>(start: (sftp: SFTPWrapper, answer: Answer<T>) => void): Promise<T> =>
    new Promise<T>((resolve, reject) => {
      const timer = setTimeout(() => reject(new AnswerLost(`no answer within ${timeoutInMs} ms`)), timeoutInMs);
      const refuse = (error: Error): void => {
        clearTimeout(timer);
        reject(answerProblem(error));
      };
      try {
        start(sftp, (error, value) => {
          if (error) return refuse(error);
          clearTimeout(timer);
          return resolve(value);
        });
      } catch (thrown) {
        refuse(thrown instanceof Error ? thrown : new Error(String(thrown)));
      }
    });

function answerProblem(error: Error): Error {
  return 'code' in error && typeof error.code === 'number'
    ? new ServerRefusal(error.code, error.message)
    : new AnswerLost(error.message, { cause: error });
}

function connectionProblem(settings: CompleteSftpSettings, seen: string, thrown: unknown): ProblemError {
  const transport = settings.name;
  const text = thrown instanceof Error ? thrown.message : String(thrown);
  if (seen !== '' && seen !== settings.hostKeyFingerprint) {
    return new ProblemError(problem('TRANSPORT_HOST_KEY_WRONG', { transport, seen }), { cause: thrown });
  }
  return /authentication|privateKey|passphrase|decrypt/i.test(text)
    ? new ProblemError(problem('TRANSPORT_SIGN_IN_FAILED', { transport, text }), { cause: thrown })
    : new ProblemError(problem('TRANSPORT_UNREACHABLE', { transport, text }), { cause: thrown });
}

/** A server that does not answer our goodbye is not waited for: the socket is ours and is destroyed in any case. */
async function endConnection(client: SftpClient, socket: Socket): Promise<void> {
  const patience = new AbortController();
  const tooLong = wait(2000, undefined, { signal: patience.signal, ref: false }).catch(() => undefined);
  await Promise.race([client.end().catch(() => undefined), tooLong]);
  patience.abort();
  socket.destroy();
}
