import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';

/** Installs a Debian package when its program is missing, which takes root and a package mirror. Says so aloud. */
export function installWhenMissing(program: string, debianPackage: string): void {
  if (existsSync(program)) return;
  const quietly = { stdio: 'pipe', env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' } } as const;
  execFileSync('apt-get', ['update', '-qq'], quietly);
  execFileSync('apt-get', ['install', '-y', '-qq', '--no-install-recommends', debianPackage], quietly);
  process.stdout.write(`${debianPackage}: installed from Debian\n`);
}
