import { sql } from 'kysely';
import { z } from 'zod';
import { solveExceptions } from '#exceptions';
import { problem, type Problem } from '#kernel';
import { type Actor, insertWithEvents, type Tx, updateWithEvents } from '#store';
import type { Assigned, WaitingPayment } from './allocate-by-person.ts';
import type { Explanation } from './matching/decision.ts';

/** Where a person wants a payment to go: a line, a customer (and which of its claims), or the payment it takes back. */
export const assignTarget = z.union([
  z.strictObject({ lineReference: z.string().trim().min(1).max(30) }),
  z.strictObject({
    customerNumber: z.string().trim().min(1).max(20),
    claimIds: z.array(z.int().positive()).max(1000).optional(),
    documentNumbers: z.array(z.string().trim().min(1).max(20)).max(1000).optional(),
  }),
  z.strictObject({ paymentId: z.int().positive() }),
]);

export type AssignTarget = z.infer<typeof assignTarget>;

/** What an assignment did. */
export interface AssignedPayment {
  readonly paymentId: number;
  readonly customerNumber: string;
  /** The line that is paid by it, rejected by it, or charged back by it. */
  readonly lineId: number | null;
  readonly allocations: Assigned['shares'];
}

/** Writes what a person decided about money: the payment, its allocations, and the end of its other exceptions. */
export async function settleByPerson(
  tx: Tx,
  payment: WaitingPayment,
  decided: {
    readonly lineId: number | null;
    readonly reversesId: number | null;
    readonly customerNumber: string;
    readonly shares: Assigned['shares'];
    readonly explanation: Explanation;
  },
  actor: Actor,
): Promise<void> {
  const { lineId, reversesId, customerNumber, shares, explanation } = decided;
  const patch = { state: 'matched', line_id: lineId, reverses_id: reversesId, explanation: null };
  await updateWithEvents(tx, 'payment', patch, sql`r.id = ${payment.id}`, 'match', actor);
  const rows = shares.map(({ claimId, minor }) => ({
    company_id: payment.companyId,
    payment_id: payment.id,
    line_id: lineId,
    claim_id: claimId,
    customer_number: customerNumber,
    amount_minor: minor,
    rung: explanation.rung,
    explanation,
    is_undone: false,
  }));
  await insertWithEvents(tx, 'allocation', rows, 'allocate', actor);
  await closeOthers(tx, payment, actor);
}

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
