import { sql } from 'kysely';
import { openExceptions, solveExceptions } from '#exceptions';
import type { Moment, Problem } from '#kernel';
import { type Actor, addWork, type Database, type Db, insertWithEvents, type Tx, updateWithEvents } from '#store';
import { decidePosting, type MovementFacts, type PostingContent } from './decide-posting.ts';
import { totalsGaps, type TotalsGap } from './file-totals.ts';
import { movementFacts, type MovementPage } from './movement-facts.ts';
import { parkPayments } from './park-payments.ts';
import { fieldOf } from './rows.ts';

export interface ProposeParts {
  readonly database: Database;
  readonly moment: Moment;
  readonly by: string;
  readonly progress?: ((done: number, total: number) => void) | undefined;
}

export interface ProposeReport {
  /** Postings that are new, or proposed again after a person assigned a refused payment anew. */
  readonly proposed: number;
  /** Payments that cannot be posted as they stand; each is in the error log. */
  readonly parked: number;
  /** Returns whose payment is not posted yet. */
  readonly waiting: number;
  /** Files and deliveries whose totals do not tie; nothing of them was proposed. */
  readonly blocked: readonly TotalsGap[];
  /** The pieces of work added that will post. */
  readonly work: readonly number[];
}

const paymentsAPage = 2000;
const postingsAWork = 200;

/**
 * Makes a posting (bogføring) of every matched movement of money that has none and whose day has come.
 *
 * One movement is one posting, under an identity that follows from the file it was told in. Payments go before returns,
 * so that a return finds what it takes back. Safe to run again, and beside itself.
 */
export async function proposePostings(
  { companyId }: { readonly companyId: number },
  parts: ProposeParts,
): Promise<ProposeReport> {
  const { db } = parts.database;
  const actor: Actor = { by: parts.by, at: parts.moment.at };
  const blocked = await totalsGaps(db, companyId);
  await db.transaction().execute((tx) => tellGaps(tx, companyId, blocked, actor));
  const page = {
    companyId,
    today: parts.moment.today,
    limit: paymentsAPage,
    blockedFiles: idsOfGaps(blocked, 'file'),
    blockedDeliveries: idsOfGaps(blocked, 'delivery'),
  };
  const total = await countWaiting(db, companyId);
  const sums = { proposed: 0, parked: 0, waiting: 0 };
  let seen = 0;
  for (const sign of ['payments', 'returns'] as const) {
    for (let afterId: number | null = 0; afterId !== null; ) {
      const from: number = afterId;
      const done = await db.transaction().execute((tx) => proposePage(tx, { ...page, sign, afterId: from }, actor));
      sums.proposed += done.proposed.length;
      sums.parked += done.parked;
      sums.waiting += done.waiting;
      seen += done.seen;
      parts.progress?.(seen, Math.max(total, seen));
      afterId = done.seen === paymentsAPage ? done.lastId : null;
    }
  }
  return { ...sums, blocked, work: await addPostingWork(db, companyId, parts.moment) };
}

export interface ProposedPage {
  readonly seen: number;
  readonly lastId: number;
  readonly proposed: readonly number[];
  readonly parked: number;
  readonly waiting: number;
}

/** Proposes one page in the caller's transaction. */
export async function proposePage(tx: Tx, page: MovementPage, actor: Actor): Promise<ProposedPage> {
  const facts = await movementFacts(tx, page);
  const taken = new Set<number>();
  const fresh: object[] = [];
  const again: Again[] = [];
  const unfit: { readonly paymentId: number; readonly problem: Problem }[] = [];
  let waiting = 0;
  for (const movement of facts) {
    const decision = decidePosting(movement, taken);
    if (decision.act === 'wait') waiting += 1;
    else if (decision.act === 'park') unfit.push({ paymentId: movement.paymentId, problem: decision.problem });
    else if (movement.refused) again.push({ id: movement.refused.id, ...decision });
    else fresh.push(newRow(page.companyId, movement, decision.key, decision.content));
  }
  const made = await insertWithEvents(tx, 'posting', fresh, 'propose', actor, { onConflict: 'do nothing' });
  const retried = await proposeAgain(tx, again, actor);
  await parkPayments(
    tx,
    page.companyId,
    unfit.map(({ paymentId, problem }) => ({
      paymentId,
      finding: { problem, subject: 'payment', subjectId: paymentId },
    })),
    actor,
  );
  return {
    seen: facts.length,
    lastId: facts.at(-1)?.paymentId ?? page.afterId,
    proposed: [...made.map(({ id }) => id), ...retried],
    parked: unfit.length,
    waiting,
  };
}

