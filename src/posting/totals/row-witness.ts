import { type RawBuilder, sql } from 'kysely';
import { alwaysAudited, type AuditedTable, type Tx, wholeRow } from '#store';

/** The tables of the chain whose every row is the fold of its events. */
export const chainTables = [
  'journal',
  'collection_line',
  'delivery',
  'inbound_file',
  'payment',
  'allocation',
  'posting',
] as const satisfies readonly AuditedTable[];
export type ChainTable = (typeof chainTables)[number];

type Fields = Readonly<Record<string, unknown>>;

/** A row that is not what its events say, that has none, or that is gone. */
export interface RowGap {
  readonly table: ChainTable;
  readonly id: number;
  readonly row: Fields | null;
  /** The row as its events tell it; null when there are none. */
  readonly told: Fields | null;
  readonly columns: readonly string[];
}

/**
 * Lays rows beside their events, set by set. Amounts swapped between two rows agree in every sum, and are found here.
 *
 * Which steps a state may take is not asked: the replay of `tilgode verify` does.
 */
export async function rowGaps(
  tx: Tx,
  companyId: number,
  table: ChainTable,
  ids: readonly number[],
): Promise<readonly RowGap[]> {
  if (ids.length === 0) return [];
  const always = alwaysAudited(table);
  const { rows } = await sql<{ id: number; row: Fields | null; told: Fields | null; isOurs: boolean | null }>`
    select s.id, case when t.id is null then null else ${wholeRow(table, 't')} || jsonb_build_object('company_id', t.company_id)
      end as row, f.told, e.is_ours as "isOurs"
    from unnest(${ids}::bigint[]) s(id)
    left join ${sql.table(table)} t on t.id = s.id
    left join lateral (
      select array_agg(v.patch order by v.id) as patches, bool_and(v.company_id = ${companyId}) as is_ours
      from event v where v.stream = ${table} and v.stream_id = s.id) e on true
    left join lateral (
      select e.patches[1] || coalesce((select fold_patches(u.patch order by u.n)
        from unnest(e.patches[2:]) with ordinality u(patch, n)), '{}') as told) f on true
    where t.id is null or f.told is null or not f.told ?& ${always} or not (${isAsTold(table)})
      or not e.is_ours or t.company_id <> ${companyId}
    order by s.id`.execute(tx);
  const nothing: Fields = Object.fromEntries(always.map((column) => [column, null]));
  return rows.flatMap(({ id, row, told: patched, isOurs }) => {
    const told = patched && { ...nothing, ...patched, company_id: isOurs ? companyId : null };
    const columns = differing({ row, told });
    return row && told && columns.length === 0 ? [] : [{ id, table, row, told, columns }];
  });
}

/**
 * Whether the row `t` says what the events tell. Containing is the fast way, and exact for all but lists and objects; what
 * is told as an MD5 is compared as such.
 */
const isAsTold = (table: ChainTable): RawBuilder<boolean> => {
  if (table === 'posting') return sql`${wholeRow(table, 't')} || f.told = ${wholeRow(table, 't')}`;
  if (table === 'payment') return sql`to_jsonb(t) || jsonb_build_object('bank', md5(t.bank::text)) @> f.told`;
  return sql`to_jsonb(t) @> f.told`;
};

function differing({ row, told }: Pick<RowGap, 'row' | 'told'>): readonly string[] {
  if (row === null || told === null) return [];
  const isOther = (column: string): boolean =>
    JSON.stringify(row[column] ?? null) !== JSON.stringify(told[column] ?? null);
  return Object.keys(told).filter(isOther);
}

/** What its events say, and what the row is, as people read it. */
export function figuresOf({ row, told, columns }: RowGap): { readonly stated: string; readonly counted: string } {
  if (row === null) return { stated: 'the events tell of it', counted: 'it is gone' };
  if (told === null) return { stated: 'no event tells of it', counted: 'it is there' };
  const shown = (fields: Fields): string =>
    columns.map((column) => `${column} ${JSON.stringify(fields[column])}`).join(', ');
  return { stated: shown(told), counted: shown(row) };
}
