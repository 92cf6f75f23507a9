import { type RawBuilder, sql } from 'kysely';
import type { Tx } from '#store';
import type { Facts, NodeKind, Seed } from './chain.ts';
import { coreOf } from './walk-query.ts';

/** A node as the database knows it; `id` is what links name it by. */
export interface NodeRow {
  readonly kind: NodeKind;
  readonly id: string;
  readonly facts: Facts;
}

export interface LinkRow {
  readonly fromKind: NodeKind;
  readonly fromId: string;
  readonly how: string;
  readonly toKind: NodeKind;
  readonly toId: string;
}

export interface ChainRows {
  readonly nodes: readonly NodeRow[];
  readonly links: readonly LinkRow[];
  /** How many ledger entries, lines, payments, allocations and postings were walked along. */
  readonly walked: number;
}

/** Where a reading begins: one item's seeds, or something that many items share. */
export interface Beginning {
  readonly seeds?: readonly Seed[];
  readonly deliveryId?: number;
  readonly fileId?: number;
  readonly batchId?: number;
}

/** The whole chain from where it begins, in one statement. */
export async function readChain(tx: Tx, from: Beginning, most: number): Promise<ChainRows> {
  const { rows } = await sql<ChainRows>`
    with ${coreOf(from.seeds ?? [], most)},
    ${sentAnd(from)}, ${toldAnd(from)},
    node as (${sql.join(nodes, sql` union all `)}),
    link as (${sql.join(links, sql` union all `)})
    select (select count(*) from core) as walked,
      (select coalesce(jsonb_agg(to_jsonb(n)), '[]') from node n) as nodes,
      (select coalesce(jsonb_agg(to_jsonb(l)), '[]') from link l) as links`.execute(tx);
  return rows[0] ?? { nodes: [], links: [], walked: 0 };
}

/** Where the lines lie in files we sent, the deliveries they were in, and the answers to both. */
const sentAnd = ({ deliveryId }: Beginning) => sql`
  place as materialized (
    select r.* from core cross join lateral (select * from delivery_record x where x.line_id = core.id) r
    where core.kind = 'line'
  ),
  parcel as materialized (
    select delivery_id as id from place
    union select id from delivery where id = ${deliveryId ?? null}
    union select l.delivery_id from core cross join lateral (
      select delivery_id from collection_line x where x.id = core.id and x.delivery_id is not null) l
    where core.kind = 'line'
  ),
  reply as materialized (
    select a.* from parcel cross join lateral (select * from delivery_answer x where x.delivery_id = parcel.id) a
    union all
    select a.* from core cross join lateral (select * from delivery_answer x where x.line_id = core.id) a
    where core.kind = 'line'
  )`;

/** The payments, each with its file. */
const toldAnd = ({ fileId, batchId }: Beginning) => sql`
  money as materialized (
    select p.* from core cross join lateral (
      select x.id, x.file_id, x.line_number, x.record_code from payment x where x.id = core.id) p
    where core.kind = 'payment'
  ),
  source as materialized (
    select file_id as id from money union select file_id from reply union select id from inbound_file where id = ${fileId ?? null}
  ),
  pack as materialized (
    select g.batch_id as id from core cross join lateral (
      select batch_id from posting x where x.id = core.id and x.batch_id is not null) g
    where core.kind = 'posting'
    union select id from posting_batch where id = ${batchId ?? null}
  )`;

/** What only the one who walks along it has: a node of the core, with the columns of its table as facts. */
const nodeOf = (kind: NodeKind, table: string, facts: string): RawBuilder<unknown> => sql`
  select ${sql.lit(kind)} as kind, core.id::text as id, t.facts
  from core cross join lateral (
    select jsonb_build_object(${sql.raw(facts)}) as facts from ${sql.table(table)} x where x.id = core.id) t
  where core.kind = ${sql.lit(kind)}`;

