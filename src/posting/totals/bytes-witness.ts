import { createHash } from 'node:crypto';
import { sql } from 'kysely';
import { ProblemError, problemOf } from '#kernel';
import type { Tx } from '#store';
import { gapOf, type TotalsGap } from './gap.ts';

/** What of the vault the check needs. */
export interface ByteStore {
  readonly open: (sha256: string) => AsyncIterable<Buffer>;
}

interface StoredFile {
  readonly subject: 'file' | 'delivery';
  readonly id: number;
  readonly name: string;
  readonly sha256: string;
  readonly size: number;
}

/** Reads the bytes that files came and went as, and tells where they are not what they were frozen as. */
export async function bytesGaps(
  tx: Tx,
  vault: ByteStore,
  { files, deliveries }: { readonly files: readonly number[]; readonly deliveries: readonly number[] },
): Promise<readonly TotalsGap[]> {
  const { rows } = await sql<StoredFile>`
    select 'file' as subject, id, file_name as name, sha256, size from inbound_file
      where id = any(${files}) and state = 'ingested'
    union all select 'delivery', id, file_name, sha256, size from delivery where id = any(${deliveries})
    order by 1, 2`.execute(tx);
  const gaps: TotalsGap[] = [];
  for (const file of rows) gaps.push(...(await gapOfBytes(file, vault)));
  return gaps;
}

async function gapOfBytes(
  { subject, id, name, sha256, size }: StoredFile,
  vault: ByteStore,
): Promise<readonly TotalsGap[]> {
  const found = await readThrough(vault, sha256);
  if (found.hash === sha256 && found.size === size) return [];
  const stated = `${size} bytes with SHA-256 ${sha256}`;
  const counted = found.hash === null ? 'they are gone' : `${found.size} bytes with SHA-256 ${found.hash}`;
  return [gapOf(subject, id, { name, what: 'bytes', stated, counted })];
}

/** The vault refuses to end when bytes are not those of their hash; what it read until then is what we tell. */
async function readThrough(vault: ByteStore, sha256: string): Promise<{ hash: string | null; size: number }> {
  const hash = createHash('sha256');
  let size = 0;
  try {
    for await (const block of vault.open(sha256)) {
      hash.update(block);
      size += block.length;
    }
  } catch (thrown) {
    const { code } = problemOf(thrown);
    if (!(thrown instanceof ProblemError) || (code !== 'VAULT_DAMAGED' && code !== 'NOT_FOUND')) throw thrown;
    if (code === 'NOT_FOUND') return { hash: null, size: 0 };
  }
  return { hash: hash.digest('hex'), size };
}
