import { type ChildProcess, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AnonymousCredential, ContainerClient } from '@azure/storage-blob';
import { blobVault, folderVault } from '#files';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { codeOf, collect, inChunks } from './transport-contract.ts';
import { vaultContract } from '#test/vault-contract';

const base = mkdtempSync(join(tmpdir(), 'tilgode-vault-'));
afterAll(() => rmSync(base, { recursive: true }));

const hashOf = (content: Buffer): string => createHash('sha256').update(content).digest('hex');
const pathOf = (folder: string, sha256: string): string => join(folder, sha256.slice(0, 2), sha256);

describe('a folder', () => {
  const folder = join(base, 'folder');
  const vault = folderVault(folder);
  vaultContract('a folder', () => Promise.resolve(vault));

  test('keeps nothing beside the stored files', async () => {
    await vault.put(inChunks(Buffer.from('x')));
    expect(readdirSync(join(folder, '.incoming'))).toEqual([]);
  });

  test('never writes over a stored file, and tells when one of the same hash has another size', async () => {
    const content = Buffer.from('kept for ever');
    const { sha256 } = await vault.put(inChunks(content));
    const { ino, mtimeMs } = statSync(pathOf(folder, sha256));
    await vault.put(inChunks(content));
    expect(statSync(pathOf(folder, sha256))).toMatchObject({ ino, mtimeMs });
    truncateSync(pathOf(folder, sha256), 4);
    expect(await codeOf(vault.put(inChunks(content)))).toBe('VAULT_DAMAGED');
    expect(statSync(pathOf(folder, sha256)).size).toBe(4);
  });

  test('tells at the end of reading when stored bytes are no longer those of the hash', async () => {
    const { sha256 } = await vault.put(inChunks(Buffer.from('honest bytes')));
    writeFileSync(pathOf(folder, sha256), 'forged bytes');
    expect(await codeOf(collect(vault.open(sha256)))).toBe('VAULT_DAMAGED');
  });

  test('sweeps what killed processes left, and leaves living ones alone', async () => {
    const other = join(base, 'swept');
    const incoming = join(other, '.incoming');
    mkdirSync(incoming, { recursive: true });
    // Process ids go up to 4194304 on Linux; this one cannot be alive.
    writeFileSync(join(incoming, '4999999-dead.part'), 'half');
    writeFileSync(join(incoming, `${process.ppid}-alive.part`), 'half');
    writeFileSync(join(incoming, `${process.pid}-before-us.part`), 'half');
    await folderVault(other).put(inChunks(Buffer.from('x')));
    expect(readdirSync(incoming)).toEqual([`${process.ppid}-alive.part`]);
  });

  test('a process killed while it stores leaves nothing under any hash, and the next one goes on', async () => {
    const other = join(base, 'killed');
    for (const delay of [0, 5, 20, 60]) {
      const child = storingProcess(other);
      await firstBytes(child);
      await new Promise((resolve) => setTimeout(resolve, delay));
      child.kill('SIGKILL');
      await new Promise((resolve) => child.once('exit', resolve));
    }
    const stored = readdirSync(other)
      .filter((name) => name !== '.incoming')
      .flatMap((name) => readdirSync(join(other, name)).map((found) => join(other, name, found)));
    expect(stored.length).toBeGreaterThan(0);
    const vault = folderVault(other);
    for (const path of stored) {
      const sha256 = path.slice(-64);
      expect(hashOf(await collect(vault.open(sha256)))).toBe(sha256);
    }
    await vault.put(inChunks(Buffer.from('after the kill')));
    expect(readdirSync(join(other, '.incoming'))).toEqual([]);
  });
});

