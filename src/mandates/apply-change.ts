import { sql } from 'kysely';
import type { BcClient } from '#bc-connector';
import { openExceptions, solveExceptions } from '#exceptions';
import { fail, knownDate, ok, type Problem, problem, type Result } from '#kernel';
import { type Actor, type Tx, updateWithEvents } from '#store';
import type { MandateChange, MandateParts } from './work-on-changes.ts';

export interface ApplyParts extends MandateParts {
  readonly bc: Pick<BcClient, 'saveMandate'>;
}

/**
 * Writes an approved change of the channel to Business Central. Business Central is looked at before anything is written,
 * so that a change is made once, whatever happens in between.
 */
export async function applyMandateChange(
  { changeId }: { readonly changeId: number },
  parts: ApplyParts,
): Promise<Result<null, Problem>> {
  const { db } = parts.database;
  const found = await db
    .selectFrom('mandate_change as m')
    .innerJoin('channel_agreement as a', 'a.id', 'm.agreement_id')
    .innerJoin('company as c', 'c.id', 'm.company_id')
    .leftJoin('customer as k', (join) =>
      join.onRef('k.company_id', '=', 'm.company_id').onRef('k.number', '=', 'm.customer_number'),
    )
    .selectAll('m')
    .select(['a.scheme_code', 'c.bc_id as bc_company', 'k.display_number'])
    .where('m.id', '=', changeId)
    .executeTakeFirst();
  if (!found || found.state !== 'approved' || found.direction !== 'in') return ok(null);
  const answer = await parts.bc.saveMandate(found.bc_company, {
    customerNumber: found.display_number ?? found.customer_number,
    schemeCode: found.scheme_code,
    agreementNumber: found.mandate_number,
    debtorGroupNumber: found.debtor_group,
    status: found.kind === 'register' ? 'Active' : 'Cancelled',
    validFrom: found.valid_from === null ? null : knownDate(found.valid_from),
    validTo: found.valid_to === null ? null : knownDate(found.valid_to),
  });
  if (answer.outcome === 'unclear') return fail(answer.problem);
  const actor: Actor = { by: parts.by, at: parts.moment.at };
  const { id } = answer.outcome === 'saved' ? answer : { id: null };
  const why = answer.outcome === 'refused' ? answer.text : null;
  await db.transaction().execute((tx) => settle(tx, found, { id, why }, actor));
  return ok(null);
}

async function settle(
  tx: Tx,
  change: MandateChange,
  { id, why }: { readonly id: string | null; readonly why: string | null },
  actor: Actor,
): Promise<void> {
  const where = sql`r.id = ${change.id} and r.state = 'approved'`;
  const subject = { subject: 'mandate' as const, subjectId: change.id };
  const dedupeKey = `MANDATE_NOT_SAVED:${change.id}`;
  if (why === null) {
    await updateWithEvents(tx, 'mandate_change', { state: 'applied', bc_id: id }, where, 'apply', actor);
    const which = { subject: 'mandate' as const, subjectIds: [change.id], codes: ['MANDATE_NOT_SAVED'] as const };
    await solveExceptions(tx, which, { action: 'retry', reason: 'Business Central took it' }, actor);
    return;
  }
  const patch = { state: 'proposed', explanation: why };
  const moved = await updateWithEvents(tx, 'mandate_change', patch, where, 'returnToProposed', actor);
  if (moved.length === 0) return;
  const { customer_number: customerNumber, mandate_number: mandateNumber } = change;
  const context = { changeId: String(change.id), customerNumber, mandateNumber, text: why };
  const finding = { problem: problem('MANDATE_NOT_SAVED', context), ...subject, dedupeKey };
  await openExceptions(tx, change.company_id, [finding], actor);
}
