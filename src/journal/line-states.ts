import { type RawBuilder, sql } from 'kysely';
import { allowing, type StateMachine } from '#kernel';
import { type Actor, type DbOrTx, updateWithEvents } from '#store';

export type LineState =
  | 'built'
  | 'faulty'
  | 'validated'
  | 'approved'
  | 'exported'
  | 'acknowledged'
  | 'refused'
  | 'paid'
  | 'rejected'
  | 'chargedBack'
  | 'withdrawn';

export type LineAction =
  | 'passCheck'
  | 'failCheck'
  | 'approve'
  | 'export'
  | 'acknowledge'
  | 'refuse'
  | 'pay'
  | 'reject'
  | 'chargeBack'
  | 'undoPayment'
  | 'resend'
  | 'withdraw';

/**
 * The life of a collection line (opkrævning).
 *
 * A payment may overtake its receipt, so `pay` and `reject` are allowed from `exported` too. A line that was rejected can
 * still be paid by slip. A charge back may come before we saw the payment; the line then counts as unpaid all the same.
 */
export const lineMachine: StateMachine<LineState, LineAction> = {
  built: { passCheck: 'validated', failCheck: 'faulty', withdraw: 'withdrawn' },
  faulty: { passCheck: 'validated', failCheck: 'faulty', withdraw: 'withdrawn' },
  validated: { passCheck: 'validated', failCheck: 'faulty', approve: 'approved', withdraw: 'withdrawn' },
  approved: { export: 'exported', withdraw: 'withdrawn' },
  exported: {
    acknowledge: 'acknowledged',
    refuse: 'refused',
    pay: 'paid',
    reject: 'rejected',
    chargeBack: 'chargedBack',
    withdraw: 'withdrawn',
  },
  acknowledged: { pay: 'paid', reject: 'rejected', chargeBack: 'chargedBack', withdraw: 'withdrawn' },
  refused: { resend: 'approved', withdraw: 'withdrawn' },
  paid: { chargeBack: 'chargedBack', undoPayment: 'acknowledged' },
  rejected: { pay: 'paid' },
  chargedBack: { pay: 'paid' },
  withdrawn: {},
};

export const lineStarts: readonly LineState[] = ['built'];

/** Whether the line's claims are spoken for: another line may not collect them. */
const holdsItsClaims: Readonly<Record<LineState, boolean>> = {
  built: true,
  faulty: true,
  validated: true,
  approved: true,
  exported: true,
  acknowledged: true,
  refused: true,
  paid: true,
  rejected: false,
  chargedBack: false,
  withdrawn: false,
};

/** The states in which a line's claims are spoken for. */
export const linesHoldingClaims: readonly string[] = Object.entries(holdsItsClaims).flatMap(([state, holds]) =>
  holds ? [state] : [],
);

/**
 * Moves the lines that match by one action, in one statement with their events; lines in a state that does not allow the
 * action stay as they are. Gives the claims free, or takes them back, as the new state says.
 *
 * @param where SQL over the line (alias `r`)
 * @returns the ids of the lines moved
 */
export async function moveLines(
  tx: DbOrTx,
  action: LineAction,
  where: RawBuilder<unknown>,
  actor: Actor,
  patch: Readonly<Record<string, unknown>> = {},
): Promise<readonly number[]> {
  const steps = allowing(lineMachine, action);
  const moved: number[] = [];
  for (const to of new Set(steps.map((step) => step.to))) {
    const from = steps.filter((step) => step.to === to).map((step) => step.from);
    const condition = sql`r.state in (${sql.join(from)}) and (${where})`;
    const ids = await updateWithEvents(tx, 'collection_line', { ...patch, state: to }, condition, action, actor);
    moved.push(...ids);
    if (ids.length > 0 && from.some((state) => holdsItsClaims[state] !== holdsItsClaims[to])) {
      await sql`update line_claim set is_live = ${holdsItsClaims[to]}
        where is_live <> ${holdsItsClaims[to]} and line_id = any(${ids})`.execute(tx);
    }
  }
  return moved;
}
