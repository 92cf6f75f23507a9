import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sql } from 'kysely';
import { trace } from '#posting';
import { type Db, openDatabase, startEmbeddedPostgres } from '#store';
import { type BenchFigure, figure } from './kit.ts';
import { hashOf, seedLines, seedPayments, seedPostings } from './trace-company.ts';

const lines = 1_000_000;
const journals = 10;
const traces = 200;
const targetInMs = 50;
/** The plans are made and the pages read from the disk once before it is measured. */
const warmUps = 20;

/** The lineage of random items, from random ends, in a database of 1,000,000 lines. */
export async function run(): Promise<BenchFigure[]> {
  const folder = mkdtempSync(join(tmpdir(), 'tilgode-bench-trace-'));
  const server = await startEmbeddedPostgres(join(folder, 'postgres'));
  try {
    const database = await openDatabase(await server.database('bench'));
    try {
      await seed(database.db);
      return await measure(database.db);
    } finally {
      await database.close();
    }
  } finally {
    await server.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

const agreement = {
  company_id: 1,
  key: 'bs',
  channel: 'betalingsservice',
  name: 'Betalingsservice',
  scheme_code: 'BS',
  creditor_number: '01234560',
  currency: 'DKK',
  contract: '{"channel": "betalingsservice"}',
  merge_rules: '{}',
  transport: 'bench',
} as const;

async function seed(db: Db): Promise<void> {
  await db
    .insertInto('company')
    .values({ bc_id: 'c1', environment: 'bench', name: 'Bench', currency: 'DKK' })
    .execute();
  await db
    .insertInto('channel_agreement')
    .values({ ...agreement, merge_rules: '{"perDueDate": false, "netCreditNotes": true, "leastMinor": 1}' })
    .execute();
  const agreementIds = Array.from({ length: journals }, () => 1);
  const plan = { lines, agreementIds, mandateAgreementId: null, paymentDate: '2026-02-10', seed: 1 };
  const seeded = await seedLines(db, plan);
  await seedDeliveries(db);
  await seedPayments(db, seeded, hashOf);
  await seedPostings(db);
  // What was made at once is tidied now, and not beside the measuring.
  await sql`vacuum analyze`.execute(db);
  await sql`checkpoint`.execute(db);
}

/** Where the records would lie; nobody reads the bytes here. */
async function seedDeliveries(db: Db): Promise<void> {
  await sql`insert into delivery (company_id, agreement_id, journal_id, purpose, delivery_number, file_name, sha256, size,
      state, sections, records, collections, texts, addresses, net_minor, created_at)
    select company_id, agreement_id, id, 'collect', id, 'sent-' || id || '.txt', 'sent ' || id, 1, 'accepted', 1, 1, 1, 0,
      0, 0, now() from journal order by id`.execute(db);
  await sql`insert into delivery_record (delivery_id, line_id, byte_from, byte_to, line_from, line_to)
    select d.id, l.id, n * 400, n * 400 + 400, n * 3 + 1, n * 3 + 3
    from (select id, journal_id, row_number() over (partition by journal_id order by id) as n from collection_line) l
    join delivery d on d.journal_id = l.journal_id order by d.id, l.id`.execute(db);
  await sql`update collection_line l set delivery_id = d.id, state = 'acknowledged' from delivery d
    where d.journal_id = l.journal_id`.execute(db);
}

/** Ends of chains, each told as a person would. */
const ends = [
  sql`select 'entry ' || entry_number as what from claim`,
  sql`select 'document ' || document_number as what from claim`,
  sql`select reference as what from collection_line`,
  sql`select 'sent-' || delivery_id || '.txt@' || byte_from + 7 as what from delivery_record`,
  sql`select 'sent-' || delivery_id || '.txt#' || line_from as what from delivery_record`,
  sql`select 'file ' || file_id || '#' || line_number as what from payment`,
  sql`select 'file ' || file_id || '@' || byte_from + 1 as what from file_record`,
  sql`select 'payment ' || id as what from payment`,
  sql`select payment_key as what from payment`,
  sql`select 'allocation ' || id as what from allocation`,
  sql`select idempotency_key as what from posting`,
  sql`select 'posted ' || bc_entry_number as what from posting`,
] as const;

async function measure(db: Db): Promise<BenchFigure[]> {
  const took: number[] = [];
  const items = await randomEnds(db, traces + warmUps);
  for (const [n, what] of items.entries()) {
    const began = performance.now();
    const found = await trace(db, 1, what);
    const inMs = performance.now() - began;
    if (!found.ok || found.value.nodes.length < 2) throw new Error(`${what}: ${JSON.stringify(found)}`);
    if (n >= warmUps) took.push(inMs);
  }
  took.sort((a, b) => a - b);
  const at = (share: number): number => Math.round((took[Math.ceil(took.length * share) - 1] ?? 0) * 10) / 10;
  return [
    figure('lineage of one item among 1,000,000 lines, p95', at(0.95), 'ms', 'lower', targetInMs),
    figure('  half of them within', at(0.5), 'ms', 'lower', targetInMs),
    figure('  the slowest of 200', at(1), 'ms', 'lower', 4 * targetInMs),
  ];
}

async function randomEnds(db: Db, count: number): Promise<readonly string[]> {
  const each = Math.ceil(count / ends.length);
  const found: string[] = [];
  for (const end of ends) {
    const { rows } = await sql<{ what: string }>`
      select what from (${end}) e order by random() limit ${each}`.execute(db);
    found.push(...rows.map(({ what }) => what));
  }
  // Mixed, so that no kind of end is measured on pages that its like have just read.
  return found.sort(() => Math.random() - 0.5).slice(0, count);
}
