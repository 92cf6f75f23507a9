import { sql } from 'kysely';
import type { CalendarDate } from '#kernel';
import type { DbOrTx } from '#store';
import { type FigureName, figures } from './figures.ts';

/** What leads from a figure to the lines behind it (product: S2). */
export interface LineFilter {
  readonly companyId: number;
  readonly channel: string;
  readonly figure: FigureName;
  /** Payment dates, both included. */
  readonly from: CalendarDate;
  readonly to: CalendarDate;
}

export interface ListedLine {
  readonly id: number;
  readonly reference: string;
  readonly customerNumber: string;
  readonly customerName: string;
  readonly paymentDate: string;
  readonly state: string;
  readonly amountMinor: number;
  readonly paidMinor: number;
  readonly currency: string;
  /** What the line counts for in the figure, in minor units. */
  readonly minor: number;
}

const mostPerPage = 1000;

/** One page of the lines behind a figure, in the order of their ids; the next page begins after the last. */
export async function listLines(
  db: DbOrTx,
  filter: LineFilter,
  page: { readonly after?: number | undefined; readonly limit: number },
): Promise<readonly ListedLine[]> {
  const { which, minor } = figures[filter.figure];
  const { rows } = await sql<ListedLine>`
    select l.id, l.reference, l.customer_number as "customerNumber", coalesce(c.name, '') as "customerName",
      l.payment_date as "paymentDate", l.state, l.amount_minor as "amountMinor", l.paid_minor as "paidMinor",
      l.currency, ${minor} as minor
    from collection_line l
    join journal j on j.id = l.journal_id
    join channel_agreement a on a.id = l.agreement_id
    left join customer c on c.company_id = l.company_id and c.number = l.customer_number
    where l.company_id = ${filter.companyId} and a.channel = ${filter.channel} and j.state <> 'withdrawn'
      and l.payment_date between ${filter.from}::date and ${filter.to}::date and (${which})
      and l.id > ${page.after ?? 0}
    order by l.id limit ${Math.min(Math.max(page.limit, 1), mostPerPage)}`.execute(db);
  return rows;
}
