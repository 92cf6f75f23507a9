import { mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { BlobServiceClient } from '@azure/storage-blob';
import { QueueServiceClient } from '@azure/storage-queue';
import { type BcClient, createBcClient } from '#bc-connector';
import { blobVault, folderVault, type Transport, type Vault } from '#files';
import { type Clock, systemClock } from '#kernel';
import type { Settings } from '#schemas/settings';
import { type Database, type EmbeddedPostgres, openDatabase, startEmbeddedPostgres } from '#store';
import { applySettings } from './apply-settings.ts';
import { openTransport, requireUsableTransports } from './open-transport.ts';
import { azureWorkQueue, localQueueStore, type LocalQueueStore, type WorkQueue } from './queues/index.ts';
import { rehearsalClock } from './rehearsal-clock.ts';

/** Everything that is built once per process. The only place where parts are put together. */
export interface App {
  readonly settings: Settings;
  readonly database: Database;
  readonly databaseUrl: string;
  readonly vault: Vault;
  readonly queue: WorkQueue;
  /** Present when the queues are local: what the local runner drives. */
  readonly localQueues: LocalQueueStore | null;
  readonly clock: Clock;
  readonly bc: BcClient;
  /** A fresh transport; whoever opens it closes it. */
  readonly openTransport: (key: string) => Transport;
  readonly close: () => Promise<void>;
}

export async function openApp(settings: Settings): Promise<App> {
  const clock = settings.rehearsal ? rehearsalClock(settings.rehearsal.clockUrl) : systemClock;
  requireUsableTransports(settings, clock);
  mkdirSync(settings.dataFolder, { recursive: true });
  const server =
    settings.databaseUrl === null ? await startEmbeddedPostgres(resolve(settings.dataFolder, 'postgres')) : null;
  const url = settings.databaseUrl ?? (await ownDatabase(server));
  const database = await openDatabase(url);
  await applySettings(database, settings);
  const queues = openQueues(settings, database);
  return {
    settings,
    database,
    databaseUrl: url,
    vault: openVault(settings),
    ...queues,
    clock,
    bc: openBc(settings),
    openTransport: (key) => openTransport(settings, key, clock),
    close: async () => {
      await database.close();
      await server?.release();
    },
  };
}

const ownDatabase = (server: EmbeddedPostgres | null): Promise<string> => {
  if (!server) throw new Error('There is no database');
  return server.database('tilgode');
};

function openQueues(settings: Settings, database: Database): Pick<App, 'queue' | 'localQueues'> {
  if (settings.queues.kind === 'azure') {
    return {
      queue: azureWorkQueue(QueueServiceClient.fromConnectionString(settings.queues.connection)),
      localQueues: null,
    };
  }
  const store = localQueueStore(database.pool);
  return { queue: store, localQueues: store };
}

function openVault(settings: Settings): Vault {
  if (settings.vault.kind === 'folder') return folderVault(settings.vault.path ?? join(settings.dataFolder, 'vault'));
  const service = BlobServiceClient.fromConnectionString(settings.vault.connection);
  return blobVault(service.getContainerClient(settings.vault.container));
}

function openBc(settings: Settings): BcClient {
  // The rehearsal world's time runs faster than ours, so waiting is shorter there by as much.
  const speed = settings.rehearsal?.speed ?? 1;
  const start = Date.now();
  const { authority, authorityMetadata, pageSize, ...always } = settings.businessCentral;
  return createBcClient(
    {
      ...always,
      ...(authority === undefined ? {} : { authority }),
      ...(authorityMetadata === undefined ? {} : { authorityMetadata }),
      ...(pageSize === undefined ? {} : { pageSize }),
    },
    {
      sleep: async (ms) => sleep(ms / speed),
      random: Math.random,
      now: () => new Date(start + (Date.now() - start) * speed),
    },
  );
}
