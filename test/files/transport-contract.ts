import { createHash, randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { problem, type ProblemCode, ProblemError } from '#kernel';
import type { Transport } from '#files';
import { expect, test } from 'vitest';

/** One place the contract is proven on, and what the other party sees there, behind the transport's back. */
export interface Peer {
  readonly transport: Transport;
  /** What the receiver reads under a name where we deliver; null when nothing lies there. */
  readonly received: (name: string) => Promise<Buffer | null>;
  /** Somebody else's file where we deliver. */
  readonly occupy: (name: string, content: Buffer) => Promise<void>;
  /** A file that waits for us. */
  readonly layOut: (name: string, content: Buffer) => Promise<void>;
  readonly isWaiting: (name: string) => Promise<boolean>;
  /** Whether names are those of a folder: there may be folders, hidden names, and names that we do not take. */
  readonly isFolder: boolean;
  /** Whether the temporary file lies with the receiver, and not with us. */
  readonly holdsTemporary: boolean;
  /** Whether the other party states the size of the content before its first byte. */
  readonly statesSize: boolean;
  /** The size of the large file, in bytes. */
  readonly large: number;
}

/** Two folders that are looked into directly. */
export function folderPeer(transport: Transport, outgoing: string, incoming: string): Peer {
  const read = (path: string) => Promise.resolve(existsSync(path) ? readFileSync(path) : null);
  const write = (path: string, content: Buffer) => Promise.resolve(writeFileSync(path, content));
  return {
    transport,
    received: (name) => read(join(outgoing, name)),
    occupy: (name, content) => write(join(outgoing, name), content),
    layOut: (name, content) => {
      if (name.endsWith('/')) mkdirSync(join(incoming, name), { recursive: true });
      return name.endsWith('/') ? Promise.resolve() : write(join(incoming, name), content);
    },
    isWaiting: (name) => Promise.resolve(existsSync(join(incoming, name))),
    isFolder: true,
    holdsTemporary: true,
    statesSize: true,
    large: 20_000_000,
  };
}

/** What every transport does, whoever is at the other end. */
export function transportContract(peer: () => Peer): void {
  // Every file has content of its own: a bank may refuse the same content a second time.
  const bytesOf = (name: string) => Buffer.from(`BS002… ${name}\r\n`, 'latin1');
  const send = async (name: string, content: Buffer): Promise<number> => {
    const { transport } = peer();
    const size = await transport.putTemporary(name, () => inChunks(content), content.length);
    await transport.rename(name);
    return size;
  };

  test('a file is written under its temporary name and appears under its own by renaming', async () => {
    const bytes = bytesOf('a.txt');
    const { transport, received, holdsTemporary } = peer();
    const temporary = transport.temporaryName('a.txt');
    const size = await transport.putTemporary('a.txt', () => inChunks(bytes), bytes.length);
    expect(await received('a.txt')).toBeNull();
    expect(await transport.stat('a.txt')).toBeNull();
    expect(await transport.stat(temporary)).toBe(size);
    expect((await received(temporary)) !== null).toBe(holdsTemporary);
    await transport.rename('a.txt');
    expect(await received('a.txt')).toEqual(bytes);
    expect(await transport.stat('a.txt')).toBe(size);
    expect(await transport.stat(temporary)).toBeNull();
  });

  test('writing again replaces a longer temporary file that an earlier attempt left', async () => {
    const bytes = bytesOf('b.txt');
    const { transport, occupy, received } = peer();
    const temporary = transport.temporaryName('b.txt');
    await occupy(temporary, randomBytes(100_000));
    await send('b.txt', bytes);
    expect(await received('b.txt')).toEqual(bytes);
    expect(await transport.stat(temporary)).toBeNull();
  });

  test('renaming onto an existing file is refused and changes neither', async () => {
    const bytes = bytesOf('c.txt');
    const { transport, occupy, received } = peer();
    await occupy('c.txt', Buffer.from('theirs'));
    const size = await transport.stat('c.txt');
    expect(size).not.toBeNull();
    await transport.putTemporary('c.txt', () => inChunks(bytes), bytes.length);
    const found = await transport.rename('c.txt').catch((thrown: unknown) => thrown);
    expect(found).toMatchObject({ problem: { code: 'TRANSPORT_FILE_EXISTS', context: { fileName: 'c.txt', size } } });
    expect((await received('c.txt'))?.toString('utf8')).toBe('theirs');
    expect(await transport.stat(transport.temporaryName('c.txt'))).not.toBeNull();
  });

  test('a source with other than the stated number of bytes is told after writing', async () => {
    const bytes = bytesOf('short.txt');
    const { transport } = peer();
    const short = transport.putTemporary('short.txt', () => inChunks(bytes), bytes.length + 1);
    expect(await codeOf(short)).toBe('TRANSPORT_UNCLEAR');
  });

  test('a source without a stated size is written as it is, and its size is told', async () => {
    const bytes = bytesOf('any.txt');
    const { transport } = peer();
    const size = await transport.putTemporary('any.txt', () => inChunks(bytes), null);
    expect(await transport.stat(transport.temporaryName('any.txt'))).toBe(size);
    expect(size).toBeGreaterThanOrEqual(bytes.length);
  });

  test('a problem of the source is handed through, and the transport goes on working', async () => {
    const bytes = bytesOf('after-broken.txt');
    const { transport } = peer();
    const broken = transport.putTemporary('broken.txt', failingSource, 100_000);
    expect(await codeOf(broken)).toBe('VAULT_DAMAGED');
    const size = await send('after-broken.txt', bytes);
    expect(await transport.stat('after-broken.txt')).toBe(size);
  });

  test('many megabytes go out and come back with the same hash', async () => {
    const { transport, received, layOut, large: size } = peer();
    const large = randomBytes(size);
    await send('large.bin', large);
    expect(sha256((await received('large.bin')) ?? Buffer.alloc(0))).toBe(sha256(large));
    await layOut('large-in.bin', large);
    expect(sha256(await collect(transport.fetch('large-in.bin', size)))).toBe(sha256(large));
  });

  test.each([0, 1, 31_743, 31_744, 31_745, 63_488, 65_536])('a file of %i bytes is fetched whole', async (size) => {
    const { transport, layOut } = peer();
    const content = randomBytes(size);
    await layOut(`of-${size}.bin`, content);
    expect(sha256(await collect(transport.fetch(`of-${size}.bin`, 65_536)))).toBe(sha256(content));
  });

  test('a file above the limit is refused, before its first byte where its size is stated', async () => {
    const { transport, layOut, statesSize } = peer();
    await layOut('too-large.bin', randomBytes(1_000_000));
    let received = 0;
    const reading = async () => {
      for await (const chunk of transport.fetch('too-large.bin', 999_999)) received += chunk.length;
    };
    expect(await codeOf(reading())).toBe('FILE_TOO_LARGE');
    expect(received).toBeLessThanOrEqual(statesSize ? 0 : 999_999);
  });

  test('a file that is not there is told as such', async () => {
    expect(await codeOf(collect(peer().transport.fetch('nothing.txt', 10)))).toBe('NOT_FOUND');
  });

  test('a reader that stops half-way leaves the transport usable', async () => {
    const { transport, layOut } = peer();
    await layOut('half.bin', randomBytes(1_000_000));
    for await (const chunk of transport.fetch('half.bin', 1_000_000)) {
      expect(chunk.length).toBeGreaterThan(0);
      break;
    }
    expect((await transport.list()).map(({ name }) => name)).toContain('half.bin');
  });

  test('the listing holds plain files in the order of their names, and a problem for each name we do not take', async () => {
    const { transport, layOut, isFolder, statesSize } = peer();
    const odd = ['with blank.txt', 'æ.txt', '-x;rm.txt'];
    for (const name of ['D2-602.BS1', 'D1-602.BS1', ...odd]) await layOut(name, Buffer.from('x'));
    if (isFolder) for (const name of ['.hidden.tmp', 'folder/']) await layOut(name, Buffer.from('x'));
    const { files, problems } = await transport.listing();
    const names = files.map(({ name }) => name);
    expect(names).toEqual([...names].sort());
    expect(names).toEqual(expect.arrayContaining(['D1-602.BS1', 'D2-602.BS1']));
    expect(names).not.toContain('folder');
    expect(names.filter((name) => name.startsWith('.'))).toEqual([]);
    const size = files.find(({ name }) => name === 'D1-602.BS1')?.size ?? null;
    expect(size === null).toBe(!isFolder);
    if (statesSize) expect(size).toBe(1);
    expect(problems.map((found) => found.code)).toEqual(Array(3).fill('TRANSPORT_NAME_REFUSED'));
    expect(new Set(problems.map((found) => 'fileName' in found.context && found.context.fileName))).toEqual(
      new Set(odd),
    );
  });

  test('a fetched file is removed, and removing it again is no problem', async () => {
    const { transport, layOut, isWaiting } = peer();
    await layOut('T1.BS1', Buffer.from('x'));
    await transport.remove('T1.BS1');
    expect(await isWaiting('T1.BS1')).toBe(false);
    await transport.remove('T1.BS1');
  });

  test.each(['../outside.txt', 'a/b.txt', '.hidden', '', 'a\0b', 'x'.repeat(201)])(
    'the name %j is refused before anything is done',
    async (name) => {
      const { transport } = peer();
      expect(await codeOf(transport.putTemporary(name, () => inChunks(bytesOf(name)), null))).toBe(
        'TRANSPORT_NAME_REFUSED',
      );
      expect(await codeOf(transport.rename(name))).toBe('TRANSPORT_NAME_REFUSED');
      expect(await codeOf(collect(transport.fetch(name, 10)))).toBe('TRANSPORT_NAME_REFUSED');
      expect(await codeOf(transport.remove(name))).toBe('TRANSPORT_NAME_REFUSED');
    },
  );

  test('closing twice is no problem, and the next call begins anew', async () => {
    const { transport } = peer();
    await transport.close();
    await transport.close();
    expect(await transport.stat('no-such-file')).toBeNull();
    await transport.close();
  });
}

/** Uneven chunks, so that no writer can rely on their borders. */
export async function* inChunks(content: Buffer): AsyncGenerator<Buffer> {
  for (let from = 0; from < content.length; from += 50_001) yield content.subarray(from, from + 50_001);
}

async function* failingSource(): AsyncGenerator<Buffer> {
  yield Buffer.alloc(50_000);
  throw new ProblemError(problem('VAULT_DAMAGED', { sha256: '', expected: '', found: '' }));
}

export async function collect(source: AsyncIterable<Buffer>): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of source) chunks.push(chunk);
  return Buffer.concat(chunks);
}

export const sha256 = (content: Buffer): string => createHash('sha256').update(content).digest('hex');

/** The code of the problem that is thrown; fails the test when it was none of ours. */
export async function codeOf(work: Promise<unknown>): Promise<ProblemCode> {
  try {
    await work;
  } catch (thrown) {
    if (thrown instanceof ProblemError) return thrown.problem.code;
    throw thrown;
  }
  throw new Error('nothing was thrown');
}
