import { sql } from 'kysely';
import { isExceptionType } from '#exceptions';
import { type Db, type ReplayReport, replayEvents, type Tables } from '#store';
import { machines } from '../../src/app/machines.ts';

/**
 * Every state is the fold of its events, step by step as the machines allow: what `tilgode verify` asks too. And every entry of
 * the error log is of a type that the table of actions knows, so that no kind is ever opened that nobody can do anything about.
 */
export async function replayAll(db: Db): Promise<ReplayReport> {
  const report = await replayEvents(db, machines);
  const { rows } = await sql<{ id: number; code: string; subject: Tables['exception']['subject'] }>`
    select min(id) as id, code, subject from exception group by code, subject`.execute(db);
  const unknown = rows
    .filter(({ code, subject }) => !isExceptionType(code, subject))
    .map(({ id, code, subject }) => ({ table: 'exception', id, what: `${code} about a ${subject} is in no table` }));
  return { ...report, findings: [...report.findings, ...unknown] };
}
