import { isDeepStrictEqual } from 'node:util';
import { sql } from 'kysely';
import type { StateMachine } from '#kernel';
import type { Db } from './database.ts';
import { type AuditedTable, alwaysAudited, audited, wholeRow } from './events.ts';

/** What the replay needs to know of a table: where its states begin and how they may go on. */
export interface Machine {
  readonly starts: readonly string[];
  readonly table: StateMachine<string, string>;
}

export interface ReplayFinding {
  readonly table: string;
  readonly id: number;
  readonly what: string;
}

export interface ReplayReport {
  readonly events: number;
  readonly rows: Readonly<Record<string, number>>;
  readonly findings: readonly ReplayFinding[];
}

type Fields = Readonly<Record<string, unknown>>;

const pageSize = 2000;
const mostFindings = 100;

/**
 * Proves that every state is the fold of its events: replays the journal of events of each audited table and compares.
 *
 * Finds rows without events, events without rows, columns that differ, and steps the state machine does not allow.
 * Reads in pages, so memory does not grow with the books. Runs in one snapshot, so it may run beside the day's work.
 */
export async function replayEvents(
  db: Db,
  machines: Readonly<Partial<Record<AuditedTable, Machine>>>,
): Promise<ReplayReport> {
  const report = { events: 0, rows: {} as Record<string, number>, findings: [] as ReplayFinding[] };
  await db
    .transaction()
    .setIsolationLevel('repeatable read')
    .execute(async (tx) => {
      for (const table of Object.keys(audited).filter(isAudited)) {
        let last = 0;
        report.rows[table] = 0;
        for (;;) {
          const page = await sql<{ id: number; row: Fields | null; patches: readonly Fields[] | null }>`
            select ids.id, case when r.id is null then null else ${wholeRow(table, 'r')} end as row, e.patches
            from (select id from ${sql.table(table)} where id > ${last}
                  union select stream_id from event where stream = ${table} and stream_id > ${last}
                  order by 1 limit ${pageSize}) ids
            left join ${sql.table(table)} r on r.id = ids.id
            left join lateral (select jsonb_agg(patch order by id) as patches from event
                               where stream = ${table} and stream_id = ids.id) e on true
            order by ids.id`.execute(tx);
          for (const { id, row, patches } of page.rows) {
            report.events += patches?.length ?? 0;
            report.rows[table] += 1;
            for (const what of compare(row, patches ?? [], table, machines[table])) {
              if (report.findings.length < mostFindings) report.findings.push({ table, id, what });
            }
            last = id;
          }
          if (page.rows.length < pageSize) break;
        }
      }
    });
  return report;
}

const isAudited = (table: string): table is AuditedTable => table in audited;

/** Folds the patches, checks each step of the state, and compares with the row as it stands. */
export function compare(
  row: Fields | null,
  patches: readonly Fields[],
  table: AuditedTable,
  machine: Machine | undefined,
): readonly string[] {
  if (patches.length === 0) return ['the row has no events'];
  const findings: string[] = [];
  let folded: Fields = {};
  for (const patch of patches) {
    const wrong = machine && wrongStep(machine, folded['state'], patch['state']);
    if (wrong) findings.push(wrong);
    folded = { ...folded, ...patch };
  }
  if (!row) return [...findings, 'the events tell of a row that is not there'];
  const always = alwaysAudited(table);
  const told = audited[table].filter((column) => column in folded || always.includes(column));
  const differing = told.filter((column) => !isDeepStrictEqual(row[column] ?? null, folded[column] ?? null));
  return [
    ...findings,
    ...differing.map(
      (column) =>
        `${column} is ${JSON.stringify(row[column])}, its events say ${JSON.stringify(folded[column] ?? null)}`,
    ),
  ];
}

function wrongStep(machine: Machine, before: unknown, next: unknown): string | null {
  if (typeof next !== 'string' || next === before) return null;
  if (typeof before !== 'string') return machine.starts.includes(next) ? null : `it began as ${next}`;
  const ways = Object.values(machine.table[before] ?? {});
  return ways.includes(next) ? null : `it went from ${before} to ${next}, which is not allowed`;
}