const nodes: readonly RawBuilder<unknown>[] = [
  nodeOf(
    'entry',
    'claim',
    `'entryNumber', x.entry_number, 'documentType', x.document_type, 'documentNumber', x.document_number,
    'customerNumber', x.customer_number, 'postingDate', x.posting_date, 'dueDate', x.due_date, 'currency', x.currency,
    'originalMinor', x.original_minor, 'remainingMinor', x.remaining_minor, 'isOpen', x.is_open`,
  ),
  nodeOf(
    'line',
    'collection_line',
    `'reference', x.reference, 'journalId', x.journal_id, 'customerNumber', x.customer_number,
    'debtorGroup', x.debtor_group, 'mandateNumber', x.mandate_number, 'paymentDate', x.payment_date,
    'direction', x.direction, 'minor', x.amount_minor, 'currency', x.currency, 'state', x.state,
    'paidMinor', x.paid_minor`,
  ),
  sql`select 'sentRecord', r.delivery_id || '@' || r.byte_from, jsonb_build_object('deliveryId', r.delivery_id,
      'fileName', d.file_name, 'sha256', d.sha256, 'size', d.size, 'purpose', d.purpose,
      'bytes', jsonb_build_object('from', r.byte_from, 'to', r.byte_to),
      'lines', jsonb_build_object('from', r.line_from, 'to', r.line_to))
    from place r join delivery d on d.id = r.delivery_id`,
  sql`select 'delivery', d.id::text, jsonb_build_object('deliveryNumber', d.delivery_number, 'purpose', d.purpose,
      'fileName', d.file_name, 'sha256', d.sha256, 'size', d.size, 'state', d.state, 'sentAt', d.sent_at,
      'transmissionId', d.transmission_id, 'messageId', d.message_id, 'receiptText', d.receipt_text)
    from parcel join delivery d on d.id = parcel.id`,
  sql`select distinct on (a.file_id, a.line_number) 'answer', a.file_id || '#' || a.line_number,
      jsonb_build_object('outcome', a.outcome, 'fileId', f.id, 'fileName', f.file_name, 'sha256', f.sha256,
        'lineNumber', nullif(a.line_number, 0), 'layout', coalesce(r.layout, f.format),
        'bytes', jsonb_build_object('from', coalesce(r.byte_from, 0), 'to', coalesce(r.byte_to, f.size)),
        'code', m.code, 'text', m.text)
    from reply a join inbound_file f on f.id = a.file_id
    left join file_record r on r.file_id = a.file_id and r.line_number = a.line_number
    left join remark m on m.file_id = a.file_id and m.line_number = a.line_number`,
  sql`select 'paymentRecord', p.file_id || '#' || p.line_number, jsonb_build_object('fileId', p.file_id,
      'fileName', f.file_name, 'sha256', f.sha256, 'lineNumber', p.line_number, 'recordCode', p.record_code,
      'bytes', jsonb_build_object('from', r.byte_from, 'to', r.byte_to))
    from money p join inbound_file f on f.id = p.file_id
    join file_record r on r.file_id = p.file_id and r.line_number = p.line_number`,
  sql`select 'file', f.id::text, jsonb_build_object('fileName', f.file_name, 'sha256', f.sha256, 'size', f.size,
      'format', f.format, 'state', f.state, 'deliveryNumber', f.delivery_number, 'receivedAt', f.received_at)
    from source join inbound_file f on f.id = source.id`,
  nodeOf(
    'payment',
    'payment',
    `'kind', x.kind, 'means', x.means, 'recordCode', x.record_code, 'customerNumber', x.customer_number,
    'reference', x.reference, 'paymentKey', x.payment_key, 'askedMinor', x.asked_minor,
    'actualMinor', x.actual_minor, 'effectMinor', x.effect_minor, 'currency', x.currency, 'dueDate', x.due_date,
    'actualDate', x.actual_date, 'bookkeepingDate', x.bookkeeping_date, 'state', x.state`,
  ),
  nodeOf(
    'allocation',
    'allocation',
    `'customerNumber', x.customer_number, 'minor', x.amount_minor, 'rung', x.rung, 'isUndone', x.is_undone,
    'isOnAccount', x.claim_id is null, 'explanation', x.explanation`,
  ),
  nodeOf(
    'posting',
    'posting',
    `'kind', x.kind, 'idempotencyKey', x.idempotency_key, 'customerNumber', x.customer_number,
    'minor', x.amount_minor, 'currency', x.currency, 'postingDate', x.posting_date, 'state', x.state,
    'superseded', x.superseded, 'attempts', x.attempts, 'documentNumber', x.document_number,
    'bcEntryNumber', x.bc_entry_number, 'bcText', x.bc_text, 'bcCorrelationId', x.bc_correlation_id`,
  ),
  sql`select 'batch', b.id::text, jsonb_build_object('idempotencyKey', b.idempotency_key, 'state', b.state,
      'lines', b.line_count, 'totalMinor', b.total_minor, 'currency', b.currency, 'postingDate', b.posting_date,
      'documentNumber', b.document_number)
    from pack join posting_batch b on b.id = pack.id`,
  sql`select 'postedEntry', min(g.bc_entry_number)::text, jsonb_build_object('entryNumber', g.bc_entry_number,
      'documentNumbers', jsonb_agg(distinct g.document_number), 'postingDate', min(g.posting_date))
    from core cross join lateral (
      select * from posting x where x.id = core.id and x.bc_entry_number is not null) g
    where core.kind = 'posting' group by g.bc_entry_number`,
];

const linkOf = (from: NodeKind, how: string, to: NodeKind, pairs: RawBuilder<unknown>): RawBuilder<unknown> => sql`
  select ${sql.lit(from)} as "fromKind", p.a::text as "fromId", ${sql.lit(how)} as how,
    ${sql.lit(to)} as "toKind", p.b::text as "toId" from (${pairs}) p`;

