import { sql } from 'kysely';
import { type Finding, openExceptions } from '#exceptions';
import { moveLines } from '#journal';
import { assert } from '#kernel';
import { type Actor, insertWithEvents, type Tx, updateWithEvents } from '#store';
import type { Decided } from './matching/decide-all.ts';
import type { Decision, Outcome } from './matching/decision.ts';
import { total } from './matching/distribute.ts';
import type { PaymentState } from './payment-states.ts';

const states = { match: 'matched', note: 'noted', park: 'parked' } as const satisfies Record<Outcome, PaymentState>;

/** Carries decisions out, set by set: lines, payments, allocations, the error log, and an event of each. */
export async function carryOut(tx: Tx, companyId: number, decided: readonly Decided[], actor: Actor): Promise<void> {
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
async function moveTheirLines(tx: Tx, decided: readonly Decided[], actor: Actor): Promise<void> {
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

async function settlePayments(tx: Tx, outcome: Outcome, decided: readonly Decided[], actor: Actor): Promise<void> {
  const ids = decided.map(({ fact }) => fact.paymentId);
  const by = (value: (decision: Decision) => unknown): string =>
    JSON.stringify(Object.fromEntries(decided.map(({ fact, decision }) => [fact.paymentId, value(decision)])));
  const lines = by(({ lineId }) => lineId);
  const reversed = by(({ reversesId }) => reversesId);
  const why = outcome === 'match' ? sql`null` : sql`${by(({ explanation }) => explanation)}::jsonb -> r.id::text`;
  const patch = {
    state: states[outcome],
    line_id: sql`(${lines}::jsonb ->> r.id::text)::bigint`,
    explanation: why,
    ...(decided.some(({ decision }) => decision.reversesId !== null)
      ? { reverses_id: sql`(${reversed}::jsonb ->> r.id::text)::bigint` }
      : {}),
  };
  const where = sql`r.id = any(${ids}) and r.state in ('received', 'parked')`;
  const settled = await updateWithEvents(tx, 'payment', patch, where, outcome, actor);
  assert(settled.length === ids.length, `all ${ids.length} payments were waiting, not ${settled.length}`);
}

function allocationRows(companyId: number, { fact, decision }: Decided): readonly object[] {
  const { allocations, allocatedTo, lineId, explanation } = decision;
  if (decision.outcome !== 'match') return [];
  assert(total(allocations) === fact.effectMinor, `the allocations of payment ${fact.paymentId} sum to its effect`);
  return allocations.map(({ claimId, minor }) => ({
    company_id: companyId,
    payment_id: fact.paymentId,
    line_id: lineId,
    claim_id: claimId,
    customer_number: allocatedTo,
    amount_minor: minor,
    rung: explanation.rung,
    explanation,
    is_undone: false,
  }));
}

/** A parked payment is a finding about itself; what a settled one leaves to do is about its line. */
function findingOf({ fact, decision }: Decided): readonly Finding[] {
  const { problem, outcome, lineId } = decision;
  if (!problem) return [];
  if (outcome === 'park' || lineId === null) return [{ problem, subject: 'payment', subjectId: fact.paymentId }];
  const dedupeKey = `${problem.code}:payment:${fact.paymentId}`;
  return [{ problem, subject: 'line', subjectId: lineId, dedupeKey }];
}
