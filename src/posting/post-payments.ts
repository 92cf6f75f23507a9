import { openExceptions, solveExceptions } from '#exceptions';
import type { Problem } from '#kernel';
import { type Actor, alone, type Db } from '#store';
import { readTouchedClaims, tellChargedBack } from './after-posting.ts';
import type { OpenPosting } from './bc-payment.ts';
import { countOpen, nextRound, type PostingRange } from './next-round.ts';
import { postBatches } from './post-batches.ts';
import type { PostParts } from './post-parts.ts';
import type { PostingKind } from './posting-content.ts';
import { postingSettings } from './posting-settings.ts';
import { type Outcome, postOne, stopCodes, stopsPosting } from './post-one.ts';
import { failBaseless, sendPostings, settlePostings } from './settle-postings.ts';
import { heldCustomers } from './totals/held-postings.ts';

export interface PostReport {
  readonly posted: number;
  readonly refused: number;
  readonly unclear: number;
  /** Postings of the range that are still open and due: the work is not done, come again later. */
  readonly left: number;
  /** Why the run ended before its end: nothing more can be posted now. */
  readonly problem: Problem | null;
  /** Somebody else posts for this company; nothing was done. */
  readonly isBusy: boolean;
}

const postingsARound = 50;
const mostParallel = 4;
/** Unclear answers in a row after which Business Central is left alone for a while. */
const mostUnclearInARow = 5;

/**
 * Posts a range of proposed postings in Business Central, each once whatever happens (product: B2).
 *
 * `sent` is stored before the first request leaves, and an answer that was lost is asked for, by key, before anything is
 * tried again. So it may be killed anywhere and run again. A refusal goes to the error log and is never tried again by
 * itself.
 */
export async function postPayments(range: PostingRange, parts: PostParts): Promise<PostReport> {
  const { db, pool } = parts.database;
  const run = await alone(pool, `posting:${range.companyId}`, () => post(range, parts));
  if (run) return run.value;
  const left = await countOpen(db, range, parts.moment.today);
  return { posted: 0, refused: 0, unclear: 0, left, problem: null, isBusy: true };
}

async function post(range: PostingRange, parts: PostParts): Promise<PostReport> {
  const { db } = parts.database;
  const { today } = parts.moment;
  const total = await countOpen(db, range, today);
  const counts: Record<Outcome['kind'], number> = { posted: 0, refused: 0, unclear: 0, takenBack: 0, notSent: 0 };
  const actor: Actor = { by: parts.by, at: parts.moment.at };
  /** Customers whose next movement must wait: for totals that do not tie, or for what became unclear before it. */
  const resting = new Set<string>(await heldCustomers(db, range, today, actor));
  const settings = await postingSettings(db, range.companyId);
  const { summaryFromPayments: fromPayments, summaryLines: mostLines } = settings;
  const rule = settings.mode === 'summary' ? { fromPayments, mostLines } : null;
  const together = await postBatches(range, [...resting], rule, parts);
  counts.posted += together.posted;
  counts.unclear += together.unclear;
  for (const customer of together.resting) resting.add(customer);
  let { problem } = together;
  while (problem === null) {
    const round = await nextRound(db, range, today, [...resting], postingsARound);
    if (round.length === 0) break;
    const done = await postRound(range.companyId, round, parts);
    problem = done.problem;
    for (const { posting, outcome } of done.settled) {
      counts[outcome.kind] += 1;
      const mustRest = outcome.kind === 'unclear' || (outcome.kind === 'takenBack' && outcome.rests);
      if (mustRest) resting.add(posting.customerNumber);
    }
    for (const { customerNumber } of done.waiting) resting.add(customerNumber);
    parts.progress?.(Math.min(counts.posted + counts.refused + counts.unclear, total), total);
  }
  const { posted, refused, unclear } = counts;
  await tellStop(db, range.companyId, problem, posted > 0, { by: parts.by, at: parts.moment.at });
  return { posted, refused, unclear, left: await countOpen(db, range, today), problem, isBusy: false };
}

