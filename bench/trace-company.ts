import { createHash } from 'node:crypto';
import { sql } from 'kysely';
import type { Db } from '#store';

/**
 * A company with very many chains, made set by set: every kind of chain there is, mixed by a seed. Whoever wants the bytes of
 * the deliveries to be real exports the approved lines; the bytes of the payment files are made here and are real always.
 */
export interface SeededCompany {
  readonly companyId: number;
  /** Which agreement each journal is of, in the order of the journals' ids. */
  readonly journalIds: readonly number[];
}

export interface CompanyPlan {
  readonly lines: number;
  /** The agreements' rows by their id: a journal of an equal number of lines for each. */
  readonly agreementIds: readonly number[];
  /** The agreement whose lines go by mandates with an account, in euro. */
  readonly mandateAgreementId: number | null;
  readonly paymentDate: string;
  readonly seed: number;
}

const companyId = 1;

/** Without asking for each row whether what it names is there: it is, by the way it is made. */
const unasked = <T>(db: Db, run: (db: Db) => Promise<T>): Promise<T> =>
  db.connection().execute(async (connection) => {
    await sql`set session_replication_role = replica`.execute(connection);
    try {
      return await run(connection);
    } finally {
      await sql`reset session_replication_role`.execute(connection);
    }
  });

/** Claims, one or two for each line, and lines in approved journals. The company and its agreements are there. */
export const seedLines = (db: Db, plan: CompanyPlan): Promise<SeededCompany> =>
  unasked(db, (connection) => makeLines(connection, plan));

async function makeLines(db: Db, plan: CompanyPlan): Promise<SeededCompany> {
  const { lines, agreementIds, paymentDate } = plan;
  const perJournal = lines / agreementIds.length;
  if (!Number.isInteger(perJournal)) throw new Error('Each agreement gets an equal number of lines');
  const journals = await sql<{ id: number }>`
    insert into journal (company_id, agreement_id, section, payment_date, due_from, due_to, state, command_key, built_by,
      approved_by, created_at)
    select ${companyId}, a.id, case c.channel when 'betalingsservice' then '0112' when 'leverandoerservice' then '40'
        else 'pain.008' end, ${paymentDate}::date, '2026-01-01', ${paymentDate}::date, 'approved', 'seed ' || n, 'seed',
      'seed', now()
    from unnest(${agreementIds}::bigint[]) with ordinality a(id, n) join channel_agreement c on c.id = a.id
    order by n returning id`.execute(db);
  const journalIds = journals.rows.map(({ id }) => id);
  // One row for each line to come: its number, its journal, and what becomes of it.
  await sql`create table seeded as
    select i, ((i - 1) / ${perJournal})::int + 1 as j, 'K' || i as customer, i % 3 = 0 as is_double,
      (1000 + (i * 7919) % 500000)::bigint as minor,
      (hashint8extended(i, ${plan.seed}) & 1023) % 100 as fate
    from generate_series(1, ${lines}::bigint) i`.execute(db);
  await sql`alter table seeded add primary key (i)`.execute(db);
  const euro = sql`(${agreementIds}::bigint[])[j] is not distinct from ${plan.mandateAgreementId}::bigint`;
  await sql`insert into customer (company_id, number, bc_id, display_number, name, address1, address2, city, postcode,
      country, tax_number, currency, blocked, scheme_code, excluded, modified_at)
    select ${companyId}, customer, 'bc-' || customer, customer, 'Customer ' || i, 'Nygade 1', '', 'Aarhus C', '8000', '',
      '', '', '', 'BS', false, '' from seeded`.execute(db);
  await sql`insert into mandate (company_id, bc_id, scheme_code, customer_number, debtor_group, mandate_number, status,
      modified_at, iban, signed_on)
    select ${companyId}, 'm-' || customer, 'SEPA', customer, '', 'M-' || i, 'Active', '', 'DE89370400440532013000',
      '2025-06-01' from seeded where ${euro}`.execute(db);
  await sql`insert into claim (company_id, bc_id, entry_number, document_type, document_number, customer_number,
      posting_date, due_date, currency, original_minor, remaining_minor, is_open, on_hold, dispute_status, applies_to_id,
      is_eligible, block_reason, scheme_code, description, modified_at, read_number)
    select ${companyId}, 'e' || e.number, e.number, 'Invoice', 'F' || e.number, customer, '2026-01-01', '2026-02-01',
      case when ${euro} then 'EUR' else 'DKK' end, e.minor, e.minor, true, '', '', '', true, '', 'BS', '', '', 1
    from seeded cross join lateral (
      select 1000000 + 2 * i as number, case when is_double then minor - minor / 3 else minor end as minor
      union all select 1000001 + 2 * i, minor / 3 where is_double) e order by e.number`.execute(db);
  await sql`insert into collection_line (company_id, journal_id, agreement_id, reference, customer_number, debtor_group,
      mandate_number, payment_date, direction, amount_minor, currency, state)
    select ${companyId}, (${journalIds}::bigint[])[j], (${agreementIds}::bigint[])[j],
      'T' || upper(lpad(to_hex(i), 8, '0')), customer,
      case c.channel when 'betalingsservice' then '00001' else '' end,
      case when ${euro} then 'M-' || i end, ${paymentDate}::date, 'collect', minor,
      case when ${euro} then 'EUR' else 'DKK' end, 'approved'
    from seeded join channel_agreement c on c.id = (${agreementIds}::bigint[])[j] order by i`.execute(db);
  await sql`create index on seeded (customer)`.execute(db);
  await sql`insert into line_claim (line_id, claim_id, amount_minor, is_live)
    select l.id, c.id, c.original_minor, true
    from collection_line l join claim c on c.company_id = l.company_id and c.customer_number = l.customer_number
    order by l.id`.execute(db);
  // What was made at once has no statistics yet, and is read at once.
  await sql`analyze`.execute(db);
  return { companyId, journalIds };
}

