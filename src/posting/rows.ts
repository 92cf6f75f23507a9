import { type RawBuilder, sql } from 'kysely';

type SqlType = 'text' | 'bigint' | 'date' | 'jsonb';

/**
 * Gives each row of one UPDATE a value of its own: the values travel as one JSON object by id, and the row (alias `r`)
 * picks its own.
 *
 * @returns a function: the name of a field and its SQL type to the expression
 */
export function fieldOf<T extends { readonly id: number }>(
  rows: readonly T[],
): (field: keyof T & string, type: SqlType) => RawBuilder<unknown> {
  const json = JSON.stringify(Object.fromEntries(rows.map((row) => [row.id, row])));
  return (field, type) => {
    const arrow = sql.raw(type === 'jsonb' ? '->' : '->>');
    return sql`(${json}::jsonb -> r.id::text ${arrow} ${field})::${sql.raw(type)}`;
  };
}
