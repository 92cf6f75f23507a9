import { sql } from 'kysely';
import type { ExceptionEntry, ExceptionHandler, ExceptionHandlers } from '#exceptions';
import { fail, momentOf, ok, problem, type Problem, type Result } from '#kernel';
import { paymentHandlers } from '#payments';
import { type Actor, addWork, type Tx, updateWithEvents } from '#store';
import type { PostingKind } from './posting-content.ts';
import { proposePage } from './propose-page.ts';
import { gapsOfPayments } from './totals/check-totals.ts';
import { totalsStops } from './totals/tell-gaps.ts';

/**
 * A person removed what Business Central named, or says that it is worth trying: the payment counts as matched again and
 * its posting is proposed anew, with the work that posts it. What may have been posted meanwhile is asked about first.
 */
export const retryPosting: ExceptionHandler = (exception, command, parts) =>
  settleThenPropose(exception, command, parts, 'retry');

/** Gives the payment of a refused posting to another line or customer, and posts that instead. */
export const assignPosting: ExceptionHandler = (exception, command, parts) =>
  settleThenPropose(exception, command, parts, 'assign');

/** A person settled it by hand in Business Central, or says that nothing follows: its payment is put aside for good. */
export const dismissPosting: ExceptionHandler = async (exception, command, parts) => {
  const found = await lockPosting(parts.tx, exception.subjectId);
  if (!found.ok) return found;
  const posting = found.value;
  if (posting.state !== 'failed' || posting.superseded !== null) return ok(null);
  if (!isMovement(posting)) return ok(await settledByHand(parts.tx, posting, parts.actor));
  return paymentHandlers.payment.dismiss(ofPayment(exception, posting), command, parts);
};

/** What the posting room lets people do; the app registers it beside those of other rooms. */
export const postingHandlers = {
  posting: { retry: retryPosting, assign: assignPosting, dismiss: dismissPosting },
} as const satisfies ExceptionHandlers;

async function settleThenPropose(
  exception: ExceptionEntry,
  command: Parameters<ExceptionHandler>[1],
  parts: Parameters<ExceptionHandler>[2],
  action: 'retry' | 'assign',
): Promise<Result<unknown, Problem>> {
  const { tx, actor } = parts;
  const found = await lockPosting(tx, exception.subjectId);
  if (!found.ok) return found;
  const posting = found.value;
  if (posting.state !== 'failed' || posting.superseded !== null) {
    const { state } = posting;
    return fail(problem('NOT_ALLOWED_IN_STATE', { what: 'posting', id: String(posting.id), state, action }));
  }
  if (!isMovement(posting))
    return action === 'retry' ? ok(await proposeSame(tx, posting, actor)) : notAssigned(posting);
  const settled = await paymentHandlers.payment[action](ofPayment(exception, posting), command, parts);
  if (!settled.ok) return settled;
  const proposed = await proposeAtOnce(tx, posting, actor);
  return ok({ postingId: posting.id, isProposed: proposed.length > 0 });
}

/** What takes back or follows a posting has no money of its own that could go elsewhere. */
const isMovement = ({ kind }: FailedPosting): boolean => kind === 'payment' || kind === 'return';

const notAssigned = ({ id, kind }: FailedPosting): Result<never, Problem> =>
  fail(problem('NOT_ALLOWED_IN_STATE', { what: 'posting', id: String(id), state: kind, action: 'assign' }));

async function proposeSame(tx: Tx, posting: FailedPosting, actor: Actor) {
  const where = sql`r.id = ${posting.id} and r.state = 'failed' and r.superseded is null`;
  const ids = await updateWithEvents(tx, 'posting', { state: 'proposed' }, where, 'retry', actor);
  await addRetryWork(tx, posting, ids, actor);
  return { postingId: posting.id, isProposed: ids.length > 0 };
}

/** A person did by hand what Business Central refused: what a reversal was to take back counts as taken back. */
async function settledByHand(tx: Tx, posting: FailedPosting, actor: Actor): Promise<null> {
  const own = sql`r.id = ${posting.id}`;
  await updateWithEvents(tx, 'posting', { superseded: 'replaced' }, own, 'settleByHand', actor);
  if (posting.kind !== 'reversal') return null;
  const original = sql`r.id = (select original_id from posting where id = ${posting.id}) and r.superseded is null`;
  await updateWithEvents(tx, 'posting', { superseded: 'reversed' }, original, 'reverse', actor);
  return null;
}

/** The payments room acts on payments; the exception is about the posting of one. */
const ofPayment = (exception: ExceptionEntry, { paymentId }: FailedPosting): ExceptionEntry => ({
  ...exception,
  subject: 'payment',
  subjectId: paymentId,
});

async function proposeAtOnce(tx: Tx, posting: FailedPosting, actor: Actor): Promise<readonly number[]> {
  const { companyId, paymentId } = posting;
  const gaps = await gapsOfPayments(tx, companyId, sql`select ${paymentId}::bigint as id`, 'sums');
  const { proposed } = await proposePage(
    tx,
    {
      companyId,
      sign: posting.kind === 'payment' ? 'payments' : 'returns',
      today: momentOf(actor.at).today,
      afterId: 0,
      limit: 1,
      held: [...gaps, ...(await totalsStops(tx, companyId))],
      paymentId,
    },
    actor,
  );
  await addRetryWork(tx, posting, proposed, actor);
  return proposed;
}

async function addRetryWork(tx: Tx, posting: FailedPosting, ids: readonly number[], actor: Actor): Promise<void> {
  const { companyId, attempts } = posting;
  const works = ids.map((id) => ({
    companyId,
    type: 'post-payments',
    payload: { companyId, fromId: id, toId: id },
    dedupeKey: `post-payments:${companyId}:again:${id}:${attempts}:${actor.at.toISOString()}`,
  }));
  await addWork(tx, works, actor.at);
}

interface FailedPosting {
  readonly id: number;
  readonly companyId: number;
  readonly paymentId: number;
  readonly kind: PostingKind;
  readonly superseded: string | null;
  readonly state: string;
  readonly attempts: number;
}

async function lockPosting(tx: Tx, id: number): Promise<Result<FailedPosting, Problem>> {
  const { rows } = await sql<FailedPosting>`
    select id, company_id as "companyId", payment_id as "paymentId", kind, state, attempts, superseded
    from posting where id = ${id} for update`.execute(tx);
  return rows[0] ? ok(rows[0]) : fail(problem('NOT_FOUND', { what: 'posting', id: String(id) }));
}
