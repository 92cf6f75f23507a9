import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sql } from 'kysely';
import { momentOf } from '#kernel';
import { lookAtTotals, type TotalsExtent } from '#posting';
import { type AuditedTable, type Database, type Db, openDatabase, startEmbeddedPostgres, wholeRow } from '#store';
import { type BenchFigure, figure, peakMemory } from './kit.ts';

const payments = 100_000;
/** What a line, a payment and a file went through until their money waits. */
const stepsOf: Readonly<Partial<Record<AuditedTable, number>>> = { collection_line: 6, payment: 2, inbound_file: 3 };

/**
 * Checks the chain before posting when 100,000 payments of one file wait, each with its allocations, its line and their
 * events; and the same books as a whole.
 */
export async function run(): Promise<BenchFigure[]> {
  const folder = mkdtempSync(join(tmpdir(), 'tilgode-bench-totals-'));
  chmodSync(folder, 0o755);
  const server = await startEmbeddedPostgres(join(folder, 'postgres'));
  try {
    const database = await openDatabase(await server.database('bench'));
    try {
      await seed(database.db);
      return await measure(database);
    } finally {
      await database.close();
    }
  } finally {
    await server.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

async function measure(database: Database): Promise<BenchFigure[]> {
  const waiting = await timed(database, 'waiting');
  const all = await timed(database, 'all');
  return [
    figure('totals of 100,000 payments that wait to be posted', waiting, 's', 'lower', 30),
    figure('totals of the same books as a whole', all, 's', 'lower', 60),
    figure('totals of 100,000 payments, memory', Math.round(peakMemory()), 'MB', 'lower', 500),
  ];
}

async function timed(database: Database, extent: TotalsExtent): Promise<number> {
  const began = performance.now();
  const { gaps, looked } = await lookAtTotals(1, extent, {
    database,
    moment: momentOf(new Date('2026-03-01T08:00:00Z')),
  });
  const seconds = Math.round((performance.now() - began) / 100) / 10;
  // A figure of a check that did not look would be worthless.
  if (gaps.length > 0 || looked < payments * 3)
    throw new Error(`${looked} looked at: ${JSON.stringify(gaps.slice(0, 3))}`);
  return seconds;
}

async function seed(db: Db): Promise<void> {
  await sql`insert into company (bc_id, environment, name, currency) values ('c1', 'bench', 'Bench A/S', 'DKK')`.execute(
    db,
  );
  await sql`
    insert into channel_agreement (company_id, key, channel, name, scheme_code, creditor_number, currency, contract, merge_rules, transport)
    values (1, 'bs', 'betalingsservice', 'bs', 'BS', '01234560', 'DKK', '{}', '{}', 'folder')`.execute(db);
  const claim = `company_id, bc_id, entry_number, document_type, document_number, customer_number, posting_date, due_date, currency,
    original_minor, remaining_minor, is_open, on_hold, dispute_status, applies_to_id, is_eligible, block_reason, scheme_code,
    description, modified_at, read_number`;
  await sql`insert into claim (${sql.raw(claim)})
    select 1, 'e' || n, n, 'Invoice', 'F' || n, 'K' || n, '2026-01-01', '2026-01-20', 'DKK', ${amount}, ${amount}, true, '', '', '',
      true, '', 'BS', '', '', 1 from ${numbers}`.execute(db);
  await sql`insert into journal (company_id, agreement_id, section, payment_date, due_from, due_to, state, command_key, built_by,
      created_at, open_count, open_minor, chosen_count, chosen_minor, left_out_digest)
    select 1, 1, '0112', '2026-02-02', '2026-01-01', '2026-02-28', 'exported', 'one', 'bench', now(), count(*), sum(${amount}),
      count(*), sum(${amount}), md5('') from ${numbers}`.execute(db);
  await sql`insert into delivery (company_id, agreement_id, journal_id, purpose, delivery_number, file_name, sha256, size, state,
      sections, records, collections, texts, addresses, net_minor, created_at)
    select 1, 1, 1, 'collect', 1, 'out', 'out', 1, 'accepted', 1, 1, chosen_count, 0, 0, chosen_minor, now() from journal`.execute(
    db,
  );
  await sql`insert into collection_line (company_id, journal_id, agreement_id, reference, customer_number, debtor_group, payment_date,
      direction, amount_minor, currency, state, delivery_id, paid_minor, shares_digest)
    select 1, 1, 1, 'T' || n, 'K' || n, '00001', '2026-02-02', 'collect', ${amount}, 'DKK', 'paid', 1, ${amount},
      md5(n || ':' || (${amount})) from ${numbers} order by n`.execute(db);
  await sql`insert into line_claim select n, n, ${amount}, true from ${numbers}`.execute(db);
  await sql`insert into inbound_file (company_id, agreement_id, transport, file_name, sha256, size, format, state, fact_count,
      effect_minor, received_at)
    select 1, 1, 'folder', 'in', 'in', 1, '0602', 'ingested', chosen_count, chosen_minor, now() from journal`.execute(
    db,
  );
  await sql`insert into file_record select 1, n, n * 130, n * 130 + 128, '0602/042' from ${numbers}`.execute(db);
  await sql`update inbound_file set records_digest = (select md5(string_agg(line_number || ':' || byte_from || ':' || byte_to || ':'
    || layout, ',' order by line_number)) from file_record)`.execute(db);
  await sql`insert into payment (company_id, agreement_id, file_id, line_number, record_code, kind, means, debtor_group,
      customer_number, due_date, asked_minor, actual_minor, effect_minor, reference, bookkeeping_date, payment_key, currency, state, line_id)
    select 1, 1, 1, n, '0236', 'paid', 'automatic', '00001', 'K' || n, '2026-02-02', ${amount}, ${amount}, ${amount}, 'T' || n,
      '2026-02-02', 'key ' || n, 'DKK', 'matched', n from ${numbers} order by n`.execute(db);
  await sql`insert into allocation (company_id, payment_id, line_id, claim_id, customer_number, amount_minor, rung, explanation)
    select 1, n, n, n, 'K' || n, ${amount}, 'line reference', '{}' from ${numbers} order by n`.execute(db);
  for (const table of ['journal', 'collection_line', 'delivery', 'inbound_file', 'payment', 'allocation'] as const)
    await tell(db, table);
  await sql`analyze`.execute(db);
}

/** A whole event of each row, and one of each further step. */
const tell = (db: Db, table: AuditedTable) =>
  sql`
  insert into event (company_id, stream, stream_id, type, patch, done_by, at)
  select 1, ${table}, r.id, case step when 4 then 'export' else 'step' end, case step when 1 then ${wholeRow(table, 'r')} else jsonb_build_object('state', to_jsonb(r) -> 'state') end,
    'bench', now()
  from ${sql.table(table)} r, generate_series(1, ${table === 'allocation' ? 1 : (stepsOf[table] ?? 5)}) as step order by step, r.id`.execute(
    db,
  );

const numbers = sql`generate_series(1, ${sql.lit(payments)}::bigint) as n`;
const amount = sql`(10000 + (n * 7919) % 90000)`;
