const mostTries = 4;

/** PostgreSQL ends one of two transactions that wait for each other (deadlock_detected, serialization_failure). */
const disturbed: ReadonlySet<unknown> = new Set(['40P01', '40001']);

/**
 * Does a piece of work that is one transaction again when the database ended it in favour of another: nothing was done, and the
 * other one is waited for at its locks.
 */
export async function untilUndisturbed<T>(run: () => Promise<T>): Promise<T> {
  for (let tried = 1; ; tried++) {
    try {
      return await run();
    } catch (thrown) {
      const isDisturbed = thrown instanceof Error && 'code' in thrown && disturbed.has(thrown.code);
      if (!isDisturbed || tried === mostTries) throw thrown;
    }
  }
}
