import { createHash, randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { problem, type ProblemCode, ProblemError } from '#kernel';
import type { Transport } from '#files';
import { expect, test } from 'vitest';

/** One place the contract is proven on. The folders are looked into directly, behind the transport's back. */
export interface Peer {
  readonly transport: Transport;
  readonly outgoing: string;
  readonly incoming: string;
}

/** What every transport does, whoever is at the other end. */
export function transportContract(peer: () => Peer): void {
  const bytes = Buffer.from('BS002…\r\n', 'latin1');
  const send = async (name: string, content: Buffer) => {
    const { transport } = peer();
    await transport.putTemporary(name, () => inChunks(content), content.length);
    await transport.rename(name);
  };

  test('a file is written under its temporary name and appears under its own by renaming', async () => {
    const { transport, outgoing } = peer();
    await transport.putTemporary('a.txt', () => inChunks(bytes), bytes.length);
    expect(transport.temporaryName('a.txt')).toBe('.a.txt.tmp');
    expect(existsSync(join(outgoing, 'a.txt'))).toBe(false);
    expect(await transport.stat('a.txt')).toBeNull();
    expect(await transport.stat('.a.txt.tmp')).toBe(bytes.length);
    await transport.rename('a.txt');
    expect(readFileSync(join(outgoing, 'a.txt'))).toEqual(bytes);
    expect(await transport.stat('a.txt')).toBe(bytes.length);
    expect(await transport.stat('.a.txt.tmp')).toBeNull();
  });

  test('writing again replaces a longer temporary file that an earlier attempt left', async () => {
    const { transport, outgoing } = peer();
    writeFileSync(join(outgoing, '.b.txt.tmp'), randomBytes(100_000));
    await send('b.txt', bytes);
    expect(readFileSync(join(outgoing, 'b.txt'))).toEqual(bytes);
    expect(await transport.stat('.b.txt.tmp')).toBeNull();
  });

  test('renaming onto an existing file is refused and changes neither', async () => {
    const { transport, outgoing } = peer();
    writeFileSync(join(outgoing, 'c.txt'), 'theirs');
    await transport.putTemporary('c.txt', () => inChunks(bytes), bytes.length);
    const found = await transport.rename('c.txt').catch((thrown: unknown) => thrown);
    expect(found).toMatchObject({
      problem: { code: 'TRANSPORT_FILE_EXISTS', context: { fileName: 'c.txt', size: 6 } },
    });
    expect(readFileSync(join(outgoing, 'c.txt'), 'utf8')).toBe('theirs');
    expect(readFileSync(join(outgoing, '.c.txt.tmp'))).toEqual(bytes);
  });

  test('a source with other than the stated number of bytes is told after writing', async () => {
    const { transport } = peer();
    const short = transport.putTemporary('short.txt', () => inChunks(bytes), bytes.length + 1);
    expect(await codeOf(short)).toBe('TRANSPORT_UNCLEAR');
  });

  test('a problem of the source is handed through, and the transport goes on working', async () => {
    const { transport } = peer();
    const broken = transport.putTemporary('broken.txt', failingSource, 100_000);
    expect(await codeOf(broken)).toBe('VAULT_DAMAGED');
    await send('after-broken.txt', bytes);
    expect(await transport.stat('after-broken.txt')).toBe(bytes.length);
  });

  test('20 MB go out and come back with the same hash', async () => {
    const { transport, outgoing, incoming } = peer();
    const large = randomBytes(20_000_000);
    await send('large.bin', large);
    expect(sha256(readFileSync(join(outgoing, 'large.bin')))).toBe(sha256(large));
    writeFileSync(join(incoming, 'large-in.bin'), large);
    expect(sha256(await collect(transport.fetch('large-in.bin', 20_000_000)))).toBe(sha256(large));
  });

  test.each([0, 1, 31_743, 31_744, 31_745, 63_488, 65_536])('a file of %i bytes is fetched whole', async (size) => {
    const { transport, incoming } = peer();
    const content = randomBytes(size);
    writeFileSync(join(incoming, `of-${size}.bin`), content);
    expect(sha256(await collect(transport.fetch(`of-${size}.bin`, 65_536)))).toBe(sha256(content));
  });

  test('a file above the limit is refused before its first byte', async () => {
    const { transport, incoming } = peer();
    writeFileSync(join(incoming, 'too-large.bin'), randomBytes(1_000_000));
    let received = 0;
    const reading = async () => {
      for await (const chunk of transport.fetch('too-large.bin', 999_999)) received += chunk.length;
    };
    expect(await codeOf(reading())).toBe('FILE_TOO_LARGE');
    expect(received).toBe(0);
  });

  test('a file that is not there is told as such', async () => {
    expect(await codeOf(collect(peer().transport.fetch('nothing.txt', 10)))).toBe('NOT_FOUND');
  });

  test('a reader that stops half-way leaves the transport usable', async () => {
    const { transport, incoming } = peer();
    writeFileSync(join(incoming, 'half.bin'), randomBytes(1_000_000));
    for await (const chunk of transport.fetch('half.bin', 1_000_000)) {
      expect(chunk.length).toBeGreaterThan(0);
      break;
    }
    expect((await transport.list()).map(({ name }) => name)).toContain('half.bin');
  });

  test('the listing holds plain files in the order of their names, and a problem for each name we do not take', async () => {
    const { transport, incoming } = peer();
    for (const name of ['D2-602.BS1', 'D1-602.BS1', '.hidden.tmp', 'with blank.txt', 'æ.txt', '-x;rm.txt']) {
      writeFileSync(join(incoming, name), 'x');
    }
    mkdirSync(join(incoming, 'folder'), { recursive: true });
    const { files, problems } = await transport.listing();
    const names = files.map(({ name }) => name);
    expect(names).toEqual([...names].sort());
    expect(names).toEqual(expect.arrayContaining(['D1-602.BS1', 'D2-602.BS1']));
    expect(names).not.toContain('folder');
    expect(names.filter((name) => name.startsWith('.'))).toEqual([]);
    expect(files.find(({ name }) => name === 'D1-602.BS1')?.size).toBe(1);
    expect(problems.map((found) => found.code)).toEqual(Array(3).fill('TRANSPORT_NAME_REFUSED'));
    expect(new Set(problems.map((found) => 'fileName' in found.context && found.context.fileName))).toEqual(
      new Set(['-x;rm.txt', 'with blank.txt', 'æ.txt']),
    );
  });

  test('a fetched file is removed, and removing it again is no problem', async () => {
    const { transport, incoming } = peer();
    writeFileSync(join(incoming, 'T1.BS1'), 'x');
    await transport.remove('T1.BS1');
    expect(existsSync(join(incoming, 'T1.BS1'))).toBe(false);
    await transport.remove('T1.BS1');
  });

  test.each(['../outside.txt', 'a/b.txt', '.hidden', '', 'a\0b', 'x'.repeat(201)])(
    'the name %j is refused before anything is done',
    async (name) => {
      const { transport } = peer();
      expect(await codeOf(transport.putTemporary(name, () => inChunks(bytes), bytes.length))).toBe(
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