/**
 * What came back: per hundred lines about 70 paid whole (some with too much), 8 in two parts, 5 rejected, 5 paid and taken
 * back, 3 told twice, 4 paid by a transfer for many customers, and 5 not at all.
 */
const fates = { whole: 70, parts: 78, rejected: 83, takenBack: 88, toldTwice: 91, together: 95 } as const;

/** One file of payments for each journal, with its bytes. @param keep stores the bytes and answers their hash */
export const seedPayments = (db: Db, company: SeededCompany, keep: Keep): Promise<void> =>
  unasked(db, (connection) => makePayments(connection, company, keep));

type Keep = (bytes: Buffer) => string | Promise<string>;

async function makePayments(db: Db, { journalIds }: SeededCompany, keep: Keep): Promise<void> {
  for (const [index, journalId] of journalIds.entries()) {
    const { rows } = await sql<{ id: number }>`
      insert into inbound_file (company_id, agreement_id, transport, file_name, sha256, size, format, state,
        delivery_number, received_at)
      select company_id, agreement_id, 'seed', 'paid-' || id || '.txt', 'seed ' || id, 1, 'nets-0602', 'ingested',
        'P' || id, now() from journal where id = ${journalId} returning id`.execute(db);
    await sql`insert into payment (company_id, agreement_id, file_id, line_number, record_code, kind, means, debtor_group,
        customer_number, asked_minor, actual_minor, effect_minor, reference, payment_key, currency, state, line_id)
      select l.company_id, l.agreement_id, ${rows[0]?.id ?? 0}, row_number() over (order by t.turn, l.id), t.code, t.kind,
        'automatic', l.debtor_group, l.customer_number, l.amount_minor, abs(t.minor), t.minor, l.reference,
        'K' || l.id || t.key, l.currency, t.state, l.id
      from seeded s join collection_line l on l.customer_number = s.customer and l.company_id = ${companyId}
      cross join lateral (${tellings}) t
      where s.j = ${index + 1} order by t.turn, l.id`.execute(db);
    await seedTogether(db, index + 1, rows[0]?.id ?? 0);
    await writeFile(db, rows[0]?.id ?? 0, keep);
  }
  await sql`update payment p set reverses_id = o.id from payment o
    where p.kind = 'chargedBack' and o.line_id = p.line_id and o.kind = 'paid'`.execute(db);
}

