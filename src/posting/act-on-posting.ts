import { sql } from 'kysely';
import type { ExceptionEntry, ExceptionHandler, ExceptionHandlers } from '#exceptions';
import { fail, momentOf, ok, problem, type Problem, type Result } from '#kernel';
import { paymentHandlers } from '#payments';
import { type Actor, addWork, type Tx } from '#store';
import { totalsGaps } from './file-totals.ts';
import { idsOfGaps, proposePage } from './propose-postings.ts';

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
  if (found.value.state !== 'failed') return ok(null);
  return paymentHandlers.payment.dismiss(ofPayment(exception, found.value), command, parts);
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
  if (posting.state !== 'failed') {
    const { state } = posting;
    return fail(problem('NOT_ALLOWED_IN_STATE', { what: 'posting', id: String(posting.id), state, action }));
  }
  const settled = await paymentHandlers.payment[action](ofPayment(exception, posting), command, parts);
  if (!settled.ok) return settled;
  const proposed = await proposeAtOnce(tx, posting, actor);
  return ok({ postingId: posting.id, isProposed: proposed.length > 0 });
}

/** The payments room acts on payments; the exception is about the posting of one. */
const ofPayment = (exception: ExceptionEntry, { paymentId }: FailedPosting): ExceptionEntry => ({
  ...exception,
  subject: 'payment',
  subjectId: paymentId,
});

async function proposeAtOnce(tx: Tx, posting: FailedPosting, actor: Actor): Promise<readonly number[]> {
  const { companyId, paymentId, attempts } = posting;
  const gaps = await totalsGaps(tx, companyId);
  const { proposed } = await proposePage(
    tx,
    {
      companyId,
      sign: posting.kind === 'payment' ? 'payments' : 'returns',
      today: momentOf(actor.at).today,
      afterId: 0,
      limit: 1,
      blockedFiles: idsOfGaps(gaps, 'file'),
      blockedDeliveries: idsOfGaps(gaps, 'delivery'),
      paymentId,
    },
    actor,
  );
  const works = proposed.map((id) => ({
    companyId,
    type: 'post-payments',
    payload: { companyId, fromId: id, toId: id },
    dedupeKey: `post-payments:${companyId}:again:${id}:${attempts}:${actor.at.toISOString()}`,
  }));
  await addWork(tx, works, actor.at);
  return proposed;
}

interface FailedPosting {
  readonly id: number;
  readonly companyId: number;
  readonly paymentId: number;
  readonly kind: 'payment' | 'return';
  readonly state: string;
  readonly attempts: number;
}

async function lockPosting(tx: Tx, id: number): Promise<Result<FailedPosting, Problem>> {
  const { rows } = await sql<FailedPosting>`
    select id, company_id as "companyId", payment_id as "paymentId", kind, state, attempts
    from posting where id = ${id} for update`.execute(tx);
  return rows[0] ? ok(rows[0]) : fail(problem('NOT_FOUND', { what: 'posting', id: String(id) }));
}
