import { type RawBuilder, sql } from 'kysely';
import type { DbOrTx, Tx } from './database.ts';
import type { Tables } from './tables.ts';

/** Who does something, and when: part of every event. */
export interface Actor {
  /** A person's name from the token, or `timer`, `queue`, `command line`. */
  readonly by: string;
  readonly at: Date;
}

/**
 * The tables whose every state is the fold of events, with the columns that the fold must reproduce.
 * Everything else in the database is a copy of what somebody else holds (claims, customers), or an index of files.
 */
export const audited = {
  journal: [
    'agreement_id',
    'state',
    'section',
    'payment_date',
    'open_count',
    'open_minor',
    'chosen_count',
    'chosen_minor',
    'left_out_count',
    'left_out_minor',
    'left_out_digest',
    'built_by',
    'approved_by',
  ],
  collection_line: [
    'journal_id',
    'agreement_id',
    'reference',
    'customer_number',
    'debtor_group',
    'mandate_number',
    'payment_date',
    'direction',
    'amount_minor',
    'currency',
    'state',
    'delivery_id',
    'paid_minor',
    'shares_digest',
  ],
  delivery: [
    'agreement_id',
    'journal_id',
    'purpose',
    'delivery_number',
    'file_name',
    'sha256',
    'size',
    'state',
    'collections',
    'net_minor',
    'transmission_id',
    'message_id',
    'receipt_text',
  ],
  inbound_file: [
    'agreement_id',
    'file_name',
    'sha256',
    'size',
    'format',
    'state',
    'delivery_number',
    'fact_count',
    'effect_minor',
    'records_digest',
  ],
  payment: [
    'agreement_id',
    'file_id',
    'line_number',
    'record_code',
    'kind',
    'means',
    'debtor_group',
    'customer_number',
    'due_date',
    'asked_minor',
    'actual_minor',
    'effect_minor',
    'currency',
    'reference',
    'actual_date',
    'bookkeeping_date',
    'payment_key',
    'mandate_number',
    'bank',
    'state',
    'line_id',
    'reverses_id',
  ],
  allocation: [
    'payment_id',
    'line_id',
    'claim_id',
    'customer_number',
    'amount_minor',
    'discount_minor',
    'write_off_minor',
    'rung',
    'is_undone',
    'undone_by',
  ],
  exception: ['code', 'subject', 'subject_id', 'state', 'action', 'reason', 'acted_by', 'taken_by'],
  refund_order: [
    'payment_id',
    'customer_number',
    'amount_minor',
    'currency',
    'payer_account',
    'payer_name',
    'reason',
    'state',
    'proposed_by',
    'approved_by',
    'withdrawn_by',
    'withdrawn_reason',
  ],
  mandate_change: [
    'direction',
    'kind',
    'customer_number',
    'debtor_group',
    'mandate_number',
    'valid_from',
    'valid_to',
    'registration',
    'account',
    'tax_number',
    'ended_by',
    'state',
    'file_id',
    'line_number',
    'delivery_id',
    'bc_id',
  ],
  payment_id: [
    'block_id',
    'scheme',
    'value',
    'customer_number',
    'customer_bc_id',
    'entry_number',
    'state',
    'valid_from',
    'valid_to',
    'reason',
    'written_to_bc_at',
  ],
  posting: [
    'payment_id',
    'kind',
    'original_id',
    'idempotency_key',
    'customer_number',
    'amount_minor',
    'currency',
    'posting_date',
    'applications',
    'state',
    'document_number',
    'bc_entry_number',
    'bc_text',
    'part',
    'superseded',
    'allocation_ids',
    'dimensions',
    'account',
    'refund_order_id',
  ],
} as const satisfies { readonly [T in keyof Tables]?: readonly (keyof Tables[T])[] };

export type AuditedTable = keyof typeof audited;

/** Columns that were audited after they held something: the events of rows that an older version made do not tell them. */
const auditedLater: Readonly<Partial<Record<AuditedTable, readonly string[]>>> = {
  journal: ['agreement_id'],
  collection_line: ['agreement_id'],
  delivery: ['agreement_id'],
  inbound_file: ['agreement_id'],
  payment: [
    'agreement_id',
    'means',
    'debtor_group',
    'due_date',
    'currency',
    'actual_date',
    'bookkeeping_date',
    'mandate_number',
    'bank',
  ],
  allocation: ['discount_minor', 'write_off_minor'],
};

