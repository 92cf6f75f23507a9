import { sql } from 'kysely';
import { moveLines } from '#journal';
import { type Actor, type Tx, updateWithEvents } from '#store';

/**
 * Takes back where a payment's money went before it goes elsewhere or nowhere: its posting was refused. A line that was
 * paid by it is unpaid again. What was undone is kept, and never applied again by the machine.
 */
export async function undoAllocations(tx: Tx, paymentId: number, actor: Actor): Promise<void> {
  const standing = sql`r.payment_id = ${paymentId} and not r.is_undone`;
  const undone = await updateWithEvents(tx, 'allocation', { is_undone: true }, standing, 'undo', actor);
  if (undone.length === 0) return;
  const paidByIt = sql`r.id = (select p.line_id from payment p where p.id = ${paymentId} and p.kind = 'paid')`;
  await moveLines(tx, 'undoPayment', paidByIt, actor, { paid_minor: 0 });
}
