/**
 * Runs the tests of test/azure against Azurite, Microsoft's emulator of Azure Storage.
 *
 * Azurite is no dependency of the project: it weighs 400 MB and is needed by nothing else. It is fetched once into
 * .cache/azurite from the npm registry, runs in memory on free loopback ports, and is stopped whatever happens.
 */
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

const version = '3.37.0';
const project = join(dirname(fileURLToPath(import.meta.url)), '..');
const folder = join(project, '.cache', 'azurite');
/** Azurite answers in 2 to 4 seconds; a minute is for a machine under load. */
const longestStartInMs = 60_000;
const longestStopInMs = 5_000;

/** The account and the key every Azurite has, published in its documentation. They open nothing else. */
const account = 'devstoreaccount1';
const accountKey = 'Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==';

const started = [];
for (const signal of ['SIGINT', 'SIGTERM']) {
  process.once(signal, () => {
    void stopAll().then(() => process.exit(signal === 'SIGINT' ? 130 : 143));
  });
}

try {
  fetchAzurite();
  const [blob, queue] = await Promise.all([startService('blob'), startService('queue')]);
  const connection = [
    'DefaultEndpointsProtocol=http',
    `AccountName=${account}`,
    `AccountKey=${accountKey}`,
    `BlobEndpoint=${blob}/${account}`,
    `QueueEndpoint=${queue}/${account}`,
  ].join(';');
  process.exitCode = await runTests(connection);
} catch (error) {
  process.stderr.write(`test:azure: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
} finally {
  await stopAll();
}

function fetchAzurite() {
  if (installedVersion(folder) === version) return;
  process.stdout.write(`Fetching azurite ${version} into .cache/azurite, once …\n`);
  const incoming = `${folder}-${process.pid}`;
  rmSync(incoming, { recursive: true, force: true });
  mkdirSync(incoming, { recursive: true });
  // A package of its own, so that npm does not look for one further up.
  writeFileSync(join(incoming, 'package.json'), '{ "private": true }\n');
  const options = [
    '--no-audit',
    '--no-fund',
    '--omit',
    'dev',
    '--ignore-scripts',
    '--save-exact',
    '--loglevel',
    'error',
  ];
  const done = spawnSync('npm', ['install', '--prefix', incoming, ...options, `azurite@${version}`], {
    cwd: incoming,
    stdio: 'inherit',
    shell: process.platform === 'win32',
  });
  if (done.status !== 0 || installedVersion(incoming) !== version) {
    rmSync(incoming, { recursive: true, force: true });
    throw new Error(`azurite ${version} could not be fetched: npm install ended with ${done.status ?? done.error}`);
  }
  // Whole or not at all: a fetch that was interrupted is never taken for an installation.
  rmSync(folder, { recursive: true, force: true });
  renameSync(incoming, folder);
}

function installedVersion(where) {
  const path = join(where, 'node_modules', 'azurite', 'package.json');
  return existsSync(path) ? JSON.parse(readFileSync(path, 'utf8')).version : undefined;
}

/** @returns the address the service itself says it listens at. */
async function startService(name) {
  const main = join(folder, 'node_modules', 'azurite', 'dist', 'src', name, 'main.js');
  const options = [`--${name}Host`, '127.0.0.1', `--${name}Port`, '0', '--inMemoryPersistence', '--disableTelemetry'];
  const child = spawn(process.execPath, [main, ...options], { cwd: folder, stdio: ['ignore', 'pipe', 'pipe'] });
  started.push(child);
  let said = '';
  child.stderr.on('data', (data) => {
    said += String(data);
  });
  return new Promise((resolve, reject) => {
    const fail = (why) => reject(new Error(`Azurite's ${name} service did not start: ${why}\n${said}`));
    const timer = setTimeout(() => fail(`no answer within ${longestStartInMs} ms`), longestStartInMs);
    child.once('error', (error) => fail(error.message));
    child.once('exit', (code) => fail(`it ended with ${code}`));
    createInterface({ input: child.stdout }).on('line', (line) => {
      said += `${line}\n`;
      const [address] = /https?:\/\/127\.0\.0\.1:[1-9]\d*/.exec(line) ?? [];
      if (address === undefined || !/successfully/i.test(line)) return;
      clearTimeout(timer);
      resolve(address);
    });
  });
}

async function runTests(connection) {
  const vitest = join(project, 'node_modules', 'vitest', 'vitest.mjs');
  const given = process.argv.slice(2);
  const child = spawn(process.execPath, [vitest, 'run', '-c', 'vitest.azure.config.ts', ...given], {
    cwd: project,
    stdio: 'inherit',
    env: { ...process.env, TILGODE_TEST_AZURE_STORAGE: connection },
  });
  started.push(child);
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (code) => resolve(code ?? 1));
  });
}

async function stopAll() {
  await Promise.all(started.map(stop));
}

async function stop(child) {
  if (child.exitCode !== null || child.signalCode !== null || child.pid === undefined) return;
  await new Promise((resolve) => {
    const timer = setTimeout(() => child.kill('SIGKILL'), longestStopInMs);
    child.once('exit', () => {
      clearTimeout(timer);
      resolve();
    });
    child.kill('SIGTERM');
  });
}
