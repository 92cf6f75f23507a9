import type { Selectable } from 'kysely';
import { fail, ok, type Problem, problem, type Result } from '#kernel';
import type { DbOrTx, Tables } from '#store';

export type JournalRow = Selectable<Tables['journal']>;

/** The journal, when it stands at one of the steps wanted; a clear problem otherwise. */
export async function journalInState(
  db: DbOrTx,
  journalId: number,
  wanted: readonly string[],
): Promise<Result<JournalRow, Problem>> {
  const journal = await db.selectFrom('journal').selectAll().where('id', '=', journalId).executeTakeFirst();
  if (!journal) return fail(problem('NOT_FOUND', { what: 'journal', id: String(journalId) }));
  return wanted.includes(journal.state)
    ? ok(journal)
    : fail(
        problem('JOURNAL_NOT_READY', { journal: String(journalId), state: journal.state, wanted: wanted.join(' or ') }),
      );
}
