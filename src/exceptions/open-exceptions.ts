import { type RawBuilder, sql } from 'kysely';
import { type Actor, type DbOrTx, insertWithEvents, updateWithEvents } from '#store';
import type { ExceptionSubject, Finding } from './allowed-actions.ts';

/**
 * Writes findings into the error log (fejllog), each once.
 *
 * A finding that is there already and open stays as it is. One that was solved is opened again, because its cause is back.
 * One that a person dismissed stays dismissed.
 *
 * @returns the ids of the entries that are new or open again
 */
export async function openExceptions(
  tx: DbOrTx,
  companyId: number,
  findings: readonly Finding[],
  actor: Actor,
): Promise<readonly number[]> {
  if (findings.length === 0) return [];
  const byKey = new Map(findings.map((finding) => [keyOf(companyId, finding), finding]));
  const keys = [...byKey.keys()];
  const contexts = JSON.stringify(Object.fromEntries([...byKey].map(([key, { problem }]) => [key, problem.context])));
  const again = await updateWithEvents(
    tx,
    'exception',
    {
      state: 'open',
      context: sql`${contexts}::jsonb -> r.dedupe_key`,
      action: null,
      reason: null,
      acted_by: null,
      acted_at: null,
    },
    sql`r.dedupe_key = any(${keys}) and r.state = 'solved'`,
    'reopen',
    actor,
  );
  const rows = [...byKey].map(([key, { problem, subject, subjectId }]) => ({
    company_id: companyId,
    code: problem.code,
    context: problem.context,
    subject,
    subject_id: subjectId,
    dedupe_key: key,
    state: 'open',
    opened_at: actor.at,
  }));
  const made = await insertWithEvents(tx, 'exception', rows, 'open', actor, { onConflict: 'do nothing' });
  return [...again, ...made.map((row) => row.id)];
}

const keyOf = (companyId: number, { problem, subject, subjectId, dedupeKey }: Finding): string =>
  `${companyId}:${dedupeKey ?? `${problem.code}:${subject}:${subjectId}`}`;

/** Which exceptions: those of some subjects, or of their own ids. */
export type WhichExceptions =
  | { readonly ids: readonly number[] }
  | { readonly subject: ExceptionSubject; readonly subjectIds: readonly number[]; readonly codes?: readonly string[] };

/**
 * Closes open exceptions whose cause is gone, keeping by what action and why. Closed ones stay as they are.
 *
 * @returns the ids of the entries closed
 */
export function solveExceptions(
  tx: DbOrTx,
  which: WhichExceptions,
  how: { readonly action: string; readonly reason: string },
  actor: Actor,
): Promise<readonly number[]> {
  return updateWithEvents(
    tx,
    'exception',
    { state: 'solved', action: how.action, reason: how.reason, acted_by: actor.by, acted_at: actor.at },
    sql`r.state = 'open' and ${condition(which)}`,
    'solve',
    actor,
  );
}

function condition(which: WhichExceptions): RawBuilder<unknown> {
  if ('ids' in which) return sql`r.id = any(${which.ids})`;
  const codes = which.codes ? sql`and r.code = any(${which.codes})` : sql``;
  return sql`r.subject = ${which.subject} and r.subject_id = any(${which.subjectIds}) ${codes}`;
}
