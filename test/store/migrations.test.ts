import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { sql } from 'kysely';
import pg from 'pg';
import { afterEach, expect, test } from 'vitest';
import { agreementOf, stopLine } from '#journal';
import { momentOf } from '#kernel';
import { type Database, openDatabase } from '#store';
import { emptyDatabase } from '#test/database';
import { memoryVault } from '#test/memory-vault';
import { replayAll } from '#test/replay-all';

let database: Database | null = null;
afterEach(async () => {
  await database?.close();
  database = null;
});

const spine = readFileSync(new URL('../../src/store/migrations/0001-spine.sql', import.meta.url), 'utf8');

/** A database as it was before there were other channels, with a month of business in it. */
async function oldDatabase(): Promise<string> {
  const url = await emptyDatabase();
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  await client.query(
    'create table migration (name text primary key, sha256 text not null, at timestamptz not null default now())',
  );
  await client.query(spine);
  const sha256 = createHash('sha256').update(spine).digest('hex');
  await client.query('insert into migration (name, sha256) values ($1, $2)', ['0001-spine', sha256]);
  await client.query(month);
  await client.end();
  return url;
}

/** What the software of that time wrote, with its events: one line that was paid, one that was rejected. */
const month = `
insert into company (bc_id, environment, name, currency) values ('c1', 'test', 'Test A/S', 'DKK'), ('c2', 'test', 'Euro Oy', 'EUR');
insert into channel_agreement (company_id, key, channel, kind, name, scheme_code, pbs_number, data_supplier_number, subsystem,
  send_known_mandate, debtor_groups, merge_rules, transport, next_delivery_number)
values (1, 'bs', 'betalingsservice', 'basis', 'Betalingsservice', 'BS', '01234560', '02345670', 'BS1', true,
  '[{"number":"00001","mainText":"Test A/S"}]', '{"perDueDate":false,"netCreditNotes":true,"leastMinor":1}', 'nets', 2),
  (2, 'bs', 'betalingsservice', 'total', 'Betalingsservice', 'BS', '07654321', '02345670', 'BS1', false,
  '[{"number":"00001"}]', '{"perDueDate":false,"netCreditNotes":true,"leastMinor":1}', 'nets', 1);
insert into customer values (1, 'K1', 'k1', 'K1', 'Kunde 1', 'Nygade 1', '', 'Aarhus C', '8000', '', '', '', '', 'BS', false, ''),
  (1, 'K2', 'k2', 'K2', 'Kunde 2', 'Nygade 2', '', 'Aarhus C', '8000', '', '', '', '', 'BS', false, '');
insert into mandate values (1, 'm1', 'BS', 'K1', '00001', '123456789', 'Active', null, null, '');
insert into claim (company_id, bc_id, entry_number, document_type, document_number, customer_number, posting_date, due_date,
  currency, original_minor, remaining_minor, is_open, on_hold, dispute_status, applies_to_id, is_eligible, block_reason,
  scheme_code, description, modified_at, read_number)
select 1, 'e' || n, n, 'Invoice', 'F' || n, 'K' || n, '2026-01-01', '2026-01-20', 'DKK', 10000, 10000, true, '', '', '', true, '',
  'BS', '', '', 1 from generate_series(1, 2) n;
insert into journal (company_id, agreement_id, section, payment_date, due_from, due_to, state, command_key, built_to,
  open_count, open_minor, chosen_count, chosen_minor, built_by, approved_by, created_at)
values (1, 1, '0112', '2026-02-02', '1900-01-01', '2026-02-28', 'exported', 'one', 'K2', 2, 20000, 2, 20000, 'clerk', 'boss',
  '2026-01-15T09:00:00Z');
insert into delivery (company_id, agreement_id, journal_id, purpose, delivery_number, file_name, sha256, size, state, sections,
  records, collections, texts, addresses, net_minor, created_at, sent_at)
values (1, 1, 1, 'collect', 1, 'BS0601.txt', 'aa', 1000, 'accepted', 1, 8, 2, 2, 4, 20000, '2026-01-15T09:00:00Z', '2026-01-15T09:01:00Z');
insert into collection_line (company_id, journal_id, agreement_id, reference, customer_number, debtor_group, mandate_number,
  payment_date, direction, amount_minor, currency, state, delivery_id, paid_minor)
values (1, 1, 1, 'T0000001N', 'K1', '00001', '123456789', '2026-02-02', 'collect', 10000, 'DKK', 'paid', 1, 10000),
  (1, 1, 1, 'T00000023', 'K2', '00001', null, '2026-02-02', 'collect', 10000, 'DKK', 'rejected', 1, 0);
insert into line_claim values (1, 1, 10000, true), (2, 2, 10000, false);
insert into inbound_file (company_id, agreement_id, transport, file_name, sha256, size, format, state, delivery_number,
  fact_count, effect_minor, ingested_to, received_at)
values (1, 1, 'nets', 'D1.BS1', 'bb', 2000, 'nets-0602', 'ingested', '0000000001', 2, 10000, 4, '2026-02-03T05:00:00Z');
insert into payment (company_id, agreement_id, file_id, line_number, record_code, kind, means, debtor_group, customer_number,
  due_date, asked_minor, actual_minor, effect_minor, reference, actual_date, bookkeeping_date, payment_key, state, line_id)
values (1, 1, 1, 3, '0236', 'paid', 'automatic', '00001', 'K1', '2026-02-02', 10000, 10000, 10000, 'T0000001N', '2026-02-02',
  '2026-02-02', 'key 1', 'matched', 1), (1, 1, 1, 4, '0237', 'rejected', 'automatic', '00001', 'K2', '2026-02-02', 10000, 0, 0,
  'T00000023', '2026-02-02', '2026-02-02', 'key 2', 'noted', 2);
insert into allocation (company_id, payment_id, line_id, claim_id, customer_number, amount_minor, rung, explanation)
values (1, 1, 1, 1, 'K1', 10000, 'line reference', '{}');
insert into exception (company_id, code, context, subject, subject_id, dedupe_key, state, opened_at)
values (1, 'COLLECTION_REJECTED', '{}', 'line', 2, '1:COLLECTION_REJECTED:payment:2', 'open', '2026-02-03T05:00:00Z');
insert into posting (company_id, payment_id, kind, idempotency_key, customer_number, amount_minor, currency, posting_date,
  applications, state, document_number, bc_entry_number)
values (1, 1, 'payment', 'BS:01234560:0000000001:3:AAAA', 'K1', 10000, 'DKK', '2026-02-02',
  '[{"minor": 10000, "claimId": 1, "entryNumber": 1}]', 'confirmed', 'G1', 99);`;

