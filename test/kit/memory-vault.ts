import { createHash } from 'node:crypto';
import type { Vault } from '#files';
import { problem, ProblemError } from '#kernel';

export interface MemoryVault extends Vault {
  /** What lies in it, by hash. */
  readonly files: ReadonlyMap<string, Buffer>;
  /** While set, every `put` and `open` fails with it. */
  failure: Error | null;
  /** So many blocks are still read; then it fails in the middle of a file. */
  blocksLeft: number;
  /** Puts bytes in at once. @returns their hash */
  readonly keep: (bytes: Buffer) => string;
}

const blockInBytes = 16 * 1024;

/** A vault in memory that can be told to fail. */
export function memoryVault(): MemoryVault {
  const files = new Map<string, Buffer>();
  const found = (sha256: string): Buffer => {
    const bytes = files.get(sha256);
    if (!bytes) throw new ProblemError(problem('NOT_FOUND', { what: 'stored file', id: sha256 }));
    return bytes;
  };
  const keep = (bytes: Buffer): string => {
    const sha256 = createHash('sha256').update(bytes).digest('hex');
    files.set(sha256, bytes);
    return sha256;
  };
  const vault: MemoryVault = {
    files,
    failure: null,
    blocksLeft: Number.POSITIVE_INFINITY,
    keep,
    async put(source) {
      const chunks: Buffer[] = [];
      for await (const chunk of source) chunks.push(chunk);
      if (vault.failure) throw vault.failure;
      const bytes = Buffer.concat(chunks);
      return { sha256: keep(bytes), size: bytes.length };
    },
    async *open(sha256) {
      const bytes = found(sha256);
      for (let from = 0; from === 0 || from < bytes.length; from += blockInBytes) {
        if (vault.failure) throw vault.failure;
        vault.blocksLeft -= 1;
        if (vault.blocksLeft < 0) throw new Error('the vault went away');
        yield await Promise.resolve(bytes.subarray(from, from + blockInBytes));
      }
    },
    async *openRange(sha256, from, to) {
      yield await Promise.resolve(found(sha256).subarray(from, to));
    },
    has: (sha256) => Promise.resolve(files.has(sha256)),
  };
  return vault;
}
