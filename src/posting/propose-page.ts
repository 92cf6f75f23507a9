import { sql } from 'kysely';
import { solveExceptions } from '#exceptions';
import type { Problem } from '#kernel';
import { type Actor, insertWithEvents, type Tx, updateWithEvents } from '#store';
import { decidePosting, type ProposedPart } from './decide-posting.ts';
import type { MovementFacts } from './movement.ts';
import { movementFacts, type MovementPage } from './movement-facts.ts';
import { parkPayments } from './park-payments.ts';
import { fieldOf } from './rows.ts';
import { takeBackDependants } from './undo-postings.ts';

export interface ProposedPage {
  readonly seen: number;
  readonly lastId: number;
  readonly proposed: readonly number[];
  readonly parked: number;
  readonly waiting: number;
}

/** Proposes one page in the caller's transaction: all parts of a payment together, or none of it. */
export async function proposePage(tx: Tx, page: MovementPage, actor: Actor): Promise<ProposedPage> {
  const facts = await movementFacts(tx, page);
  const taken = new Set<number>();
  const fresh: object[] = [];
  const again: ProposedPart[] = [];
  const replaced: number[] = [];
  const unfit: { readonly paymentId: number; readonly problem: Problem }[] = [];
  let waiting = 0;
  for (const movement of facts) {
    const decision = decidePosting(movement, taken);
    if (decision.act === 'wait') waiting += 1;
    else if (decision.act === 'park') unfit.push({ paymentId: movement.paymentId, problem: decision.problem });
    else {
      replaced.push(...decision.replaced);
      for (const part of decision.parts) {
        if (part.again === null) fresh.push(newRow(page.companyId, movement, part));
        else again.push(part);
      }
    }
  }
  await replace(tx, replaced, actor);
  await takeBackDependants(tx, originalsOf(fresh), actor);
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

const newRow = (
  companyId: number,
  { paymentId }: MovementFacts,
  { content, key, part, allocationIds }: ProposedPart,
) => ({
  company_id: companyId,
  payment_id: paymentId,
  kind: content.kind,
  original_id: content.originalId,
  idempotency_key: key,
  customer_number: content.customerNumber,
  amount_minor: content.amount,
  currency: content.currency,
  posting_date: content.postingDate,
  applications: content.applications,
  dimensions: content.dimensions,
  part,
  allocation_ids: allocationIds,
  state: 'proposed',
  attempts: 0,
});

/** The postings that new returns take back. */
const originalsOf = (rows: readonly object[]): readonly number[] =>
  rows.flatMap((row) => ('original_id' in row && typeof row.original_id === 'number' ? [row.original_id] : []));

/** Something else takes the place of what was refused; its entries in the error log have no question left. */
async function replace(tx: Tx, ids: readonly number[], actor: Actor): Promise<void> {
  if (ids.length === 0) return;
  await updateWithEvents(tx, 'posting', { superseded: 'replaced' }, sql`r.id = any(${ids})`, 'replace', actor);
  await solveExceptions(tx, { subject: 'posting', subjectIds: ids }, postedAnew, actor);
}

const postedAnew = { action: 'retry', reason: 'it is posted anew' };

async function proposeAgain(tx: Tx, again: readonly ProposedPart[], actor: Actor): Promise<readonly number[]> {
  const rows = again.flatMap(({ again: id, content, allocationIds }) =>
    id === null ? [] : [{ id, date: content.postingDate, allocations: allocationIds }],
  );
  if (rows.length === 0) return [];
  const field = fieldOf(rows);
  const retried = await updateWithEvents(
    tx,
    'posting',
    { state: 'proposed', posting_date: field('date', 'date'), allocation_ids: field('allocations', 'jsonb') },
    sql`r.state = 'failed' and r.id = any(${rows.map(({ id }) => id)})`,
    'retry',
    actor,
  );
  await solveExceptions(tx, { subject: 'posting', subjectIds: retried }, postedAnew, actor);
  return retried;
}
