import { sql } from 'kysely';
import type { Db } from '#store';

/** The tables that money goes through on its way from an open entry to the books, in that order. */
export const chainTables = [
  'journal',
  'left_out',
  'collection_line',
  'line_claim',
  'delivery',
  'inbound_file',
  'file_record',
  'payment',
  'allocation',
  'posting',
] as const;
export type ChainTable = (typeof chainTables)[number];

const shape = 'the shape of the bytes, which are proven by their hash';
const evidence = 'why, for people; no amount and no identity is read from it';
const progress = 'how far work has come; what was done is proven by its rows';
const order = 'what was ordered; what came of it is proven by the lines';

/** Columns that bear neither money nor an identity that money follows, each with the reason. Whatever is not here does. */
export const bearsNothing: Readonly<Partial<Record<ChainTable, Readonly<Record<string, string>>>>> = {
  journal: {
    due_from: order,
    due_to: order,
    command_key: 'so that the same command twice is one journal; the database keeps it unique',
    built_to: progress,
    created_at: evidence,
  },
  left_out: { detail: evidence },
  delivery: {
    sections: shape,
    records: shape,
    texts: shape,
    addresses: shape,
    size_on_wire: 'what an encrypted file weighs with the receiver',
    sent_at: evidence,
    created_at: evidence,
  },
  inbound_file: {
    transport: 'where it was fetched; nothing is fetched again by it',
    sealed_sha256: 'the bytes as they came; those that they held are proven by their own hash',
    ingested_to: progress,
    received_at: evidence,
  },
  payment: { explanation: evidence, payer_account: 'the database makes it from what the bank told' },
  allocation: { explanation: evidence, undone_reason: evidence },
  posting: {
    attempts: progress,
    bc_correlation_id: evidence,
    refusal_class: 'which advice the error log gives',
    batch_id: 'how it travels; the batch asks for each of its postings by key',
  },
};

export type Damage =
  | { readonly kind: 'drop'; readonly table: ChainTable }
  | { readonly kind: 'duplicate'; readonly table: ChainTable }
  | { readonly kind: 'alter' | 'negate' | 'swap'; readonly table: ChainTable; readonly column: string };

interface ColumnOf {
  readonly table: ChainTable;
  readonly column: string;
  readonly type: string;
  readonly isFixed: boolean;
}

/** Every damage that can be done to the chain, made from the schema, so that no column is forgotten. */
export async function damages(db: Db): Promise<readonly Damage[]> {
  const { rows } = await sql<ColumnOf>`
    select table_name as table, column_name as column, data_type as type,
      is_identity = 'YES' or is_generated = 'ALWAYS' as "isFixed"
    from information_schema.columns
    where table_schema = 'public' and table_name = any(${[...chainTables]})
    order by array_position(${[...chainTables]}::text[], table_name::text), ordinal_position`.execute(db);
  const columns = rows.filter(({ table, column, isFixed }) => !isFixed && !bearsNothing[table]?.[column]);
  return [
    ...chainTables.flatMap((table): readonly Damage[] => [
      { kind: 'drop', table },
      { kind: 'drop', table },
      { kind: 'duplicate', table },
    ]),
    ...columns.flatMap(({ table, column, type }): readonly Damage[] => [
      { kind: 'alter', table, column },
      ...(type === 'bigint' && column.endsWith('_minor') ? [{ kind: 'negate', table, column } as const] : []),
      ...(type === 'bigint' || column === 'customer_number' ? [{ kind: 'swap', table, column } as const] : []),
    ]),
  ];
}

/** Names in `bearsNothing` that are no columns any more. */
export async function unknownColumns(db: Db): Promise<readonly string[]> {
  const { rows } = await sql<{ name: string }>`
    select table_name || '.' || column_name as name from information_schema.columns where table_schema = 'public'`.execute(
    db,
  );
  const known = new Set(rows.map(({ name }) => name));
  return Object.entries(bearsNothing)
    .flatMap(([table, columns]) => Object.keys(columns).map((column) => `${table}.${column}`))
    .filter((name) => !known.has(name));
}

export type Row = Readonly<Record<string, unknown>>;

export interface Done {
  /** The rows as they were, and as they are; of a duplicate, only the copy. */
  readonly rows: readonly Row[];
}

/** What makes a copy another row where the database would refuse it. */
const otherwise: Readonly<Record<ChainTable, string>> = {
  journal: `{"command_key": "another"}`,
  left_out: '{"claim_id": 11}',
  collection_line: `{"reference": "T9999999Z", "payment_date": "2026-02-11"}`,
  line_claim: '{"claim_id": 11, "is_live": false}',
  delivery: '{"delivery_number": 9999}',
  inbound_file: `{"sha256": "another", "delivery_number": "another"}`,
  file_record: '{"line_number": 9999}',
  payment: '{"line_number": 9999}',
  allocation: '{}',
  posting: `{"idempotency_key": "another", "part": "another", "original_id": null}`,
};

/**
 * Does it, past foreign keys and triggers as a careless hand with all rights could. Keys and checks of the database hold.
 *
 * @param pick which row, of those that can be damaged so
 * @returns null when there is nothing that can be damaged so: no row, or all rows are alike
 */
