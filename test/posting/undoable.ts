import type { DatabaseConnection, PostgresPool } from 'kysely';
import {
  CompiledQuery,
  Kysely,
  PostgresAdapter,
  PostgresDriver,
  PostgresIntrospector,
  PostgresQueryCompiler,
} from 'kysely';
import { type Database, type Db, openDatabase, type Tables } from '#store';
import type { TestDatabase } from '#test/database';

export interface UndoableDatabase {
  readonly database: Database;
  /** Runs, and then everything is as it was, whatever was committed meanwhile. */
  readonly undoing: <T>(run: () => Promise<T>) => Promise<T>;
  readonly close: () => Promise<void>;
}

/**
 * The same database on one connection, in a transaction that never commits: the product's own transactions are savepoints
 * of it. So books can be damaged hundreds of times without being built hundreds of times.
 */
export async function undoable({ url, pool: locks }: TestDatabase): Promise<UndoableDatabase> {
  const { pool } = await openDatabase(url, { maxConnections: 1 });
  const db: Db = new Kysely<Tables>({
    dialect: {
      createAdapter: () => new PostgresAdapter(),
      createDriver: () => new NestedDriver({ pool }),
      createIntrospector: (of) => new PostgresIntrospector(of),
      createQueryCompiler: () => new PostgresQueryCompiler(),
    },
  });
  const say = (text: string) => db.executeQuery(CompiledQuery.raw(text));
  return {
    database: { db, pool: locks, close: () => Promise.resolve() },
    undoing: async (run) => {
      await say('begin');
      try {
        return await run();
      } finally {
        await say('rollback');
      }
    },
    close: () => db.destroy(),
  };
}

class NestedDriver extends PostgresDriver {
  constructor({ pool }: { readonly pool: PostgresPool }) {
    super({ pool });
  }

  override async beginTransaction(connection: DatabaseConnection): Promise<void> {
    await connection.executeQuery(CompiledQuery.raw('savepoint inner_transaction'));
  }

  override async commitTransaction(connection: DatabaseConnection): Promise<void> {
    await connection.executeQuery(CompiledQuery.raw('release savepoint inner_transaction'));
  }

  override async rollbackTransaction(connection: DatabaseConnection): Promise<void> {
    await connection.executeQuery(CompiledQuery.raw('rollback to savepoint inner_transaction'));
  }
}
