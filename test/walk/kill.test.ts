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
const killsWanted = 40;
const seed = 11;
const customers = 60;

let bundle = '';
const folders: string[] = [];

beforeAll(async () => {
  bundle = await bundleBeside('test/kit/mortal-month.ts', 'mortal-month.mjs');
});
afterAll(() => folders.forEach((folder) => rmSync(folder, { recursive: true, force: true })));

/** How often each step may pass before it is died at. */
type Deaths = Readonly<Record<string, number>>;

interface Month {
  /** The steps that were died at, in order. */
  readonly died: readonly string[];
  /** How often each step happened in the last life. */
  readonly steps: Readonly<Record<string, number>>;
  readonly report: RehearsalReport;
  readonly books: unknown;
}

/** Lives the month in processes that each die at the first step still on the list, until one lives to the end. */
async function liveMonth(deaths: Deaths | null): Promise<Month> {
  const folder = mkdtempSync(join(tmpdir(), 'tilgode-kill-'));
  folders.push(folder);
  const world = await openWorld({ seed, customers, folder });
  const door = await worldDoor(world);
  const databaseUrl = await emptyDatabase();
  const settings = JSON.stringify(rehearsalSettings(world, folder, databaseUrl));
  const died: string[] = [];
  let left = deaths;
  try {
    for (;;) {
      const life = await live({ settings, world: door.url, lastDay, deaths: left });
      if (life.diedAt === null) return { died, steps: life.steps, ...(await booksOf(databaseUrl, world)) };
      died.push(life.diedAt);
      left = afterDeathAt(life.diedAt, left ?? {});
    }
  } finally {
    await door.close();
    await world.close();
  }
}

/** A step that moves money is died at again later, when it has passed a few times; any other is off the list. */
function afterDeathAt(step: string, deaths: Deaths): Deaths {
  const { [step]: passes = 0, ...others } = deaths;
  const isAgain = passes > 0 || !movesMoney.test(step);
  return isAgain ? others : { ...others, [step]: passesBeforeAgain };
}

const movesMoney =
  /bc post|sftp|commit after (insert into (payment|posting|allocation|event)|update (posting|payment|delivery))/;
const passesBeforeAgain = 6;

interface Life {
  readonly diedAt: string | null;
  readonly steps: Readonly<Record<string, number>>;
}

function live(mortal: object): Promise<Life> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [bundle], {
      env: { ...process.env, TILGODE_MORTAL: JSON.stringify(mortal) },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (output += String(chunk)));
    child.on('error', reject);
    child.on('close', (code, signal) => {
      const diedAt = /^died (.*)$/m.exec(output)?.[1];
      const lived = /^lived to the end (.*)$/m.exec(output)?.[1];
      if (signal === 'SIGKILL' && diedAt) resolve({ diedAt, steps: {} });
      else if (code === 0 && lived) resolve({ diedAt: null, steps: JSON.parse(lived) });
      else reject(new Error(`The month ended with ${code ?? signal}:\n${output}`));
    });
  });
}

/** Entries of the error log that tell of the process's own troubles: doubts settled since, and work it died under five times. */
const ofTheKilling = /^(TRANSPORT_|POSTING_UNCLEAR|WORK_POISONED)/;

/** What must be the same however the month was lived. Numbers that only count attempts are left out. */
async function booksOf(databaseUrl: string, world: World): Promise<{ report: RehearsalReport; books: unknown }> {
  const database = await openDatabase(databaseUrl, { maxConnections: 2 });
  try {
    // A birth cut short leaves a gap in the numbers, so the company need not be number 1.
    const { id } = await database.db.selectFrom('company').select('id').executeTakeFirstOrThrow();
    const report = await reportOn(database, world, id, days);
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
        businessCentral: { ...bc, ledger: ledgerOf(world) },
        currencies: report.currencies,
        exceptions: report.exceptions.filter(({ code }) => !ofTheKilling.test(code)),
      },
    };
  } finally {
    await database.close();
  }
}

/** What the entries in Business Central mean. Our references have gaps after a death, and external numbers follow from them. */
const ledgerOf = (world: World): readonly string[] =>
  world.bc
    .entries()
    .map((entry) => {
      const isPosted = entry.documentType === 'Payment' || entry.documentType === 'Refund';
      const number = isPosted ? '' : entry.documentNumber;
      return [
        entry.customerNumber,
        entry.documentType,
        number,
        entry.postingDate,
        entry.dueDate,
        entry.original,
        entry.remaining,
      ].join('|');
    })
    .sort();

test('a month killed at every kind of step, before it and after it, ends with the same books as an undisturbed one', async () => {
  const undisturbed = await liveMonth(null);
  expect(undisturbed.report.invariants.filter(({ ok }) => !ok)).toEqual([]);
  expect(undisturbed.report.currencies[0]?.chain.find(({ name }) => name === 'posted')?.count).toBeGreaterThan(20);

  const steps = Object.keys(undisturbed.steps);
  const killed = await liveMonth(Object.fromEntries(steps.map((step) => [step, 0])));
  process.stdout.write(`killed ${killed.died.length} times at ${steps.length} kinds of steps\n`);
  // Which change a commit follows depends on what else is in hand; every other step comes in every month.
  expect(steps.filter((step) => !killed.died.includes(step) && !step.includes('commit after'))).toEqual([]);
  expect(killed.died.length).toBeGreaterThanOrEqual(killsWanted);
  expect(killed.report.invariants.filter(({ ok }) => !ok)).toEqual([]);
  expect(killed.books).toEqual(undisturbed.books);
}, 900_000);
