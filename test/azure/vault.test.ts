import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { BlobServiceClient, RestError } from '@azure/storage-blob';
import { blobVault, folderVault } from '#files';
import { expect, onTestFinished, test } from 'vitest';
import { freshContainer } from './storage.ts';
import { codeOf, collect, inChunks, sha256Of, vaultContract } from '#test/vault-contract';

function freshFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'tilgode-vault-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

vaultContract('blobs', async () => blobVault(await freshContainer(), { spoolFolder: freshFolder() }));
vaultContract('folder', () => Promise.resolve(folderVault(freshFolder())));

test('a blob is created once: the second time the service says 409, and that is done', async () => {
  const container = await freshContainer();
  const vault = blobVault(container, { spoolFolder: freshFolder() });
  const bytes = Buffer.from('frozen');
  const { sha256 } = await vault.put(inChunks(bytes, 10));
  const name = `${sha256.slice(0, 2)}/${sha256}`;
  const before = await container.getBlobClient(name).getProperties();
  const again = container.getBlockBlobClient(name).upload('frozen', 6, { conditions: { ifNoneMatch: '*' } });
  await expect(again).rejects.toMatchObject({ statusCode: 409, code: 'BlobAlreadyExists' });
  expect(await vault.put(inChunks(bytes, 10))).toEqual({ sha256, size: 6 });
  const after = await container.getBlobClient(name).getProperties();
  expect([after.etag, after.lastModified]).toEqual([before.etag, before.lastModified]);
});

test('a blob that is not what its name says is found out, by its length and by its hash', async () => {
  const container = await freshContainer();
  const vault = blobVault(container, { spoolFolder: freshFolder() });
  const bytes = Buffer.from('the true bytes');
  const name = `${sha256Of(bytes).slice(0, 2)}/${sha256Of(bytes)}`;
  await container.getBlockBlobClient(name).upload('other', 5);
  expect(await codeOf(vault.put(inChunks(bytes, 10)))).toBe('VAULT_DAMAGED');
  expect(await codeOf(collect(vault.open(sha256Of(bytes))))).toBe('VAULT_DAMAGED');
});

test('a large file, put together from blocks, is created once as well', async () => {
  const blob = (await freshContainer()).getBlockBlobClient('ab/large');
  const blocks = ['AAAA', 'AAAB'];
  const commit = async (): Promise<unknown> => blob.commitBlockList(blocks, { conditions: { ifNoneMatch: '*' } });
  const stage = async (): Promise<void> => {
    for (const block of blocks) await blob.stageBlock(block, 'part', 4);
  };
  await stage();
  await commit();
  await stage();
  const refused = await commit().then(
    () => 0,
    (thrown: unknown) => (thrown instanceof RestError ? thrown.statusCode : String(thrown)),
  );
  // The vault takes either for "it is there already".
  expect([409, 412]).toContain(refused);
});

test('a service that does not answer is a problem with a name, not a crash', async () => {
  const nowhere = BlobServiceClient.fromConnectionString(
    'DefaultEndpointsProtocol=http;AccountName=a;AccountKey=YQ==;BlobEndpoint=http://127.0.0.1:1/a',
    { retryOptions: { maxTries: 1 } },
  );
  const vault = blobVault(nowhere.getContainerClient('vault'), { spoolFolder: freshFolder() });
  expect(await codeOf(vault.put(inChunks(Buffer.from('bytes'), 10)))).toBe('VAULT_UNREACHABLE');
  expect(await codeOf(vault.has(sha256Of(Buffer.from('bytes'))))).toBe('VAULT_UNREACHABLE');
});
