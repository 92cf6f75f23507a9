import { type RawBuilder, sql } from 'kysely';
import type { DbOrTx } from '#store';
import type { PaymentIdBlock } from './blocks.ts';
import { type Owner, plainDigits } from './numbers.ts';

/** Which customers or claims are to get numbers; everything left out narrows nothing. */
export interface OwnerFilter {
  /** Customer numbers as people write them. */
  readonly customerNumbers?: readonly string[] | undefined;
  readonly entryNumbers?: readonly number[] | undefined;
  /** The collection scheme's code in Business Central. */
  readonly schemeCode?: string | undefined;
  /** Only customers who owe something now. */
  readonly withOpenClaims?: boolean | undefined;
}

/** Where a stretch of owners begins: after this one. */
export type OwnerPlace = string | number;

export interface OwnerPage {
  readonly owners: readonly Owner[];
  readonly last: OwnerPlace;
}

/**
 * The next stretch of owners in a fixed order, and of them those without an active number of the block; null at the end.
 *
 * Who has a number already is asked by his id, a stretch at a time: one anti-join over everything is planned badly while
 * the registry fills.
 */
export async function nextOwners(
  db: DbOrTx,
  block: PaymentIdBlock,
  filter: OwnerFilter,
  after: OwnerPlace | null,
  limit: number,
): Promise<OwnerPage | null> {
  const query = block.per === 'customer' ? customerRows : claimRows;
  const { rows } = await query(block, filter, after, limit).execute(db);
  const last = rows.at(-1);
  if (last === undefined) return null;
  const served = await servedOf(db, block, rows);
  return {
    owners: rows.filter((owner) => !served.has(keyOf(owner))),
    last: block.per === 'customer' ? last.customerNumber : last.entryNumber,
  };
}

const keyOf = ({ customerBcId, entryNumber }: Pick<Owner, 'customerBcId' | 'entryNumber'>): string =>
  `${customerBcId} ${entryNumber}`;

async function servedOf(db: DbOrTx, block: PaymentIdBlock, owners: readonly Owner[]): Promise<ReadonlySet<string>> {
  const ids = [...new Set(owners.map(({ customerBcId }) => customerBcId))];
  const { rows } = await sql<Pick<Owner, 'customerBcId' | 'entryNumber'>>`
    select customer_bc_id as "customerBcId", entry_number as "entryNumber" from payment_id
    where block_id = ${block.id} and state = 'active' and customer_bc_id = any(${ids})`.execute(db);
  return new Set(rows.map(keyOf));
}

function customerRows(block: PaymentIdBlock, filter: OwnerFilter, after: OwnerPlace | null, limit: number) {
  return sql<Owner>`
    select c.number as "customerNumber", c.bc_id as "customerBcId", 0::bigint as "entryNumber",
           c.display_number as "ownNumber", c.tax_number as "taxNumber"
    from customer c
    where c.company_id = ${block.companyId} and c.number > ${after ?? ''}
      and ${ofCustomer(filter)}
      and ${filter.withOpenClaims === true ? owes : sql`true`}
    order by c.number limit ${limit}`;
}

/** What customers owe by a document: payments and refunds have no number of ours. */
const isOwed = sql`l.is_open and l.remaining_minor > 0 and l.document_type not in ('Payment', 'Refund')`;

const owes = sql`exists (select from claim l where l.company_id = c.company_id and l.customer_number = c.number and ${isOwed})`;

function claimRows(block: PaymentIdBlock, filter: OwnerFilter, after: OwnerPlace | null, limit: number) {
  return sql<Owner>`
    select c.number as "customerNumber", c.bc_id as "customerBcId", l.entry_number as "entryNumber",
           l.document_number as "ownNumber", c.tax_number as "taxNumber"
    from claim l join customer c on c.company_id = l.company_id and c.number = l.customer_number
    where l.company_id = ${block.companyId} and l.entry_number > ${after ?? 0} and ${isOwed}
      and ${ofCustomer(filter)}
      and ${filter.entryNumbers === undefined ? sql`true` : sql`l.entry_number = any(${[...filter.entryNumbers]})`}
    order by l.entry_number limit ${limit}`;
}

const ofCustomer = ({ customerNumbers, schemeCode }: OwnerFilter): RawBuilder<unknown> => sql`
  ${customerNumbers === undefined ? sql`true` : sql`c.number = any(${[...customerNumbers]})`}
  and ${schemeCode === undefined ? sql`true` : sql`c.scheme_code = ${schemeCode}`}`;

/**
 * The digits that more than one owner would get: `A103010` and `B103010` both give 103010. None of them gets it, so that
 * who came first decides nothing.
 */
export async function sharedDigits(db: DbOrTx, block: PaymentIdBlock): Promise<ReadonlySet<string>> {
  if (block.derive !== 'digits') return new Set();
  const numbers =
    block.per === 'customer'
      ? sql`select display_number as own from customer where company_id = ${block.companyId}`
      : sql`select document_number as own from claim l where l.company_id = ${block.companyId} and ${isOwed}`;
  const { rows } = await sql<{ digits: string }>`
    select digits from (select ltrim(regexp_replace(own, '\\D', '', 'g'), '0') as digits from (${numbers}) n) d
    where digits <> '' group by digits having count(*) > 1`.execute(db);
  return new Set(rows.map(({ digits }) => plainDigits(digits)));
}
