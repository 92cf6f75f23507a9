import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type BlockBlobClient, type ContainerClient, RestError } from '@azure/storage-blob';
import { problem, ProblemError } from '#kernel';
import { type Spooled, spool, sweepSpool } from './spool.ts';
import { notInVault, requireSameSize, requireSha256, type Vault, verified } from './vault.ts';

export interface BlobVaultSettings {
  /** Where bytes wait on the local disk until their hash is known. A folder of the system's own when left out. */
  readonly spoolFolder?: string | undefined;
}

/**
 * A vault in a container of Azure Blob Storage: `<first two signs>/<hash>`. The container must exist.
 *
 * A blob is created only if there is none, so two processes that store the same bytes at once do not disturb each other.
 */
export function blobVault(container: ContainerClient, settings: BlobVaultSettings = {}): Vault {
  const spoolFolder = settings.spoolFolder ?? join(tmpdir(), 'tilgode-vault');
  const blobOf = (sha256: string): BlockBlobClient => container.getBlockBlobClient(`${sha256.slice(0, 2)}/${sha256}`);
  let swept: Promise<void> | null = null;

  return {
    async put(source, options) {
      await (swept ??= sweepSpool(spoolFolder));
      const spooled = await spool(spoolFolder, source, options);
      try {
        await keep(spooled, blobOf(spooled.sha256));
      } finally {
        await spooled.discard();
      }
      return { sha256: spooled.sha256, size: spooled.size };
    },

    async *open(sha256) {
      requireSha256(sha256);
      yield* verified(sha256, reading(sha256, blobOf(sha256)));
    },

    async *openRange(sha256, from, to) {
      requireSha256(sha256);
      if (to <= from) return;
      yield* reading(sha256, blobOf(sha256), { from, to });
    },

    async has(sha256) {
      requireSha256(sha256);
      try {
        return await blobOf(sha256).exists();
      } catch (thrown) {
        throw outOfReach(thrown);
      }
    },
  };
}

async function keep(spooled: Spooled, blob: BlockBlobClient): Promise<void> {
  try {
    await blob.uploadFile(spooled.path, { conditions: { ifNoneMatch: '*' } });
  } catch (thrown) {
    // 409 BlobAlreadyExists in one request, 412 when the blocks of a large file are put together.
    if (!(thrown instanceof RestError && (thrown.statusCode === 409 || thrown.statusCode === 412)))
      throw outOfReach(thrown);
    requireSameSize(spooled, (await blob.getProperties()).contentLength ?? 0);
  }
}

async function* reading(
  sha256: string,
  blob: BlockBlobClient,
  range?: { readonly from: number; readonly to: number },
): AsyncGenerator<Buffer> {
  try {
    const found = range ? await blob.download(range.from, range.to - range.from) : await blob.download(0);
    for await (const chunk of found.readableStreamBody ?? []) yield asBuffer(chunk);
  } catch (thrown) {
    throw thrown instanceof RestError && thrown.statusCode === 404 ? notInVault(sha256) : outOfReach(thrown);
  }
}

const asBuffer = (chunk: string | Buffer): Buffer => (typeof chunk === 'string' ? Buffer.from(chunk, 'utf8') : chunk);

const outOfReach = (thrown: unknown): unknown =>
  thrown instanceof RestError
    ? new ProblemError(problem('VAULT_UNREACHABLE', { text: `${thrown.code ?? 'error'}: ${thrown.message}` }), {
        cause: thrown,
      })
    : thrown;
