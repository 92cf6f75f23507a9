import { sql } from 'kysely';
import { moveLines } from '#journal';
import { fail, ok, problem, type Problem, type Result } from '#kernel';
import { type Actor, type Tx } from '#store';
import { lockLine, type WaitingPayment } from './allocate-by-person.ts';
import type { AssignTarget } from './person-targets.ts';
import { type AssignedPayment, byPerson, lineNotFound, partsOf, settleByPerson } from './settle-by-person.ts';
import { takenBack } from './matching/distribute.ts';
import type { Share } from './matching/facts-and-lines.ts';

interface Original {
  readonly id: number;
  readonly effectMinor: number;
  readonly lineId: number | null;
  readonly reference: string | null;
  readonly customerNumber: string;
  readonly shares: readonly Share[];
}

/** A person says which payment a charge back takes back: by itself, or by the line that it paid. */
export async function takeBackFrom(
  tx: Tx,
  payment: WaitingPayment,
  target: AssignTarget,
  reason: string,
  actor: Actor,
): Promise<Result<AssignedPayment, Problem>> {
  if ('customerNumber' in target) {
    const expected = 'the lineReference or the paymentId of what is taken back';
    return fail(problem('INPUT_WRONG', { field: 'target', value: target.customerNumber, expected }));
  }
  if ('lineReference' in target && !(await lockLine(tx, payment.companyId, target.lineReference))) {
    return fail(lineNotFound(target.lineReference));
  }
  const original = await findOriginal(tx, payment, target);
  if (!original) {
    const id = 'paymentId' in target ? String(target.paymentId) : `of line ${target.lineReference}`;
    return fail(problem('NOT_FOUND', { what: 'payment that can be taken back', id }));
  }
  const { id: reversesId, customerNumber, lineId, reference } = original;
  if (original.effectMinor !== -payment.effectMinor) {
    const amounts = { expectedMinor: -original.effectMinor, minor: payment.effectMinor };
    return fail(problem('AMOUNT_DIFFERS', { reference: reference ?? '', customerNumber, ...amounts }));
  }
  if (lineId !== null) await moveLines(tx, 'chargeBack', sql`r.id = ${lineId}`, actor, { paid_minor: 0 });
  const shares = takenBack(original.shares);
  const explanation = byPerson(payment, reference, customerNumber, reason, actor);
  const parts = partsOf(customerNumber, shares);
  const alike = await settleByPerson(tx, payment, { lineId, reversesId, parts, explanation }, actor);
  return ok({ paymentId: payment.id, customerNumber, lineId, allocations: shares, alike });
}

/** A payment whose money stands allocated, and which nothing has taken back yet. */
async function findOriginal(
  tx: Tx,
  { companyId }: WaitingPayment,
  target: Exclude<AssignTarget, { readonly customerNumber: string }>,
): Promise<Original | null> {
  const which = 'paymentId' in target ? sql`p.id = ${target.paymentId}` : sql`l.reference = ${target.lineReference}`;
  const found = await sql<Original>`
    select p.id, p.effect_minor as "effectMinor", l.id as "lineId", l.reference,
      (select min(a.customer_number) from allocation a where a.payment_id = p.id and not a.is_undone) as "customerNumber",
      (select jsonb_agg(jsonb_build_object('claimId', a.claim_id, 'minor', a.amount_minor) order by a.id)
       from allocation a where a.payment_id = p.id and not a.is_undone) as shares
    from payment p left join collection_line l on l.id = p.line_id
    where ${which} and p.company_id = ${companyId} and p.kind = 'paid'
      and exists (select 1 from allocation a where a.payment_id = p.id and not a.is_undone)
      and not exists (select 1 from payment r where r.reverses_id = p.id)
    order by p.id desc limit 1 for update of p`.execute(tx);
  return found.rows[0] ?? null;
}
