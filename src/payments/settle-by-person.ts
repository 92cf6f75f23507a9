import { sql } from 'kysely';
import { solveExceptions } from '#exceptions';
import { problem, type Problem } from '#kernel';
import { type Actor, insertWithEvents, type Tx, updateWithEvents } from '#store';
import type { Assigned, WaitingPayment } from './allocate-by-person.ts';
import { freeLinesByPerson } from './free-lines-by-person.ts';
import type { Explanation } from './matching/decision.ts';
import { movementOf } from './matching/verdicts.ts';
import { type Alike, decideAlikeLater } from './waiting-alike.ts';

export { assignTarget, type AssignTarget } from './person-targets.ts';

/** What an assignment did. */
export interface AssignedPayment {
  readonly paymentId: number;
  readonly customerNumber: string;
  /** The line that is paid by it, rejected by it, or charged back by it. */
  readonly lineId: number | null;
  readonly allocations: Assigned['shares'];
  /** Other money that waits and has something in common with it; it is decided again. */
  readonly alike: readonly Alike[];
}

/** A part of a payment as a person gave it away. */
export interface PersonPart {
  readonly customerNumber: string;
  /** Null: on the customer's account. */
  readonly claimId: number | null;
  readonly minor: number;
  /** What the customer deducted rightly, and what is let go of beside it: the claim is closed by all three together. */
  readonly discountMinor?: number;
  readonly writeOffMinor?: number;
}

/** Writes what a person decided about money: the payment, its allocations, and the end of its other exceptions. */
export async function settleByPerson(
  tx: Tx,
  payment: WaitingPayment,
  decided: {
    readonly lineId: number | null;
    readonly reversesId: number | null;
    readonly parts: readonly PersonPart[];
    readonly explanation: Explanation;
  },
  actor: Actor,
): Promise<readonly Alike[]> {
  const { lineId, reversesId, parts, explanation } = decided;
  const patch = { state: 'matched', line_id: lineId, reverses_id: reversesId, explanation: null };
  await updateWithEvents(tx, 'payment', patch, sql`r.id = ${payment.id}`, 'match', actor);
  const rows = parts.map(({ customerNumber, claimId, minor, discountMinor, writeOffMinor }) => ({
    company_id: payment.companyId,
    payment_id: payment.id,
    line_id: lineId,
    claim_id: claimId,
    customer_number: customerNumber,
    amount_minor: minor,
    discount_minor: discountMinor ?? 0,
    write_off_minor: writeOffMinor ?? 0,
    rung: explanation.rung,
    explanation,
    is_undone: false,
  }));
  await insertWithEvents(tx, 'allocation', rows, 'allocate', actor);
  await closeOthers(tx, payment, actor);
  if (movementOf(payment) !== 'arrived') return [];
  const claimIds = parts.flatMap(({ claimId }) => claimId ?? []);
  if (lineId === null) await freeLinesByPerson(tx, payment, claimIds, actor);
  return decideAlikeLater(tx, payment, actor);
}

/** The parts of one customer. */
export const partsOf = (customerNumber: string, shares: Assigned['shares']): readonly PersonPart[] =>
  shares.map(({ claimId, minor }) => ({ customerNumber, claimId, minor }));

/** A payment that is settled leaves no question open. */
export async function closeOthers(tx: Tx, { id }: WaitingPayment, actor: Actor): Promise<void> {
  const how = { action: 'assign', reason: 'the payment was assigned' };
  await solveExceptions(tx, { subject: 'payment', subjectIds: [id] }, how, actor);
}

export const byPerson = (
  payment: WaitingPayment,
  reference: string | null,
  customerNumber: string,
  reason: string,
  actor: Actor,
): Explanation => ({
  rung: 'a person',
  reference,
  fileId: payment.fileId,
  fileLine: payment.lineNumber,
  evidence: [
    { what: 'decided by', said: actor.by, ours: reason, agrees: true },
    {
      what: 'customer',
      said: payment.customerNumber,
      ours: customerNumber,
      agrees: payment.customerNumber === customerNumber,
    },
  ],
  runnersUp: [],
  whyNot: null,
});

export const lineNotFound = (reference: string): Problem =>
  problem('NOT_FOUND', { what: 'collection line', id: reference });

export const notParked = ({ id, state }: WaitingPayment, action: string): Problem =>
  problem('NOT_ALLOWED_IN_STATE', { what: 'payment', id: String(id), state, action });