/** Stores one file after another, a megabyte each, until it is killed. */
function storingProcess(folder: string): ChildProcess {
  const script = `
    const { folderVault } = await import(${JSON.stringify(new URL('../../src/files/vault/folder-vault.ts', import.meta.url).href)});
    const vault = folderVault(${JSON.stringify(folder)});
    for (let at = 0; ; at++) {
      await vault.put((async function* () {
        for (let part = 0; part < 16; part++) yield Buffer.alloc(65536, String(at + part * 7 + process.pid));
      })());
      process.stdout.write('.');
    }`;
  return spawn(process.execPath, ['--import', loader(), '--input-type=module', '-e', script], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
}

const firstBytes = (child: ChildProcess): Promise<unknown> =>
  new Promise((resolve, reject) => {
    child.stdout!.once('data', resolve);
    child.once('exit', () => reject(new Error('the process ended by itself')));
  });

/** Node 20 cannot read TypeScript; esbuild strips the types of each file as it is loaded. */
function loader(): string {
  const hooks = `
    import { readFile } from 'node:fs/promises';
    import { transform } from 'esbuild';
    export async function load(url, context, next) {
      if (!url.endsWith('.ts')) return next(url, context);
      const { code } = await transform(await readFile(new URL(url), 'utf8'), { loader: 'ts', format: 'esm' });
      return { format: 'module', source: code, shortCircuit: true };
    }`;
  const path = join(base, 'hooks.mjs');
  const register = join(base, 'register.mjs');
  writeFileSync(path, hooks.replace("'esbuild'", JSON.stringify(import.meta.resolve('esbuild'))));
  writeFileSync(register, `import { register } from 'node:module'; register('./hooks.mjs', import.meta.url);`);
  return register;
}

describe('a blob container', () => {
  const blobs = new Map<string, Buffer>();
  let server: Server;
  let container: ContainerClient;
  const spoolFolder = join(base, 'spool');

  beforeAll(async () => {
    server = createServer((request, response) => void answer(blobs, request, response));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    container = new ContainerClient(`http://127.0.0.1:${port}/account/vault`, new AnonymousCredential(), {
      retryOptions: { maxTries: 1 },
    });
  });
  afterAll(() => new Promise((resolve) => server.close(resolve)));

  vaultContract('blobs', () => Promise.resolve(blobVault(container, { spoolFolder })));

  test('leaves nothing on the local disk', async () => {
    await blobVault(container, { spoolFolder }).put(inChunks(Buffer.from('x')));
    expect(readdirSync(spoolFolder)).toEqual([]);
  });

  test('a blob of the same hash with another size is told', async () => {
    const content = Buffer.from('the right bytes');
    blobs.set(`/account/vault/${hashOf(content).slice(0, 2)}/${hashOf(content)}`, Buffer.from('wrong'));
    expect(await codeOf(blobVault(container, { spoolFolder }).put(inChunks(content)))).toBe('VAULT_DAMAGED');
  });

  test('a store that fails is told as out of reach, and nothing stays on the local disk', async () => {
    blobs.set('fail', Buffer.alloc(0));
    const vault = blobVault(container, { spoolFolder });
    expect(await codeOf(vault.put(inChunks(Buffer.from('y'))))).toBe('VAULT_UNREACHABLE');
    expect(await codeOf(vault.has('ab'.repeat(32)))).toBe('VAULT_UNREACHABLE');
    expect(await codeOf(collect(vault.open('ab'.repeat(32))))).toBe('VAULT_UNREACHABLE');
    blobs.delete('fail');
    expect(readdirSync(spoolFolder)).toEqual([]);
    expect(existsSync(spoolFolder)).toBe(true);
  });
});

/** As much of the blob service as a vault needs: create-only PUT, ranged GET, HEAD. */
async function answer(blobs: Map<string, Buffer>, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const key = decodeURIComponent(new URL(request.url ?? '/', 'http://x').pathname);
  const found = blobs.get(key);
  const end = (status: number, headers: Record<string, string> = {}, body?: Buffer) => {
    response.writeHead(status, { 'x-ms-request-id': '1', ...headers });
    response.end(body);
  };
  const fail = (status: number, code: string) => end(status, { 'x-ms-error-code': code });
  if (blobs.has('fail')) return fail(403, 'AuthorizationFailure');
  if (request.method === 'PUT') {
    if (request.headers['if-none-match'] !== '*') return fail(400, 'NotCreateOnly');
    if (found) return fail(409, 'BlobAlreadyExists');
    blobs.set(key, Buffer.concat(chunks));
    return end(201);
  }
  if (!found) return fail(404, 'BlobNotFound');
  const range = /bytes=(\d+)-(\d*)/.exec(String(request.headers['x-ms-range'] ?? request.headers['range'] ?? ''));
  const from = Number(range?.[1] ?? 0);
  const part = range ? found.subarray(from, range[2] ? Number(range[2]) + 1 : undefined) : found;
  return end(
    range ? 206 : 200,
    { 'content-length': String(part.length), etag: '"1"' },
    request.method === 'HEAD' ? undefined : part,
  );
}
