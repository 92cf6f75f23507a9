import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sql } from 'kysely';
import { lineReference, momentOf, paymentIdSchemes } from '#kernel';
import { matchPayments } from '#payments';
import { type Database, openDatabase, startEmbeddedPostgres } from '#store';
import { type BenchFigure, figure, peakMemory } from './kit.ts';

/** Fewer by the environment, to look at one place or another. */
const payments = Number(process.env['TILGODE_BENCH_PAYMENTS'] ?? 1_000_000);
const stretch = 2000;
/** Pieces of matching work in hand at once, as the queue has them. */
const workers = Number(process.env['TILGODE_BENCH_WORKERS'] ?? 4);

/**
 * Matches 1,000,000 payments of a bank with 1,000,000 open claims in a PostgreSQL of its own, durable as in production: a
 * third names a line, a third a payment id, a third an end-to-end id or a mandate. From the payment as it lies in the
 * database to its allocation, the state of its line, and an event of each.
 */
export async function run(): Promise<BenchFigure[]> {
  const folder = mkdtempSync(join(tmpdir(), 'tilgode-bench-matching-'));
  chmodSync(folder, 0o755);
  const server = await startEmbeddedPostgres(join(folder, 'postgres'));
  try {
    const database = await openDatabase(await server.database('bench'), { maxConnections: workers + 2 });
    try {
      await seed(database);
      const before = peakMemory();
      const began = performance.now();
      await matchAll(database);
      const seconds = (performance.now() - began) / 1000;
      await requireAllMatched(database);
      const count = payments.toLocaleString('en');
      return [
        figure(`${count} payments on ${count} claims in the database`, Math.round(seconds * 10) / 10, 's', 'lower', 60),
        figure('matching in the database, memory', Math.round(Math.max(before, peakMemory())), 'MB', 'lower', 1000),
      ];
    } finally {
      await database.close();
    }
  } finally {
    await server.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

async function matchAll(database: Database): Promise<void> {
  const parts = { database, moment: momentOf(new Date('2026-02-11T05:00:00Z')), by: 'bench' };
  let next = 1;
  const worker = async (): Promise<void> => {
    for (;;) {
      const fromLine = next;
      if (fromLine > payments) return;
      next += stretch;
      await matchPayments({ fileId: 1, fromLine, toLine: fromLine + stretch - 1 }, parts);
    }
  };
  await Promise.all(Array.from({ length: workers }, worker));
}

/** A figure of work that was not done would be worthless. */
async function requireAllMatched({ db }: Database): Promise<void> {
  const { rows } = await sql<{ matched: number; allocated: number; claims: number; paid: number; events: number }>`
    select (select count(*) from payment where state = 'matched') as matched,
      (select sum(amount_minor) from allocation) as allocated,
      (select count(distinct claim_id) from allocation) as claims,
      (select count(*) from collection_line where state = 'paid') as paid,
      (select count(*) from event) as events`.execute(db);
  const { rows: rungs } = await sql<{ rung: string; count: number }>`
    select rung, count(*) as count from allocation group by 1 order by 1`.execute(db);
  const { rows: owed } = await sql<{ minor: number }>`select sum(remaining_minor) as minor from claim`.execute(db);
  const [done] = rows;
  const lines = Math.ceil(payments / 3);
  const isDone =
    done?.matched === payments && done.claims === payments && done.paid === lines && done.allocated === owed[0]?.minor;
  if (!isDone || done.events !== 2 * payments + lines) {
    throw new Error(`Not everything was matched: ${JSON.stringify({ ...done, rungs })}`);
  }
}

const amount = sql`10000 + (n * 7919) % 90000`;
const customerOf = sql`'K' || ((n + 1) / 2)`;

/** As many claims as payments, two of each customer; a line for every third, a payment id for every third. */
async function seed({ db }: Database): Promise<void> {
  await sql`insert into company (bc_id, environment, name, currency) values ('c1', 'bench', 'Bench A/S', 'DKK')`.execute(
    db,
  );
  for (const [key, channel] of [
    ['bs', 'betalingsservice'],
    ['bank', 'statements'],
  ]) {
    await sql`
      insert into channel_agreement (company_id, key, channel, name, scheme_code, creditor_number, currency, contract,
        merge_rules, transport)
      values (1, ${key}, ${channel}, ${key}, 'BS', '01234560', 'DKK', '{}', '{}', 'folder')`.execute(db);
  }
  await sql`
    insert into journal (company_id, agreement_id, section, payment_date, due_from, due_to, state, command_key, built_by,
      created_at)
    values (1, 1, '0112', '2026-02-02', '2026-01-01', '2026-02-28', 'exported', 'bench', 'bench', now())`.execute(db);
  await sql`
    insert into inbound_file (company_id, agreement_id, transport, file_name, sha256, size, format, state, received_at)
    values (1, 2, 'folder', 'bank.xml', 'hash', 1, 'camt.054', 'ingested', now())`.execute(db);
  await sql`
    insert into customer (company_id, number, bc_id, display_number, name, address1, address2, city, postcode, country,
      tax_number, currency, blocked, scheme_code, excluded, modified_at)
    select 1, 'K' || n, 'b' || n, 'K' || n, 'Firma Nordlys ' || n, '', '', '', '', '', '', '', '', 'BS', false, ''
    from generate_series(1, ${Math.ceil(payments / 2)}::bigint) n`.execute(db);
  await sql`
    insert into claim (company_id, bc_id, entry_number, document_type, document_number, customer_number, posting_date,
      due_date, currency, original_minor, remaining_minor, is_open, on_hold, dispute_status, applies_to_id, is_eligible,
      block_reason, scheme_code, description, modified_at, read_number)
    select 1, 'e' || n, n, 'Invoice', 'FA-' || (1000000 + n), ${customerOf}, '2026-01-01', '2026-02-01', 'DKK', ${amount},
      ${amount}, true, '', '', '', true, '', 'BS', '', '', 1
    from generate_series(1, ${payments}::bigint) n`.execute(db);
  await sql`
    insert into mandate (company_id, bc_id, scheme_code, customer_number, debtor_group, mandate_number, status, modified_at)
    select 1, 'm' || n, 'BS', 'K' || n, '', 'MNDT-' || n, 'Active', ''
    from generate_series(1, ${Math.ceil(payments / 2)}::bigint) n`.execute(db);
  await seedIds(db);
  await seedPayments(db);
  await sql`vacuum analyze`.execute(db);
}

/** Lines and payment ids are made by the rules of the kernel, in pages. */
async function seedIds(db: Database['db']): Promise<void> {
  await sql`
    insert into payment_id_block (company_id, key, scheme, per, derive, settings, next_number)
    values (1, 'fik', 'fik-71', 'claim', 'digits', '{"creditorNumber": "81234567"}', 1)`.execute(db);
  const page = 30_000;
  for (let from = 1; from <= payments; from += page) {
    const numbers = Array.from({ length: Math.min(page, payments - from + 1) }, (_, i) => from + i);
    const lines = numbers.filter((n) => n % 3 === 1);
    await sql`
      insert into collection_line (company_id, journal_id, agreement_id, reference, customer_number, debtor_group,
        payment_date, direction, amount_minor, currency, state)
      select 1, 1, 1, reference, ${customerOf}, '00001', date '2026-01-01' + (n % 2)::int, 'collect', ${amount}, 'DKK',
        'acknowledged'
      from unnest(${lines}::bigint[], ${lines.map((n) => lineReference(n))}::text[]) as u(n, reference)`.execute(db);
    const ids = numbers.filter((n) => n % 3 === 2);
    await sql`
      insert into payment_id (company_id, block_id, scheme, value, customer_number, customer_bc_id, entry_number, state,
        valid_from, assigned_by, assigned_at)
      select 1, 1, 'fik-71', value, ${customerOf}, 'b' || ((n + 1) / 2), n, 'active', '2026-01-01', 'bench', now()
      from unnest(${ids}::bigint[], ${ids.map(fikOf)}::text[]) as u(n, value)`.execute(db);
  }
  await sql`
    insert into line_claim (line_id, claim_id, amount_minor)
    select l.id, c.id, l.amount_minor from collection_line l
    join claim c on c.entry_number = (l.id - 1) * 3 + 1`.execute(db);
}

function fikOf(n: number): string {
  const made = paymentIdSchemes['fik-71'].make(String(n), {});
  if (!made.ok) throw new Error(made.error);
  return made.value;
}

/**
 * The payments, each with its payer's name and account: customers in no order, the two payments of one beside each other, as
 * a day's file has them. The largest prime below makes a permutation of every count of customers that it does not divide.
 */
async function seedPayments(db: Database['db']): Promise<void> {
  await sql`
    insert into payment (company_id, agreement_id, file_id, line_number, record_code, kind, means, debtor_group,
      customer_number, asked_minor, actual_minor, effect_minor, reference, actual_date, bookkeeping_date, payment_key,
      currency, mandate_number, state, bank)
    select 1, 2, 1, row_number() over (order by ((n + 1) / 2 * 7919) % ${Math.ceil(payments / 2)}::bigint, n), 'camt.054 TxDtls', 'paid', 'transfer', '', '', ${amount},
      ${amount}, ${amount}, e2e, '2026-02-10', '2026-02-10', 'DK5000400440116243|2026-02-10|' || md5(n::text), 'DKK',
      nullif(mandate, ''), 'received', jsonb_build_object('creditedAccount', '', 'payerName', 'FIRMA NORDLYS ' || ((n + 1) / 2),
        'payerAccount', 'DK' || (5000400000000000 + (n + 1) / 2), 'endToEndId', e2e, 'mandateId', mandate, 'messageId', 'M1',
        'paymentInfoId', '', 'transactionId', '', 'bankReference', 'B' || n, 'references', case when p.value is null
          then '[]'::jsonb else jsonb_build_array(jsonb_build_object('kind', '71', 'value', p.value)) end,
        'texts', '["Betaling"]'::jsonb, 'returnReason', null, 'bankCode', 'PMNT/RCDT/VCOM', 'status', 'booked',
        'isReversal', false, 'isCopy', false)
    from generate_series(1, ${payments}::bigint) n
    cross join lateral (select case when n % 6 = 3 then 'MNDT-' || ((n + 1) / 2) else '' end as mandate) m
    left join lateral (select reference from collection_line where id = (n + 2) / 3 and n % 3 = 1) l on true
    cross join lateral (
      select case when n % 3 = 1 then l.reference when n % 6 = 0 then 'FA-' || (1000000 + n) else '' end as e2e) e
    left join payment_id p on p.company_id = 1 and p.entry_number = n and n % 3 = 2`.execute(db);
}
