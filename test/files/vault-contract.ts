import { randomBytes } from 'node:crypto';
import { type Vault } from '#files';
import { expect, test } from 'vitest';
import { codeOf, collect, inChunks, sha256 as hashOf } from './transport-contract.ts';

/** What every vault does, wherever it keeps its bytes. */
export function vaultContract(vault: () => Vault): void {
  const put = (content: Buffer) => vault().put(inChunks(content));

  test.each([0, 1, 50_001, 3_000_000])('%i bytes come back as they were', async (size) => {
    const content = randomBytes(size);
    const sha256 = hashOf(content);
    expect(await put(content)).toEqual({ sha256, size });
    expect(await vault().has(sha256)).toBe(true);
    expect(hashOf(await collect(vault().open(sha256)))).toBe(sha256);
  });

  test('the same bytes again, and ten times at once, are stored once', async () => {
    const content = randomBytes(100_000);
    const first = await put(content);
    const again = await Promise.all(Array.from({ length: 10 }, () => put(content)));
    expect(again).toEqual(again.map(() => first));
    expect(hashOf(await collect(vault().open(first.sha256)))).toBe(hashOf(content));
  });

  test('a range gives its bytes, also beyond the end', async () => {
    const content = randomBytes(1000);
    const { sha256 } = await put(content);
    const range = (from: number, to: number) => collect(vault().openRange(sha256, from, to));
    expect(await range(0, 1000)).toEqual(content);
    expect(await range(128, 256)).toEqual(content.subarray(128, 256));
    expect(await range(999, 5000)).toEqual(content.subarray(999));
    expect(await range(10, 10)).toEqual(Buffer.alloc(0));
  });

  test('more bytes than the limit are refused, and nothing is kept', async () => {
    const content = randomBytes(60_000);
    const sha256 = hashOf(content);
    const options = { limitInBytes: 59_999, fileName: 'D1.BS1' };
    expect(await codeOf(vault().put(inChunks(content), options))).toBe('FILE_TOO_LARGE');
    expect(await vault().has(sha256)).toBe(false);
    expect((await vault().put(inChunks(content), { limitInBytes: 60_000 })).size).toBe(60_000);
  });

  test('a source that breaks stores nothing', async () => {
    const half = randomBytes(1000);
    async function* breaking(): AsyncGenerator<Buffer> {
      yield half;
      throw new Error('the line broke');
    }
    await expect(vault().put(breaking())).rejects.toThrow('the line broke');
    expect(await vault().has(hashOf(half))).toBe(false);
  });

  test('bytes that were never stored are not there', async () => {
    const sha256 = 'ab'.repeat(32);
    expect(await vault().has(sha256)).toBe(false);
    expect(await codeOf(collect(vault().open(sha256)))).toBe('NOT_FOUND');
    expect(await codeOf(collect(vault().openRange(sha256, 0, 1)))).toBe('NOT_FOUND');
  });

  test.each(['', '../etc/passwd', 'AB'.repeat(32), 'a'.repeat(63)])(
    '%j is no hash and reaches no store',
    async (text) => {
      expect(await codeOf(vault().has(text))).toBe('INPUT_WRONG');
      expect(await codeOf(collect(vault().open(text)))).toBe('INPUT_WRONG');
    },
  );
}
