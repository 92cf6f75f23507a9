import { sql } from 'kysely';
import type { CalendarDate, Moment } from '#kernel';
import type { Actor, Database, Db } from '#store';
import { eachInItsOwn, type InTransaction } from './in-transaction.ts';
import { type MovementPage, waitsForPosting } from './movement-facts.ts';
import { addPostingWork } from './posting-work.ts';
import { proposePage } from './propose-page.ts';
import type { ByteStore } from './totals/bytes-witness.ts';
import { checkTotals } from './totals/check-totals.ts';
import { type Stop, stopsCompany } from './totals/held.ts';
import { totalsStops } from './totals/tell-gaps.ts';
import { proposeRefunds } from './refunds.ts';
import { proposeReversals } from './undo-postings.ts';
import { proposeWriteOffs } from './write-offs.ts';

export interface ProposeParts {
  readonly database: Database;
  readonly moment: Moment;
  readonly by: string;
  /** Where the bytes of the files lie, so that they are read before anything of them is posted. */
  readonly vault?: ByteStore | undefined;
  readonly progress?: ((done: number, total: number) => void) | undefined;
}

export interface ProposeReport {
  /** Postings that are new, or proposed again after a person assigned a refused payment anew. */
  readonly proposed: number;
  /** Payments that cannot be posted as they stand; each is in the error log. */
  readonly parked: number;
  /** Returns whose payment is not posted yet. */
  readonly waiting: number;
  /** What does not tie; nothing that hangs on it was proposed. */
  readonly blocked: readonly Stop[];
  /** The pieces of work added that will post. */
  readonly work: readonly number[];
}

const paymentsAPage = 2000;

/**
 * Makes a posting (bogføring) of every matched movement of money that has none and whose day has come.
 *
 * One movement is one posting for each customer it goes to, under an identity that follows from the file it was told in.
 * What a person undid is taken back first; payments go before returns, so that a return finds what it takes back. Safe to
 * run again, and beside itself.
 */
export async function proposePostings(
  { companyId }: { readonly companyId: number },
  parts: ProposeParts,
): Promise<ProposeReport> {
  const { db } = parts.database;
  const actor: Actor = { by: parts.by, at: parts.moment.at };
  await checkTotals(companyId, parts);
  const held = await totalsStops(db, companyId);
  const blocked = held.map(({ subject, id }) => ({ subject, id }));
  if (stopsCompany(held)) return { proposed: 0, parked: 0, waiting: 0, blocked, work: [] };
  const all = { companyId, today: parts.moment.today, held, actor };
  const sums = await proposeAll(all, eachInItsOwn(db), parts.progress && progressOf(parts.progress, db, companyId));
  return { ...sums, blocked, work: await addPostingWork(db, companyId, parts.moment) };
}

interface Everything {
  readonly companyId: number;
  readonly today: CalendarDate;
  readonly held: MovementPage['held'];
  readonly actor: Actor;
}

/** What is undone first, then payments before returns, then what follows them. */
export async function proposeAll(
  { companyId, today, held, actor }: Everything,
  run: InTransaction,
  progress?: (seen: number) => Promise<void>,
): Promise<{ readonly proposed: number; readonly parked: number; readonly waiting: number }> {
  const page = { companyId, today, limit: paymentsAPage, held };
  const sums = { proposed: await proposeReversals(run, companyId, actor), parked: 0, waiting: 0 };
  let seen = 0;
  for (const sign of ['payments', 'returns'] as const) {
    for (let afterId: number | null = 0; afterId !== null; ) {
      const from: number = afterId;
      const done = await run((tx) => proposePage(tx, { ...page, sign, afterId: from }, actor));
      sums.proposed += done.proposed.length;
      sums.parked += done.parked;
      sums.waiting += done.waiting;
      seen += done.seen;
      await progress?.(seen);
      afterId = done.seen === paymentsAPage ? done.lastId : null;
    }
  }
  sums.proposed += await proposeWriteOffs(run, companyId, actor);
  sums.proposed += await proposeRefunds(run, companyId, today, actor);
  return sums;
}

/** Counts what waits once, when the first page is done. */
function progressOf(
  tell: NonNullable<ProposeParts['progress']>,
  db: Db,
  companyId: number,
): (seen: number) => Promise<void> {
  let total: number | null = null;
  return async (seen) => {
    total ??= seen + (await countWaiting(db, companyId));
    tell(seen, Math.max(total, seen));
  };
}

async function countWaiting(db: Db, companyId: number): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    select count(*) as count from payment p where ${waitsForPosting(companyId)}`.execute(db);
  return rows[0]?.count ?? 0;
}
