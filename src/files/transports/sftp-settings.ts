import { problem, ProblemError } from '#kernel';
import { type TemporaryExtension, temporaryExtensions } from './names.ts';

export type HostKeyKind = 'any' | 'ed25519' | 'ecdsa' | 'rsa';

export interface SftpSettings {
  /** How people and problems name this server, e.g. `nets`. */
  readonly name: string;
  readonly host: string;
  readonly port: number;
  readonly user: string;
  /** The whole text of the private key file (OpenSSH or PEM). */
  readonly privateKey: string;
  readonly passphrase?: string | undefined;
  /** `SHA256:…` fingerprint of the server's key, from the agreement letter. Without it no connection is made. */
  readonly hostKeyFingerprint: string;
  /** The kind of key the fingerprint is of, needed when the server owns several. */
  readonly hostKeyKind?: HostKeyKind | undefined;
  /** Where we deliver, as the server names it. The folder after sign-in when left out. */
  readonly outgoingFolder?: string | undefined;
  /** Where files wait for us. The folder after sign-in when left out. */
  readonly incomingFolder?: string | undefined;
  /** What the names of files end in while they are being written. `.<name>.tmp` when left out. */
  readonly temporaryExtension?: TemporaryExtension | undefined;
  /** Writes in flight at once. Some bank servers mishandle more than one. */
  readonly uploadConcurrency?: number | undefined;
  /** For reaching the server, exchanging keys and signing in. */
  readonly connectTimeoutInMs?: number | undefined;
  /** For each single answer of the server. */
  readonly answerTimeoutInMs?: number | undefined;
}

export type CompleteSftpSettings = {
  readonly [K in Exclude<keyof SftpSettings, 'temporaryExtension'>]-?: Exclude<SftpSettings[K], undefined>;
} & Pick<SftpSettings, 'temporaryExtension'>;

/** Fills in what was left out, and refuses settings that could not lead to a safe connection. */
export function completeSftpSettings(settings: SftpSettings): CompleteSftpSettings {
  const complete = {
    name: settings.name,
    host: settings.host,
    port: settings.port,
    user: settings.user,
    privateKey: settings.privateKey,
    passphrase: settings.passphrase ?? '',
    hostKeyFingerprint: settings.hostKeyFingerprint.replace(/=+$/, ''),
    hostKeyKind: settings.hostKeyKind ?? 'any',
    outgoingFolder: settings.outgoingFolder ?? '.',
    incomingFolder: settings.incomingFolder ?? '.',
    temporaryExtension: settings.temporaryExtension,
    uploadConcurrency: settings.uploadConcurrency ?? 16,
    connectTimeoutInMs: settings.connectTimeoutInMs ?? 20_000,
    answerTimeoutInMs: settings.answerTimeoutInMs ?? 30_000,
  };
  check('hostKeyFingerprint', complete.hostKeyFingerprint, /^SHA256:[A-Za-z0-9+/]{43}$/, 'SHA256: and 43 signs');
  check('host', complete.host, /^\S+$/, 'a host name or address');
  check('port', String(complete.port), /^[1-9]\d{0,4}$/, 'a port from 1 to 65535');
  check('user', complete.user, /^\S+$/, 'a user name');
  check('uploadConcurrency', String(complete.uploadConcurrency), /^(?:[1-9]|[1-5]\d|6[0-4])$/, '1 to 64');
  const { temporaryExtension } = complete;
  if (temporaryExtension !== undefined && !temporaryExtensions.includes(temporaryExtension)) {
    throw wrong('temporaryExtension', temporaryExtension, temporaryExtensions.join(', '));
  }
  return complete;
}

function check(field: string, value: string, pattern: RegExp, expected: string): void {
  if (!pattern.test(value)) throw wrong(field, value, expected);
}

const wrong = (field: string, value: string, expected: string): ProblemError =>
  new ProblemError(problem('INPUT_WRONG', { field: `sftp ${field}`, value, expected }));
