import { sql } from 'kysely';
import { addDays, type CalendarDate, type Moment } from '#kernel';
import type { Actor, Database, Db, Tx } from '#store';
import { chainsOf } from '../control-totals.ts';
import { type ByteStore, bytesGaps } from './bytes-witness.ts';
import { brokenSeals, sealEvents } from './event-checkpoints.ts';
import { gapOf, mergeGaps, type TotalsGap } from './gap.ts';
import { type Depth, gapsIn, mostGaps } from './gaps-in.ts';
import { type Begin, scopeOf, sizeOf, waitingPayments } from './scope.ts';
import { stop, tellGaps } from './tell-gaps.ts';
import { chainGaps, wholeBooks } from './whole-books.ts';

export interface TotalsParts {
  readonly database: Pick<Database, 'db'>;
  readonly moment: Moment;
  readonly by: string;
  /** Where the bytes of files lie; left out, they are not read. */
  readonly vault?: ByteStore | undefined;
}

/**
 * How much is looked at. `waiting`: what waits to be posted and all that hangs on it. `all`: the company's books as a
 * whole, with the bytes of late. `proof`: the same with the bytes of all times.
 */
export type TotalsExtent = 'waiting' | 'all' | 'proof';

export interface TotalsReport {
  readonly extent: TotalsExtent;
  /** Rows, files, deliveries and journals that were looked at. */
  readonly looked: number;
  /** One for each thing that may not be posted from. */
  readonly gaps: readonly TotalsGap[];
}

/**
 * Checks the chain before anything is posted (N8), stops what does not tie, and lets go what ties again.
 *
 * The whole of the books is looked at once a day, once an hour while something is stopped, and every time while they are
 * small; between that, what waits to be posted and all that hangs on it. Nothing is posted from rows that were not looked
 * at, and only a look at the whole lets anything go.
 */
export async function checkTotals(companyId: number, parts: TotalsParts): Promise<TotalsReport> {
  const { db } = parts.database;
  const actor: Actor = { by: parts.by, at: parts.moment.at };
  const extent = await extentNow(db, companyId, parts.moment);
  if (extent === 'all') await sealEvents(db, actor.at);
  const report = await lookAtTotals(companyId, extent, parts);
  await db.transaction().execute(async (tx) => {
    if (extent === 'waiting') return stop(tx, companyId, report.gaps, actor);
    await tellGaps(tx, companyId, report.gaps, actor);
    await keepCheck(tx, companyId, report, parts.moment);
  });
  return report;
}

/** Looks, in one snapshot, and tells what does not tie; nothing is changed by it. */
export async function lookAtTotals(
  companyId: number,
  extent: TotalsExtent,
  { database, moment, vault }: Omit<TotalsParts, 'by'>,
): Promise<TotalsReport> {
  return database.db
    .transaction()
    .setIsolationLevel('repeatable read')
    .execute(async (tx) => {
      const { looked, found } =
        extent === 'waiting'
          ? await lookAtWaiting(tx, companyId, moment.today, vault)
          : await lookAtAll(tx, companyId, extent, moment.today, vault);
      return { extent, looked, gaps: mergeGaps(inBounds(companyId, found)) };
    });
}

interface Look {
  readonly looked: number;
  readonly found: readonly TotalsGap[];
}

async function lookAtWaiting(
  tx: Tx,
  companyId: number,
  today: CalendarDate,
  vault: ByteStore | undefined,
): Promise<Look> {
  const scope = await scopeOf(tx, waitingPayments(companyId, today));
  const found = [...(await gapsIn(tx, companyId, scope))];
  if (vault) found.push(...(await bytesGaps(tx, vault, { files: scope.file, deliveries: scope.delivery })));
  return { looked: sizeOf(scope), found };
}

const daysOfBytes = 40;

