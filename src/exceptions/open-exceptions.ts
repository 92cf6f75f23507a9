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
      asked: null,
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
  const opened = [...again, ...made.map((row) => row.id)];
  await nameWhatTheyAreAbout(tx, opened);
  return opened;
}

const keyOf = (companyId: number, { problem, subject, subjectId, dedupeKey }: Finding): string =>
  `${companyId}:${dedupeKey ?? `${problem.code}:${subject}:${subjectId}`}`;

/**
 * Puts the payment, the customer, the amount and the words that an entry is searched by beside it. They are copies, so that
 * a page of the error log costs the same however many entries there are; the migration 0007 filled those of older entries.
 */
async function nameWhatTheyAreAbout(tx: DbOrTx, ids: readonly number[]): Promise<void> {
  if (ids.length === 0) return;
  await sql`
    update exception e set payment_id = s.payment_id, minor = s.minor, currency = s.currency,
      customer_number = coalesce(nullif(e.context ->> 'customerNumber', ''), s.customer_number, ''),
      words = array_to_tsvector(words_of(concat_ws(' ', e.code, texts_in(e.context), s.reference, texts_in(s.bank))))
    from (
      select x.id, p.id as payment_id, coalesce(p.customer_number, l.customer_number) as customer_number,
        coalesce(p.effect_minor, l.amount_minor) as minor, coalesce(p.currency, l.currency) as currency,
        coalesce(p.reference, l.reference) as reference, coalesce(p.bank, '{}') as bank
      from exception x
      left join posting g on x.subject = 'posting' and g.id = x.subject_id
      left join payment p on p.id = case x.subject when 'payment' then x.subject_id when 'posting' then g.payment_id end
      left join collection_line l on x.subject = 'line' and l.id = x.subject_id
      where x.id = any(${ids})
    ) s where s.id = e.id`.execute(tx);
}

/** Which exceptions: those of some subjects, or of their own ids. */
export type WhichExceptions =
  | { readonly ids: readonly number[] }
  | { readonly subject: ExceptionSubject; readonly subjectIds: readonly number[]; readonly codes?: readonly string[] };

/**
 * Closes open exceptions whose cause is gone, keeping by what action and why. Closed ones stay as they are.
 *
 * @param how `asked`: the command of a person that did it, as a hash
 * @returns the ids of the entries closed
 */
export function solveExceptions(
  tx: DbOrTx,
  which: WhichExceptions,
  how: { readonly action: string; readonly reason: string; readonly asked?: string },
  actor: Actor,
): Promise<readonly number[]> {
  const asked = how.asked === undefined ? {} : { asked: how.asked };
  return updateWithEvents(
    tx,
    'exception',
    { state: 'solved', action: how.action, reason: how.reason, acted_by: actor.by, acted_at: actor.at, ...asked },
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
