import { sql } from 'kysely';
import { type Finding, openExceptions, solveExceptions } from '#exceptions';
import { moveLines } from '#journal';
import { problem } from '#kernel';
import type { Actor, Tx } from '#store';
import type { Settlement } from './carry-out.ts';
import type { Books } from './matching/decide-all.ts';
import type { LineBook } from './matching/facts-and-lines.ts';

/**
 * Claims that a transfer has just paid must not be collected again (capability J6). A line that was not sent yet is withdrawn,
 * and its other claims are free for the next journal. One that is out cannot be called back from here: its entry in the error
 * log says so, and when its money comes all the same, that money finds its claims paid.
 */
export async function freeLinesOf(
  tx: Tx,
  companyId: number,
  settled: readonly Settlement[],
  { lines }: Books,
  actor: Actor,
): Promise<void> {
  const paidBy = claimsPaid(settled);
  if (paidBy.size === 0) return;
  const hit = [...lines.values()].flatMap((line) => {
    const claim = line.shares.find(({ claimId }) => claimId !== null && paidBy.has(claimId));
    const settlement = claim?.claimId ? paidBy.get(claim.claimId) : undefined;
    return settlement ? [{ line, settlement }] : [];
  });
  const unsent = hit.filter(({ line }) => notSent.has(line.state)).map(({ line }) => line.id);
  if (unsent.length > 0) {
    const withdrawn = await moveLines(tx, 'withdraw', sql`r.id = any(${unsent})`, actor);
    const how = { action: 'withdraw', reason: 'its claim was paid by transfer' };
    await solveExceptions(tx, { subject: 'line', subjectIds: withdrawn, codes: ['LINE_FAULTY'] }, how, actor);
  }
  const out = hit.filter(({ line }) => line.state === 'exported' || line.state === 'acknowledged');
  await openExceptions(
    tx,
    companyId,
    out.map(({ line, settlement }) => finding(line, settlement)),
    actor,
  );
}

const notSent: ReadonlySet<string> = new Set(['built', 'faulty', 'validated', 'approved', 'refused']);

/** The claims that money without a line pays, and which money. */
function claimsPaid(settled: readonly Settlement[]): ReadonlyMap<number, Settlement> {
  const paid = new Map<number, Settlement>();
  for (const one of settled) {
    const { outcome, lineId, allocations } = one.decision;
    if (outcome !== 'match' || lineId !== null || one.fact.effectMinor <= 0) continue;
    for (const { claimId } of allocations) if (claimId !== null) paid.set(claimId, one);
  }
  return paid;
}

const finding = ({ id, reference, customerNumber, state }: LineBook, { fact }: Settlement): Finding => ({
  problem: problem('CLAIM_PAID_OTHERWISE', {
    reference,
    customerNumber,
    state,
    paymentId: fact.paymentId,
    minor: fact.effectMinor,
  }),
  subject: 'line',
  subjectId: id,
});
