import type { ExceptionEntry, ExceptionHandler } from '#exceptions';
import { comparableCustomerNumber, fail, ok, problem, type Problem, type Result } from '#kernel';
import type { Actor, Tx } from '#store';
import { isCustomer, lockPayment, type WaitingPayment } from './allocate-by-person.ts';
import type { Explanation } from './matching/decision.ts';
import { movementOf } from './matching/verdicts.ts';
import { type AssignedPayment, byPerson, notParked, type PersonPart, settleByPerson } from './settle-by-person.ts';
import { undoAllocations } from './undo-allocations.ts';

/** What a person wants done with money that waits. */
export interface Placing {
  readonly tx: Tx;
  readonly payment: WaitingPayment;
  readonly exception: ExceptionEntry;
  readonly reason: string;
  readonly actor: Actor;
}

/**
 * The beginning that every action on waiting money has: the payment is locked, it is parked, it is money that came to us, and
 * what it was allocated to before Business Central refused it is given free.
 */
export const onWaitingMoney =
  (
    action: string,
    place: (target: unknown, placing: Placing) => Promise<Result<AssignedPayment, Problem>>,
  ): ExceptionHandler =>
  async (exception, { target, reason }, { tx, actor }) => {
    const payment = await lockPayment(tx, exception.subjectId);
    if (!payment) return fail(problem('NOT_FOUND', { what: 'payment', id: String(exception.subjectId) }));
    if (payment.state !== 'parked') return fail(notParked(payment, action));
    if (movementOf(payment) !== 'arrived') {
      return fail(notParked({ ...payment, state: 'no money that came to us' }, action));
    }
    await undoAllocations(tx, payment.id, actor, reason);
    return place(target, { tx, payment, exception, reason, actor });
  };

/** Writes where the parts of a payment go, in the words of the person who said so. */
export async function settleParts(
  { tx, payment, reason, actor }: Placing,
  parts: readonly PersonPart[],
  more: { readonly lineId?: number | null; readonly reference?: string | null; readonly accepted?: string } = {},
): Promise<AssignedPayment> {
  const { lineId = null, reference = null } = more;
  const customers = [...new Set(parts.map(({ customerNumber }) => customerNumber))];
  const customerNumber = customers.join(', ');
  const plain = byPerson(payment, reference, customerNumber, reason, actor);
  const explanation: Explanation = more.accepted
    ? { ...plain, evidence: [...plain.evidence, { what: 'suggestion', said: more.accepted, agrees: true }] }
    : plain;
  const alike = await settleByPerson(tx, payment, { lineId, reversesId: null, parts, explanation }, actor);
  const allocations = parts.map(({ claimId, minor }) => ({ claimId, minor }));
  return { paymentId: payment.id, customerNumber, lineId, allocations, alike };
}

/**
 * The customer on whose account money goes: the one named; else the one that the entry is about, or that the payment names,
 * where Business Central has him.
 */
export async function customerFor(
  { tx, payment, exception }: Placing,
  named: string | undefined,
): Promise<Result<string, Problem>> {
  const meant = [named ?? exception.customerNumber, ...(named === undefined ? [payment.customerNumber] : [])];
  for (const number of meant.map(comparableCustomerNumber).filter((one) => one !== '')) {
    if (await isCustomer(tx, payment.companyId, number)) return ok(number);
  }
  if (named !== undefined) return fail(problem('NOT_FOUND', { what: 'customer', id: named }));
  const expected = 'a customerNumber: the entry names no customer that we know';
  return fail(problem('INPUT_WRONG', { field: 'target', value: '', expected }));
}