/** Pairs that one row of a table in the core names itself. */
const pairsIn = (kind: NodeKind, table: string, a: string, b: string, where = 'true'): RawBuilder<unknown> => sql`
  select t.a, t.b from core cross join lateral (
    select ${sql.raw(a)} as a, ${sql.raw(b)} as b from ${sql.table(table)} x
    where x.id = core.id and ${sql.raw(where)}) t
  where core.kind = ${sql.lit(kind)}`;

const links: readonly RawBuilder<unknown>[] = [
  linkOf(
    'entry',
    'is collected by',
    'line',
    sql`select s.claim_id as a, s.line_id as b from core cross join lateral (
      select * from line_claim x where x.line_id = core.id) s where core.kind = 'line'`,
  ),
  linkOf(
    'line',
    'was written as',
    'sentRecord',
    sql`select line_id as a, delivery_id || '@' || byte_from as b from place`,
  ),
  linkOf(
    'sentRecord',
    'lies in',
    'delivery',
    sql`select delivery_id || '@' || byte_from as a, delivery_id as b from place`,
  ),
  // A delivery of a version that did not keep where its lines lie.
  linkOf(
    'line',
    'was sent in',
    'delivery',
    sql`select l.a, l.b from core cross join lateral (
        select id as a, delivery_id as b from collection_line x where x.id = core.id and x.delivery_id is not null
          and not exists (select 1 from delivery_record r where r.line_id = x.id and r.delivery_id = x.delivery_id)) l
      where core.kind = 'line'`,
  ),
  linkOf(
    'delivery',
    'was answered by',
    'answer',
    sql`select delivery_id as a, file_id || '#' || line_number as b from reply where delivery_id is not null`,
  ),
  linkOf(
    'line',
    'was answered by',
    'answer',
    sql`select line_id as a, file_id || '#' || line_number as b from reply where line_id is not null`,
  ),
  linkOf('answer', 'lies in', 'file', sql`select distinct file_id || '#' || line_number as a, file_id as b from reply`),
  linkOf(
    'paymentRecord',
    'lies in',
    'file',
    sql`select p.file_id || '#' || p.line_number as a, p.file_id as b from money p`,
  ),
  linkOf('paymentRecord', 'tells', 'payment', sql`select file_id || '#' || line_number as a, id as b from money`),
  linkOf(
    'line',
    'is what was told of in',
    'payment',
    pairsIn('payment', 'payment', 'x.line_id', 'x.id', 'x.line_id is not null'),
  ),
  linkOf(
    'payment',
    'was taken back by',
    'payment',
    pairsIn('payment', 'payment', 'x.reverses_id', 'x.id', 'x.reverses_id is not null'),
  ),
  linkOf(
    'payment',
    'was told again as',
    'payment',
    sql`select first_value(p.id) over same as a, p.id as b
      from core cross join lateral (select id, payment_key from payment x where x.id = core.id) p
      where core.kind = 'payment' window same as (partition by p.payment_key order by p.id)`,
  ),
  linkOf('payment', 'was allocated by', 'allocation', pairsIn('allocation', 'allocation', 'x.payment_id', 'x.id')),
  linkOf(
    'allocation',
    'pays',
    'entry',
    pairsIn('allocation', 'allocation', 'x.id', 'x.claim_id', 'x.claim_id is not null'),
  ),
  linkOf(
    'allocation',
    'goes by',
    'line',
    pairsIn('allocation', 'allocation', 'x.id', 'x.line_id', 'x.line_id is not null'),
  ),
  linkOf('payment', 'is posted by', 'posting', pairsIn('posting', 'posting', 'x.payment_id', 'x.id')),
  linkOf(
    'allocation',
    'is carried by',
    'posting',
    sql`select i.value as a, core.id::text as b from core cross join lateral (
        select e.value from posting x cross join lateral jsonb_array_elements_text(x.allocation_ids) e(value)
        where x.id = core.id) i
      where core.kind = 'posting'`,
  ),
  linkOf(
    'posting',
    'was taken back by',
    'posting',
    pairsIn('posting', 'posting', 'x.original_id', 'x.id', 'x.original_id is not null'),
  ),
  linkOf('posting', 'goes in', 'batch', pairsIn('posting', 'posting', 'x.id', 'x.batch_id', 'x.batch_id is not null')),
  linkOf(
    'posting',
    'is in the books as',
    'postedEntry',
    pairsIn('posting', 'posting', 'x.id', 'x.bc_entry_number', 'x.bc_entry_number is not null'),
  ),
  linkOf(
    'postedEntry',
    'is the ledger entry',
    'entry',
    sql`select c.entry_number as a, c.id as b from core cross join lateral (
        select entry_number, id, company_id from claim x where x.id = core.id) c
      where core.kind = 'entry'`,
  ),
];
