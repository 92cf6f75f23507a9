import { sql } from 'kysely';
import { moveLines } from '#journal';
import { type Actor, type Tx, updateWithEvents } from '#store';

/**
 * Takes back where a payment's money went before it goes elsewhere or nowhere. A line that was paid by it is unpaid again.
 *
 * @param reason why a person did it: kept for ever, and never applied again by the machine (capability P7). Left out, the
 * machine did it.
 * @returns the ids of the allocations undone
 */
export async function undoAllocations(
  tx: Tx,
  paymentId: number,
  actor: Actor,
  reason?: string,
): Promise<readonly number[]> {
  const standing = sql`r.payment_id = ${paymentId} and not r.is_undone`;
  const who = reason === undefined ? {} : { undone_by: actor.by, undone_reason: reason };
  const undone = await updateWithEvents(tx, 'allocation', { is_undone: true, ...who }, standing, 'undo', actor);
  if (undone.length === 0) return undone;
  const paidByIt = sql`r.id = (select p.line_id from payment p where p.id = ${paymentId} and p.kind = 'paid')`;
  await moveLines(tx, 'undoPayment', paidByIt, actor, { paid_minor: 0 });
  return undone;
}
