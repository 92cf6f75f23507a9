import { createHash } from 'node:crypto';
import { problem, ProblemError } from '#kernel';

/** What identifies stored bytes: the SHA-256 hash in 64 lower-case hexadecimal signs, and how many bytes there are. */
export interface Stored {
  readonly sha256: string;
  readonly size: number;
}

export interface PutOptions {
  /** Refuses with `FILE_TOO_LARGE` as soon as there are more bytes than this. Nothing is kept then. */
  readonly limitInBytes?: number | undefined;
  /** How problems name what is being stored. */
  readonly fileName?: string | undefined;
}

/**
 * Keeps bytes for ever under their own hash. The same bytes are stored once, and nothing is ever written over.
 *
 * Every method streams and may throw a `ProblemError`. A `put` that was killed leaves nothing under any hash.
 */
export interface Vault {
  put(source: AsyncIterable<Buffer>, options?: PutOptions): Promise<Stored>;
  /** Streams the bytes and throws `VAULT_DAMAGED` after the last one when their hash is not the one asked for. */
  open(sha256: string): AsyncIterable<Buffer>;
  /** The bytes from `from` up to, not including, `to`. Both count from 0. The hash cannot be checked on a part. */
  openRange(sha256: string, from: number, to: number): AsyncIterable<Buffer>;
  has(sha256: string): Promise<boolean>;
}

/** Passes the bytes on while it counts and hashes them; what it saw can be read when the stream has ended. */
export function hashing(source: AsyncIterable<Buffer>, options: PutOptions = {}) {
  const hash = createHash('sha256');
  let size = 0;
  async function* bytes(): AsyncGenerator<Buffer> {
    for await (const chunk of source) {
      size += chunk.length;
      requireWithin(options, size);
      hash.update(chunk);
      yield chunk;
    }
  }
  return { bytes: bytes(), stored: (): Stored => ({ sha256: hash.digest('hex'), size }) };
}

/** Passes the bytes on, and refuses to end when they are not those of the hash. */
export async function* verified(sha256: string, source: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  const { bytes, stored } = hashing(source);
  yield* bytes;
  const found = stored().sha256;
  if (found !== sha256) throw new ProblemError(problem('VAULT_DAMAGED', { sha256, expected: sha256, found }));
}

export const isSha256 = (text: string): boolean => /^[0-9a-f]{64}$/.test(text);

/** A hash becomes a path or a blob's name, so nothing but a hash may. */
export function requireSha256(text: string): void {
  if (!isSha256(text)) {
    throw new ProblemError(problem('INPUT_WRONG', { field: 'sha256', value: text, expected: '64 hexadecimal signs' }));
  }
}

export function requireSameSize(stored: Stored, seen: number): void {
  if (seen === stored.size) return;
  const context = { sha256: stored.sha256, expected: `${stored.size} bytes`, found: `${seen} bytes` };
  throw new ProblemError(problem('VAULT_DAMAGED', context));
}

export const notInVault = (sha256: string): ProblemError =>
  new ProblemError(problem('NOT_FOUND', { what: 'stored file', id: sha256 }));

function requireWithin({ limitInBytes, fileName = '' }: PutOptions, size: number): void {
  if (limitInBytes !== undefined && size > limitInBytes) {
    throw new ProblemError(problem('FILE_TOO_LARGE', { fileName, size, limit: limitInBytes }));
  }
}
