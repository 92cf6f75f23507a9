import { sql } from 'kysely';
import { type Finding, openExceptions } from '#exceptions';
import { moveLines } from '#journal';
import { assert } from '#kernel';
import { type Actor, insertWithEvents, type Tx, updateWithEvents } from '#store';
import type { ClaimDecision } from './ladder/decision.ts';
import type { Decision, Explanation, Outcome } from './matching/decision.ts';
import type { Fact } from './matching/facts-and-lines.ts';
import { total } from './matching/distribute.ts';
import type { PaymentState } from './payment-states.ts';
import type { StoredClaimExplanation } from './settle-on-claims.ts';

/** What follows from a payment, whether it pays a line or claims. */
export interface Settlement {
  readonly fact: Fact;
  readonly decision: Omit<Decision, 'explanation'> & { readonly explanation: Explanation | StoredClaimExplanation };
}

const states = { match: 'matched', note: 'noted', park: 'parked' } as const satisfies Record<Outcome, PaymentState>;

/** Carries decisions out, set by set: lines, payments, allocations, the error log, and an event of each. */
export async function carryOut(tx: Tx, companyId: number, decided: readonly Settlement[], actor: Actor): Promise<void> {
  await moveTheirLines(tx, decided, actor);
  for (const outcome of ['match', 'note', 'park'] as const) {
    const these = decided.filter(({ decision }) => decision.outcome === outcome);
    if (these.length > 0) await settlePayments(tx, outcome, these, actor);
  }
  await insertWithEvents(
    tx,
    'allocation',
    decided.flatMap((one) => allocationRows(companyId, one)),
    'allocate',
    actor,
  );
  await openExceptions(tx, companyId, decided.flatMap(findingOf), actor);
}

type LineAction = NonNullable<Decision['lineAction']>;

/** A line may move more than once in a chunk; its first move is in the first round, its second in the second. */
async function moveTheirLines(tx: Tx, decided: readonly Settlement[], actor: Actor): Promise<void> {
  const rounds: Map<LineAction, number[]>[] = [];
  const moves = new Map<number, number>();
  for (const { decision } of decided) {
    const { lineId, lineAction } = decision;
    if (lineId === null || lineAction === null) continue;
    const round = moves.get(lineId) ?? 0;
    moves.set(lineId, round + 1);
    const actions = (rounds[round] ??= new Map<LineAction, number[]>());
    actions.set(lineAction, [...(actions.get(lineAction) ?? []), lineId]);
  }
  for (const [action, ids] of rounds.flatMap((actions) => [...actions])) {
    const moved = await moveLines(tx, action, sql`r.id = any(${ids})`, actor, patches[action]);
    assert(moved.length === ids.length, `all ${ids.length} lines can ${action}, not ${moved.length}`);
  }
}

// The ladder settles only the exact amount, so what was paid is what the line asks.
const patches: Readonly<Record<LineAction, Readonly<Record<string, unknown>>>> = {
  pay: { paid_minor: sql`r.amount_minor` },
  reject: {},
  chargeBack: { paid_minor: 0 },
};

async function settlePayments(tx: Tx, outcome: Outcome, decided: readonly Settlement[], actor: Actor): Promise<void> {
  // Most money of a bank names no line and takes nothing back: its rows need no look at who is given what.
  const plain = decided.filter(({ decision }) => decision.lineId === null && decision.reversesId === null);
  const others = decided.filter(({ decision }) => decision.lineId !== null || decision.reversesId !== null);
  for (const these of [plain, others]) if (these.length > 0) await settleThese(tx, outcome, these, actor);
}

async function settleThese(tx: Tx, outcome: Outcome, decided: readonly Settlement[], actor: Actor): Promise<void> {
  const ids = decided.map(({ fact }) => fact.paymentId);
  const by = (value: (decision: Settlement['decision']) => unknown): string =>
    JSON.stringify(Object.fromEntries(decided.map(({ fact, decision }) => [fact.paymentId, value(decision)])));
  const ofEach = (value: (decision: Settlement['decision']) => number | null) =>
    decided.every(({ decision }) => value(decision) === null)
      ? null
      : sql`(${by(value)}::jsonb ->> r.id::text)::bigint`;
  const reversed = ofEach(({ reversesId }) => reversesId);
  const why = outcome === 'match' ? null : sql`${by(({ explanation }) => explanation)}::jsonb -> r.id::text`;
  const patch = {
    state: states[outcome],
    line_id: ofEach(({ lineId }) => lineId),
    explanation: why,
    ...(reversed === null ? {} : { reverses_id: reversed }),
  };
  const where = sql`r.id = any(${ids}) and r.state in ('received', 'parked')`;
  const settled = await updateWithEvents(tx, 'payment', patch, where, outcome, actor);
  assert(settled.length === ids.length, `all ${ids.length} payments were waiting, not ${settled.length}`);
}

function allocationRows(companyId: number, { fact, decision }: Settlement): readonly object[] {
  const { allocations, allocatedTo, lineId, explanation } = decision;
  if (decision.outcome !== 'match') return [];
  assert(total(allocations) === fact.effectMinor, `the allocations of payment ${fact.paymentId} sum to its effect`);
  return allocations.map(({ claimId, minor, customerNumber, discountMinor, writeOffMinor }) => ({
    company_id: companyId,
    payment_id: fact.paymentId,
    line_id: lineId,
    claim_id: claimId,
    customer_number: customerNumber ?? allocatedTo,
    amount_minor: minor,
    discount_minor: discountMinor || null,
    write_off_minor: writeOffMinor || null,
    rung: explanation.rung,
    explanation,
    is_undone: false,
  }));
}

/** A parked payment is a finding about itself; what a settled one leaves to do is about its line. */
function findingOf({ fact, decision }: Settlement): readonly Finding[] {
  const { problem, outcome, lineId } = decision;
  if (!problem) return [];
  if (outcome === 'park' || lineId === null) return [{ problem, subject: 'payment', subjectId: fact.paymentId }];
  const dedupeKey = `${problem.code}:payment:${fact.paymentId}`;
  return [{ problem, subject: 'line', subjectId: lineId, dedupeKey }];
}

/** What rungs in shadow would have done is kept beside what becomes of the payment, so that a person can compare. */
export async function keepShadows(
  tx: Tx,
  companyId: number,
  decisions: readonly ClaimDecision[],
  actor: Actor,
): Promise<void> {
  const rows = decisions.flatMap(({ paymentId, shadows }) =>
    shadows.map(({ rung, shares }) => ({
      payment_id: paymentId,
      rung,
      company_id: companyId,
      shares,
      decided_at: actor.at,
    })),
  );
  if (rows.length === 0) return;
  await sql`
    insert into shadow_match (payment_id, rung, company_id, shares, decided_at)
    select payment_id, rung, company_id, shares, decided_at
    from jsonb_populate_recordset(null::shadow_match, ${JSON.stringify(rows)}::jsonb)
    on conflict (payment_id, rung) do update set shares = excluded.shares, decided_at = excluded.decided_at`.execute(
    tx,
  );
}
