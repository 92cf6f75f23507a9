import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { addDays } from '#kernel';
import { openDatabase } from '#store';
import type { World } from '#rehearsal';
import { bundleBeside } from '#test/bundle';
import { emptyDatabase } from '#test/database';
import { worldDoor } from '#test/world-door';
import { openWorld, rehearsalStart } from '../../src/app/rehearse/rehearse.ts';
import { rehearsalSettings } from '../../src/app/rehearse/rehearsal-settings.ts';
import { type RehearsalReport, reportOn } from '../../src/app/rehearse/report.ts';

/** The month reaches over delivery, receipts, payments, charge backs and the second cycle's first steps. */
const days = 34;
const lastDay = addDays(rehearsalStart, days - 1);
const killsWanted = 44;
const seed = 11;
const customers = 60;

let bundle = '';
const folders: string[] = [];

beforeAll(async () => {
  bundle = await bundleBeside('test/kit/mortal-month.ts', 'mortal-month.mjs');
});
afterAll(() => folders.forEach((folder) => rmSync(folder, { recursive: true, force: true })));

interface Month {
  readonly kills: number;
  readonly effects: number;
  readonly report: RehearsalReport;
  readonly books: unknown;
}

/** Lives the month in processes that are killed at the effects named, one after another, and then in one that is not. */
async function liveMonth(deaths: Iterable<number>): Promise<Month> {
  const folder = mkdtempSync(join(tmpdir(), 'tilgode-kill-'));
  folders.push(folder);
  const world = await openWorld({ seed, customers, folder });
  const door = await worldDoor(world);
  const databaseUrl = await emptyDatabase();
  const settings = JSON.stringify(rehearsalSettings(world, folder, databaseUrl));
  const life = (diesAt: number) => live({ settings, world: door.url, lastDay, diesAt });
  let kills = 0;
  let end: Life | null = null;
  try {
    for (const diesAt of deaths) {
      end = await life(diesAt);
      if (end.isKilled) kills++;
      else break;
    }
    if (!end || end.isKilled) end = await life(0);
    expect(end.output).toContain('lived to the end');
    return { kills, effects: end.effects, ...(await booksOf(databaseUrl, world)) };
  } finally {
    await door.close();
    await world.close();
  }
}

interface Life {
  readonly isKilled: boolean;
  readonly effects: number;
  readonly output: string;
}

function live(mortal: object): Promise<Life> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, ['--enable-source-maps', bundle], {
      env: { ...process.env, TILGODE_MORTAL: JSON.stringify(mortal) },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (output += String(chunk)));
    child.on('error', reject);
    child.on('close', (code, signal) => {
      if (signal === 'SIGKILL') return resolve({ isKilled: true, effects: 0, output });
      if (code !== 0) return reject(new Error(`The month ended with ${code ?? signal}:\n${output}`));
      const effects = Number(/after (\d+) effects/.exec(output)?.[1]);
      return resolve({ isKilled: false, effects, output });
    });
  });
}

/** What must be the same however the month was lived. Numbers that only count attempts are left out. */
async function booksOf(databaseUrl: string, world: World): Promise<{ report: RehearsalReport; books: unknown }> {
  const database = await openDatabase(databaseUrl, { maxConnections: 2 });
  try {
    const report = await reportOn(database, world, 1, days);
    const lines = await sql`select customer_number, payment_date, amount_minor, paid_minor, state from collection_line
      order by 1, 2, 3`.execute(database.db);
    const payments =
      await sql`select record_code, customer_number, due_date, effect_minor, state, count(*) as count from payment
      group by 1, 2, 3, 4, 5 order by 1, 2, 3, 4, 5`.execute(database.db);
    const postings =
      await sql`select kind, customer_number, amount_minor, posting_date, state from posting order by 1, 2, 3, 4`.execute(
        database.db,
      );
    const bc = world.bc.books();
    return {
      report,
      books: {
        lines: lines.rows,
        payments: payments.rows,
        postings: postings.rows,
        businessCentral: { ...bc, ledger: { count: bc.ledger.count, digest: bc.ledger.businessDigest } },
        chain: report.chain,
        exceptions: report.exceptions.filter(({ code }) => !code.startsWith('TRANSPORT') && code !== 'POSTING_UNCLEAR'),
      },
    };
  } finally {
    await database.close();
  }
}

test('a month killed again and again at every kind of step ends with the same books as an undisturbed one', async () => {
  const undisturbed = await liveMonth([]);
  expect(undisturbed.report.invariants.filter(({ ok }) => !ok)).toEqual([]);
  expect(undisturbed.report.chain.find(({ name }) => name === 'posted')?.count).toBeGreaterThan(20);

  const killed = await liveMonth(deathsOver(undisturbed.effects));
  process.stdout.write(`killed ${killed.kills} times over ${undisturbed.effects} outward effects\n`);
  expect(killed.kills).toBeGreaterThanOrEqual(40);
  expect(killed.report.invariants.filter(({ ok }) => !ok)).toEqual([]);
  expect(killed.books).toEqual(undisturbed.books);
}, 600_000);

/**
 * When each life ends. A life begins with what opening the house takes; after that it lives a stretch of the month, long or
 * short by turns, so that the deaths fall on every kind of step, and often on the step right after a restart.
 */
function* deathsOver(effects: number): Generator<number> {
  const opening = 60;
  // A life that follows a death lives part of its day again, so a stretch is longer than its share of the month.
  const stretch = Math.ceil((1.4 * effects) / killsWanted);
  for (let kill = 0; kill < 2 * killsWanted; kill++) {
    const share = [0.2, 1.3, 0.6, 1.9, 0.9][kill % 5] ?? 1;
    yield opening + Math.round(stretch * share) + (kill % 2);
  }
}
