import { Kysely, PostgresDialect, type Transaction } from 'kysely';
import pg from 'pg';
import Cursor from 'pg-cursor';
import { migrate } from './migrate.ts';
import type { Tables } from './tables.ts';

export type Db = Kysely<Tables>;
export type Tx = Transaction<Tables>;
/** Where a query may run: in a transaction of its own, or in the caller's. */
export type DbOrTx = Db | Tx;

export interface Database {
  readonly db: Db;
  readonly pool: pg.Pool;
  readonly close: () => Promise<void>;
}

// Our int8 values are ids, counts and minor units, all far inside 2^53. Dates stay texts: they are no instants.
const types = new pg.TypeOverrides();
types.setTypeParser(pg.types.builtins.INT8, exactNumber);
types.setTypeParser(pg.types.builtins.NUMERIC, exactNumber);
types.setTypeParser(pg.types.builtins.DATE, (text) => text);

function exactNumber(text: string): number {
  const value = Number(text);
  if (!Number.isSafeInteger(value)) throw new Error(`${text} from the database is not a whole, exact number`);
  return value;
}

/** Opens the database and brings its tables up to date. */
export async function openDatabase(url: string, options: { readonly maxConnections?: number } = {}): Promise<Database> {
  const pool = new pg.Pool({
    connectionString: url,
    max: options.maxConnections ?? 10,
    types,
    options: '-c timezone=UTC',
  });
  pool.on('error', () => undefined);
  await migrate(pool);
  const db = new Kysely<Tables>({ dialect: new PostgresDialect({ pool, cursor: Cursor }) });
  return { db, pool, close: () => db.destroy() };
}