const { whole, parts, rejected, takenBack, toldTwice, together } = fates;

const tellings = sql`
  select 1 as turn, '0236' as code, 'paid' as kind, 'a' as key, 'matched' as state,
    case when s.fate >= ${whole} and s.fate < ${parts} then s.minor / 2
      when s.fate < ${whole} and s.i % 50 = 7 then s.minor + 100 else s.minor end as minor
    where s.fate < ${parts} or s.fate >= ${rejected} and s.fate < ${toldTwice}
  union all select 2, '0236', 'paid', 'b', 'matched', s.minor - s.minor / 2 where s.fate >= ${whole} and s.fate < ${parts}
  union all select 2, '0237', 'rejected', 'c', 'matched', 0 where s.fate >= ${parts} and s.fate < ${rejected}
  union all select 3, '0239', 'chargedBack', 'd', 'matched', -s.minor where s.fate >= ${rejected} and s.fate < ${takenBack}
  union all select 3, '0236', 'paid', 'a', 'dismissed', s.minor where s.fate >= ${takenBack} and s.fate < ${toldTwice}`;

/** One transfer for the lines of that fate among each hundred: it names no line, and is allocated to their claims. */
const seedTogether = (db: Db, journal: number, fileId: number) =>
  sql`
  insert into payment (company_id, agreement_id, file_id, line_number, record_code, kind, means, debtor_group,
    customer_number, asked_minor, actual_minor, effect_minor, reference, payment_key, currency, state)
  select ${companyId}, f.agreement_id, f.id,
    (select count(*) from payment where file_id = f.id) + row_number() over (order by s.i / 100), 'mt940 61', 'paid',
    'transfer', '', '', sum(s.minor), sum(s.minor), sum(s.minor), '', 'together ' || s.i / 100, 'DKK', 'matched'
  from seeded s join inbound_file f on f.id = ${fileId}
  where s.j = ${journal} and s.fate >= ${toldTwice} and s.fate < ${together}
  group by s.i / 100, f.id`.execute(db);

const width = 128;

/** Each record is its payment's key and reference in a line of 128 signs. */
async function writeFile(db: Db, fileId: number, keep: Keep): Promise<void> {
  const { rows } = await sql<{ text: string }>`
    select record_code || ' ' || payment_key || ' ' || reference as text from payment
    where file_id = ${fileId} order by line_number`.execute(db);
  const bytes = Buffer.from(rows.map(({ text }) => `${text.padEnd(width)}\r\n`).join(''), 'latin1');
  const sha256 = await keep(bytes);
  await sql`insert into file_record (file_id, line_number, byte_from, byte_to, layout)
    select file_id, line_number, (line_number - 1) * ${width + 2}, (line_number - 1) * ${width + 2} + ${width}, 'seed'
    from payment where file_id = ${fileId} order by line_number`.execute(db);
  await sql`update inbound_file set sha256 = ${sha256}, size = ${bytes.length} where id = ${fileId}`.execute(db);
}

/** Payments on claims and on accounts, and what Business Central made of them. */
export const seedPostings = (db: Db): Promise<void> => unasked(db, makePostings);

