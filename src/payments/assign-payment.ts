import { sql } from 'kysely';
import { type ExceptionHandler, openExceptions } from '#exceptions';
import { lineMachine, moveLines } from '#journal';
import { after, comparableCustomerNumber, fail, ok, problem, type Problem, type Result } from '#kernel';
import { type Actor, type Tx, updateWithEvents } from '#store';
import { type Assigned, lockLine, lockPayment, toCustomer, toLine, type WaitingPayment } from './allocate-by-person.ts';
import { movementOf } from './matching/verdicts.ts';
import { assignTarget, type AssignTarget, readTarget } from './person-targets.ts';
import {
  type AssignedPayment,
  byPerson,
  closeOthers,
  lineNotFound,
  notParked,
  partsOf,
  settleByPerson,
} from './settle-by-person.ts';
import { takeBackFrom } from './take-back-by-person.ts';
import { undoAllocations } from './undo-allocations.ts';

/**
 * Gives a parked payment to where a person says that it belongs, with who said so and why.
 *
 * Partial and excess amounts are allowed: claims are filled in order, and what is left over goes on the customer's account.
 */
export const assignPayment: ExceptionHandler = (exception, { target, reason }, { tx, actor }) =>
  assignParkedPayment(tx, exception.subjectId, { target, reason }, actor);

/** The same for whoever knows the payment: an exception about its posting, for one. */
export async function assignParkedPayment(
  tx: Tx,
  paymentId: number,
  { target, reason }: { readonly target: unknown; readonly reason: string },
  actor: Actor,
): Promise<Result<AssignedPayment, Problem>> {
  const wanted = 'a lineReference, a customerNumber (with claimIds or documentNumbers), or a paymentId';
  const read = readTarget(assignTarget, target, wanted);
  if (!read.ok) return read;
  const payment = await lockPayment(tx, paymentId);
  if (!payment) return fail(problem('NOT_FOUND', { what: 'payment', id: String(paymentId) }));
  if (payment.state !== 'parked') return fail(notParked(payment, 'assign'));
  await undoAllocations(tx, payment.id, actor, reason);
  const movement = movementOf(payment);
  if (movement === 'taken back') return takeBackFrom(tx, payment, read.value, reason, actor);
  if (movement !== 'arrived') return noteOn(tx, payment, read.value, actor);
  return allocateTo(tx, payment, read.value, reason, actor);
}

async function allocateTo(
  tx: Tx,
  payment: WaitingPayment,
  target: AssignTarget,
  reason: string,
  actor: Actor,
): Promise<Result<AssignedPayment, Problem>> {
  const found = await whereTo(tx, payment, target);
  if (!found.ok) return found;
  const { lineId, reference, customerNumber, shares } = found.value;
  if (lineId !== null) {
    await moveLines(tx, 'pay', sql`r.id = ${lineId}`, actor, { paid_minor: Math.abs(payment.effectMinor) });
  }
  const explanation = byPerson(payment, reference, customerNumber, reason, actor);
  const parts = partsOf(customerNumber, shares);
  const alike = await settleByPerson(tx, payment, { lineId, reversesId: null, parts, explanation }, actor);
  return ok({ paymentId: payment.id, customerNumber, lineId, allocations: shares, alike });
}

async function whereTo(tx: Tx, payment: WaitingPayment, target: AssignTarget): Promise<Result<Assigned, Problem>> {
  if ('customerNumber' in target) {
    const { claimIds = [], documentNumbers = [] } = target;
    return toCustomer(tx, payment, comparableCustomerNumber(target.customerNumber), { claimIds, documentNumbers });
  }
  if ('paymentId' in target) {
    const expected = 'a line or a customer: only a charge back takes back a payment';
    return fail(problem('INPUT_WRONG', { field: 'target', value: `payment ${target.paymentId}`, expected }));
  }
  const line = await lockLine(tx, payment.companyId, target.lineReference);
  return line ? ok(await toLine(tx, payment, line)) : fail(lineNotFound(target.lineReference));
}

/** A rejection moves no money: the line it is assigned to becomes rejected, where it still can. */
async function noteOn(
  tx: Tx,
  payment: WaitingPayment,
  target: AssignTarget,
  actor: Actor,
): Promise<Result<AssignedPayment, Problem>> {
  if (!('lineReference' in target)) {
    const expected = 'a lineReference: this payment moves no money';
    return fail(problem('INPUT_WRONG', { field: 'target', value: JSON.stringify(target), expected }));
  }
  const line = await lockLine(tx, payment.companyId, target.lineReference);
  if (!line) return fail(lineNotFound(target.lineReference));
  if (movementOf(payment) === 'refused') {
    if (after(lineMachine, line.state, 'reject') === null) {
      const { reference: id, state } = line;
      return fail(problem('NOT_ALLOWED_IN_STATE', { what: 'collection line', id, state, action: 'reject' }));
    }
    await moveLines(tx, 'reject', sql`r.id = ${line.id}`, actor);
    const { reference, customerNumber } = line;
    const context = { reference, customerNumber, why: 'a person assigned the rejection', minor: payment.effectMinor };
    const found = problem('COLLECTION_REJECTED', context);
    const dedupeKey = `COLLECTION_REJECTED:payment:${payment.id}`;
    await openExceptions(
      tx,
      payment.companyId,
      [{ problem: found, subject: 'line', subjectId: line.id, dedupeKey }],
      actor,
    );
  }
  const patch = { state: 'noted', line_id: line.id, explanation: null };
  await updateWithEvents(tx, 'payment', patch, sql`r.id = ${payment.id}`, 'note', actor);
  await closeOthers(tx, payment, actor);
  return ok({
    paymentId: payment.id,
    customerNumber: line.customerNumber,
    lineId: line.id,
    allocations: [],
    alike: [],
  });
}
