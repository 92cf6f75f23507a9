import { sql } from 'kysely';
import { type ExceptionHandler, openExceptions, solveExceptions, untilUndisturbed } from '#exceptions';
import { fail, type Moment, ok, problem, type Problem, type Result } from '#kernel';
import { type Actor, type Database, type Tx, updateWithEvents } from '#store';
import { lockPayment, type WaitingPayment } from './allocate-by-person.ts';
import { movementOf } from './matching/verdicts.ts';
import { withdrawOrders } from './refund-orders.ts';
import { undoAllocations } from './undo-allocations.ts';

/** What undoing a match did. */
export interface UndoneMatch {
  readonly paymentId: number;
  /** It had been undone before; nothing was done again. */
  readonly wasDoneBefore: boolean;
  readonly allocationIds: readonly number[];
  /** The entry of the error log in which the money waits now. */
  readonly exceptionId: number | null;
  /** It is in the books: its posting is reversed by itself. */
  readonly isPosted: boolean;
  /** Orders to pay it back that are withdrawn with it. */
  readonly refundOrderIds: readonly number[];
}

/**
 * A person takes back where a payment's money went, before or after it was posted. Who and why is kept for ever, and the
 * machine never does the same again (capability P7). The money waits in the error log (`MATCH_UNDONE`) until somebody says
 * where it belongs; a line that it paid is unpaid again. The posting room withdraws what has not left, and reverses what is
 * in the books.
 *
 * Refused while Business Central is being asked to post it, when it was taken back or paid back, and for what moved no money
 * to us.
 */
export async function undoMatch(
  tx: Tx,
  paymentId: number,
  reason: string,
  actor: Actor,
): Promise<Result<UndoneMatch, Problem>> {
  if (reason.trim() === '')
    return fail(problem('INPUT_WRONG', { field: 'reason', value: reason, expected: 'why, in words' }));
  const payment = await lockPayment(tx, paymentId);
  if (!payment) return fail(problem('NOT_FOUND', { what: 'payment', id: String(paymentId) }));
  const standing = await standingOf(tx, payment);
  if (standing.allocations === 0 && standing.undoneIn !== null) return ok(doneBefore(paymentId, standing));
  const why = whyNot(payment, standing);
  if (why !== null) {
    const context = { what: 'payment', id: String(paymentId), state: why, action: 'undo' };
    return fail(problem('NOT_ALLOWED_IN_STATE', context));
  }
  const allocationIds = await undoAllocations(tx, paymentId, actor, reason);
  const orderIds = standing.refunds.map(({ id }) => id);
  const refundOrderIds = await withdrawOrders(tx, orderIds, reason, actor);
  const exceptionId = await park(tx, payment, standing, reason, actor);
  return ok({
    paymentId,
    wasDoneBefore: false,
    allocationIds,
    exceptionId,
    isPosted: standing.isPosted,
    refundOrderIds,
  });
}

interface Standing {
  readonly allocations: number;
  readonly customerNumber: string;
  readonly isPosted: boolean;
  readonly isSent: boolean;
  /** The charge back that takes it back. */
  readonly takenBackBy: number | null;
  readonly refunds: readonly { readonly id: number; readonly state: string }[];
  /** The open entry that says it was undone before. */
  readonly undoneIn: number | null;
}

async function standingOf(tx: Tx, { id }: WaitingPayment): Promise<Standing> {
  const { rows } = await sql<Standing>`
    select count(*) as allocations, coalesce(string_agg(distinct a.customer_number, ', '), '') as "customerNumber",
      exists (select 1 from posting g where g.payment_id = ${id} and g.state = 'confirmed'
        and g.kind not in ('return', 'reversal') and g.superseded is null) as "isPosted",
      exists (select 1 from posting g where g.payment_id = ${id} and g.state = 'sent') as "isSent",
      (select min(r.id) from payment r where r.reverses_id = ${id} and r.state = 'matched') as "takenBackBy",
      coalesce((select jsonb_agg(jsonb_build_object('id', o.id, 'state', o.state)) from refund_order o
        where o.payment_id = ${id} and o.state <> 'withdrawn'), '[]') as refunds,
      (select min(e.id) from exception e where e.subject = 'payment' and e.subject_id = ${id} and e.state = 'open'
        and e.code = 'MATCH_UNDONE') as "undoneIn"
    from allocation a where a.payment_id = ${id} and not a.is_undone`.execute(tx);
  const [standing] = rows;
  if (!standing) throw new Error(`payment ${id} has no standing, not even none`);
  return standing;
}

function whyNot(payment: WaitingPayment, standing: Standing): string | null {
  if (movementOf(payment) !== 'arrived') return 'no money that came to us';
  if (standing.takenBackBy !== null) return `taken back by payment ${standing.takenBackBy}`;
  if (standing.isSent) return 'being posted: try again when Business Central has answered';
  if (standing.refunds.some(({ state }) => state === 'posted')) return 'paid back already';
  return standing.allocations === 0 ? `${payment.state}, and allocated to nothing` : null;
}

const doneBefore = (paymentId: number, { undoneIn, isPosted }: Standing): UndoneMatch => ({
  paymentId,
  wasDoneBefore: true,
  allocationIds: [],
  exceptionId: undoneIn,
  isPosted,
  refundOrderIds: [],
});

/** The payment keeps the line it was about, so that no other telling of the same money takes its place. */
async function park(
  tx: Tx,
  payment: WaitingPayment,
  { customerNumber }: Standing,
  reason: string,
  actor: Actor,
): Promise<number | null> {
  const { id, companyId, effectMinor: minor } = payment;
  const parked = sql`r.id = ${id} and r.state in ('matched', 'parked')`;
  await updateWithEvents(tx, 'payment', { state: 'parked', reverses_id: null }, parked, 'park', actor);
  const how = { action: 'undo', reason: 'where it had gone was undone' };
  await solveExceptions(tx, { subject: 'payment', subjectIds: [id] }, how, actor);
  const { rows } = await sql<{ reference: string; postings: readonly number[] }>`
    select p.reference, array(select g.id from posting g where g.payment_id = p.id) as postings
    from payment p where p.id = ${id}`.execute(tx);
  const { reference = '', postings = [] } = rows[0] ?? {};
  await solveExceptions(tx, { subject: 'posting', subjectIds: postings }, how, actor);
  const context = { customerNumber, reference, minor, undoneBy: actor.by, why: reason };
  const found = { problem: problem('MATCH_UNDONE', context), subject: 'payment' as const, subjectId: id };
  const [exceptionId] = await openExceptions(tx, companyId, [found], actor);
  return exceptionId ?? null;
}

/** The same at a door of its own, for whoever knows the payment: a match that nobody doubted has no entry to act on. */
export const undoMatchOf = (
  command: { readonly paymentId: number; readonly reason: string },
  parts: { readonly database: Database; readonly moment: Moment; readonly by: string },
): Promise<Result<UndoneMatch, Problem>> =>
  untilUndisturbed(() =>
    parts.database.db
      .transaction()
      .execute((tx) => undoMatch(tx, command.paymentId, command.reason, { by: parts.by, at: parts.moment.at })),
  );

/** The same from an entry about a payment whose posting was refused. */
export const undoPayment: ExceptionHandler = ({ subjectId }, { reason }, { tx, actor }) =>
  undoMatch(tx, subjectId, reason, actor);
