import { sql } from 'kysely';
import { solveExceptions } from '#exceptions';
import { decimalFromMinor, minor, problem } from '#kernel';
import type { Actor, Tx } from '#store';
import { carryOut, type Settlement } from './carry-out.ts';
import { takenBack } from './matching/distribute.ts';
import type { Fact, Share } from './matching/facts-and-lines.ts';
import { lockFacts } from './lock-facts.ts';
import type { StoredClaimExplanation } from './settle-on-claims.ts';

const without = 'CHARGED_BACK_WITHOUT_PAYMENT';

/** Money that a bank took back and that found no line of ours: it may take back a transfer. */
export const isReturn = ({ fact, decision }: Settlement): boolean =>
  fact.isFromBank && decision.outcome === 'park' && decision.lineId === null && decision.problem?.code === without;

/**
 * Finds the transfer that each return takes back: the one that it names, by our reference or by the bank's own, or else the
 * only settled payment of the same account and amount. Where there is none, or more than one, the return waits.
 */
export async function decideReturns(
  tx: Tx,
  companyId: number,
  returns: readonly Settlement[],
): Promise<readonly Settlement[]> {
  const candidates = await findOriginals(
    tx,
    companyId,
    returns.map(({ fact }) => fact.paymentId),
  );
  const chosen = choose(returns, candidates);
  const shares = await lockShares(
    tx,
    [...chosen.values()].map(({ originalId }) => originalId),
  );
  return returns.map((one) => {
    const original = chosen.get(one.fact.paymentId);
    const theirs = original ? shares.get(original.originalId) : undefined;
    return original && theirs ? taken(one, original, theirs) : one;
  });
}

/**
 * Returns that came before their payment are decided again when it is settled. One that somebody works on is left to him.
 */
export async function settleEarlyReturns(
  tx: Tx,
  companyId: number,
  settled: readonly Settlement[],
  actor: Actor,
): Promise<void> {
  const paid = settled.filter(({ fact, decision }) => decision.outcome === 'match' && fact.effectMinor > 0);
  const ids = paid.filter(({ fact }) => fact.isFromBank).map(({ fact }) => fact.paymentId);
  if (ids.length === 0) return;
  const waiting = await waitingReturns(tx, companyId, ids);
  if (waiting.length === 0) return;
  const facts = await lockFacts(tx, sql`p.id = any(${waiting}) and p.state = 'parked'`, 'skip');
  const decided = (await decideReturns(tx, companyId, facts.map(asReturn))).filter(
    ({ decision }) => decision.outcome === 'match',
  );
  const subjectIds = decided.map(({ fact }) => fact.paymentId);
  const how = { action: 'retry', reason: 'the payment that it takes back came' };
  await solveExceptions(tx, { subject: 'payment', subjectIds, codes: [without] }, how, actor);
  await carryOut(tx, companyId, decided, actor);
}

/** What a return must have in common with the payment it takes back; how they name each other is asked beside it. */
const fits = sql`o.company_id = r.company_id and o.kind = 'paid' and o.bank is not null and o.line_id is null
  and o.effect_minor = -r.effect_minor and o.currency = r.currency and o.state in ('matched', 'parked')
  and exists (select 1 from allocation a where a.payment_id = o.id and not a.is_undone)
  and not exists (select 1 from payment t where t.reverses_id = o.id and t.state in ('matched', 'parked') and exists (
    select 1 from allocation a where a.payment_id = t.id and not a.is_undone))`;

interface Original {
  readonly returnId: number;
  readonly originalId: number;
  /** The return names it; else only account and amount are the same. */
  readonly isNamed: boolean;
  readonly said: string;
}

async function findOriginals(tx: Tx, companyId: number, returnIds: readonly number[]): Promise<readonly Original[]> {
  if (returnIds.length === 0) return [];
  const { rows } = await sql<Original>`
    select r.id as "returnId", o.id as "originalId", bool_or(o.is_named) as "isNamed", max(o.said) as said
    from payment r cross join lateral (
      select o.id, true as is_named, r.reference as said from payment o
      where o.reference = r.reference and o.reference not in ('', 'NOTPROVIDED') and ${fits}
      union all
      select o.id, true, o.bank ->> 'bankReference' from payment o
      where o.bank ->> 'bankReference' = any(array[r.bank ->> 'bankReference', r.bank ->> 'transactionId', r.reference])
        and o.bank ->> 'bankReference' <> '' and ${fits}
      union all
      select o.id, false, r.payer_account from payment o
      where o.payer_account = r.payer_account and o.payer_account <> '' and ${fits}) o
    where r.id = any(${returnIds}) and r.company_id = ${companyId}
    group by r.id, o.id order by r.id, o.id`.execute(tx);
  return rows;
}

