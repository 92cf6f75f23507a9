import { sql } from 'kysely';
import { catalogue, daysBetween, inCopenhagen, type ProblemCode } from '#kernel';
import type { DbOrTx, Tables } from '#store';
import { allowedActions, type ExceptionAction, isProblemCode } from './allowed-actions.ts';
import type { ExceptionState } from './exception-states.ts';

/** One entry of the error log, as people and programs read it. */
export interface ExceptionEntry {
  readonly id: number;
  readonly companyId: number;
  readonly code: string;
  readonly context: Readonly<Record<string, unknown>>;
  readonly advice: string;
  /** Who must act. */
  readonly owner: string;
  readonly subject: Tables['exception']['subject'];
  readonly subjectId: number;
  readonly state: ExceptionState;
  readonly allowedActions: readonly ExceptionAction[];
  readonly openedAt: Date;
  /** Calendar days since it was opened: one told of last night is a day old this morning. */
  readonly ageInDays: number;
  /** What was done about it, by whom, when and why; null while nobody has. */
  readonly acted: { readonly action: string; readonly by: string; readonly at: Date; readonly reason: string } | null;
}

export interface ExceptionQuery {
  readonly companyId: number;
  readonly state?: ExceptionState | undefined;
  readonly code?: string | undefined;
  /** The id of the last entry of the page before. */
  readonly after?: number | undefined;
  readonly limit: number;
  /** The moment that ages are counted to. */
  readonly at: Date;
}

const mostPerPage = 1000;

/** One page of the error log, oldest first. The next page begins after its last id, so no page costs more than another. */
export async function listExceptions(db: DbOrTx, query: ExceptionQuery): Promise<readonly ExceptionEntry[]> {
  const { companyId, state, code, after, limit, at } = query;
  let select = db.selectFrom('exception').selectAll().where('company_id', '=', companyId);
  if (state !== undefined) select = select.where('state', '=', state);
  if (code !== undefined) select = select.where('code', '=', code);
  if (after !== undefined) select = select.where('id', '>', after);
  const rows = await select
    .orderBy('id')
    .limit(Math.min(Math.max(limit, 1), mostPerPage))
    .execute();
  return rows.map((row) => entryOf(row, at));
}

export async function findException(db: DbOrTx, id: number, at: Date): Promise<ExceptionEntry | null> {
  const row = await db.selectFrom('exception').selectAll().where('id', '=', id).executeTakeFirst();
  return row ? entryOf(row, at) : null;
}

/** How many exceptions there are of each code and state. */
export async function countExceptions(
  db: DbOrTx,
  companyId: number,
): Promise<readonly { readonly code: string; readonly state: string; readonly count: number }[]> {
  return db
    .selectFrom('exception')
    .select(['code', 'state', sql<number>`count(*)`.as('count')])
    .where('company_id', '=', companyId)
    .groupBy(['code', 'state'])
    .orderBy('code')
    .orderBy('state')
    .execute();
}

/** A row as `selectAll` gives it. */
export interface ExceptionRow {
  readonly id: number;
  readonly company_id: number;
  readonly code: string;
  readonly context: unknown;
  readonly subject: Tables['exception']['subject'];
  readonly subject_id: number;
  readonly state: string;
  readonly action: string | null;
  readonly reason: string | null;
  readonly acted_by: string | null;
  readonly acted_at: Date | null;
  readonly opened_at: Date;
}

export function entryOf(row: ExceptionRow, at: Date): ExceptionEntry {
  const { code, action, acted_by: by, acted_at: when } = row;
  const known = isProblemCode(code) ? adviceFor(code) : unknownCode;
  return {
    id: row.id,
    companyId: row.company_id,
    code,
    context: isFields(row.context) ? row.context : {},
    ...known,
    subject: row.subject,
    subjectId: row.subject_id,
    state: stateOf(row.state),
    allowedActions: row.state === 'open' ? known.allowedActions : [],
    openedAt: row.opened_at,
    ageInDays: Math.max(0, daysBetween(inCopenhagen(row.opened_at).date, inCopenhagen(at).date)),
    acted: action !== null && by !== null && when ? { action, by, at: when, reason: row.reason ?? '' } : null,
  };
}

const adviceFor = (code: ProblemCode) => ({
  advice: catalogue[code].advice,
  owner: catalogue[code].owner,
  allowedActions: allowedActions(code),
});

/** A code that an older or newer version wrote: it can still be read and closed. */
const unknownCode = {
  advice: 'This version does not know the code. Read its context.',
  owner: 'operator',
  allowedActions: ['dismiss'],
} as const;

const isFields = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null;

const stateOf = (state: string): ExceptionState => (state === 'solved' || state === 'dismissed' ? state : 'open');
