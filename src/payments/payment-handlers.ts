import { sql } from 'kysely';
import { type ExceptionHandler, type ExceptionHandlers, solveExceptions } from '#exceptions';
import { fail, ok, problem } from '#kernel';
import { addWork, type Tx, updateWithEvents } from '#store';
import { acceptSuggestion } from './accept-suggestion.ts';
import { lockPayment } from './allocate-by-person.ts';
import { assignPayment } from './assign-payment.ts';
import { parkOnAccount } from './park-payment.ts';
import { refundPayment } from './refund-payment.ts';
import { notParked } from './settle-by-person.ts';
import { lockFacts, settlePayments } from './settle-payments.ts';
import { splitPayment } from './split-payment.ts';
import { undoPayment } from './undo-match.ts';
import { writeOffDifference } from './write-off-difference.ts';

/**
 * Decides about a parked payment again, now that its cause may be gone: a customer was read, a line was sent.
 * One whose money is allocated already, because only its posting was refused, goes on to be posted as it is.
 */
export const retryPayment: ExceptionHandler = async ({ subjectId }, _command, { tx, actor }) => {
  const payment = await lockPayment(tx, subjectId);
  if (!payment) return fail(problem('NOT_FOUND', { what: 'payment', id: String(subjectId) }));
  if (payment.state !== 'parked') return fail(notParked(payment, 'retry'));
  const how = { action: 'retry', reason: 'it was decided again' };
  await solveExceptions(tx, { subject: 'payment', subjectIds: [subjectId] }, how, actor);
  const standing = await tx
    .selectFrom('allocation')
    .select('id')
    .where('payment_id', '=', subjectId)
    .where('is_undone', '=', false)
    .executeTakeFirst();
  if (standing) {
    await updateWithEvents(tx, 'payment', { state: 'matched' }, sql`r.id = ${subjectId}`, 'match', actor);
    return ok({ matched: 1, noted: 0, parked: 0 });
  }
  if (await wasUndone(tx, subjectId)) {
    const state = 'undone by a person: the machine never decides about it again';
    return fail(notParked({ ...payment, state }, 'retry'));
  }
  const facts = await lockFacts(tx, sql`p.id = ${subjectId}`);
  return ok(await settlePayments(tx, payment.companyId, facts, actor));
};

/** Capability P7: what a person undid waits for a person. */
async function wasUndone(tx: Tx, paymentId: number): Promise<boolean> {
  const { rows } = await sql`
    select 1 from allocation where payment_id = ${paymentId} and is_undone and undone_by is not null limit 1`.execute(
    tx,
  );
  return rows.length > 0;
}

/**
 * A person says that nothing follows from a parked payment, or that it was settled by hand. Its money stays counted, as
 * dismissed. Where it was allocated before Business Central refused it, the line stays as it is: it was paid all the same.
 */
export const dismissPayment: ExceptionHandler = async ({ subjectId }, _command, { tx, actor }) => {
  const payment = await lockPayment(tx, subjectId);
  if (!payment) return fail(problem('NOT_FOUND', { what: 'payment', id: String(subjectId) }));
  // An exception may outlive its cause: the payment was settled by another door.
  if (payment.state !== 'parked') return ok(null);
  await updateWithEvents(tx, 'payment', { state: 'dismissed' }, sql`r.id = ${subjectId}`, 'dismiss', actor);
  const how = { action: 'dismiss', reason: 'the payment was dismissed' };
  await solveExceptions(tx, { subject: 'payment', subjectIds: [subjectId] }, how, actor);
  return ok(null);
};

/** Takes a quarantined file in again, from its first line: the cause was removed, or a limit was raised. */
export const retryFile: ExceptionHandler = async ({ subjectId, companyId }, _command, { tx, actor }) => {
  const where = sql`r.id = ${subjectId} and r.state = 'quarantined'`;
  const moved = await updateWithEvents(tx, 'inbound_file', { state: 'received' }, where, 'retry', actor);
  if (moved.length === 0) {
    return fail(
      problem('NOT_ALLOWED_IN_STATE', {
        what: 'file',
        id: String(subjectId),
        state: 'not quarantined',
        action: 'retry',
      }),
    );
  }
  const dedupeKey = `ingest-file:${subjectId}:${actor.at.toISOString()}`;
  await addWork(tx, [{ companyId, type: 'ingest-file', payload: { fileId: subjectId }, dedupeKey }], actor.at);
  return ok(null);
};

/** What the payments room lets people do; the app registers it beside those of other rooms. */
export const paymentHandlers = {
  payment: {
    assign: assignPayment,
    split: splitPayment,
    park: parkOnAccount,
    refund: refundPayment,
    writeOff: writeOffDifference,
    accept: acceptSuggestion,
    undo: undoPayment,
    retry: retryPayment,
    dismiss: dismissPayment,
  },
  file: { retry: retryFile },
} as const satisfies ExceptionHandlers;