/** So many returns that wait are looked at; a company that has more has other worries. */
const mostWaiting = 5000;

/** The parked returns that could take back one of these payments: asked of those that wait, which are few. */
async function waitingReturns(tx: Tx, companyId: number, paidIds: readonly number[]): Promise<readonly number[]> {
  const waiting = await sql<{ id: number }>`
    select id from payment where company_id = ${companyId} and state = 'parked' and line_id is null and bank is not null
      and effect_minor < 0 order by id desc limit ${mostWaiting}`.execute(tx);
  if (waiting.rows.length === 0) return [];
  const { rows } = await sql<{ id: number }>`
    select r.id from payment r
    where r.id = any(${waiting.rows.map(({ id }) => id)}) and exists (
      select 1 from payment o where o.id = any(${paidIds}) and o.effect_minor = -r.effect_minor
        and o.currency = r.currency and (o.reference = r.reference and r.reference <> ''
          or o.payer_account = r.payer_account and r.payer_account <> ''
          or o.bank ->> 'bankReference' in (r.bank ->> 'bankReference', r.bank ->> 'transactionId', r.reference)))
    order by r.id`.execute(tx);
  return rows.map(({ id }) => id);
}

/** One payment for each return, and none for two. */
function choose(returns: readonly Settlement[], candidates: readonly Original[]): ReadonlyMap<number, Original> {
  const taken = new Set<number>();
  const chosen = new Map<number, Original>();
  for (const { fact } of returns) {
    const all = candidates.filter((one) => one.returnId === fact.paymentId && !taken.has(one.originalId));
    const named = all.filter(({ isNamed }) => isNamed);
    const [only, ...others] = named.length > 0 ? named : all;
    if (!only || others.length > 0) continue;
    taken.add(only.originalId);
    chosen.set(fact.paymentId, only);
  }
  return chosen;
}

/** Where the money of these payments went, now that nobody else can change it. */
async function lockShares(tx: Tx, ids: readonly number[]): Promise<ReadonlyMap<number, readonly Share[]>> {
  if (ids.length === 0) return new Map();
  await sql`select id from payment where id = any(${ids}) order by id for update`.execute(tx);
  const { rows } = await sql<{ paymentId: number; shares: readonly Share[] }>`
    select a.payment_id as "paymentId", jsonb_agg(jsonb_build_object('claimId', a.claim_id, 'minor', a.amount_minor,
      'customerNumber', a.customer_number, 'discountMinor', coalesce(a.discount_minor, 0),
      'writeOffMinor', coalesce(a.write_off_minor, 0)) order by a.id) as shares
    from allocation a where a.payment_id = any(${ids}) and not a.is_undone group by 1`.execute(tx);
  return new Map(rows.map(({ paymentId, shares }) => [paymentId, shares]));
}

function taken({ fact, decision }: Settlement, original: Original, shares: readonly Share[]): Settlement {
  const allocatedTo = shares[0]?.customerNumber ?? '';
  return {
    fact,
    decision: {
      ...decision,
      outcome: 'match',
      allocations: takenBack(shares),
      allocatedTo,
      reversesId: original.originalId,
      problem: problem('CHARGED_BACK', {
        reference: fact.reference,
        customerNumber: allocatedTo,
        minor: fact.effectMinor,
      }),
      explanation: explanationOf(fact, original),
    },
  };
}

const explanationOf = (fact: Fact, { isNamed, said }: Original): StoredClaimExplanation => ({
  rung: isNamed ? 'end-to-end or mandate id' : 'known payer',
  outcome: 'exact',
  fileId: fact.fileId,
  fileLine: fact.lineNumber,
  evidence: [
    { what: isNamed ? 'end-to-end id' : 'payer account', said, agrees: true },
    { what: 'amount', said: decimalFromMinor(minor(-fact.effectMinor)), agrees: true },
  ],
  considered: 1,
  runnersUp: [],
  uniqueness: { kind: 'named' },
  whyNot: null,
  tried: [],
  suggestions: [],
});

/** A return that waits, as if it had just been parked. */
const asReturn = (fact: Fact): Settlement => ({
  fact,
  decision: {
    outcome: 'park',
    lineId: null,
    lineAction: null,
    allocations: [],
    allocatedTo: '',
    reversesId: null,
    problem: null,
    explanation: {
      rung: 'none',
      reference: null,
      fileId: fact.fileId,
      fileLine: fact.lineNumber,
      evidence: [],
      runnersUp: [],
      whyNot: null,
    },
  },
});
