import { type RawBuilder, sql } from 'kysely';
import { addDays, catalogue, comparableCustomerNumber, inCopenhagen } from '#kernel';
import type { DbOrTx } from '#store';
import type { ExceptionSubject } from './allowed-actions.ts';
import { entryColumns, type ExceptionEntry, entryOf, type ExceptionRow } from './exception-entry.ts';
import type { ExceptionState } from './exception-states.ts';
import { wordsBeginning } from './search-words.ts';

/** What may be asked of the error log; what is left out does not matter. */
export interface ExceptionFilter {
  readonly state?: ExceptionState | undefined;
  readonly code?: string | undefined;
  readonly subject?: ExceptionSubject | undefined;
  /** Who must act. */
  readonly owner?: string | undefined;
  /** Who works on it; blank: nobody. */
  readonly takenBy?: string | undefined;
  /** Opened so many calendar days ago or more. */
  readonly daysOld?: number | undefined;
  readonly customer?: string | undefined;
  /** Minor units, as they stand on the payment or the line: below zero where money was taken back. */
  readonly minMinor?: number | undefined;
  readonly maxMinor?: number | undefined;
  /** Words, all of which must begin a word of the entry, its payment's texts or its payer's name. */
  readonly text?: string | undefined;
}

export interface ExceptionQuery extends ExceptionFilter {
  readonly companyId: number;
  /** The id of the last entry of the page before. */
  readonly after?: number | undefined;
  readonly limit: number;
  /** The moment that ages are counted to. */
  readonly at: Date;
}

const mostPerPage = 1000;

/** One page of the error log, oldest first. The next page begins after its last id, so no page costs more than another. */
export async function listExceptions(db: DbOrTx, query: ExceptionQuery): Promise<readonly ExceptionEntry[]> {
  const { rows } = await pageOfExceptions(query).execute(db);
  return rows.map((row) => entryOf(row, query.at));
}

/** The query of a page, so that its plan can be looked at. */
export const pageOfExceptions = (query: ExceptionQuery): RawBuilder<ExceptionRow> => {
  const limit = Math.min(Math.max(query.limit, 1), mostPerPage);
  const columns = sql.join(entryColumns.map((name) => sql.ref(`r.${name}`)));
  return sql<ExceptionRow>`select ${columns} from exception r
    where r.company_id = ${query.companyId} and r.id > ${query.after ?? 0} and ${asFiltered(query, query.at)}
    order by r.id limit ${limit}`;
};

/** The condition of a filter over the row (alias `r`). */
export function asFiltered(filter: ExceptionFilter, at: Date): RawBuilder<unknown> {
  const { state, code, subject, owner, takenBy, daysOld, customer, minMinor, maxMinor, text } = filter;
  const conditions = [
    state !== undefined && sql`r.state = ${state}`,
    code !== undefined && sql`r.code = ${code}`,
    subject !== undefined && sql`r.subject = ${subject}`,
    owner !== undefined && sql`r.code = any(${codesOf(owner)})`,
    takenBy !== undefined && (takenBy === '' ? sql`r.taken_by is null` : sql`r.taken_by = ${takenBy}`),
    daysOld !== undefined && sql`r.opened_at < ${beginOfDayAfter(at, daysOld)}`,
    customer !== undefined && sql`r.customer_number = ${comparableCustomerNumber(customer)}`,
    minMinor !== undefined && sql`r.minor >= ${minMinor}`,
    maxMinor !== undefined && sql`r.minor <= ${maxMinor}`,
    text !== undefined && text.trim() !== '' && hasWords(text),
  ].filter((condition) => condition !== false);
  return conditions.length === 0 ? sql`true` : sql.join(conditions, sql` and `);
}

const codesOf = (owner: string): readonly string[] =>
  Object.entries(catalogue).flatMap(([code, entry]) => (entry.owner === owner ? [code] : []));

/** Told as a value, so that the planner knows how rare the words are; a text without any word is in no entry. */
function hasWords(text: string): RawBuilder<unknown> {
  const wanted = wordsBeginning(text);
  return wanted === '' ? sql`false` : sql`r.words @@ ${wanted}::tsquery`;
}

/** What was opened before it is at least so many calendar days old, as they are counted in Denmark. */
function beginOfDayAfter(at: Date, daysOld: number): RawBuilder<unknown> {
  const date = addDays(inCopenhagen(at).date, 1 - daysOld);
  return sql`(${date}::timestamp at time zone 'Europe/Copenhagen')`;
}

export async function findException(db: DbOrTx, id: number, at: Date): Promise<ExceptionEntry | null> {
  const row = await db.selectFrom('exception').select(entryColumns).where('id', '=', id).executeTakeFirst();
  return row ? entryOf(row, at) : null;
}
