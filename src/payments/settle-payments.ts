import { sql } from 'kysely';
import { solveExceptions } from '#exceptions';
import { type Actor, type Tx, updateWithEvents } from '#store';
import { carryOut, keepShadows, type Settlement } from './carry-out.ts';
import type { LockedFact } from './claim-books/remittance-of.ts';
import { freeLinesOf } from './free-lines.ts';
import type { ClaimDecision } from './ladder/decision.ts';
import type { Remittance } from './ladder/facts.ts';
import { loadBooks } from './load-books.ts';
import { lockFacts } from './lock-facts.ts';
import { type Books, type Decided, decideAll, toldBefore } from './matching/decide-all.ts';
import { problemOfDecision } from './problem-of-decision.ts';
import { type ClaimMoney, decideOnClaims, findClaimMoney, storedExplanation } from './settle-on-claims.ts';
import { decideReturns, isReturn, settleEarlyReturns } from './settle-returns.ts';

/** How many payments came to each outcome. */
export interface Settled {
  readonly matched: number;
  readonly noted: number;
  readonly parked: number;
}

/**
 * Reads the books, decides, and carries out, for payments that the caller has locked and that wait to be settled.
 *
 * Lines have the word first; money of a bank that finds none is decided on claims, the whole stretch as one. Customers are
 * locked before lines, and what is open is read behind both locks, so that no claim is paid twice at the same moment.
 *
 * When a payment settles what a charge back came for first, that charge back is decided again: it has its payment now.
 */
export async function settlePayments(
  tx: Tx,
  companyId: number,
  facts: readonly LockedFact[],
  actor: Actor,
): Promise<Settled> {
  return (await settleThose(tx, companyId, facts, () => true, actor)).count;
}

/**
 * The same, carried out only for those payments whose new outcome is wanted: the others stay exactly as they are.
 *
 * @returns what was carried out
 */
export async function settleThose(
  tx: Tx,
  companyId: number,
  facts: readonly LockedFact[],
  isWanted: (settlement: Settlement) => boolean,
  actor: Actor,
  before: (wanted: readonly Settlement[]) => Promise<void> = () => Promise.resolve(),
): Promise<{ readonly settled: readonly Settlement[]; readonly count: Settled }> {
  if (facts.length === 0) return { settled: [], count: { matched: 0, noted: 0, parked: 0 } };
  const money = await findClaimMoney(tx, companyId, facts);
  const books = await loadBooks(tx, companyId, facts, money.lineIds);
  const onLines = decideAll(facts, books);
  const onClaims = await decideTheRest(tx, companyId, onLines, books, money, actor);
  const decided = onLines.map((one): Settlement => onClaims.get(one.fact.paymentId)?.settlement ?? one);
  const wanted = decided.filter(isWanted);
  await before(wanted);
  const settled = await carryOutWithReturns(tx, companyId, wanted, actor);
  const shadows = settled.flatMap(({ fact }) => onClaims.get(fact.paymentId)?.decision ?? []);
  await keepShadows(tx, companyId, shadows, actor);
  await freeLinesOf(tx, companyId, settled, books, actor);
  await replaceLesserTellings(tx, companyId, settled, actor);
  await settleEarlyChargeBacks(tx, companyId, settled, actor);
  await settleEarlyReturns(tx, companyId, settled, actor);
  const count = (outcome: Settlement['decision']['outcome']): number =>
    settled.filter(({ decision }) => decision.outcome === outcome).length;
  return { settled, count: { matched: count('match'), noted: count('note'), parked: count('park') } };
}

/** Money first, so that a return of the same stretch finds what it takes back. */
async function carryOutWithReturns(
  tx: Tx,
  companyId: number,
  settlements: readonly Settlement[],
  actor: Actor,
): Promise<readonly Settlement[]> {
  const returns = settlements.filter(isReturn);
  const others = returns.length === 0 ? settlements : settlements.filter((one) => !isReturn(one));
  await carryOut(tx, companyId, others, actor);
  if (returns.length === 0) return others;
  const decided = await decideReturns(tx, companyId, returns);
  await carryOut(tx, companyId, decided, actor);
  return [...others, ...decided];
}

interface OnClaims {
  readonly settlement: Settlement;
  readonly decision: ClaimDecision;
}

/** What the ladder of claims makes of money that found no line. */
async function decideTheRest(
  tx: Tx,
  companyId: number,
  onLines: readonly Decided[],
  books: Books,
  { remittances, leads }: ClaimMoney,
  actor: Actor,
): Promise<ReadonlyMap<number, OnClaims>> {
  const open = onLines.filter((one) => isOpen(one, books)).flatMap(({ fact }) => remittances.get(fact.paymentId) ?? []);
  if (leads === null || open.length === 0) return new Map();
  const decisions = await decideOnClaims(tx, companyId, open, leads, actor.at);
  const byPayment = new Map(decisions.map((decision) => [decision.paymentId, decision]));
  const found = new Map<number, OnClaims>();
  for (const one of onLines) {
    const decision = byPayment.get(one.fact.paymentId);
    const remittance = remittances.get(one.fact.paymentId);
    if (!decision || !remittance) continue;
    // Told before by a file that nobody could place: this one has the word only where it says enough.
    if (one.decision.outcome === 'note' && decision.act === 'park') continue;
    found.set(one.fact.paymentId, { settlement: settlementOf(one, remittance, decision), decision });
  }
  return found;
}

function isOpen({ fact, decision }: Decided, books: Books): boolean {
  const { outcome, lineId, problem } = decision;
  if (lineId !== null) return false;
  if (outcome === 'note') return !fact.isCopy && fact.kind !== 'other' && toldBefore(fact, books)?.isPlaced === false;
  return outcome === 'park' && (problem?.code === 'NO_COLLECTION' || problem?.code === 'UNKNOWN_CUSTOMER');
}

const settlementOf = ({ fact }: Decided, remittance: Remittance, decision: ClaimDecision): Settlement => {
  const isMatch = decision.act === 'match';
  return {
    fact,
    decision: {
      outcome: isMatch ? 'match' : 'park',
      lineId: null,
      lineAction: null,
      allocations: decision.shares,
      allocatedTo: decision.shares[0]?.customerNumber ?? '',
      reversesId: null,
      problem: isMatch ? null : problemOfDecision(remittance, decision),
      explanation: storedExplanation(decision),
    },
  };
};

/** What waited because an earlier file told less of the same money needs nobody any more. */
async function replaceLesserTellings(
  tx: Tx,
  companyId: number,
  decided: readonly Settlement[],
  actor: Actor,
): Promise<void> {
  const placed = decided.filter(
    ({ fact, decision }) => fact.isFromBank && (decision.lineId !== null || decision.outcome === 'match'),
  );
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
  decided: readonly Settlement[],
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

export { lockFacts } from './lock-facts.ts';