export async function doDamage(db: Db, damage: Damage, pick: number): Promise<Done | null> {
  await sql`set local session_replication_role = replica`.execute(db);
  const done = await damageOf(db, damage, pick);
  await sql`set local session_replication_role = origin`.execute(db);
  return done;
}

async function damageOf(db: Db, damage: Damage, pick: number): Promise<Done | null> {
  const table = sql.table(damage.table);
  const all = (
    await sql<{ at: string; row: Row }>`
    select ctid::text as at, to_jsonb(t) as row from ${table} t order by ctid`.execute(db)
  ).rows;
  const nth = <T>(from: readonly T[]): T | undefined => from[pick % Math.max(from.length, 1)];
  if (damage.kind === 'drop') {
    const one = nth(all);
    if (!one) return null;
    await sql`delete from ${table} where ctid = ${one.at}::tid`.execute(db);
    return { rows: [one.row] };
  }
  if (damage.kind === 'duplicate') return duplicate(db, damage.table, nth(all)?.row);
  const { column } = damage;
  const able = damage.kind === 'negate' ? all.filter(({ row }) => row[column] !== 0 && row[column] !== null) : all;
  const one = nth(able);
  if (!one) return null;
  if (damage.kind === 'swap') {
    const other = nth(all.filter(({ row }) => JSON.stringify(row[column]) !== JSON.stringify(one.row[column])));
    if (!other) return null;
    return change(db, damage.table, column, [
      [one.at, other.row[column], one.row],
      [other.at, one.row[column], other.row],
    ]);
  }
  const value =
    damage.kind === 'negate' ? -Number(one.row[column]) : altered(damage.table, column, one.row[column], all);
  return change(db, damage.table, column, [[one.at, value, one.row]]);
}

type Change = readonly [at: string, value: unknown, before: Row];

/** In one statement, so that a swap passes the database's unique keys where they are deferred to its end. */
async function change(db: Db, name: ChainTable, column: string, changes: readonly Change[]): Promise<Done> {
  const rows: Row[] = [];
  for (const [at, value, before] of changes) {
    const json = JSON.stringify({ [column]: value });
    const { rows: after } = await sql<{ row: Row }>`
      update ${sql.table(name)} t set ${sql.ref(column)} =
        (select ${sql.ref(`n.${column}`)} from jsonb_populate_record(t, ${json}::jsonb) n)
      where t.ctid = ${at}::tid returning to_jsonb(t) as row`.execute(db);
    rows.push(before, ...after.map(({ row }) => row));
  }
  return { rows };
}

async function duplicate(db: Db, name: ChainTable, row: Row | undefined): Promise<Done | null> {
  if (!row) return null;
  const { rows: columns } = await sql<{ name: string }>`
    select column_name as name from information_schema.columns
    where table_schema = 'public' and table_name = ${name} and is_identity = 'NO' and is_generated = 'NEVER'`.execute(
    db,
  );
  const list = sql.join(columns.map((column) => sql.ref(column.name)));
  const { rows } = await sql<{ row: Row }>`
    insert into ${sql.table(name)} as t (${list})
    select ${list} from jsonb_populate_record(null::${sql.table(name)}, ${JSON.stringify(row)}::jsonb || ${otherwise[name]}::jsonb)
    returning to_jsonb(t) as row`.execute(db);
  return { rows: rows.map((one) => one.row) };
}

/** Another value of the same kind: one more, one sign more, another state that there is, the other truth. */
function altered(table: ChainTable, column: string, value: unknown, all: readonly { readonly row: Row }[]): unknown {
  if (column === 'state' || column === 'kind' || column === 'direction') {
    return all.map(({ row }) => row[column]).find((other) => other !== value) ?? otherState[table];
  }
  if (typeof value === 'number') return value + 1;
  if (typeof value === 'boolean') return !value;
  if (value === null) return column.endsWith('_minor') ? 1 : (instead[column] ?? 'x');
  if (typeof value === 'string') return /^\d{4}-\d\d-\d\d$/.test(value) ? '2026-02-26' : otherText(column, value);
  return Array.isArray(value) ? [...value, 9] : { ...value, x: 9 };
}

/** Where all rows are in the same state. */
const otherState: Readonly<Partial<Record<ChainTable, string>>> = {
  journal: 'withdrawn',
  delivery: 'refused',
  inbound_file: 'quarantined',
  collection_line: 'disburse',
};

const otherText = (column: string, value: string): string => {
  if (column === 'means') return value === 'slip' ? 'automatic' : 'slip';
  if (column === 'purpose') return 'stop';
  if (column === 'superseded') return value === 'replaced' ? 'reversed' : 'replaced';
  return `${value}x`;
};

/** What may stand where nothing stands. */
const instead: Readonly<Record<string, unknown>> = {
  original_id: 1,
  line_id: 1,
  claim_id: 11,
  reverses_id: 3,
  delivery_id: 1,
  batch_id: 1,
  refund_order_id: 1,
  bc_entry_number: 4711,
  allocation_ids: [1],
  dimensions: { x: 9 },
  bank: { x: 9 },
  due_date: '2026-02-26',
  actual_date: '2026-02-26',
  bookkeeping_date: '2026-02-26',
  superseded: 'reversed',
};
