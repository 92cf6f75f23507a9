import { sql } from 'kysely';
import { type Actor, insertWithEvents, type Tx, updateWithEvents } from '#store';
import { dimensionsOf } from './dimensions.ts';
import type { InTransaction } from './in-transaction.ts';
import { followingKey } from './movement-key.ts';
import { postingSettings } from './posting-settings.ts';

interface OrderRow {
  readonly id: number;
  readonly payment: number;
  readonly posting: number;
  readonly key: string;
  readonly customer: string;
  readonly minor: number;
  readonly currency: string;
  readonly date: string;
  readonly before: number;
}

/**
 * Makes a posting of every approved order to pay money back: a refund, applied to what stays of the payment on the
 * customer's account. It follows the payment's own posting into the books.
 *
 * @returns how many are new
 */
export function proposeRefunds(run: InTransaction, companyId: number, today: string, actor: Actor): Promise<number> {
  return run(async (tx) => {
    const { rows } = await sql<OrderRow>`
      select o.id, o.payment_id as payment, g.id as posting, g.idempotency_key as key, o.customer_number as customer,
        o.amount_minor as minor, o.currency, greatest(g.posting_date, ${today}::date) as date,
        (select count(*) from posting r where r.refund_order_id = o.id) as before
      from refund_order o
      join posting g on g.payment_id = o.payment_id and g.kind = 'payment' and g.superseded is null
        and g.state <> 'failed' and g.customer_number = o.customer_number
      where o.company_id = ${companyId} and o.state = 'approved'
        and not exists (select 1 from posting r where r.refund_order_id = o.id and r.superseded is null)
        and not exists (select 1 from posting t where t.original_id = g.id and t.superseded is null
          and t.kind in ('return', 'reversal'))
      order by o.id for update of o`.execute(tx);
    const dimensions = dimensionsOf(await postingSettings(tx, companyId));
    const made = await insertWithEvents(
      tx,
      'posting',
      rows.map((row) => ({
        company_id: companyId,
        payment_id: row.payment,
        kind: 'refund',
        original_id: row.posting,
        idempotency_key: followingKey(row.key, `p${row.id}${row.before === 0 ? '' : `.${row.before + 1}`}`),
        customer_number: row.customer,
        amount_minor: row.minor,
        currency: row.currency,
        posting_date: row.date,
        applications: [],
        part: String(row.id),
        allocation_ids: [],
        refund_order_id: row.id,
        dimensions,
        state: 'proposed',
        attempts: 0,
      })),
      'propose',
      actor,
      { onConflict: 'do nothing' },
    );
    return made.length;
  });
}

/** The orders whose refunds are in the books are carried out. */
export async function closeRefundOrders(tx: Tx, postingIds: readonly number[], actor: Actor): Promise<void> {
  const carriedOut = sql`r.state = 'approved' and r.id in (
    select refund_order_id from posting where id = any(${postingIds}) and kind = 'refund')`;
  await updateWithEvents(tx, 'refund_order', { state: 'posted' }, carriedOut, 'post', actor);
}
