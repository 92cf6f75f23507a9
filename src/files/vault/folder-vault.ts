import { createReadStream } from 'node:fs';
import { link, mkdir, open, rename, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { type Spooled, spool, sweepSpool } from './spool.ts';
import { notInVault, requireSameSize, requireSha256, type Vault, verified } from './vault.ts';

/**
 * A vault in a folder of one machine: `<first two signs>/<hash>`, read-only once there.
 *
 * @remarks
 * A file appears under its hash in one step, whole and on the disk, so a killed process leaves at most a part in
 * `.incoming`, which the next process sweeps away.
 */
export function folderVault(folder: string): Vault {
  const incoming = join(folder, '.incoming');
  const pathOf = (sha256: string): string => join(folder, sha256.slice(0, 2), sha256);
  let swept: Promise<void> | null = null;

  return {
    async put(source, options) {
      await (swept ??= sweepSpool(incoming));
      const spooled = await spool(incoming, source, options);
      try {
        await keep(spooled, pathOf(spooled.sha256));
      } finally {
        await spooled.discard();
      }
      return { sha256: spooled.sha256, size: spooled.size };
    },

    async *open(sha256) {
      requireSha256(sha256);
      yield* verified(sha256, reading(sha256, pathOf(sha256)));
    },

    async *openRange(sha256, from, to) {
      requireSha256(sha256);
      if (to <= from) return;
      yield* reading(sha256, pathOf(sha256), { start: from, end: to - 1 });
    },

    async has(sha256) {
      requireSha256(sha256);
      return (await sizeOf(pathOf(sha256))) !== null;
    },
  };
}

async function keep(spooled: Spooled, path: string): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  const there = await sizeOf(path);
  if (there === null) await appear(spooled.path, path);
  else requireSameSize(spooled, there);
  // Also when the file was there: whoever made it may have been killed before its name was on the disk.
  await syncFolder(dirname(path));
  await syncFolder(dirname(dirname(path)));
}

/** Gives the file its name without ever replacing one. File systems without hard links get a rename of equal bytes. */
async function appear(from: string, to: string): Promise<void> {
  try {
    await link(from, to);
  } catch (thrown) {
    if (hasCode(thrown, 'EEXIST')) return;
    if (!hasCode(thrown, 'EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS')) throw thrown;
    await rename(from, to);
  }
}

async function* reading(
  sha256: string,
  path: string,
  range?: { readonly start: number; readonly end: number },
): AsyncGenerator<Buffer> {
  const bytes: AsyncIterable<Buffer> = createReadStream(path, { highWaterMark: 256 * 1024, ...range });
  try {
    yield* bytes;
  } catch (thrown) {
    throw hasCode(thrown, 'ENOENT') ? notInVault(sha256) : thrown;
  }
}

async function sizeOf(path: string): Promise<number | null> {
  try {
    return (await stat(path)).size;
  } catch (thrown) {
    if (hasCode(thrown, 'ENOENT')) return null;
    throw thrown;
  }
}

async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

const hasCode = (thrown: unknown, ...codes: readonly string[]): boolean =>
  thrown instanceof Error && 'code' in thrown && typeof thrown.code === 'string' && codes.includes(thrown.code);
