import { chmodSync, createReadStream, createWriteStream, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { once } from 'node:events';
import { sql } from 'kysely';
import { folderVault, headSize } from '#files';
import { applyReceipt } from '#journal';
import { knownDate, lineReference, minor, momentOf } from '#kernel';
import { firstBytes, ingestFile, matchPayments, registerFile } from '#payments';
import { automaticPayment, end0602, sectionEnd0211, sectionStart0211, start0602 } from '#schemas/nets';
import { type Database, openDatabase, startEmbeddedPostgres } from '#store';
import { type BenchFigure, figure, peakMemory } from './kit.ts';

const noTransport = (): Promise<never> => Promise.reject(new Error('no file here is sealed'));

const payments = 100_000;
/** Pieces of matching work in hand at once, as the queue has them. */
const workers = 4;

/**
 * Takes 100,000 automatic payments from the bytes of a 0602 to allocations in a PostgreSQL of its own, durable as in
 * production: totals, payments, matching, lines, and an event of each.
 */
export async function run(): Promise<BenchFigure[]> {
  const folder = mkdtempSync(join(tmpdir(), 'tilgode-bench-payments-'));
  chmodSync(folder, 0o755);
  const server = await startEmbeddedPostgres(join(folder, 'postgres'));
  try {
    const database = await openDatabase(await server.database('bench'));
    try {
      return await measure(folder, database);
    } finally {
      await database.close();
    }
  } finally {
    await server.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

async function measure(folder: string, database: Database): Promise<BenchFigure[]> {
  await seed(database);
  const path = join(folder, 'D0000000001-602.BS1');
  await write0602(path);
  const vault = folderVault(join(folder, 'vault'));
  const parts = {
    database,
    vault,
    moment: momentOf(new Date('2026-02-03T05:00:00Z')),
    by: 'bench',
    applyReceipt,
    transportOf: noTransport,
  };
  const began = performance.now();
  const stored = await vault.put(createReadStream(path));
  const head = await firstBytes(createReadStream(path, { end: headSize - 1 }));
  const file = { agreementId: 1, transport: 'folder', fileName: 'D0000000001-602.BS1', ...stored, head };
  const { fileId } = await registerFile(file, parts);
  await ingestFile({ fileId }, parts);
  const ingested = performance.now();
  await matchAll(database, parts);
  const seconds = (performance.now() - began) / 1000;
  await requireAllMatched(database);
  return [
    figure('100,000 payments, file to allocations', rounded(seconds), 's', 'lower', 60),
    figure('of which taking in', rounded((ingested - began) / 1000), 's', 'lower', 60),
    figure('payments to allocations, memory', Math.round(peakMemory()), 'MB', 'lower', 500),
  ];
}

const rounded = (seconds: number): number => Math.round(seconds * 10) / 10;

async function matchAll(database: Database, parts: Parameters<typeof matchPayments>[1]): Promise<void> {
  const { rows } = await sql<{ fileId: number; fromLine: number; toLine: number }>`
    select (payload ->> 'fileId')::bigint as "fileId", (payload ->> 'fromLine')::bigint as "fromLine",
      (payload ->> 'toLine')::bigint as "toLine"
    from outbox where type = 'match-payments' order by id`.execute(database.db);
  const waiting = rows.values();
  const worker = async (): Promise<void> => {
    for (const stretch of waiting) await matchPayments(stretch, parts);
  };
  await Promise.all(Array.from({ length: workers }, worker));
}

/** A figure of work that was not done would be worthless. */
async function requireAllMatched({ db }: Database): Promise<void> {
  const { rows } = await sql<{ matched: number; allocated: number; paid: number }>`
    select (select count(*) from payment where state = 'matched') as matched,
      (select sum(amount_minor) from allocation) as allocated,
      (select count(*) from collection_line where state = 'paid') as paid`.execute(db);
  const [done] = rows;
  if (done?.matched !== payments || done.paid !== payments || done.allocated !== total()) {
    throw new Error(`Not everything was matched: ${JSON.stringify(done)}`);
  }
}

const amountOf = (n: number): number => 10_000 + ((n * 7919) % 90_000);
const customerOf = (n: number): string => `K${n}`;
const total = (): number => {
  let sum = 0;
  for (let n = 1; n <= payments; n++) sum += amountOf(n);
  return sum;
};

/** As many lines as payments, each of one claim; every tenth customer's line has a second claim. */
async function seed({ db }: Database): Promise<void> {
  const numbers = Array.from({ length: payments }, (_, i) => i + 1);
  const references = numbers.map((n) => lineReference(n));
  const amounts = numbers.map(amountOf);
  const customers = numbers.map(customerOf);
  await sql`insert into company (bc_id, environment, name, currency) values ('c1', 'bench', 'Bench A/S', 'DKK')`.execute(
    db,
  );
  await sql`
    insert into channel_agreement (company_id, key, channel, name, scheme_code, creditor_number, currency, contract,
      merge_rules, transport)
    values (1, 'bs', 'betalingsservice', 'bs', 'BS', '01234560', 'DKK', '{}', '{}', 'folder')`.execute(db);
  await sql`
    insert into journal (company_id, agreement_id, section, payment_date, due_from, due_to, state, command_key, built_by,
      created_at)
    values (1, 1, '0112', '2026-02-02', '2026-01-01', '2026-02-28', 'exported', 'bench', 'bench', now())`.execute(db);
  await sql`
    insert into customer select 1, n, 'b' || n, n, n, '', '', '', '', '', '', '', '', 'BS', false, ''
    from unnest(${customers}::text[]) n`.execute(db);
  await sql`
    insert into claim (company_id, bc_id, entry_number, document_type, document_number, customer_number, posting_date,
      due_date, currency, original_minor, remaining_minor, is_open, on_hold, dispute_status, applies_to_id, is_eligible,
      block_reason, scheme_code, description, modified_at, read_number)
    select 1, 'e' || u.n, u.n, 'Invoice', 'FA-' || u.n, u.customer, '2026-01-01', '2026-02-01', 'DKK', u.amount, u.amount, true,
      '', '', '', true, '', 'BS', '', '', 1
    from unnest(${customers}::text[], ${amounts}::bigint[]) with ordinality as u(customer, amount, n)`.execute(db);
  await sql`
    insert into collection_line (company_id, journal_id, agreement_id, reference, customer_number, debtor_group, payment_date,
      direction, amount_minor, currency, state)
    select 1, 1, 1, u.reference, u.customer, '00001', '2026-02-02', 'collect', u.amount, 'DKK', 'acknowledged'
    from unnest(${references}::text[], ${customers}::text[], ${amounts}::bigint[]) with ordinality
      as u(reference, customer, amount, n) order by u.n`.execute(db);
  await sql`
    insert into line_claim (line_id, claim_id, amount_minor)
    select l.id, c.id, l.amount_minor from collection_line l join claim c on c.customer_number = l.customer_number`.execute(
    db,
  );
  await sql`analyze`.execute(db);
}

async function write0602(path: string): Promise<void> {
  const out = createWriteStream(path);
  const date = knownDate('2026-02-02');
  const supplier = { dataSupplierNo: '12345674', subsystem: 'BS1' };
  const section = { pbsNo: '01234560', debtorGroupNo: '00001' };
  const put = async (line: { readonly ok: boolean; readonly value?: string }): Promise<void> => {
    if (line.value === undefined) throw new Error(`Not writable: ${JSON.stringify(line)}`);
    if (!out.write(`${line.value}\r\n`, 'latin1')) await once(out, 'drain');
  };
  await put(start0602.format({ ...supplier, deliveryId: '0000000001', creationDate: date }));
  await put(sectionStart0211.format({ ...section, userId: '', creationDate: date }));
  for (let n = 1; n <= payments; n++) {
    const amount = minor(amountOf(n));
    const dates = { dueDate: date, actualDate: date, bookkeepingDate: date };
    const what = { transactionCode: 'paid', signCode: 'collect', mandateNo: null } as const;
    const reference = lineReference(n);
    const customerNo = customerOf(n);
    await put(
      automaticPayment.format({ ...section, ...dates, ...what, customerNo, reference, amount, actualAmount: amount }),
    );
  }
  const sum = minor(total());
  await put(sectionEnd0211.format({ ...section, count042: payments, amount: sum }));
  const counts = { sectionCount: 1, count042: payments, amount: sum, count052: 0, count022: 0 };
  await put(end0602.format({ ...supplier, ...counts }));
  out.end();
  await once(out, 'finish');
}
