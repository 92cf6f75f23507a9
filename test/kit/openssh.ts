import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';

const sshd = '/usr/sbin/sshd';

export interface OpenSsh {
  readonly host: string;
  readonly port: number;
  readonly user: string;
  readonly privateKey: string;
  /** `SHA256:…` of its ed25519 key, as `ssh-keygen -l` tells it. */
  readonly fingerprint: string;
  /** Where one stands after signing in. */
  readonly folder: string;
  readonly close: () => Promise<void>;
}

/**
 * Debian's OpenSSH server on a free loopback port, with keys and settings of its own, for the length of a test.
 *
 * The package is installed when it is missing, which takes root and a package mirror; nothing is left running.
 */
export async function startOpenSsh(publicKey: string, privateKey: string): Promise<OpenSsh> {
  installWhenMissing();
  const base = mkdtempSync(join(tmpdir(), 'tilgode-sshd-'));
  const folder = join(base, 'files');
  mkdirSync(folder);
  const hostKey = join(base, 'host_ed25519');
  execFileSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-f', hostKey]);
  const authorized = join(base, 'authorized_keys');
  writeFileSync(authorized, `${publicKey.trim()}\n`);
  chmodSync(authorized, 0o600);
  // sshd as root separates privileges in this folder, which Debian's service would make.
  if (process.getuid?.() === 0) mkdirSync('/run/sshd', { recursive: true });

  const port = await freePort();
  const settings = join(base, 'sshd_config');
  writeFileSync(settings, settingsText({ base, port, hostKey, authorized, folder }));
  const server = spawn(sshd, ['-D', '-e', '-f', settings], { stdio: ['ignore', 'ignore', 'pipe'] });
  let said = '';
  server.stderr.on('data', (chunk: Buffer) => (said += chunk.toString('utf8')));
  await untilListening(server, port, () => said);

  return {
    host: '127.0.0.1',
    port,
    user: userInfo().username,
    privateKey,
    fingerprint: /SHA256:\S+/.exec(
      execFileSync('ssh-keygen', ['-l', '-f', `${hostKey}.pub`], { encoding: 'utf8' }),
    )![0],
    folder,
    close: async () => {
      const ended = new Promise((resolve) => server.once('exit', resolve));
      if (server.exitCode === null) server.kill('SIGTERM');
      await ended;
      rmSync(base, { recursive: true, force: true });
    },
  };
}

const settingsText = (at: {
  readonly base: string;
  readonly port: number;
  readonly hostKey: string;
  readonly authorized: string;
  readonly folder: string;
}): string =>
  [
    `Port ${at.port}`,
    'ListenAddress 127.0.0.1',
    `HostKey ${at.hostKey}`,
    `PidFile ${join(at.base, 'sshd.pid')}`,
    `AuthorizedKeysFile ${at.authorized}`,
    'PermitRootLogin prohibit-password',
    'PasswordAuthentication no',
    'KbdInteractiveAuthentication no',
    'UsePAM no',
    'StrictModes no',
    'Subsystem sftp internal-sftp',
    `ForceCommand internal-sftp -d ${at.folder}`,
    '',
  ].join('\n');

function installWhenMissing(): void {
  if (existsSync(sshd)) return;
  const quietly = { stdio: 'pipe', env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' } } as const;
  execFileSync('apt-get', ['update', '-qq'], quietly);
  execFileSync(
    'apt-get',
    ['install', '-y', '-qq', '--no-install-recommends', 'openssh-server', 'openssh-client'],
    quietly,
  );
  process.stdout.write(`openssh: installed ${readFileSync('/etc/debian_version', 'utf8').trim()}'s openssh-server\n`);
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer().once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address();
      probe.close(() => resolve(typeof address === 'object' && address ? address.port : 0));
    });
  });
}

async function untilListening(server: ChildProcess, port: number, said: () => string): Promise<void> {
  for (let attempt = 0; attempt < 200; attempt++) {
    if (server.exitCode !== null) throw new Error(`sshd did not start: ${said()}`);
    if (await answers(port)) return;
    await wait(25);
  }
  throw new Error(`sshd does not listen: ${said()}`);
}

const answers = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const probe = connect({ host: '127.0.0.1', port });
    probe.once('connect', () => {
      probe.destroy();
      resolve(true);
    });
    probe.once('error', () => resolve(false));
  });
