import { problem, ProblemError } from '#kernel';
import {
  type Config,
  config as defaults,
  decryptKey,
  enums,
  type Key,
  type PrivateKey,
  readKey,
  readPrivateKey,
} from 'openpgp';
import type { EndingKey } from './key-warnings.ts';

export interface OpenPgpKeys {
  /** Our private key, armored: signs what goes out and opens what comes in. */
  readonly ownPrivateKey: string;
  readonly passphrase?: string | undefined;
  /** Earlier private keys of ours under the same passphrase: they only open what the bank still encrypted to them. */
  readonly formerPrivateKeys?: readonly string[] | undefined;
  /** The bank's public keys, armored. Several while it changes from one to the next. */
  readonly bankPublicKeys: readonly string[];
  /** Whether what goes out is encrypted and signed. Danske Bank takes nothing else. */
  readonly encryptOutgoing: boolean;
  /**
   * `required`: every file must come encrypted and signed. `accepted`: one that is sealed is opened and checked, another
   * one is taken as it is. `off`: nothing is opened.
   */
  readonly incoming: 'required' | 'accepted' | 'off';
}

/** The keys, read and unlocked. */
export interface OpenKeys {
  readonly own: PrivateKey;
  /** Ours, newest first: any of them may open a file. */
  readonly opening: readonly PrivateKey[];
  readonly bank: readonly Key[];
}

/**
 * What we write and take, over the library's defaults (which already refuse MD5, RIPEMD and SHA-1 signatures).
 *
 * AES-256 with the integrity packet every OpenPGP program knows; content is not compressed, so that its size tells nothing
 * about it. RSA keys under 2048 bits are refused; some programs make a 2048-bit key one bit short, hence 2047.
 */
export const openPgpConfig: Config = {
  ...defaults,
  preferredSymmetricAlgorithm: enums.symmetric.aes256,
  preferredHashAlgorithm: enums.hash.sha512,
  preferredCompressionAlgorithm: enums.compression.uncompressed,
  aeadProtect: false,
  minRSABits: 2047,
  rejectMessageHashAlgorithms: new Set([
    ...defaults.rejectMessageHashAlgorithms,
    enums.hash.md5,
    enums.hash.sha1,
    enums.hash.ripemd,
  ]),
  // Content is given out as it is read; whoever takes it waits for the end, where integrity and signature are told.
  allowUnauthenticatedStream: true,
  allowUnauthenticatedMessages: false,
  showVersion: false,
  showComment: false,
};

export async function readKeys(transport: string, keys: OpenPgpKeys): Promise<OpenKeys> {
  const unlock = async (text: string, name: string): Promise<PrivateKey> =>
    guarded(transport, name, async () => {
      const key = await readPrivateKey({ armoredKey: text, config: openPgpConfig });
      return key.isDecrypted()
        ? key
        : decryptKey({ privateKey: key, passphrase: keys.passphrase ?? '', config: openPgpConfig });
    });
  const own = await unlock(keys.ownPrivateKey, 'our private key');
  const former = await Promise.all((keys.formerPrivateKeys ?? []).map((text) => unlock(text, 'our former key')));
  const bank = await Promise.all(
    keys.bankPublicKeys.map((text) =>
      guarded(transport, 'the bank’s public key', async () => {
        const key = await readKey({ armoredKey: text, config: openPgpConfig });
        if (key.isPrivate()) throw new Error('it is a private key; only the public one belongs here');
        return key;
      }),
    ),
  );
  if (bank.length === 0) throw unusable(transport, 'the bank’s public key', 'none is configured');
  return { own, opening: [own, ...former], bank };
}

/** Our signing key and those of the bank's keys that can be encrypted to now. Refuses before a byte is sent. */
export async function sealingKeys(transport: string, keys: OpenKeys, date: Date) {
  const own = `our key ${keys.own.getFingerprint()}`;
  await guarded(transport, own, () => keys.own.getSigningKey(undefined, date, undefined, openPgpConfig));
  const reasons: string[] = [];
  const able: Key[] = [];
  for (const key of keys.bank) {
    try {
      await key.getEncryptionKey(undefined, date, undefined, openPgpConfig);
      able.push(key);
    } catch (thrown) {
      reasons.push(`${key.getFingerprint()}: ${textOf(thrown)}`);
    }
  }
  if (able.length === 0) throw unusable(transport, 'the bank’s public key', reasons.join('; '));
  return { own: keys.own, bank: able };
}

/** When each key ends: its main key or the part that is used, whichever comes first. */
export async function endsOfKeys(keys: OpenKeys, now: Date) {
  return {
    own: [await endOf('our key', keys.own, now, 'getSigningKey')],
    bank: await Promise.all(keys.bank.map((key) => endOf('the bank’s key', key, now, 'getEncryptionKey'))),
  };
}

async function endOf(
  whose: string,
  key: Key,
  now: Date,
  part: 'getSigningKey' | 'getEncryptionKey',
): Promise<EndingKey> {
  const name = `${whose} ${key.getFingerprint()}`;
  const whole = await key.getExpirationTime();
  const used = await key[part](undefined, now, undefined, openPgpConfig).then(
    (found) => found.getExpirationTime(),
    () => null,
  );
  const ends = [whole, used].filter((end) => end instanceof Date);
  // Neither a date nor infinity: revoked, or of a kind we refuse. It counts as ended.
  if (whole === null || (used === null && ends.length === 0)) return { key: name, endsAt: now };
  const first = ends.sort((a, b) => a.getTime() - b.getTime())[0];
  return { key: name, endsAt: first ?? null };
}

async function guarded<T>(transport: string, key: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (thrown) {
    throw unusable(transport, key, textOf(thrown), thrown);
  }
}

const unusable = (transport: string, key: string, text: string, cause?: unknown): ProblemError =>
  new ProblemError(problem('KEY_UNUSABLE', { transport, key, text }), { cause });

export const textOf = (thrown: unknown): string => (thrown instanceof Error ? thrown.message : String(thrown));
