import { generateKeyPairSync } from 'node:crypto';
import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { generateKey } from 'openpgp';
import { newKeyPair } from '../sftp/index.ts';

export interface KeyPair {
  readonly private: string;
  readonly public: string;
}

/** The keys of a world: made once and kept, so that a restart finds the same identities. */
export interface KeyRing {
  /** The secret of our app registration. */
  readonly secret: () => string;
  /** What Entra signs tokens with: PKCS 8, PEM. */
  readonly signing: () => string;
  /** An ed25519 pair in OpenSSH's form, by its name. */
  readonly ssh: (name: string) => KeyPair;
  /** An armored OpenPGP pair without a passphrase, by its name. */
  readonly openPgp: (name: string) => Promise<KeyPair>;
}

export function keyRing(folder: string): KeyRing {
  const kept = (name: string, make: () => string): string => {
    const path = join(folder, name);
    if (!existsSync(path)) writeWhole(path, make());
    return readFileSync(path, 'utf8');
  };
  return {
    secret: () =>
      kept('client-secret', () =>
        newKeyPair()
          .private.replaceAll(/[^A-Za-z0-9]/g, '')
          .slice(100, 140),
      ),
    signing: () => kept('signing-key', newSigningKey),
    ssh: (name) => {
      const path = join(folder, name);
      if (!existsSync(`${path}.pub`)) {
        const made = newKeyPair();
        // The public half last: a pair of which only the private half was written is made again.
        writeWhole(path, made.private);
        writeWhole(`${path}.pub`, made.public);
      }
      return { private: readFileSync(path, 'utf8'), public: readFileSync(`${path}.pub`, 'utf8') };
    },
    openPgp: async (name) => {
      const path = join(folder, name);
      if (!existsSync(`${path}.asc`)) {
        const made = await newOpenPgpPair(name);
        writeWhole(`${path}.private.asc`, made.private);
        writeWhole(`${path}.asc`, made.public);
      }
      return { private: readFileSync(`${path}.private.asc`, 'utf8'), public: readFileSync(`${path}.asc`, 'utf8') };
    },
  };
}

/** Keys of curves, because RSA keys take more than a second to make; `gpg` reads this older form of them, too. */
async function newOpenPgpPair(name: string): Promise<KeyPair> {
  const made = await generateKey({
    type: 'ecc',
    curve: 'curve25519Legacy',
    userIDs: [{ name, email: `${name}@example.com` }],
    // The world's clock stands in the past, and no signature may be older than its key.
    date: new Date('2020-01-01T00:00:00Z'),
    format: 'armored',
  });
  return { private: made.privateKey, public: made.publicKey };
}

const newSigningKey = (): string =>
  generateKeyPairSync('rsa', {
    modulusLength: 2048,
    publicKeyEncoding: { type: 'spki', format: 'pem' },
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  }).privateKey;

function writeWhole(path: string, text: string): void {
  writeFileSync(`${path}.new`, text, { mode: 0o600 });
  renameSync(`${path}.new`, path);
}