interface Round {
  readonly settled: readonly { readonly posting: OpenPosting; readonly outcome: Outcome }[];
  /** Returns whose payment is not in the books yet, and may still come. */
  readonly waiting: readonly OpenPosting[];
  readonly problem: Problem | null;
}

async function postRound(companyId: number, round: readonly OpenPosting[], parts: PostParts): Promise<Round> {
  const { db } = parts.database;
  const actor: Actor = { by: parts.by, at: parts.moment.at };
  const baseless = round.filter((posting) => baseOf(posting) === 'none');
  const waiting = round.filter((posting) => baseOf(posting) === 'not yet');
  const ready = round.filter((posting) => baseOf(posting) === 'there');
  const maySend = await db.transaction().execute(async (tx) => {
    await failBaseless(tx, companyId, baseless, actor);
    return sendPostings(tx, ready, actor);
  });
  const leaving = ready.filter(({ id }) => maySend.has(id));
  const { outcomes, problem } = await postAll(leaving, parts);
  const settled = leaving.map((posting, i) => ({ posting, outcome: outcomes[i] ?? notSent }));
  await db.transaction().execute(async (tx) => {
    await settlePostings(tx, companyId, settled, actor);
    await tellChargedBack(tx, companyId, settled, actor);
  });
  await readTouchedClaims(db, { companyId, bcCompanyId: parts.bcCompanyId }, settled, parts.bc);
  return { settled, waiting, problem };
}

/** Postings that stand on their own. */
const isFirst: ReadonlySet<string> = new Set<PostingKind>(['payment', 'fee']);

/** Whether what a posting takes back or follows is in the books. One that was sent had its base then. */
function baseOf({ kind, state, original }: OpenPosting): 'there' | 'none' | 'not yet' {
  if (isFirst.has(kind) || state === 'sent' || original?.state === 'confirmed') return 'there';
  return original === null || original.state === 'failed' ? 'none' : 'not yet';
}

const notSent: Outcome = { kind: 'notSent' };

/** A few at a time. When Business Central lets nobody in, or does not answer, the rest does not leave. */
async function postAll(
  postings: readonly OpenPosting[],
  parts: PostParts,
): Promise<{ readonly outcomes: readonly (Outcome | undefined)[]; readonly problem: Problem | null }> {
  const outcomes: (Outcome | undefined)[] = postings.map(() => undefined);
  let problem: Problem | null = null;
  let unclearInARow = 0;
  let next = 0;
  const work = async (): Promise<void> => {
    while (problem === null && next < postings.length) {
      const at = next++;
      const posting = postings[at];
      if (!posting) return;
      const outcome = await postOne(posting, parts.bc, parts.bcCompanyId);
      outcomes[at] = outcome;
      unclearInARow = outcome.kind === 'unclear' ? unclearInARow + 1 : 0;
      if (outcome.kind === 'unclear' && (stopsPosting(outcome.problem) || unclearInARow >= mostUnclearInARow)) {
        problem = outcome.problem;
      }
    }
  };
  const parallel = Math.min(Math.max(parts.parallel ?? 1, 1), mostParallel);
  await Promise.all(Array.from({ length: parallel }, work));
  return { outcomes, problem };
}

/** The company's entry in the error log: what a person must change before anything can be posted, until it works again. */
async function tellStop(
  db: Db,
  companyId: number,
  problem: Problem | null,
  hasPosted: boolean,
  actor: Actor,
): Promise<void> {
  if (problem !== null && stopsPosting(problem)) {
    await db
      .transaction()
      .execute((tx) => openExceptions(tx, companyId, [{ problem, subject: 'company', subjectId: companyId }], actor));
  } else if (hasPosted) {
    const which = { subject: 'company' as const, subjectIds: [companyId], codes: stopCodes };
    const how = { action: 'posted', reason: 'Business Central posts again' };
    await db.transaction().execute((tx) => solveExceptions(tx, which, how, actor));
  }
}
