import { sql } from 'kysely';
import type { CalendarDate } from '#kernel';
import type { Actor, Db } from '#store';
import { gapsOfPayments } from './check-totals.ts';
import { isHeld } from './held.ts';
import { stop, totalsStops } from './tell-gaps.ts';

export interface HeldRange {
  readonly companyId: number;
  readonly fromId: number;
  readonly toId: number;
}

/**
 * The customers whose open postings must rest, because a posting of theirs, or what it hangs on, is not what its events say
 * or does not tie. Asked before each run that posts; what is found now is stopped and told as the check before proposing
 * does.
 */
export async function heldCustomers(
  db: Db,
  range: HeldRange,
  today: CalendarDate,
  actor: Actor,
): Promise<readonly string[]> {
  const { companyId } = range;
  const due = sql`o.company_id = ${companyId} and o.state in ('proposed', 'sent') and o.posting_date <= ${today}::date`;
  // What stands before a posting of the range, and what is in a batch with it, is posted along with it.
  const inRange = sql`${due} and o.id between ${range.fromId} and ${range.toId}`;
  const customers = sql`select o.customer_number from posting o where ${inRange}
    union select b.customer_number from posting b where b.state = 'sent'
      and b.batch_id in (select o.batch_id from posting o where ${inRange})`;
  const begin = sql`select o.payment_id as id from posting o where ${due} and o.customer_number in (${customers})`;
  const gaps = await db
    .transaction()
    .setIsolationLevel('repeatable read')
    .execute((tx) => gapsOfPayments(tx, companyId, begin, 'rows'));
  await db.transaction().execute((tx) => stop(tx, companyId, gaps, actor));
  const stops = await totalsStops(db, companyId);
  if (stops.length === 0) return [];
  const { rows } = await sql<{ customer: string }>`
    select distinct o.customer_number as customer from posting o join payment p on p.id = o.payment_id
    where ${due} and o.customer_number in (${customers}) and ${isHeld(stops)}
    union select distinct o.customer_number from posting o
    where ${due} and o.customer_number in (${customers}) and not exists (select 1 from payment p where p.id = o.payment_id)`.execute(
    db,
  );
  return rows.map(({ customer }) => customer);
}
