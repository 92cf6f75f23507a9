import { createHash, randomBytes } from 'node:crypto';
import { type Vault } from '#files';
import { ProblemError } from '#kernel';
import { expect, test } from 'vitest';

/** What every vault must do, wherever it keeps the bytes. */
export function vaultContract(name: string, begin: () => Promise<Vault>): void {
  test(`${name}: bytes come back as they were, under their own hash`, async () => {
    const vault = await begin();
    const bytes = Buffer.from('BS0020801920601æøå\r\n', 'latin1');
    const stored = await vault.put(inChunks(bytes, 7));
    expect(stored).toEqual({ sha256: sha256Of(bytes), size: bytes.length });
    expect(await vault.has(stored.sha256)).toBe(true);
    expect(await collect(vault.open(stored.sha256))).toEqual(bytes);
  });

  test(`${name}: the same bytes are stored once, also by many at the same time`, async () => {
    const vault = await begin();
    const bytes = randomBytes(100_000);
    const all = await Promise.all(Array.from({ length: 5 }, () => vault.put(inChunks(bytes, 30_000))));
    expect(new Set(all.map(({ sha256 }) => sha256)).size).toBe(1);
    expect(await vault.put(inChunks(bytes, 1000))).toEqual({ sha256: sha256Of(bytes), size: bytes.length });
    expect(await collect(vault.open(sha256Of(bytes)))).toEqual(bytes);
  });

  test(`${name}: an empty file is a file`, async () => {
    const vault = await begin();
    const stored = await vault.put(inChunks(Buffer.alloc(0), 1));
    expect(stored).toEqual({ sha256: sha256Of(Buffer.alloc(0)), size: 0 });
    expect(await collect(vault.open(stored.sha256))).toEqual(Buffer.alloc(0));
  });

  test(`${name}: a range is the bytes from the first up to, not including, the last`, async () => {
    const vault = await begin();
    const bytes = randomBytes(300_000);
    const { sha256 } = await vault.put(inChunks(bytes, 65_536));
    for (const [from, to] of [
      [0, 1],
      [128, 256],
      [65_535, 65_537],
      [100_000, 300_000],
      [299_999, 300_000],
      [299_000, 400_000],
      [5, 5],
    ] as const) {
      expect((await collect(vault.openRange(sha256, from, to))).equals(bytes.subarray(from, to))).toBe(true);
    }
  });

  test(`${name}: 20 MB go in and out as a stream, piece by piece`, async () => {
    const vault = await begin();
    const piece = randomBytes(64 * 1024);
    const pieces = 320;
    const hash = createHash('sha256');
    let given = 0;
    async function* source(): AsyncGenerator<Buffer> {
      for (given = 0; given < pieces; given += 1) {
        hash.update(piece);
        yield piece;
      }
    }
    const stored = await vault.put(source());
    expect(given).toBe(pieces);
    expect(stored).toEqual({ sha256: hash.digest('hex'), size: pieces * piece.length });
    let size = 0;
    let largest = 0;
    for await (const chunk of vault.open(stored.sha256)) {
      size += chunk.length;
      largest = Math.max(largest, chunk.length);
    }
    expect(size).toBe(stored.size);
    expect(largest).toBeLessThan(1_048_577);
  });

  test(`${name}: what was never stored is said to be missing`, async () => {
    const vault = await begin();
    const missing = sha256Of(Buffer.from('never stored'));
    expect(await vault.has(missing)).toBe(false);
    expect(await codeOf(collect(vault.open(missing)))).toBe('NOT_FOUND');
    expect(await codeOf(collect(vault.openRange(missing, 0, 10)))).toBe('NOT_FOUND');
  });

  test.each(['', '../../etc/passwd', 'A'.repeat(64), 'a'.repeat(63)])(`${name}: '%s' is no hash`, async (text) => {
    const vault = await begin();
    expect(await codeOf(vault.has(text))).toBe('INPUT_WRONG');
    expect(await codeOf(collect(vault.open(text)))).toBe('INPUT_WRONG');
  });

  test(`${name}: too large a file is refused and nothing of it is kept`, async () => {
    const vault = await begin();
    const bytes = randomBytes(1000);
    expect(await codeOf(vault.put(inChunks(bytes, 100), { limitInBytes: 999, fileName: 'big.txt' }))).toBe(
      'FILE_TOO_LARGE',
    );
    expect(await vault.has(sha256Of(bytes))).toBe(false);
    expect(await vault.put(inChunks(bytes, 100), { limitInBytes: 1000 })).toMatchObject({ size: 1000 });
  });

  test(`${name}: a source that breaks off leaves nothing behind`, async () => {
    const vault = await begin();
    const first = Buffer.from('the first half');
    async function* broken(): AsyncGenerator<Buffer> {
      yield first;
      throw new Error('connection lost');
    }
    await expect(vault.put(broken())).rejects.toThrow('connection lost');
    expect(await vault.has(sha256Of(first))).toBe(false);
  });
}

export async function codeOf(asked: Promise<unknown>): Promise<string> {
  try {
    await asked;
    return 'nothing was thrown';
  } catch (thrown) {
    return thrown instanceof ProblemError ? thrown.problem.code : String(thrown);
  }
}

export const sha256Of = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex');

export async function* inChunks(bytes: Buffer, size: number): AsyncGenerator<Buffer> {
  for (let from = 0; from < bytes.length; from += size) yield bytes.subarray(from, from + size);
}

export async function collect(chunks: AsyncIterable<Buffer>): Promise<Buffer> {
  const all: Buffer[] = [];
  for await (const chunk of chunks) all.push(chunk);
  return Buffer.concat(all);
}
