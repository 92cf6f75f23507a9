import { type RawBuilder, sql } from 'kysely';
import type { Tx } from '#store';
import type { ChainTotals, Tie } from '../control-totals.ts';
import { gapOf, sumText, type TotalsGap } from './gap.ts';
import type { ChainTable } from './row-witness.ts';
import type { Scope } from './scope.ts';

const nothing: Scope = { payment: [], allocation: [], posting: [], line: [], file: [], delivery: [], journal: [] };

const idsAPage = 5000;

const tableOf = {
  file: 'inbound_file',
  delivery: 'delivery',
  journal: 'journal',
  line: 'collection_line',
  payment: 'payment',
  allocation: 'allocation',
  posting: 'posting',
} as const satisfies Readonly<Record<keyof Scope, ChainTable>>;

/** All of a company's books, page by page: the rows that are there, and those that only the events still tell of. */
export async function* wholeBooks(tx: Tx, companyId: number): AsyncGenerator<Scope> {
  for (const [kind, table] of Object.entries(tableOf)) {
    for (let last = 0; ; ) {
      const ids = await idsAfter(tx, companyId, table, last);
      if (ids.length > 0) yield { ...nothing, [kind]: ids };
      if (ids.length < idsAPage) break;
      last = ids.at(-1) ?? last;
    }
  }
}

async function idsAfter(tx: Tx, companyId: number, table: ChainTable, last: number): Promise<readonly number[]> {
  const page = (from: RawBuilder<unknown>) => sql`(${from} order by 1 limit ${idsAPage})`;
  const { rows } = await sql<{ id: number }>`
    select id from (
      ${page(sql`select id from ${sql.table(table)} where company_id = ${companyId} and id > ${last}`)}
      union
      ${page(sql`select distinct stream_id from event
        where stream = ${table} and company_id = ${companyId} and stream_id > ${last}`)}
    ) x order by id limit ${idsAPage}`.execute(tx);
  return rows.map(({ id }) => id);
}

/** Ties of the whole chain that fail though nothing narrower was found: they stop all of the company's posting. */
export const chainGaps = (companyId: number, currencies: readonly ChainTotals[]): readonly TotalsGap[] =>
  currencies.flatMap(({ currency, ties }) =>
    ties.filter(({ ok }) => !ok).map((tie) => gapOf('company', companyId, tieDetails(currency, tie))),
  );

const tieDetails = (currency: string, { name, left, right }: Tie) => ({
  name: '',
  what: `${name} in ${currency}`,
  stated: sumText(left.count, left.minor),
  counted: sumText(right.count, right.minor),
});
