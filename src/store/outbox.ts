import { sql } from 'kysely';
import type { Db, DbOrTx } from './database.ts';

/** A durable piece of work. Written in the transaction of the state it follows from; its message carries only the id. */
export interface Work {
  readonly id: number;
  readonly companyId: number;
  readonly type: string;
  readonly payload: unknown;
  readonly attempts: number;
  readonly state: 'pending' | 'done' | 'poisoned';
}

export interface NewWork {
  readonly companyId: number;
  readonly type: string;
  readonly payload: object;
  /** The same work asked for twice is one row. */
  readonly dedupeKey: string;
  readonly notBefore?: Date;
}

/** Adds work; what is there already stays as it is. @returns the ids of the rows that are new */
export async function addWork(tx: DbOrTx, works: readonly NewWork[], at: Date): Promise<readonly number[]> {
  if (works.length === 0) return [];
  const made = await tx
    .insertInto('outbox')
    .values(
      works.map((work) => ({
        company_id: work.companyId,
        type: work.type,
        payload: JSON.stringify(work.payload),
        dedupe_key: work.dedupeKey,
        state: 'pending' as const,
        not_before: work.notBefore ?? at,
        created_at: at,
      })),
    )
    .onConflict((conflict) => conflict.column('dedupe_key').doNothing())
    .returning('id')
    .execute();
  return made.map((row) => row.id);
}

export async function findWork(db: DbOrTx, id: number): Promise<Work | null> {
  const row = await db.selectFrom('outbox').selectAll().where('id', '=', id).executeTakeFirst();
  return row
    ? {
        id: row.id,
        companyId: row.company_id,
        type: row.type,
        payload: row.payload,
        attempts: row.attempts,
        state: row.state,
      }
    : null;
}

/** Pending work that is due, oldest first. */
export async function dueWork(db: Db, at: Date, limit: number): Promise<readonly number[]> {
  const rows = await db
    .selectFrom('outbox')
    .select('id')
    .where('state', '=', 'pending')
    .where('not_before', '<=', at)
    .orderBy('id')
    .limit(limit)
    .execute();
  return rows.map((row) => row.id);
}

export async function finishWork(tx: DbOrTx, id: number, at: Date): Promise<void> {
  await tx.updateTable('outbox').set({ state: 'done', done_at: at, error: null }).where('id', '=', id).execute();
}

/** Puts work off: counts the attempt and keeps why. */
export async function postponeWork(tx: DbOrTx, id: number, notBefore: Date, error: string): Promise<void> {
  await tx
    .updateTable('outbox')
    .set({ attempts: sql`attempts + 1`, not_before: notBefore, error })
    .where('id', '=', id)
    .where('state', '=', 'pending')
    .execute();
}

export async function poisonWork(tx: DbOrTx, id: number, error: string): Promise<boolean> {
  const done = await tx
    .updateTable('outbox')
    .set({ state: 'poisoned', error })
    .where('id', '=', id)
    .where('state', '=', 'pending')
    .executeTakeFirst();
  return done.numUpdatedRows > 0n;
}

/** A person asked to try poisoned work again. */
export async function reviveWork(tx: DbOrTx, id: number, at: Date): Promise<boolean> {
  const done = await tx
    .updateTable('outbox')
    .set({ state: 'pending', attempts: 0, not_before: at })
    .where('id', '=', id)
    .where('state', '=', 'poisoned')
    .executeTakeFirst();
  return done.numUpdatedRows > 0n;
}
