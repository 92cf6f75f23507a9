import { sql } from 'kysely';
import { solveExceptions } from '#exceptions';
import type { Moment } from '#kernel';
import type { Actor, Database, Db, Tx } from '#store';
import type { Settlement } from './carry-out.ts';
import { lockFacts } from './lock-facts.ts';
import { waitForTellings } from './match-payments.ts';
import { type Settled, settleThose } from './settle-payments.ts';

/** The newest that wait, in pages; older ones have met many readings of the claims already. */
const mostDecided = 10_000;
const pageSize = 500;

/**
 * Decides again, once claims were read, about money that waits because nothing was known of what it pays. Only what the
 * machine itself parked and no person has touched; and only where the answer is another one now, so that the error log stays
 * quiet. Run twice, it finds what is left.
 */
export async function decideWaiting(
  { companyId }: { readonly companyId: number },
  parts: { readonly database: Database; readonly moment: Moment; readonly by: string },
): Promise<Settled> {
  const { db } = parts.database;
  const actor: Actor = { by: parts.by, at: parts.moment.at };
  const ids = await waitingIds(db, companyId);
  let sum: Settled = { matched: 0, noted: 0, parked: 0 };
  for (let at = 0; at < ids.length; at += pageSize) {
    const page = ids.slice(at, at + pageSize);
    const done = await db.transaction().execute((tx) => decidePage(tx, companyId, page, actor));
    sum = { matched: sum.matched + done.matched, noted: sum.noted + done.noted, parked: sum.parked + done.parked };
  }
  return sum;
}

/** Codes after which new claims or customers may change the answer. */
const codes = [
  'PAYMENT_UNIDENTIFIED',
  'PAYMENT_AMBIGUOUS',
  'AMOUNT_NOT_EXPLAINED',
  'CLAIM_PAID_ALREADY',
  'CUSTOMER_CLOSED',
  'UNKNOWN_CUSTOMER',
  'NO_COLLECTION',
  'CLAIMS_STALE',
];

const isUntouched = sql`p.state = 'parked' and p.line_id is null and p.bank is not null and p.effect_minor > 0
  and exists (select 1 from exception e where e.subject = 'payment' and e.subject_id = p.id and e.state = 'open'
    and e.taken_by is null and e.code = any(${codes}))
  and not exists (select 1 from allocation a where a.payment_id = p.id)`;

async function waitingIds(db: Db, companyId: number): Promise<readonly number[]> {
  const { rows } = await sql<{ id: number }>`
    select p.id from payment p where p.company_id = ${companyId} and ${isUntouched}
    order by p.id desc limit ${mostDecided}`.execute(db);
  return rows.map(({ id }) => id).sort((a, b) => a - b);
}

async function decidePage(tx: Tx, companyId: number, ids: readonly number[], actor: Actor): Promise<Settled> {
  // Another telling of the same money must not be decided at the same moment.
  await waitForTellings(tx, companyId, 'alone');
  const facts = await lockFacts(tx, sql`p.id = any(${ids}) and ${isUntouched}`, 'skip');
  const wasStale = await staleOnes(tx, ids);
  const isAnother = ({ fact, decision }: Settlement): boolean =>
    decision.outcome !== 'park' || (wasStale.has(fact.paymentId) && decision.problem?.code !== 'CLAIMS_STALE');
  const solve = async (wanted: readonly Settlement[]): Promise<void> => {
    const subjectIds = wanted.map(({ fact }) => fact.paymentId);
    const how = { action: 'retry', reason: 'it was decided again, for claims were read' };
    await solveExceptions(tx, { subject: 'payment', subjectIds }, how, actor);
  };
  return (await settleThose(tx, companyId, facts, isAnother, actor, solve)).count;
}

async function staleOnes(tx: Tx, ids: readonly number[]): Promise<ReadonlySet<number>> {
  const { rows } = await sql<{ id: number }>`
    select subject_id as id from exception
    where subject = 'payment' and subject_id = any(${ids}) and state = 'open' and code = 'CLAIMS_STALE'`.execute(tx);
  return new Set(rows.map(({ id }) => id));
}
