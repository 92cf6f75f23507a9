import { sql } from 'kysely';
import type { BcBatchAnswer } from '#bc-connector';
import { describeProblem, type Problem, problemOf } from '#kernel';
import type { Actor, Db, Tx } from '#store';
import { batchCandidates, postingsOf, type SummaryRule } from './batch-candidates.ts';
import { bcPaymentOf, type OpenPosting } from './bc-payment.ts';
import { batchKey } from './movement-key.ts';
import { openAndDue, type PostingRange } from './next-round.ts';
import type { PostParts } from './post-parts.ts';
import { stopsPosting } from './post-one.ts';
import { refusalClass } from './refusal-classes.ts';
import { sendPostings, settlePostings, takeBackPostings } from './settle-postings.ts';

export interface BatchesDone {
  readonly posted: number;
  readonly unclear: number;
  /** Customers whose next movement must wait for what is unclear. */
  readonly resting: readonly string[];
  readonly problem: Problem | null;
}

/**
 * Posts many payments of one file in one transaction each, with one sum on the bank account, where the company wants that.
 *
 * A batch that Business Central refuses is halved until the line that it refuses stands alone, and goes the way of a single
 * payment; nothing of a refused batch is in the books. One left on its way is settled first: the same lines go again under
 * the same key, which Business Central posts once. So it may be killed anywhere and run again.
 */
export async function postBatches(
  range: PostingRange,
  resting: readonly string[],
  rule: SummaryRule | null,
  parts: PostParts,
): Promise<BatchesDone> {
  const { db } = parts.database;
  const run = { companyId: range.companyId, parts, posted: 0, unclear: 0, resting: new Set<string>(), problem: null };
  for (const batch of await batchesOnTheirWay(db, range, parts)) {
    const mayGo = run.problem === null && !batch.lines.some(({ customerNumber }) => resting.includes(customerNumber));
    if (mayGo) await settleBatch(run, batch.key, batch.lines);
  }
  if (rule !== null && run.problem === null && parts.bc.postBatch) {
    const all = [...resting, ...run.resting];
    for (const lines of await batchCandidates(db, range, parts.moment.today, all, rule)) {
      if (run.problem === null) await postLines(run, lines);
    }
  }
  const { posted, unclear, problem } = run;
  return { posted, unclear, problem, resting: [...run.resting] };
}

interface Run {
  readonly companyId: number;
  readonly parts: PostParts;
  posted: number;
  unclear: number;
  readonly resting: Set<string>;
  problem: Problem | null;
}

interface OnItsWay {
  readonly key: string;
  readonly lines: readonly OpenPosting[];
}

/** Batches with a line of the range whose answer we do not know. */
async function batchesOnTheirWay(db: Db, range: PostingRange, parts: PostParts): Promise<readonly OnItsWay[]> {
  const { rows } = await sql<{ key: string; ids: readonly number[] }>`
    select b.idempotency_key as key, array_agg(g.id order by g.id) as ids
    from posting_batch b join posting g on g.batch_id = b.id and g.state = 'sent'
    where b.state = 'sent' and b.id in (select o.batch_id from posting o
      where ${openAndDue(range.companyId, parts.moment.today)} and o.id between ${range.fromId} and ${range.toId})
    group by b.id having count(*) = b.line_count order by b.id`.execute(db);
  const found = [];
  for (const { key, ids } of rows) found.push({ key, lines: await postingsOf(db, ids) });
  return found;
}

/** Stores the batch and that its lines leave, before the request does. */
async function postLines(run: Run, lines: readonly OpenPosting[]): Promise<void> {
  if (lines.length < 2 || run.problem !== null) return;
  const key = batchKey(lines.map((line) => line.key));
  const leaving = await run.parts.database.db.transaction().execute((tx) => sendBatch(tx, run, key, lines));
  // What was undone meanwhile stays behind; the others go in the next run, as another batch.
  if (leaving) await settleBatch(run, key, lines);
}

