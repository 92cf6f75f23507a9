import type { Db, Tx } from '#store';

/** Runs one piece of work in a transaction: one of its own each time, or one that is given up at the end. */
export type InTransaction = <T>(work: (tx: Tx) => Promise<T>) => Promise<T>;

export const eachInItsOwn =
  (db: Db): InTransaction =>
  (work) =>
    db.transaction().execute(work);

/** Does everything in one transaction and takes it back: what it told is what would have been. */
export async function withoutTrace<T>(db: Db, work: (run: InTransaction, tx: Tx) => Promise<T>): Promise<T> {
  const tx = await db.startTransaction().execute();
  try {
    return await work((piece) => piece(tx), tx);
  } finally {
    await tx.rollback().execute();
  }
}