/** The columns that the events of every row tell, whichever version made it. */
export const alwaysAudited = (table: AuditedTable): readonly string[] =>
  audited[table].filter((column) => !auditedLater[table]?.includes(column));

/** Long texts, of which the events keep the MD5: enough to prove that nobody changed them. */
const digested: Readonly<Partial<Record<AuditedTable, readonly string[]>>> = { payment: ['bank'] };

const told = (table: AuditedTable, alias: string, column: string): string =>
  digested[table]?.includes(column) ? `md5(${alias}.${column}::text)` : `${alias}.${column}`;

/** The audited columns of a row as one JSON object: the patch of the event that makes it. */
export const wholeRow = (table: AuditedTable, alias: string): RawBuilder<unknown> =>
  sql.raw(
    `jsonb_build_object(${audited[table].map((column) => `'${column}', ${told(table, alias, column)}`).join(', ')})`,
  );

/**
 * Inserts rows and, in the same statement, the event of each. Rows are given as plain objects in column names.
 *
 * @returns the ids, in the order the database made them; with `onConflict` rows that were there already are passed over.
 */
export async function insertWithEvents<T extends AuditedTable, R = { id: number }>(
  tx: DbOrTx,
  table: T,
  rows: readonly object[],
  type: string,
  actor: Actor,
  options: { readonly onConflict?: 'do nothing'; readonly returning?: readonly (keyof Tables[T] & string)[] } = {},
): Promise<readonly R[]> {
  const [first] = rows;
  if (!first) return [];
  const columns = sql.raw(Object.keys(first).join(', '));
  const conflict = sql.raw(options.onConflict ? `on conflict ${options.onConflict}` : '');
  const wanted = ['id', ...(options.returning ?? [])];
  const returning = sql.raw(wanted.join(', '));
  // Only what is told or asked for: a row may carry long texts besides.
  const kept = sql.raw([...new Set([...wanted, 'company_id', ...audited[table]])].join(', '));
  const made = await sql<R>`
    with made as (
      insert into ${sql.table(table)} (${columns})
      select ${columns} from json_populate_recordset(null::${sql.table(table)}, ${JSON.stringify(rows)}::json)
      ${conflict} returning ${kept}
    ), logged as (
      insert into event (company_id, stream, stream_id, type, patch, done_by, at)
      select made.company_id, ${table}, made.id, ${type}, ${wholeRow(table, 'made')}, ${actor.by}, ${actor.at} from made order by made.id
    )
    select ${returning} from made order by id`.execute(tx);
  return made.rows;
}

/**
 * Changes the rows that match, and writes the event of each in the same statement.
 *
 * @param patch column -> value or SQL expression over the row (alias `r`); audited columns go into the event
 * @param where SQL over the row (alias `r`)
 * @returns the ids changed
 */
export async function updateWithEvents<T extends AuditedTable>(
  tx: DbOrTx,
  table: T,
  patch: Readonly<Partial<Record<keyof Tables[T] & string, unknown>>>,
  where: RawBuilder<unknown>,
  type: string,
  actor: Actor,
): Promise<readonly number[]> {
  const known: readonly string[] = audited[table];
  const names = Object.keys(patch);
  const set = sql.join(Object.entries(patch).map(([name, value]) => sql`${sql.ref(name)} = ${asSql(value)}`));
  const tellable = names.filter((name) => known.includes(name));
  const logged = sql.raw(tellable.map((name) => `'${name}', ${told(table, 'changed', name)}`).join(', '));
  const kept = sql.raw([...new Set(['id', 'company_id', ...tellable])].map((name) => `r.${name}`).join(', '));
  const changed = await sql<{ id: number }>`
    with changed as (update ${sql.table(table)} as r set ${set} where ${where} returning ${kept}),
    logged as (
      insert into event (company_id, stream, stream_id, type, patch, done_by, at)
      select changed.company_id, ${table}, changed.id, ${type}, jsonb_build_object(${logged}), ${actor.by}, ${actor.at}
      from changed order by changed.id
    )
    select id from changed`.execute(tx);
  return changed.rows.map((row) => row.id);
}

const asSql = (value: unknown): RawBuilder<unknown> =>
  typeof value === 'object' && value !== null && 'toOperationNode' in value ? sql`${value}` : sql`${value}`;

export type { Tx };