async function sendBatch(tx: Tx, { companyId, parts }: Run, key: string, lines: readonly OpenPosting[]) {
  const actor = actorOf(parts);
  const sent = await sendPostings(tx, lines, actor);
  if (sent.size < lines.length) {
    await takeBackPostings(tx, [...sent], actor);
    return false;
  }
  const [first] = lines;
  const total = lines.reduce((sum, { amount }) => sum + amount, 0);
  const { rows } = await sql<{ id: number }>`
    insert into posting_batch (company_id, idempotency_key, posting_date, currency, line_count, total_minor, state, created_at)
    values (${companyId}, ${key}, ${first?.postingDate}, ${first?.currency}, ${lines.length}, ${total}, 'sent', ${actor.at})
    on conflict (idempotency_key) do update set state = 'sent', bc_text = null returning id`.execute(tx);
  const ids = lines.map(({ id }) => id);
  await sql`update posting set batch_id = ${rows[0]?.id} where id = any(${ids})`.execute(tx);
  return true;
}

async function settleBatch(run: Run, key: string, lines: readonly OpenPosting[]): Promise<void> {
  const answer = await send(run, key, lines);
  const actor = actorOf(run.parts);
  if (answer.outcome === 'unclear') {
    run.unclear += lines.length;
    for (const { customerNumber } of lines) run.resting.add(customerNumber);
    if (stopsPosting(answer.problem)) run.problem = answer.problem;
    return;
  }
  await run.parts.database.db.transaction().execute(async (tx) => {
    const isPosted = answer.outcome === 'posted';
    const text = isPosted ? null : answer.text;
    await sql`update posting_batch set state = ${isPosted ? 'confirmed' : 'refused'}, bc_text = ${text}
      where idempotency_key = ${key}`.execute(tx);
    if (isPosted) {
      await confirmLines(tx, run.companyId, lines, answer, actor);
      return;
    }
    const ids = lines.map(({ id }) => id);
    await takeBackPostings(tx, ids, actor);
    await sql`update posting set batch_id = null where id = any(${ids})`.execute(tx);
  });
  if (answer.outcome === 'posted') {
    run.posted += lines.length;
  } else if (refusalClass(answer).retry === 'by itself') {
    for (const { customerNumber } of lines) run.resting.add(customerNumber);
  } else {
    const middle = Math.ceil(lines.length / 2);
    for (const half of [lines.slice(0, middle), lines.slice(middle)]) await postLines(run, untried(half));
  }
}

/** As they are again, now that nothing of the batch is in the books. */
const untried = (lines: readonly OpenPosting[]): readonly OpenPosting[] =>
  lines.map((line) => ({ ...line, state: 'proposed', attempts: 0 }));

async function send({ parts }: Run, key: string, lines: readonly OpenPosting[]): Promise<BcBatchAnswer> {
  const { postBatch } = parts.bc;
  const payments = lines.map(bcPaymentOf);
  const [first] = payments;
  if (!first || !postBatch) return { outcome: 'refused', id: null, text: 'no batch', code: '', correlationId: '' };
  const { postingDate, currencyCode } = first;
  try {
    return await postBatch(parts.bcCompanyId, { idempotencyKey: key, postingDate, currencyCode, lines: payments });
  } catch (thrown) {
    const problem = problemOf(thrown);
    return problem.code === 'FIELD_NOT_WRITABLE'
      ? { outcome: 'refused', id: null, text: describeProblem(problem), code: problem.code, correlationId: '' }
      : { outcome: 'unclear', problem };
  }
}

async function confirmLines(
  tx: Tx,
  companyId: number,
  lines: readonly OpenPosting[],
  answer: Extract<BcBatchAnswer, { outcome: 'posted' }>,
  actor: Actor,
): Promise<void> {
  const results = new Map(answer.lines.map((result) => [result.idempotencyKey, result]));
  const settled = lines.flatMap((posting) => {
    const result = results.get(posting.key);
    if (!result) return [];
    const { documentNumber, entryNumber } = result;
    return [{ posting, outcome: { kind: 'posted' as const, documentNumber, entryNumber, note: '' } }];
  });
  await settlePostings(tx, companyId, settled, actor);
}

const actorOf = ({ by, moment }: PostParts): Actor => ({ by, at: moment.at });
