import { sql } from 'kysely';
import type { DbOrTx } from '#store';

/** Writes rows, given in column names, in one statement: new ones are added, known ones take the new values. */
export async function upsert(
  db: DbOrTx,
  table: 'claim' | 'customer' | 'mandate',
  rows: readonly object[],
  key: string,
): Promise<void> {
  const [first] = rows;
  if (!first) return;
  const names = Object.keys(first);
  const columns = sql.raw(names.join(', '));
  const changes = sql.raw(names.map((name) => `${name} = excluded.${name}`).join(', '));
  await sql`insert into ${sql.table(table)} (${columns})
    select ${columns} from jsonb_populate_recordset(null::${sql.table(table)}, ${JSON.stringify(rows)}::jsonb)
    on conflict (${sql.raw(key)}) do update set ${changes}`.execute(db);
}

/** The last one wins when a page holds an entity twice: it changed while it was read. */
export const lastOfEach = <T>(entities: readonly T[], key: (entity: T) => unknown): readonly T[] => [
  ...new Map(entities.map((entity) => [key(entity), entity])).values(),
];
