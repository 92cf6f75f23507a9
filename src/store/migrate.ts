import { createHash } from 'node:crypto';
import type pg from 'pg';
import spine from './migrations/0001-spine.sql';
import channels from './migrations/0002-channels.sql';
import paymentIds from './migrations/0003-payment-ids.sql';
import contracts from './migrations/0004-contracts.sql';
import linesInOrder from './migrations/0005-lines-in-order.sql';
import ladder from './migrations/0006-ladder.sql';
import errorLog from './migrations/0007-error-log.sql';
import posting from './migrations/0008-posting.sql';
import lineage from './migrations/0009-lineage.sql';
import totals from './migrations/0010-totals.sql';

interface Migration {
  readonly name: string;
  readonly sql: string;
}

/** In order, for ever: a migration that has run anywhere is never edited, a new one is added below it. */
const migrations: readonly Migration[] = [
  { name: '0001-spine', sql: spine },
  { name: '0002-channels', sql: channels },
  { name: '0003-payment-ids', sql: paymentIds },
  { name: '0004-contracts', sql: contracts },
  { name: '0005-lines-in-order', sql: linesInOrder },
  { name: '0006-ladder', sql: ladder },
  { name: '0007-error-log', sql: errorLog },
  { name: '0008-posting', sql: posting },
  { name: '0009-lineage', sql: lineage },
  { name: '0010-totals', sql: totals },
];

/** Any number that is ours: two processes that start together must not migrate at once. */
const migrationLock = 7_104_633;

/** Runs what has not run yet, each in its transaction; refuses a database whose history is not ours. */
export async function migrate(pool: pg.Pool): Promise<void> {
  const client = await pool.connect();
  try {
    await client.query('select pg_advisory_lock($1)', [migrationLock]);
    await client.query(
      'create table if not exists migration (name text primary key, sha256 text not null, at timestamptz not null default now())',
    );
    for (const { name, sql } of migrations) await runOnce(client, name, sql);
  } finally {
    await client.query('select pg_advisory_unlock($1)', [migrationLock]).catch(() => undefined);
    client.release();
  }
}

async function runOnce(client: pg.PoolClient, name: string, sql: string): Promise<void> {
  const sha256 = createHash('sha256').update(sql).digest('hex');
  const found = await client.query<{ sha256: string }>('select sha256 from migration where name = $1', [name]);
  const known = found.rows[0];
  if (known && known.sha256 !== sha256) throw new Error(`Migration ${name} was changed after it had run`);
  if (known) return;
  await client.query('begin');
  try {
    await client.query(sql);
    await client.query('insert into migration (name, sha256) values ($1, $2)', [name, sha256]);
    await client.query('commit');
  } catch (thrown) {
    await client.query('rollback');
    throw thrown;
  }
}
