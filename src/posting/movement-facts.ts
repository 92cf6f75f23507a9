import { type RawBuilder, sql } from 'kysely';
import type { CalendarDate } from '#kernel';
import type { Tx } from '#store';
import type { MovementFacts } from './movement.ts';
import { dimensionsOf } from './dimensions.ts';
import { type FactRow, factsOf } from './movement-rows.ts';
import { isHeld, type Stop } from './totals/held.ts';
import { postingSettings } from './posting-settings.ts';

/** Which matched payments are looked at: one page of those that have no posting, or one that was refused. */
export interface MovementPage {
  readonly companyId: number;
  readonly sign: 'payments' | 'returns';
  readonly today: CalendarDate;
  readonly afterId: number;
  readonly limit: number;
  /** What does not tie: nothing that hangs on it is posted. */
  readonly held: readonly Stop[];
  /** Only this payment. */
  readonly paymentId?: number | undefined;
}

/**
 * What `p` (a payment) is when it waits to be proposed: matched, and nothing of it stands, or something that was refused.
 *
 * A posting that was refused parked its payment then, so a payment that is matched again is so because a person said it.
 */
export const waitsForPosting = (companyId: number) => sql`p.company_id = ${companyId} and p.state = 'matched'
  and p.effect_minor <> 0
  and (not exists (select 1 from posting g where g.payment_id = p.id and ${isMovement})
    or exists (select 1 from posting g where g.payment_id = p.id and ${isMovement} and g.state = 'failed'))`;

/** `g` is the posting of a movement itself, and stands. */
const isMovement = sql`g.kind in ('payment', 'return') and g.superseded is null`;

/** When a movement is booked; a charge back of a slip may come without the one date or the other. */
const bookingDate = sql`coalesce(p.bookkeeping_date, p.actual_date)`;

/** Reads a page of facts and locks its payments, so that two runs at once do not both decide about one. */
export async function movementFacts(tx: Tx, page: MovementPage): Promise<readonly MovementFacts[]> {
  const sign = page.sign === 'payments' ? sql`p.effect_minor > 0` : sql`p.effect_minor < 0`;
  const only = page.paymentId === undefined ? sql`` : sql`and p.id = ${page.paymentId}`;
  const { rows } = await sql<FactRow>`
    with page as materialized (
      select p.id from payment p
      join inbound_file f on f.id = p.file_id
      left join collection_line l on l.id = p.line_id
      where ${waitsForPosting(page.companyId)} and ${sign} ${only}
        and (${bookingDate} is null or ${bookingDate} <= ${page.today}::date)
        and f.state = 'ingested' and not ${isHeld(page.held)}
        and p.id > ${page.afterId}
      order by p.id limit ${page.limit} for update of p
    )
    select p.id as payment_id, p.kind, l.direction, p.effect_minor, ${bookingDate} as booking_date, p.customer_number,
      p.reference, p.line_number, p.payment_key, f.delivery_number, f.sha256, p.currency, a.channel, a.creditor_number,
      parts.allocations, made.standing, made.keys, before.originals
    from page join payment p on p.id = page.id
    join inbound_file f on f.id = p.file_id
    join channel_agreement a on a.id = p.agreement_id
    left join collection_line l on l.id = p.line_id
    left join lateral (${standingAllocations(sql`x.payment_id = p.id`)}) parts on true
    left join lateral (
      select jsonb_agg(to_jsonb(g) order by g.id) filter (where g.superseded is null) as standing,
        jsonb_agg(g.idempotency_key) as keys
      from posting g where g.payment_id = p.id and g.kind in ('payment', 'return')) made on true
    left join lateral (
      select jsonb_agg(jsonb_build_object('payment', o.id, 'state', o.state, 'effect', o.effect_minor,
        'postings', was.postings) order by o.id desc) as originals
      from payment o
      left join lateral (${postingsOfOriginal}) was on true
      where p.effect_minor < 0 and o.effect_minor > 0
        and (o.id = p.reverses_id or p.reverses_id is null and o.line_id = p.line_id)) before on true
    order by p.id`.execute(tx);
  const dimensions = dimensionsOf(await postingSettings(tx, page.companyId));
  return rows.map((row) => factsOf(row, dimensions));
}

/** The standing allocations of `x` as one JSON list. */
export const standingAllocations = (which: RawBuilder<unknown>) => sql`
  select jsonb_agg(jsonb_build_object('id', x.id, 'customer', x.customer_number, 'known', c.number is not null,
    'minor', x.amount_minor, 'discount', x.discount_minor, 'writeOff', x.write_off_minor,
    'claim', k.id, 'entry', k.entry_number, 'date', k.posting_date, 'currency', k.currency) order by x.id) as allocations
  from allocation x
  left join customer c on c.company_id = x.company_id and c.number = x.customer_number
  left join claim k on k.id = x.claim_id
  where ${which} and not x.is_undone`;

/** What of the payment `o` stands in the books or is to come there, and what takes it back. */
const postingsOfOriginal = sql`
  select jsonb_agg(jsonb_build_object('id', g.id, 'state', g.state, 'customer', g.customer_number,
    'amount', g.amount_minor, 'date', g.posting_date, 'taker', taker.kind, 'taken_by', taker.payment_id,
    'on_its_way', exists (select 1 from posting h where h.original_id = g.id and h.superseded is null
      and h.kind not in ('return', 'reversal') and h.state = 'sent')) order by g.id) as postings
  from posting g
  left join posting taker on taker.original_id = g.id and taker.superseded is null
    and taker.kind in ('return', 'reversal')
  where g.payment_id = o.id and g.kind = 'payment' and g.superseded is null`;