async function makePostings(db: Db): Promise<void> {
  await sql`create sequence seeded_posting`.execute(db);
  // To the claims of the line, in their order, as far as the money goes; what is too much stays on the account.
  await sql`insert into allocation (company_id, payment_id, line_id, claim_id, customer_number, amount_minor, rung,
      explanation)
    select p.company_id, p.id, p.line_id, a.claim_id, p.customer_number, a.minor, 'our reference', '{"rung": "our reference"}'
    from payment p cross join lateral (
      select c.claim_id, (sign(p.effect_minor) * c.amount_minor)::bigint as minor
        from line_claim c where c.line_id = p.line_id and abs(p.effect_minor) >= p.asked_minor
      union all select (select min(c.claim_id) from line_claim c where c.line_id = p.line_id), p.effect_minor
        where abs(p.effect_minor) < p.asked_minor
      union all select null, p.effect_minor - p.asked_minor where p.effect_minor > p.asked_minor) a
    where p.state = 'matched' and p.effect_minor <> 0 and p.line_id is not null order by p.id`.execute(db);
  await sql`insert into allocation (company_id, payment_id, line_id, claim_id, customer_number, amount_minor, rung,
      explanation)
    select p.company_id, p.id, null, c.id, c.customer_number, c.original_minor, 'document numbers',
      '{"rung": "document numbers"}'
    from payment p join seeded s on p.payment_key = 'together ' || s.i / 100
      and s.fate >= ${toldTwice} and s.fate < ${together}
    join claim c on c.customer_number = s.customer
    where p.line_id is null order by p.id, c.id`.execute(db);
  await sql`insert into posting_batch (idempotency_key, company_id, posting_date, currency, line_count, total_minor, state,
      document_number, created_at)
    select 'B' || p.id / 1000, ${companyId}, '2026-02-12', 'DKK', count(*), sum(abs(p.effect_minor)), 'confirmed',
      'BATCH' || p.id / 1000, now()
    from payment p where p.state = 'matched' and p.effect_minor > 0 and p.id % 10 < 3 group by p.id / 1000`.execute(db);
  await post('payment', sql`p.effect_minor > 0`, sql`null::bigint`, sql`case when p.id % 10 < 3 then b.id end`)(db);
  // A second part was posted wrong, undone by a person, and posted again; what was charged back is returned.
  await sql`update posting g set superseded = 'reversed' from payment p
    where p.id = g.payment_id and p.payment_key like '%b'`.execute(db);
  const undone = sql`p.payment_key like '%b'`;
  await post('reversal', undone, sql`(select g.id from posting g where g.payment_id = p.id)`, sql`null::bigint`)(db);
  await post('payment', undone, sql`null::bigint`, sql`null::bigint`)(db);
  const original = sql`(select g.id from posting g where g.payment_id = p.reverses_id)`;
  await post('return', sql`p.effect_minor < 0`, original, sql`null::bigint`)(db);
  // What lies on an account is open in the books: Business Central tells it as a ledger entry of its own.
  await sql`insert into claim (company_id, bc_id, entry_number, document_type, document_number, customer_number,
      posting_date, due_date, currency, original_minor, remaining_minor, is_open, on_hold, dispute_status, applies_to_id,
      is_eligible, block_reason, scheme_code, description, modified_at, read_number)
    select g.company_id, 'e' || g.bc_entry_number, g.bc_entry_number, 'Payment', g.document_number, g.customer_number,
      g.posting_date, null, g.currency, -g.amount_minor, -100, true, '', '', '', false, '', 'BS', '', '', 1
    from posting g join allocation a on a.payment_id = g.payment_id and a.claim_id is null`.execute(db);
}

const post =
  (kind: string, which: ReturnType<typeof sql>, original: ReturnType<typeof sql>, batch: ReturnType<typeof sql>) =>
  (db: Db) =>
    sql`
    insert into posting (company_id, payment_id, kind, original_id, idempotency_key, customer_number, amount_minor, currency,
      posting_date, applications, state, attempts, document_number, bc_entry_number, allocation_ids, batch_id)
    select p.company_id, p.id, ${kind}, ${original}, 'SEED:' || n.n, a.customer, abs(p.effect_minor), p.currency,
      '2026-02-12', '[]', 'confirmed', 1, 'PAY' || n.n, 50000000 + n.n, a.ids, ${batch}
    from payment p
    cross join lateral (select min(x.customer_number) as customer, jsonb_agg(x.id order by x.id) as ids
      from allocation x where x.payment_id = p.id) a
    cross join lateral (select nextval('seeded_posting') as n where p.id > 0) n
    left join posting_batch b on b.idempotency_key = 'B' || p.id / 1000
    where p.state = 'matched' and ${which} and a.ids is not null order by p.id`.execute(db);

export const hashOf = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex');
