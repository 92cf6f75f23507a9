import { sql } from 'kysely';
import { solveExceptions } from '#exceptions';
import { type Actor, type Tx, updateWithEvents } from '#store';
import { carryOut } from './carry-out.ts';
import { loadBooks } from './load-books.ts';
import { type Decided, decideAll } from './matching/decide-all.ts';
import type { Fact } from './matching/facts-and-lines.ts';

/** How many payments came to each outcome. */
export interface Settled {
  readonly matched: number;
  readonly noted: number;
  readonly parked: number;
}

/**
 * Reads the books, decides, and carries out, for payments that the caller has locked and that wait to be settled.
 *
 * When a payment settles a line whose charge back came first, that charge back is decided again: it has its payment now.
 */
export async function settlePayments(
  tx: Tx,
  companyId: number,
  facts: readonly Fact[],
  actor: Actor,
): Promise<Settled> {
  if (facts.length === 0) return { matched: 0, noted: 0, parked: 0 };
  const decided = decideAll(facts, await loadBooks(tx, companyId, facts));
  await carryOut(tx, companyId, decided, actor);
  await replaceLesserTellings(tx, companyId, decided, actor);
  await settleEarlyChargeBacks(tx, companyId, decided, actor);
  return {
    matched: decided.filter(({ decision }) => decision.outcome === 'match').length,
    noted: decided.filter(({ decision }) => decision.outcome === 'note').length,
    parked: decided.filter(({ decision }) => decision.outcome === 'park').length,
  };
}

/** What waited because an earlier file told less of the same money needs nobody any more. */
async function replaceLesserTellings(
  tx: Tx,
  companyId: number,
  decided: readonly Decided[],
  actor: Actor,
): Promise<void> {
  const placed = decided.filter(({ fact, decision }) => fact.isFromBank && decision.lineId !== null);
  if (placed.length === 0) return;
  const keys = placed.map(({ fact }) => fact.paymentKey);
  const where = sql`r.company_id = ${companyId} and r.payment_key = any(${keys}) and r.state = 'parked'
    and r.line_id is null and r.bank is not null and r.file_id in (select id from inbound_file
      where company_id = ${companyId} and format <> all(${placed.map(({ fact }) => fact.format)}))`;
  const replaced = await updateWithEvents(tx, 'payment', { state: 'noted' }, where, 'note', actor);
  const how = { action: 'retry', reason: 'another file told more of the same payment' };
  await solveExceptions(tx, { subject: 'payment', subjectIds: replaced }, how, actor);
}

const early = 'CHARGED_BACK_WITHOUT_PAYMENT';

async function settleEarlyChargeBacks(
  tx: Tx,
  companyId: number,
  decided: readonly Decided[],
  actor: Actor,
): Promise<void> {
  const paid = decided.flatMap(({ decision }) => (decision.lineAction === 'pay' ? (decision.lineId ?? []) : []));
  if (paid.length === 0) return;
  const waiting = await lockFacts(
    tx,
    sql`p.line_id = any(${paid}) and p.state = 'parked' and p.effect_minor <> 0 and p.kind <> 'paid' and exists (
      select 1 from exception e where e.subject = 'payment' and e.subject_id = p.id and e.state = 'open'
        and e.code = ${early})`,
  );
  if (waiting.length === 0) return;
  const subjectIds = waiting.map((fact) => fact.paymentId);
  const how = { action: 'retry', reason: 'the payment that it takes back came' };
  await solveExceptions(tx, { subject: 'payment', subjectIds, codes: [early] }, how, actor);
  await carryOut(tx, companyId, decideAll(waiting, await loadBooks(tx, companyId, waiting)), actor);
}

/** Locks payments in the order of their ids and reads what decides about them. */
export async function lockFacts(tx: Tx, where: ReturnType<typeof sql>): Promise<readonly Fact[]> {
  const found = await sql<Fact>`
    select p.id as "paymentId", p.agreement_id as "agreementId", p.file_id as "fileId", p.line_number as "lineNumber",
      (select format from inbound_file f where f.id = p.file_id) as format,
      p.kind, p.means, p.debtor_group as "debtorGroup", p.customer_number as "customerNumber", p.due_date as "dueDate",
      p.effect_minor as "effectMinor", p.reference, p.payment_key as "paymentKey", p.currency,
      coalesce(p.mandate_number, p.bank ->> 'mandateId', '') as "mandateNumber", p.bank is not null as "isFromBank",
      coalesce((p.bank ->> 'isCopy')::boolean, false) as "isCopy",
      nullif(trim(concat_ws(' ', p.bank #>> '{returnReason,code}', p.bank #>> '{returnReason,words}',
        p.bank #>> '{returnReason,text}')), '') as "bankReason"
    from payment p where ${where} order by p.id for update`.execute(tx);
  return found.rows;
}
