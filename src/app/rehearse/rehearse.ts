import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { knownDate } from '#kernel';
import { createWorld, troubledBank, troubledBc, troubledLs, troubledNets, type World } from '#rehearsal';
import { type Database, openDatabase } from '#store';
import { type Serving, serve } from '../command-line/serve.ts';
import { type DayParts, lastDayOf, liveUntil, settleMorning } from './drive-days.ts';
import type { LivedWorld } from './lived-world.ts';
import { askingAt, companyIdOf } from './people.ts';
import { rehearsalSettings } from './rehearsal-settings.ts';
import { type RehearsalReport, reportOn } from './report.ts';

/** Every rehearsal begins on a Monday before the deadline of the next month's collections. */
export const rehearsalStart = knownDate('2026-01-12');

export interface RehearseOptions {
  readonly seed: number;
  readonly days: number;
  readonly customers: number;
  readonly folder: string;
  readonly databaseUrl: string;
  readonly told?: (text: string) => void;
  /** The bundle to run; left out: the one beside the command line. */
  readonly bundlePath?: string;
}

/** A seed that nobody chose for its ease: troubles at Nets and in Business Central come with every rehearsal. */
export const openWorld = (options: Pick<RehearseOptions, 'seed' | 'customers' | 'folder'>): Promise<World> =>
  createWorld({
    seed: options.seed,
    customers: options.customers,
    folder: join(options.folder, 'world'),
    startDate: rehearsalStart,
    channels: ['bs', 'basis', 'ls', 'sepa', 'danske'],
    netsFaults: troubledNets,
    lsFaults: troubledLs,
    bankFaults: troubledBank,
    bcFaults: troubledBc(options.seed),
  });

/** Lives some days in the rehearsal world, through the deployed bundle, and reports. */
export async function rehearse(options: RehearseOptions): Promise<RehearsalReport> {
  const world = await openWorld(options);
  try {
    const settings = rehearsalSettings(world, options.folder, options.databaseUrl);
    const { bundlePath } = options;
    const bundle = bundlePath === undefined ? {} : { bundlePath };
    const serving = await serve(settings, { port: 0, timers: 'manual', isQuiet: true, ...bundle });
    try {
      const parts = await dayParts(world, serving, options.told);
      return await liveAndReport(parts, world, options);
    } finally {
      await serving.close();
    }
  } finally {
    await world.close();
  }
}

export async function dayParts(world: LivedWorld, serving: Serving, told?: (text: string) => void): Promise<DayParts> {
  const ask = askingAt(serving.url, world);
  const drive = {
    fireTimer: async (name: string) => {
      const fired = await serving.runner.fireTimer(name);
      if (!fired.ok) throw new Error(`The timer ${name} failed: ${fired.error}`);
    },
    drainQueues: () => serving.runner.drainQueues(),
  };
  return { world, drive, ask, companyId: await companyIdOf(ask), ...(told ? { told } : {}) };
}

export async function liveAndReport(
  parts: DayParts,
  world: World,
  options: Pick<RehearseOptions, 'days' | 'databaseUrl'>,
): Promise<RehearsalReport> {
  await liveUntil(lastDayOf(rehearsalStart, options.days), parts);
  const database = await openDatabase(options.databaseUrl, { maxConnections: 4 });
  try {
    await untilSettled(parts, database);
    return await reportOn(database, world, parts.companyId, options.days);
  } finally {
    await database.close();
  }
}

const mostRounds = 60;
const pauseInMs = 250;

/** Work that Business Central's bad moments put off comes due again a little later; a settled morning is one without any. */
async function untilSettled(parts: DayParts, { db }: Database): Promise<void> {
  for (let round = 0; round < mostRounds; round++) {
    await settleMorning(parts);
    const waiting = await db
      .selectFrom('outbox')
      .select('id')
      .where('state', '=', 'pending')
      .limit(1)
      .executeTakeFirst();
    if (!waiting) return;
    await sleep(pauseInMs);
  }
}
