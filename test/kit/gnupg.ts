import { execFileSync } from 'node:child_process';
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { installWhenMissing } from '#test/install-debian';

const gpg = '/usr/bin/gpg';

/** Debian's GnuPG with a key ring of its own, for the length of a test. */
export interface GnuPg {
  /** Makes a key and gives its armored texts. */
  readonly newKey: (user: string, how?: NewKey) => { readonly private: string; readonly public: string };
  readonly import: (armored: string) => void;
  /** Runs gpg on some bytes; throws with what it said when it fails. */
  readonly run: (args: readonly string[], input: Uint8Array) => Buffer;
  /** Decrypts, and gives what gpg says about the signature. */
  readonly open: (sealed: Uint8Array) => { readonly content: Buffer; readonly status: string };
  readonly close: () => void;
}

export interface NewKey {
  readonly algorithm?: string;
  readonly passphrase?: string;
  /** As gpg writes it: `0`, `1d`, `seconds=1`. */
  readonly expires?: string;
}

export function startGnuPg(): GnuPg {
  installWhenMissing(gpg, 'gnupg');
  const home = mkdtempSync(join(tmpdir(), 'tilgode-gpg-'));
  chmodSync(home, 0o700);
  const base = ['--homedir', home, '--batch', '--yes', '--no-tty', '--quiet', '--trust-model', 'always'];
  const run: GnuPg['run'] = (args, input) => {
    try {
      return execFileSync(gpg, [...base, ...args], {
        input: Buffer.from(input),
        maxBuffer: 1 << 28,
        stdio: ['pipe', 'pipe', 'pipe'],
      });
    } catch (thrown) {
      const said = thrown instanceof Error && 'stderr' in thrown ? String(thrown.stderr) : String(thrown);
      throw new Error(`gpg ${args.join(' ')}: ${said}`, { cause: thrown });
    }
  };
  const nothing = Buffer.alloc(0);
  return {
    run,
    newKey(user, { algorithm = 'default', passphrase = '', expires = '0' } = {}) {
      const unlock = ['--pinentry-mode', 'loopback', '--passphrase', passphrase];
      run([...unlock, '--quick-generate-key', user, algorithm, 'default', expires], nothing);
      // A named algorithm makes a key that only signs; files are encrypted to a second one.
      if (algorithm.startsWith('rsa')) {
        const listed = run(['--with-colons', '--list-keys', user], nothing).toString('latin1');
        const fingerprint = /^fpr:+([0-9A-F]{40}):/m.exec(listed)?.[1] ?? '';
        run([...unlock, '--quick-add-key', fingerprint, algorithm, 'encr', expires], nothing);
      }
      return {
        private: run([...unlock, '--armor', '--export-secret-keys', user], nothing).toString('latin1'),
        public: run(['--armor', '--export', user], nothing).toString('latin1'),
      };
    },
    import: (armored) => void run(['--import'], Buffer.from(armored, 'latin1')),
    open(sealed) {
      const status = join(home, 'status');
      writeFileSync(status, '');
      const content = run(['--status-file', status, '--decrypt'], sealed);
      return { content, status: execFileSync('cat', [status], { encoding: 'utf8' }) };
    },
    close: () => {
      execFileSync('gpgconf', ['--homedir', home, '--kill', 'all'], { stdio: 'ignore' });
      rmSync(home, { recursive: true, force: true });
    },
  };
}
