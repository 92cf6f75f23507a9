import { sql } from 'kysely';
import { catalogue } from '#kernel';
import type { DbOrTx } from '#store';
import { ageInDays } from './exception-entry.ts';
import { asFiltered, type ExceptionFilter } from './list-exceptions.ts';
import { isProblemCode } from './allowed-actions.ts';

/** How many exceptions there are of each code and state. */
export async function countExceptions(
  db: DbOrTx,
  companyId: number,
): Promise<readonly { readonly code: string; readonly state: string; readonly count: number }[]> {
  return db
    .selectFrom('exception')
    .select(['code', 'state', sql<number>`count(*)`.as('count')])
    .where('company_id', '=', companyId)
    .groupBy(['code', 'state'])
    .orderBy('code')
    .orderBy('state')
    .execute();
}

/** Money that waits for a person: parked payments, each once however many entries it has. */
export interface WaitingMoney {
  readonly currency: string;
  readonly payments: number;
  readonly minor: number;
}

export interface OpenCount {
  readonly open: number;
  readonly oldestInDays: number;
  readonly oldestId: number;
  readonly money: readonly WaitingMoney[];
}

/** What waits in the error log, as one looks at it in the morning. */
export interface ExceptionSummary {
  readonly open: number;
  /** Null when nothing waits. */
  readonly oldest: { readonly id: number; readonly code: string; readonly ageInDays: number } | null;
  readonly money: readonly WaitingMoney[];
  readonly byCode: readonly (OpenCount & { readonly code: string; readonly owner: string })[];
  /** Who must act. */
  readonly byOwner: readonly (OpenCount & { readonly owner: string })[];
  /** Who works on it; blank: nobody. */
  readonly byTaker: readonly (OpenCount & { readonly takenBy: string })[];
}

interface GroupRow {
  readonly code: string;
  readonly taker: string;
  readonly open: number;
  readonly oldest_id: number;
  readonly oldest_at: Date;
}

interface MoneyRow extends WaitingMoney {
  readonly code: string;
  readonly taker: string;
}

/** Counts the open entries that a filter leaves, with their ages and the money that waits for them. */
export async function summariseExceptions(
  db: DbOrTx,
  query: ExceptionFilter & { readonly companyId: number; readonly at: Date },
): Promise<ExceptionSummary> {
  const { at } = query;
  const open = sql`r.company_id = ${query.companyId} and r.state = 'open'
    and ${asFiltered({ ...query, state: undefined }, at)}`;
  const groups = await sql<GroupRow>`
    select r.code, coalesce(r.taken_by, '') as taker, count(*) as open, min(r.id) as oldest_id,
      min(r.opened_at) as oldest_at
    from exception r where ${open} group by 1, 2 order by 1, 2`.execute(db);
  const money = await sql<MoneyRow>`
    select code, taker, p.currency, count(*) as payments, coalesce(sum(p.effect_minor), 0)::bigint as minor
    from (select distinct on (r.payment_id) r.payment_id, r.code, coalesce(r.taken_by, '') as taker
          from exception r where ${open} and r.payment_id is not null order by r.payment_id, r.id) x
    join payment p on p.id = x.payment_id and p.state = 'parked'
    group by 1, 2, 3 order by 1, 2, 3`.execute(db);
  const owner = ({ code }: { readonly code: string }): string => ownerOf(code);
  const taker = (row: { readonly taker: string }): string => row.taker;
  const code = (row: { readonly code: string }): string => row.code;
  const counted = (by: (row: { readonly code: string; readonly taker: string }) => string) =>
    [...new Set(groups.rows.map(by))].map((name) => {
      const isOfIt = (row: { readonly code: string; readonly taker: string }): boolean => by(row) === name;
      return { name, ...countOf(groups.rows.filter(isOfIt), money.rows.filter(isOfIt), at) };
    });
  const oldest = groups.rows.toSorted(
    (a, b) => a.oldest_at.getTime() - b.oldest_at.getTime() || a.oldest_id - b.oldest_id,
  )[0];
  return {
    open: groups.rows.reduce((sum, row) => sum + row.open, 0),
    oldest: oldest ? { id: oldest.oldest_id, code: oldest.code, ageInDays: ageInDays(oldest.oldest_at, at) } : null,
    money: summed(money.rows),
    byCode: counted(code).map(({ name, ...count }) => ({ code: name, owner: ownerOf(name), ...count })),
    byOwner: counted(owner).map(({ name, ...count }) => ({ owner: name, ...count })),
    byTaker: counted(taker).map(({ name, ...count }) => ({ takenBy: name, ...count })),
  };
}

function countOf(groups: readonly GroupRow[], money: readonly MoneyRow[], at: Date): OpenCount {
  const [oldest] = groups.toSorted((a, b) => a.oldest_at.getTime() - b.oldest_at.getTime());
  return {
    open: groups.reduce((sum, row) => sum + row.open, 0),
    oldestInDays: oldest ? ageInDays(oldest.oldest_at, at) : 0,
    oldestId: oldest?.oldest_id ?? 0,
    money: summed(money),
  };
}

function summed(rows: readonly WaitingMoney[]): readonly WaitingMoney[] {
  const byCurrency = new Map<string, WaitingMoney>();
  for (const { currency, payments, minor } of rows) {
    const before = byCurrency.get(currency) ?? { currency, payments: 0, minor: 0 };
    byCurrency.set(currency, { currency, payments: before.payments + payments, minor: before.minor + minor });
  }
  return [...byCurrency.values()];
}

const ownerOf = (code: string): string => (isProblemCode(code) ? catalogue[code].owner : 'operator');
