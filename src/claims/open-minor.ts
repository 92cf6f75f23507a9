import { sql } from 'kysely';

/** Whether a posting `o` is in the books, and in what we read of claim `c` since. */
const isRead = sql`o.state = 'confirmed' and o.superseded is null and (c.read_after_event is null or exists (
  select 1 from event e where e.stream = 'posting' and e.stream_id = o.id and e.type = 'confirm'
    and e.id <= c.read_after_event))`;

/**
 * What is left of a claim (alias `c`), signed as the claim: what Business Central told last, less what is allocated to it and
 * not yet in what was read. Whoever decides where money goes asks this, and nothing else, so that no claim is paid twice.
 *
 * Money that was posted after the claim was read still counts: Business Central told the remaining amount before it came.
 * What waits because its posting was refused counts too, until a person undoes it or says that nothing follows.
 */
export const openMinorOf = sql`case when not c.is_open then 0 else c.remaining_minor - coalesce((
    select sum(case when booked.is_read then
        case when a.write_off_minor > 0 and not exists (
          select 1 from posting o where o.payment_id = a.payment_id and o.kind = 'writeOff'
            and o.part = c.entry_number::text and ${isRead}) then a.write_off_minor else 0 end
        else a.amount_minor + coalesce(a.discount_minor, 0) + coalesce(a.write_off_minor, 0) end)
    from allocation a join payment p on p.id = a.payment_id
    cross join lateral (select exists (
      select 1 from posting o where o.payment_id = a.payment_id and o.customer_number = a.customer_number
        and o.kind in ('payment', 'return') and ${isRead}) as is_read) booked
    where a.claim_id = c.id and not a.is_undone and p.state in ('matched', 'parked')
  ), 0)::bigint end`;