async function lookAtAll(
  tx: Tx,
  companyId: number,
  extent: 'all' | 'proof',
  today: CalendarDate,
  vault: ByteStore | undefined,
): Promise<Look> {
  const found: TotalsGap[] = [];
  let looked = 0;
  for await (const scope of wholeBooks(tx, companyId)) {
    looked += sizeOf(scope);
    if (found.length <= mostGaps) found.push(...(await gapsIn(tx, companyId, scope)));
  }
  if (vault) found.push(...(await bytesGaps(tx, vault, await filesSince(tx, companyId, extent, today))));
  found.push(...(await brokenSeals(tx, companyId, extent === 'proof' ? 'all' : 'recent')));
  // What sums up wrongly and is found in no row stops everything; a row that is found stops only what hangs on it.
  if (found.length === 0) found.push(...chainGaps(companyId, await chainsOf(tx, { companyId })));
  return { looked, found };
}

/** Books are small up to so many payments and lines. */
const fewRows = 2000;

async function extentNow(db: Db, companyId: number, { at, today }: Moment): Promise<'waiting' | 'all'> {
  const upTo = (table: 'payment' | 'collection_line') =>
    sql`(select count(*) from (select 1 from ${sql.table(table)} where company_id = ${companyId} limit ${fewRows + 1}) x)`;
  const { rows } = await sql<{ isWhole: boolean }>`
    select not exists (select 1 from totals_check c where c.company_id = ${companyId} and c.checked_on >= ${today}::date
        and (c.checked_at > ${at}::timestamptz - interval '1 hour'
          or not exists (select 1 from totals_stop s where s.company_id = ${companyId})))
      or ${upTo('payment')} + ${upTo('collection_line')} <= ${fewRows} as "isWhole"`.execute(db);
  return rows[0]?.isWhole === false ? 'waiting' : 'all';
}

async function keepCheck(
  tx: Tx,
  companyId: number,
  { looked, gaps }: TotalsReport,
  { at, today }: Moment,
): Promise<void> {
  await sql`
    insert into totals_check (company_id, checked_on, checked_at, rows, gaps)
    values (${companyId}, ${today}::date, ${at}, ${looked}, ${gaps.length})
    on conflict (company_id) do update set checked_on = excluded.checked_on, checked_at = excluded.checked_at,
      rows = excluded.rows, gaps = excluded.gaps`.execute(tx);
}

/**
 * What does not tie of some payments now, for whoever is about to propose or post just those.
 *
 * @param depth `rows`: every row that they hang on, and their own sums; whether files, deliveries and journals hold what
 * they should was asked by the latest check. `sums`: that too.
 */
export async function gapsOfPayments(
  tx: Tx,
  companyId: number,
  begin: Begin,
  depth: Depth,
): Promise<readonly TotalsGap[]> {
  return mergeGaps(inBounds(companyId, await gapsIn(tx, companyId, await scopeOf(tx, begin), depth)));
}

/** Gaps everywhere are one thing that happened to the books: the company stops as a whole. */
function inBounds(companyId: number, gaps: readonly TotalsGap[]): readonly TotalsGap[] {
  if (gaps.length <= mostGaps) return gaps;
  const what = 'rows and sums of the chain';
  const more = { name: '', what, stated: 'all agree', counted: `more than ${mostGaps} do not agree` };
  return [gapOf('company', companyId, more), ...gaps.slice(0, mostGaps)];
}

async function filesSince(tx: Tx, companyId: number, extent: 'all' | 'proof', today: CalendarDate) {
  const since = extent === 'proof' ? '-infinity' : addDays(today, -daysOfBytes);
  const { rows: files } = await sql<{ id: number }>`
    select id from inbound_file where company_id = ${companyId} and received_at >= ${since}::timestamptz`.execute(tx);
  const { rows: deliveries } = await sql<{ id: number }>`
    select id from delivery where company_id = ${companyId} and created_at >= ${since}::timestamptz`.execute(tx);
  return { files: files.map(({ id }) => id), deliveries: deliveries.map(({ id }) => id) };
}
