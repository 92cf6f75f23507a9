import { sql } from 'kysely';
import { openExceptions, solveExceptions } from '#exceptions';
import type { Actor, DbOrTx, Tx } from '#store';
import { findingOf, gapKeys, type GapSubject, type TotalsGap } from './gap.ts';

/** What a gap stops, and both of its figures. */
export interface TotalsStop {
  readonly subject: GapSubject;
  readonly id: number;
  readonly context: {
    readonly fileName: string;
    readonly lineNumber: number;
    readonly field: string;
    readonly stated: string;
    readonly counted: string;
  };
  /** When it was found, as ISO text. */
  readonly since: string;
}

/** What is stopped by the checks until now. */
export async function totalsStops(db: DbOrTx, companyId: number): Promise<readonly TotalsStop[]> {
  const { rows } = await sql<Omit<TotalsStop, 'since'> & { since: Date }>`
    select subject, subject_id as id, context, since from totals_stop
    where company_id = ${companyId} order by subject, subject_id`.execute(db);
  return rows.map((row) => ({ ...row, since: row.since.toISOString() }));
}

/**
 * Stops what gaps stop and tells people of it; what earlier checks stopped and ties again is let go, and its entry in the
 * error log closes itself.
 */
export async function tellGaps(tx: Tx, companyId: number, gaps: readonly TotalsGap[], actor: Actor): Promise<void> {
  await sql`
    delete from totals_stop s where s.company_id = ${companyId}
      and not exists (select 1 from ${recordset(gaps)} where g.subject = s.subject and g.id = s.subject_id)`.execute(
    tx,
  );
  const keys = findingsOf(companyId, gaps).map(({ dedupeKey }) => `${companyId}:${dedupeKey}`);
  const { rows } = await sql<{ id: number }>`
    select id from exception where company_id = ${companyId} and code = 'TOTALS_WRONG' and state = 'open'
      and dedupe_key like ${gapKeys(companyId)} and dedupe_key <> all(${keys})`.execute(tx);
  const ids = rows.map(({ id }) => id);
  await solveExceptions(tx, { ids }, { action: 'retry', reason: 'the totals agree now' }, actor);
  await stop(tx, companyId, gaps, actor);
}

/** Stops what gaps stop and tells people of it. What was stopped before stays so. */
export async function stop(tx: Tx, companyId: number, gaps: readonly TotalsGap[], actor: Actor): Promise<void> {
  if (gaps.length === 0) return;
  await sql`
    insert into totals_stop (company_id, subject, subject_id, context, since)
    select ${companyId}, g.subject, g.id, g.context, ${actor.at} from ${recordset(gaps)}
    on conflict (company_id, subject, subject_id) do update set context = excluded.context`.execute(tx);
  await openExceptions(tx, companyId, findingsOf(companyId, gaps), actor);
}

const findingsOf = (companyId: number, gaps: readonly TotalsGap[]) =>
  gaps.filter(({ isTold }) => isTold !== true).map((gap) => findingOf(companyId, gap));

const recordset = (gaps: readonly TotalsGap[]) => {
  const rows = gaps.map(({ subject, id, problem: { context } }) => ({ subject, id, context }));
  return sql`jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as g(subject text, id bigint, context jsonb)`;
};
