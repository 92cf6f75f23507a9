import { type ChildProcess, fork } from 'node:child_process';
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { syncCompany } from '#claims';
import {
  approveJournal,
  buildJournal,
  exportJournal,
  listJournals,
  orderJournal,
  sendDelivery,
  validateJournal,
} from '#journal';
import { knownDate, type Problem, type Result } from '#kernel';
import type { WorldAddresses } from '#rehearsal';
import { startEmbeddedPostgres } from '#store';
import { type App, openApp } from '../src/app/open-app.ts';
import { settingsAt } from '../src/app/rehearse/rehearsal-settings.ts';
import { type BenchFigure, figure, peakMemory } from './kit.ts';

/** Of these, about three in four are marked for Betalingsservice and fit to be collected: more than 100,000. */
const customers = 42_000;
const entriesPerCustomer = 4;
const claimsWanted = 100_000;

/** 100,000 claims from the rehearsal Business Central, through the journal, to a frozen file that lies at Nets. */
export async function run(): Promise<BenchFigure[]> {
  const folder = mkdtempSync(join(tmpdir(), 'tilgode-bench-journal-'));
  chmodSync(folder, 0o755);
  const server = await startEmbeddedPostgres(join(folder, 'postgres'));
  const world = fork(
    join(import.meta.dirname, 'world-child.mjs'),
    [join(folder, 'world'), String(customers), String(entriesPerCustomer)],
    {
      stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    },
  );
  try {
    const addresses = await nextMessage<WorldAddresses>(world, (sent): sent is WorldAddresses =>
      has(sent, 'bcBaseUrl'),
    );
    const app = await openApp(settingsAt(addresses, folder, await server.database('bench')));
    try {
      return await measure(app);
    } finally {
      await app.close();
    }
  } finally {
    world.disconnect();
    await server.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

async function measure(app: App): Promise<BenchFigure[]> {
  const moment = await app.clock.now();
  const parts = { database: app.database, vault: app.vault, moment, by: 'bench' };
  const seconds = stopwatch();
  await syncCompany({ companyId: 1, isFull: true }, { ...parts, bc: app.bc });
  const read = seconds();
  const order = {
    companyId: 1,
    agreementKey: 'bs',
    section: '0112',
    paymentDate: knownDate('2026-02-02'),
    dueTo: knownDate('2026-12-31'),
    commandKey: 'bench',
  } as const;
  const journalId = must(await orderJournal(order, parts));
  must(await buildJournal({ journalId }, parts));
  const built = seconds();
  must(await validateJournal({ journalId }, parts));
  must(await approveJournal({ journalId }, { ...parts, by: 'somebody else' }));
  const approved = seconds();
  const deliveryId = must(await exportJournal({ journalId }, parts));
  if (deliveryId === null) throw new Error('Nothing was exported');
  const frozen = seconds();
  const transport = app.openTransport('nets');
  const state = must(await sendDelivery({ deliveryId }, { ...parts, transport }));
  await transport.close();
  const sent = seconds();
  const [journal] = await listJournals(app.database.db, { journalId, limit: 1 });
  const chosen = journal?.chosen.count ?? 0;
  if (state !== 'sent' || chosen < claimsWanted)
    throw new Error(`Only ${chosen} claims were chosen, the delivery is ${state}`);
  const perHundredThousand = (took: number): number => Math.round((took / chosen) * claimsWanted * 100) / 100;
  return [
    figure('100,000 claims, Business Central to sent file', perHundredThousand(sent), 's', 'lower', 60),
    figure('  of which reading Business Central', perHundredThousand(read), 's', 'lower', 60),
    figure('  of which building', perHundredThousand(built - read), 's', 'lower', 60),
    figure('  of which checking and approving', perHundredThousand(approved - built), 's', 'lower', 60),
    figure('  of which freezing', perHundredThousand(frozen - approved), 's', 'lower', 60),
    figure('  of which sending', perHundredThousand(sent - frozen), 's', 'lower', 60),
    figure('claims to sent file, memory', Math.round(peakMemory()), 'MB', 'lower', 500),
  ];
}

function stopwatch(): () => number {
  const began = performance.now();
  return () => (performance.now() - began) / 1000;
}

function must<T>(result: Result<T, Problem>): T {
  if (result.ok) return result.value;
  throw new Error(JSON.stringify(result.error));
}

const has = (value: unknown, name: string): boolean => typeof value === 'object' && value !== null && name in value;

const nextMessage = <T>(child: ChildProcess, isIt: (sent: unknown) => sent is T): Promise<T> =>
  new Promise((resolve, reject) => {
    child.on('message', (sent) => {
      if (isIt(sent)) resolve(sent);
    });
    child.once('exit', (code) => reject(new Error(`The world ended with ${code}`)));
  });
