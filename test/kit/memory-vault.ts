import { createHash } from 'node:crypto';
import type { Vault } from '#files';
import { problem, ProblemError } from '#kernel';

export interface MemoryVault extends Vault {
  /** What lies in it, by hash. */
  readonly files: ReadonlyMap<string, Buffer>;
  /** While set, every `put` and `open` fails with it. */
  failure: Error | null;
}

/** A vault in memory that can be told to fail. */
export function memoryVault(): MemoryVault {
  const files = new Map<string, Buffer>();
  const found = (sha256: string): Buffer => {
    const bytes = files.get(sha256);
    if (!bytes) throw new ProblemError(problem('NOT_FOUND', { what: 'stored file', id: sha256 }));
    return bytes;
  };
  const vault: MemoryVault = {
    files,
    failure: null,
    async put(source) {
      const chunks: Buffer[] = [];
      for await (const chunk of source) chunks.push(chunk);
      if (vault.failure) throw vault.failure;
      const bytes = Buffer.concat(chunks);
      const sha256 = createHash('sha256').update(bytes).digest('hex');
      files.set(sha256, bytes);
      return { sha256, size: bytes.length };
    },
    async *open(sha256) {
      if (vault.failure) throw vault.failure;
      yield await Promise.resolve(found(sha256));
    },
    async *openRange(sha256, from, to) {
      yield await Promise.resolve(found(sha256).subarray(from, to));
    },
    has: (sha256) => Promise.resolve(files.has(sha256)),
  };
  return vault;
}
