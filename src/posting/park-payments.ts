import { sql } from 'kysely';
import { type Finding, openExceptions } from '#exceptions';
import { after, assert } from '#kernel';
import { paymentMachine } from '#payments';
import { type Actor, type Tx, updateWithEvents } from '#store';

/** Puts payments into the error log, each with its finding; those that are no longer matched stay as they are. */
export async function parkPayments(
  tx: Tx,
  companyId: number,
  found: readonly { readonly paymentId: number; readonly finding: Finding }[],
  actor: Actor,
): Promise<void> {
  const ids = found.map(({ paymentId }) => paymentId);
  const parked = new Set(await movePayments(tx, 'matched', 'park', ids, actor));
  const findings = found.filter(({ paymentId }) => parked.has(paymentId)).map(({ finding }) => finding);
  await openExceptions(tx, companyId, findings, actor);
}

/** @returns the ids of the payments that were in the state and moved */
export async function movePayments(
  tx: Tx,
  from: 'matched' | 'parked',
  action: 'park' | 'match' | 'dismiss',
  ids: readonly number[],
  actor: Actor,
): Promise<readonly number[]> {
  if (ids.length === 0) return [];
  const state = after(paymentMachine, from, action);
  assert(state !== null, `a payment that is ${from} can ${action}`);
  return updateWithEvents(tx, 'payment', { state }, sql`r.state = ${from} and r.id = any(${ids})`, action, actor);
}
