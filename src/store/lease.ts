import { hostname } from 'node:os';
import type pg from 'pg';

/**
 * Runs something alone: nobody else who asks for the same name runs meanwhile, in any process.
 *
 * The lock is a session lock of PostgreSQL, so a process that is killed gives it back the moment its connection ends;
 * no clock decides, and nobody can be thought dead while he still works.
 *
 * @returns null when somebody else is at it
 */
export async function alone<T>(
  pool: pg.Pool,
  name: string,
  run: () => Promise<T>,
): Promise<{ readonly value: T } | null> {
  const client = await pool.connect();
  // A connection that breaks while it only holds the lock must not end the process; the lock is gone with it.
  client.on('error', ignore);
  let isBroken = false;
  try {
    const taken = await client.query<{ taken: boolean }>(
      'select pg_try_advisory_lock(hashtextextended($1, 0)) as taken',
      [name],
    );
    if (!taken.rows[0]?.taken) return null;
    await client.query(
      `insert into lease (name, holder, taken_at) values ($1, $2, now())
       on conflict (name) do update set holder = excluded.holder, taken_at = excluded.taken_at`,
      [name, `${hostname()}:${process.pid}`],
    );
    try {
      return { value: await run() };
    } finally {
      await client.query('select pg_advisory_unlock(hashtextextended($1, 0))', [name]).catch(() => {
        isBroken = true;
      });
    }
  } finally {
    client.off('error', ignore);
    client.release(isBroken);
  }
}

const ignore = (): void => undefined;