/** Every audited row gets the events that the software of that time wrote: its states one by one, then the whole row. */
const ways: Readonly<Record<string, readonly string[]>> = {
  journal: ['building', 'built', 'validated', 'approved', 'exported'],
  collection_line: ['built', 'validated', 'approved', 'exported', 'acknowledged'],
  delivery: ['frozen', 'uploading', 'renaming', 'sent', 'received', 'accepted'],
  inbound_file: ['received', 'checked', 'ingested'],
  payment: ['received'],
  exception: ['open'],
  posting: ['proposed', 'sent', 'confirmed'],
};

async function tellTheirEvents(url: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  for (const table of [...Object.keys(ways), 'allocation']) {
    const states = ways[table] ?? [];
    for (const state of states) {
      await client.query(
        `insert into event (company_id, stream, stream_id, type, patch, done_by, at)
         select company_id, $1, id, $2, to_jsonb(r) || jsonb_build_object('state', $2::text), 'then', '2026-02-01' from ${table} r`,
        [table, state],
      );
    }
    await client.query(
      `insert into event (company_id, stream, stream_id, type, patch, done_by, at)
       select company_id, $1, id, 'last', to_jsonb(r), 'then', '2026-02-01' from ${table} r`,
      [table],
    );
  }
  await client.end();
}

const counts = async (db: Database['db']): Promise<Readonly<Record<string, number>>> => {
  const { rows } = await sql<{ name: string; count: number }>`
    select 'payment' as name, count(*) as count from payment union all select 'line', count(*) from collection_line
    union all select 'event', count(*) from event union all select 'delivery', count(*) from delivery
    union all select 'posting', count(*) from posting union all select 'mandate', count(*) from mandate`.execute(db);
  return Object.fromEntries(rows.map(({ name, count }) => [name, count]));
};

test('a database of the time before other channels keeps everything, and its states are still the fold of its events', async () => {
  const url = await oldDatabase();
  await tellTheirEvents(url);
  database = await openDatabase(url, { maxConnections: 4 });
  const { db } = database;
  expect(await counts(db)).toEqual({ payment: 2, line: 2, event: 40, delivery: 1, posting: 1, mandate: 1 });
  const replay = await replayAll(db);
  expect(replay.findings).toEqual([]);
  expect(replay.rows).toMatchObject({ payment: 2, collection_line: 2, delivery: 1, posting: 1 });
  const payments = await db.selectFrom('payment').select(['currency', 'bank', 'mandate_number']).execute();
  expect(payments).toEqual(Array.from({ length: 2 }, () => ({ currency: 'DKK', bank: null, mandate_number: null })));
  const agreements = await db
    .selectFrom('channel_agreement')
    .select(['creditor_number', 'currency'])
    .orderBy('id')
    .execute();
  expect(agreements).toEqual([
    { creditor_number: '01234560', currency: 'DKK' },
    { creditor_number: '07654321', currency: 'EUR' },
  ]);
});

test('the agreements of that time open as before, and their lines can be worked on', async () => {
  const url = await oldDatabase();
  await tellTheirEvents(url);
  database = await openDatabase(url, { maxConnections: 4 });
  const agreement = await agreementOf(database.db, 1);
  expect([agreement.channel.name, agreement.channel.sections, agreement.channel.needsMandate('0112')]).toEqual([
    'betalingsservice',
    ['0112'],
    true,
  ]);
  expect(agreement.channel.stopBy('0112')).toEqual({ section: '0113' });
  const moment = momentOf(new Date('2026-01-16T09:00:00Z'));
  const parts = { database, vault: memoryVault(), moment, by: 'clerk' };
  const stopped = await stopLine({ reference: 'T0000001N' }, parts);
  expect(stopped).toMatchObject({ ok: false, error: { code: 'NOT_ALLOWED_IN_STATE' } });
  // A second start finds nothing to do.
  await (await openDatabase(url, { maxConnections: 1 })).close();
  const { rows } = await sql<{ name: string }>`select name from migration order by name`.execute(database.db);
  expect(rows[0]?.name).toBe('0001-spine');
  expect(rows.length).toBeGreaterThanOrEqual(4);
});

test('a change of a row that no event tells is found, also in a column that came later', async () => {
  const url = await oldDatabase();
  await tellTheirEvents(url);
  database = await openDatabase(url, { maxConnections: 4 });
  await sql`update delivery set message_id = 'FORGED' where id = 1`.execute(database.db);
  const { findings } = await replayAll(database.db);
  expect(findings.map(({ table, what }) => [table, what])).toEqual([
    ['delivery', 'message_id is "FORGED", its events say null'],
  ]);
});