const newRow = (companyId: number, facts: MovementFacts, key: string, content: PostingContent) => ({
  company_id: companyId,
  payment_id: facts.paymentId,
  kind: content.kind,
  original_id: content.originalId,
  idempotency_key: key,
  customer_number: content.customerNumber,
  amount_minor: content.amount,
  currency: content.currency,
  posting_date: content.postingDate,
  applications: content.applications,
  state: 'proposed',
  attempts: 0,
});

interface Again {
  readonly id: number;
  readonly key: string;
  readonly content: PostingContent;
}

async function proposeAgain(tx: Tx, again: readonly Again[], actor: Actor): Promise<readonly number[]> {
  if (again.length === 0) return [];
  const rows = again.map(({ id, key, content }) => ({
    id,
    kind: content.kind,
    original: content.originalId,
    key,
    customer: content.customerNumber,
    minor: content.amount,
    date: content.postingDate,
    applications: content.applications,
  }));
  const field = fieldOf(rows);
  const retried = await updateWithEvents(
    tx,
    'posting',
    {
      state: 'proposed',
      kind: field('kind', 'text'),
      original_id: field('original', 'bigint'),
      idempotency_key: field('key', 'text'),
      customer_number: field('customer', 'text'),
      amount_minor: field('minor', 'bigint'),
      posting_date: field('date', 'date'),
      applications: field('applications', 'jsonb'),
    },
    sql`r.state = 'failed' and r.id = any(${again.map(({ id }) => id)})`,
    'retry',
    actor,
  );
  const how = { action: 'retry', reason: 'it is posted anew' };
  await solveExceptions(tx, { subject: 'posting', subjectIds: retried }, how, actor);
  return retried;
}

/** Opens an entry for each gap, and closes those of gaps that are gone. */
async function tellGaps(tx: Tx, companyId: number, gaps: readonly TotalsGap[], actor: Actor): Promise<void> {
  const findings = gaps.map(({ subject, id, problem }) => ({
    problem,
    subject,
    subjectId: id,
    dedupeKey: keyOf(subject, id),
  }));
  const closed = await sql<{ id: number }>`
    select id from exception where company_id = ${companyId} and code = 'TOTALS_WRONG' and state = 'open'
      and dedupe_key like ${`${companyId}:${gapPrefix}%`}
      and dedupe_key <> all(${findings.map(({ dedupeKey }) => `${companyId}:${dedupeKey}`)})`.execute(tx);
  if (closed.rows.length > 0) {
    const ids = closed.rows.map(({ id }) => id);
    await solveExceptions(tx, { ids }, { action: 'retry', reason: 'the totals agree now' }, actor);
  }
  await openExceptions(tx, companyId, findings, actor);
}

const gapPrefix = 'posting-totals:';
const keyOf = (subject: string, id: number): string => `${gapPrefix}${subject}:${id}`;

/** The ids of what may not be posted from. */
export const idsOfGaps = (gaps: readonly TotalsGap[], subject: TotalsGap['subject']): readonly number[] =>
  gaps.filter((gap) => gap.subject === subject).map(({ id }) => id);

async function countWaiting(db: Db, companyId: number): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    select count(*) as count from payment p where p.company_id = ${companyId} and p.state = 'matched'
      and p.effect_minor <> 0 and not exists (select 1 from posting g where g.payment_id = p.id)`.execute(db);
  return rows[0]?.count ?? 0;
}

/**
 * Adds the work that posts what is open and due, in ranges of ids that always begin at the same numbers.
 *
 * The day is part of the work's name, so that what a poisoned piece of work left behind is taken up the next day; so is
 * the last id of the range, for a range may grow after its work was done, and which of it were tried before.
 */
async function addPostingWork(db: Db, companyId: number, { at, today }: Moment): Promise<readonly number[]> {
  const { rows } = await sql<{ range: number; last: number; again: string | null }>`
    select o.id / ${postingsAWork} as range, max(o.id) as last,
      left(md5(string_agg(o.id || '.' || o.attempts, ',' order by o.id) filter (where o.attempts > 0)), 12) as again
    from posting o
    where o.company_id = ${companyId} and o.state in ('proposed', 'sent') and o.posting_date <= ${today}::date
    group by 1 order by 1`.execute(db);
  const works = rows.map(({ range, last, again }) => ({
    companyId,
    type: 'post-payments',
    payload: { companyId, fromId: range * postingsAWork, toId: (range + 1) * postingsAWork - 1 },
    dedupeKey: ['post-payments', companyId, range, last, today, ...(again === null ? [] : [again])].join(':'),
  }));
  return addWork(db, works, at);
}
