import type { Selectable } from 'kysely';
import { fail, ok, type Problem, problem, type Result } from '#kernel';
import type { DbOrTx, Tables, Tx } from '#store';

export type JournalRow = Selectable<Tables['journal']>;

/** The journal, when it stands at one of the steps wanted; a clear problem otherwise. */
export async function journalInState(
  db: DbOrTx,
  journalId: number,
  wanted: readonly string[],
): Promise<Result<JournalRow, Problem>> {
  const journal = await db.selectFrom('journal').selectAll().where('id', '=', journalId).executeTakeFirst();
  return standing(journal, journalId, wanted);
}

/**
 * The same, and nobody else changes the journal or its lines until the transaction ends. Whoever moves lines of a journal
 * locks it first, always before the lines.
 */
export async function lockJournal(
  tx: Tx,
  journalId: number,
  wanted: readonly string[],
): Promise<Result<JournalRow, Problem>> {
  const journal = await tx.selectFrom('journal').selectAll().where('id', '=', journalId).forUpdate().executeTakeFirst();
  return standing(journal, journalId, wanted);
}

function standing(
  journal: JournalRow | undefined,
  journalId: number,
  wanted: readonly string[],
): Result<JournalRow, Problem> {
  if (!journal) return fail(problem('NOT_FOUND', { what: 'journal', id: String(journalId) }));
  return wanted.includes(journal.state)
    ? ok(journal)
    : fail(
        problem('JOURNAL_NOT_READY', { journal: String(journalId), state: journal.state, wanted: wanted.join(' or ') }),
      );
}
