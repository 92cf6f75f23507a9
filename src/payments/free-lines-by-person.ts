import { sql } from 'kysely';
import { type Finding, openExceptions, solveExceptions } from '#exceptions';
import { moveLines } from '#journal';
import { problem } from '#kernel';
import type { Actor, Tx } from '#store';
import type { WaitingPayment } from './allocate-by-person.ts';

interface LivingLine {
  readonly id: number;
  readonly reference: string;
  readonly customerNumber: string;
  readonly state: string;
}

const notSent = ['built', 'faulty', 'validated', 'approved', 'refused'];

/**
 * Claims that a person has just paid with other money must not be collected again (capability J6), as when the machine does it
 * (`free-lines.ts`): a line that was not sent yet is withdrawn; one that is out is told, so that somebody stops it.
 */
export async function freeLinesByPerson(
  tx: Tx,
  { id: paymentId, companyId, effectMinor: minor }: WaitingPayment,
  claimIds: readonly number[],
  actor: Actor,
): Promise<void> {
  if (claimIds.length === 0) return;
  const { rows } = await sql<LivingLine>`
    select l.id, l.reference, l.customer_number as "customerNumber", l.state from collection_line l
    where l.id in (select s.line_id from line_claim s where s.claim_id = any(${claimIds}) and s.is_live)
    order by l.id for update`.execute(tx);
  const unsent = rows.filter(({ state }) => notSent.includes(state)).map(({ id }) => id);
  if (unsent.length > 0) {
    const withdrawn = await moveLines(tx, 'withdraw', sql`r.id = any(${unsent})`, actor);
    const how = { action: 'withdraw', reason: 'its claim was paid by other money' };
    await solveExceptions(tx, { subject: 'line', subjectIds: withdrawn, codes: ['LINE_FAULTY'] }, how, actor);
  }
  const out = rows.filter(({ state }) => state === 'exported' || state === 'acknowledged');
  const findings = out.map(({ id, reference, customerNumber, state }): Finding => {
    const context = { reference, customerNumber, state, paymentId, minor };
    return { problem: problem('CLAIM_PAID_OTHERWISE', context), subject: 'line', subjectId: id };
  });
  await openExceptions(tx, companyId, findings, actor);
}
