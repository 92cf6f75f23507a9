import { sql } from 'kysely';
import { addDays, type CalendarDate, earlier, firstOfMonthAfter, knownDate, later } from '#kernel';
import type { DbOrTx } from '#store';
import { type FigureName, figureNames, figures } from './figures.ts';
import type { LineFilter } from './list-lines.ts';

export interface StatisticsQuery {
  readonly companyId: number;
  /** Payment dates, both included. */
  readonly from: CalendarDate;
  readonly to: CalendarDate;
  readonly by: 'month' | 'day';
}

export interface FigureValue {
  readonly count: number;
  readonly minor: number;
  /** Hand it to `listLines`: it lists exactly the lines counted here. */
  readonly filter: LineFilter;
}

/** One channel in one month or day. */
export interface StatisticsRow {
  readonly channel: string;
  /** `2026-02` or `2026-02-02`. */
  readonly period: string;
  readonly from: CalendarDate;
  readonly to: CalendarDate;
  readonly figures: Readonly<Record<FigureName, FigureValue>>;
}

export interface Statistics {
  readonly rows: readonly StatisticsRow[];
  /** Open entries of the error log that hang on no line: files, deliveries, payments nobody could place, the company. */
  readonly exceptionsWithoutLine: number;
}

type SumRow = Readonly<Record<string, unknown>> & { readonly channel: string; readonly start: string };

/** What became of the collections (product: S1), by channel and by the month or day of their payment date. */
export async function statistics(db: DbOrTx, query: StatisticsQuery): Promise<Statistics> {
  const columns = figureNames.flatMap((name) => [
    sql`count(*) filter (where ${figures[name].which}) as ${sql.ref(`${name}_count`)}`,
    sql`coalesce(sum(${figures[name].minor}) filter (where ${figures[name].which}), 0) as ${sql.ref(`${name}_minor`)}`,
  ]);
  const { rows } = await sql<SumRow>`
    select a.channel, date_trunc(${query.by}, l.payment_date::timestamp)::date as start, ${sql.join(columns)}
    from collection_line l
    join journal j on j.id = l.journal_id
    join channel_agreement a on a.id = l.agreement_id
    where l.company_id = ${query.companyId} and j.state <> 'withdrawn'
      and l.payment_date between ${query.from}::date and ${query.to}::date
    group by 1, 2 order by 2, 1`.execute(db);
  return { rows: rows.map((row) => rowOf(row, query)), exceptionsWithoutLine: await exceptionsWithoutLine(db, query) };
}

function rowOf(row: SumRow, query: StatisticsQuery): StatisticsRow {
  const start = knownDate(row.start);
  const end = query.by === 'month' ? addDays(firstOfMonthAfter(start, 1), -1) : start;
  const from = later(start, query.from);
  const to = earlier(end, query.to);
  const value = (figure: FigureName): FigureValue => ({
    count: numberIn(row, `${figure}_count`),
    minor: numberIn(row, `${figure}_minor`),
    filter: { companyId: query.companyId, channel: row.channel, figure, from, to },
  });
  return {
    channel: row.channel,
    period: query.by === 'month' ? start.slice(0, 7) : start,
    from,
    to,
    figures: {
      built: value('built'),
      sent: value('sent'),
      acknowledged: value('acknowledged'),
      paid: value('paid'),
      rejected: value('rejected'),
      chargedBack: value('chargedBack'),
      withDifference: value('withDifference'),
      openExceptions: value('openExceptions'),
    },
  };
}

const numberIn = (row: SumRow, name: string): number => {
  const value = row[name];
  return typeof value === 'number' ? value : 0;
};

async function exceptionsWithoutLine(db: DbOrTx, { companyId }: StatisticsQuery): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    select count(*) as count from exception e
    left join payment p on e.subject = 'payment' and p.id = e.subject_id
    left join posting g on e.subject = 'posting' and g.id = e.subject_id
    left join payment posted on posted.id = g.payment_id
    where e.company_id = ${companyId} and e.state = 'open' and e.subject <> 'line'
      and coalesce(p.line_id, posted.line_id) is null`.execute(db);
  return rows[0]?.count ?? 0;
}
