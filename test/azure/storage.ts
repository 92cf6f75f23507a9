import { randomUUID } from 'node:crypto';
import { BlobServiceClient, type ContainerClient } from '@azure/storage-blob';
import { QueueServiceClient } from '@azure/storage-queue';

/** Where scripts/test-azure.mjs started Azurite. */
function connection(): string {
  const given = process.env['TILGODE_TEST_AZURE_STORAGE'];
  if (!given) throw new Error('Azurite is not running: these tests are started by scripts/test-azure.mjs');
  return given;
}

/** No retries: a refusal is what a test asks about. */
const options = { retryOptions: { maxTries: 1 } };

export const queueService = (): QueueServiceClient => QueueServiceClient.fromConnectionString(connection(), options);

/** A queue name nobody used before. */
export const freshQueue = (): string => `jobs-${randomUUID()}`;

export const blobService = (): BlobServiceClient => BlobServiceClient.fromConnectionString(connection(), options);

/** A container of its own for each test. */
export async function freshContainer(): Promise<ContainerClient> {
  const container = blobService().getContainerClient(`vault-${randomUUID()}`);
  await container.create();
  return container;
}
