import { type Selectable, sql } from 'kysely';
import { fail, type Moment, ok, problem, type Problem, type Result } from '#kernel';
import { type Actor, type Database, insertWithEvents, type Tables, type Tx, updateWithEvents } from '#store';
import type { Placing } from './placing.ts';

export type RefundOrder = Selectable<Tables['refund_order']>;

/** Orders money to go back to whoever it came from. It lies on the customer's account until it is posted as a refund. */
export async function orderRefund(
  { tx, payment, reason, actor }: Placing,
  { customerNumber, minor }: { readonly customerNumber: string; readonly minor: number },
): Promise<number> {
  const { rows } = await sql<{ second: boolean; account: string; name: string }>`
    select c.second_approval as second, coalesce(p.bank ->> 'payerAccount', '') as account,
      coalesce(nullif(p.bank ->> 'payerName', ''), k.name, '') as name
    from payment p join company c on c.id = p.company_id
    left join customer k on k.company_id = p.company_id and k.number = ${customerNumber}
    where p.id = ${payment.id}`.execute(tx);
  const { second = true, account = '', name = '' } = rows[0] ?? {};
  const row = {
    company_id: payment.companyId,
    payment_id: payment.id,
    customer_number: customerNumber,
    amount_minor: minor,
    currency: payment.currency,
    payer_account: account,
    payer_name: name,
    reason,
    state: second ? 'proposed' : 'approved',
    proposed_by: actor.by,
    proposed_at: actor.at,
    approved_by: second ? null : actor.by,
    approved_at: second ? null : actor.at,
  };
  const [made] = await insertWithEvents(tx, 'refund_order', [row], second ? 'propose' : 'approve', actor);
  return made?.id ?? 0;
}

interface RefundParts {
  readonly database: Database;
  readonly moment: Moment;
  readonly by: string;
}

/** Orders to pay back, newest first; the next page begins before the last id. */
export const listRefundOrders = (
  { db }: Database,
  query: {
    readonly companyId: number;
    readonly state?: string | undefined;
    readonly before?: number | undefined;
    readonly limit: number;
  },
): Promise<readonly RefundOrder[]> => {
  let select = db.selectFrom('refund_order').selectAll().where('company_id', '=', query.companyId);
  if (query.state !== undefined) select = select.where('state', '=', query.state);
  if (query.before !== undefined) select = select.where('id', '<', query.before);
  return select.orderBy('id', 'desc').limit(Math.min(query.limit, 1000)).execute();
};

/**
 * A second person lets the money go, where the company asks for one (`secondApproval`): whoever asked for a refund may not
 * approve it. Approved already, nothing is done again.
 */
export const approveRefund = (
  input: { readonly refundOrderId: number },
  parts: RefundParts,
): Promise<Result<RefundOrder, Problem>> =>
  move(input.refundOrderId, ['approved', 'posted'], parts, async (tx, order, actor) => {
    if (order.state !== 'proposed') return fail(notNow(order, 'approve'));
    if (order.proposed_by === actor.by) {
      const context = { journal: `refund order ${order.id}`, person: actor.by };
      return fail(problem('APPROVAL_BY_SAME_PERSON', context));
    }
    const patch = { state: 'approved', approved_by: actor.by, approved_at: actor.at };
    await updateWithEvents(tx, 'refund_order', patch, sql`r.id = ${order.id}`, 'approve', actor);
    return ok(null);
  });

/** Nothing goes back: the money stays on the customer's account. What is posted already cannot be withdrawn here. */
export const withdrawRefund = (
  input: { readonly refundOrderId: number; readonly reason: string },
  parts: RefundParts,
): Promise<Result<RefundOrder, Problem>> =>
  move(input.refundOrderId, ['withdrawn'], parts, async (tx, order, actor) => {
    const isBeingPosted = await sql`
      select 1 from posting where refund_order_id = ${order.id} and superseded is null and state <> 'failed'`.execute(
      tx,
    );
    if (order.state === 'posted' || isBeingPosted.rows.length > 0) return fail(notNow(order, 'withdraw'));
    await withdrawOrders(tx, [order.id], input.reason, actor);
    return ok(null);
  });

/** @returns the ids withdrawn: those that were not posted */
export const withdrawOrders = (
  tx: Tx,
  ids: readonly number[],
  reason: string,
  actor: Actor,
): Promise<readonly number[]> =>
  updateWithEvents(
    tx,
    'refund_order',
    { state: 'withdrawn', withdrawn_by: actor.by, withdrawn_reason: reason },
    sql`r.id = any(${ids}) and r.state in ('proposed', 'approved')`,
    'withdraw',
    actor,
  );

async function move(
  id: number,
  done: readonly string[],
  { database, moment, by }: RefundParts,
  run: (tx: Tx, order: RefundOrder, actor: Actor) => Promise<Result<null, Problem>>,
): Promise<Result<RefundOrder, Problem>> {
  return database.db.transaction().execute(async (tx) => {
    const order = await lockOrder(tx, id);
    if (!order) return fail(problem('NOT_FOUND', { what: 'refund order', id: String(id) }));
    if (done.includes(order.state)) return ok(order);
    const moved = await run(tx, order, { by, at: moment.at });
    if (!moved.ok) return moved;
    return ok((await lockOrder(tx, id)) ?? order);
  });
}

const lockOrder = (tx: Tx, id: number): Promise<RefundOrder | undefined> =>
  tx.selectFrom('refund_order').selectAll().where('id', '=', id).forUpdate().executeTakeFirst();

const notNow = ({ id, state }: RefundOrder, action: string): Problem =>
  problem('NOT_ALLOWED_IN_STATE', { what: 'refund order', id: String(id), state, action });
