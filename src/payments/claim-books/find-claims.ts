import { type RawBuilder, sql } from 'kysely';
import { openMinorOf } from '#claims';
import type { CalendarDate } from '#kernel';
import type { Tx } from '#store';
import type { OpenClaim } from '../ladder/facts.ts';

interface ClaimRow {
  readonly id: number;
  readonly entryNumber: number;
  readonly customerNumber: string;
  readonly documentNumber: string;
  readonly externalDocumentNumber: string;
  readonly documentType: string;
  readonly postingDate: CalendarDate;
  readonly dueDate: CalendarDate | null;
  readonly currency: string;
  readonly openMinor: number;
  readonly discountUntil: CalendarDate | null;
  readonly discountMinor: number;
  readonly toleranceMinor: number;
}

const columns = sql`c.id, c.entry_number as "entryNumber", c.customer_number as "customerNumber",
  c.document_number as "documentNumber", c.external_document_number as "externalDocumentNumber",
  c.document_type as "documentType", c.posting_date as "postingDate", c.due_date as "dueDate", c.currency,
  ${openMinorOf} as "openMinor", c.discount_until as "discountUntil", c.discount_minor as "discountMinor",
  c.tolerance_minor as "toleranceMinor"`;

/** Money on a customer's account is no claim: a person applies it. */
const isClaim = sql`c.document_type not in ('Payment', 'Refund')`;

export interface WantedClaims {
  /** All their open claims. */
  readonly customers: readonly string[];
  /** These, open or closed. */
  readonly ids: readonly number[];
  /** Those of these ledger entries, open or closed. */
  readonly entries: readonly number[];
}

/** Reads claims set by set, each branch by its index: one look for each customer, id or entry. */
export async function findClaims(
  tx: Tx,
  companyId: number,
  { customers, ids, entries }: WantedClaims,
): Promise<readonly OpenClaim[]> {
  const branches = [
    ...(customers.length === 0
      ? []
      : [branch(customers, 'text', sql`c.company_id = ${companyId} and c.customer_number = k.v and c.is_open`)]),
    ...(ids.length === 0 ? [] : [branch(ids, 'bigint', sql`c.company_id = ${companyId} and c.id = k.v`)]),
    ...(entries.length === 0
      ? []
      : [branch(entries, 'bigint', sql`c.company_id = ${companyId} and c.entry_number = k.v`)]),
  ];
  if (branches.length === 0) return [];
  const { rows } = await sql<ClaimRow>`${sql.join(branches, sql` union all `)}`.execute(tx);
  const found = new Map(rows.map((row) => [row.id, claimOf(row)]));
  return [...found.values()].sort(byDueDate);
}

const branch = (values: readonly (string | number)[], type: 'text' | 'bigint', where: RawBuilder<unknown>) => sql`
  select ${columns} from unnest(${[...new Set(values)]}::${sql.raw(type)}[]) as k(v)
  cross join lateral (select c.* from claim c where ${where} and ${isClaim} offset 0) c`;

/** Open claims of exactly these amounts, whoever owes them: a few of each, for suggestions. */
export async function findClaimsByAmount(
  tx: Tx,
  companyId: number,
  amounts: readonly { readonly minor: number; readonly currency: string }[],
  most: number,
): Promise<readonly number[]> {
  const distinct = [...new Map(amounts.map((one) => [`${one.minor} ${one.currency}`, one])).values()];
  if (distinct.length === 0) return [];
  const { rows } = await sql<{ id: number }>`
    select o.id
    from unnest(${distinct.map(({ minor }) => minor)}::bigint[], ${distinct.map(({ currency }) => currency)}::text[])
      as k(minor, currency)
    cross join lateral (
      select c.id from claim c where c.company_id = ${companyId} and c.is_open and c.remaining_minor = k.minor
        and c.currency = k.currency and ${isClaim} order by c.id limit ${most}) o`.execute(tx);
  return rows.map(({ id }) => id);
}

/** Where a number leads: claims by their own or their external document number. */
export interface NumberedClaim {
  readonly key: string;
  readonly id: number;
  readonly customerNumber: string;
  readonly isOpen: boolean;
}

/** So many claims under one number mean nobody in particular. */
const mostUnderOneNumber = 50;

export async function findNumbered(
  tx: Tx,
  companyId: number,
  keys: readonly string[],
): Promise<readonly NumberedClaim[]> {
  const [digits, whole] = [keys.filter((key) => key.startsWith('*')), keys.filter((key) => !key.startsWith('*'))];
  const branches = [
    ...(whole.length === 0 ? [] : [numbered(companyId, whole, 'number_key', 'external_key')]),
    ...(digits.length === 0 ? [] : [numbered(companyId, digits, 'number_digits', 'external_digits')]),
  ];
  if (branches.length === 0) return [];
  const { rows } = await sql<NumberedClaim>`${sql.join(branches, sql` union all `)}`.execute(tx);
  return rows;
}

/** One look for each key in each of the two columns. */
const numbered = (companyId: number, keys: readonly string[], own: string, external: string) => sql`
  select k.v as key, o.id, o.customer_number as "customerNumber", o.is_open as "isOpen"
  from unnest(${keys}::text[]) as k(v)
  cross join lateral (${under(companyId, own)} union ${under(companyId, external)}) o`;

const under = (companyId: number, column: string) => sql`
  (select c.id, c.customer_number, c.is_open from claim c
   where c.company_id = ${companyId} and c.${sql.ref(column)} = k.v and c.${sql.ref(column)} <> '' and ${isClaim}
   order by c.is_open desc, c.id limit ${mostUnderOneNumber})`;

const claimOf = (row: ClaimRow): OpenClaim => {
  const { documentType, discountUntil, discountMinor, toleranceMinor, ...claim } = row;
  const isOwed = row.openMinor > 0;
  return {
    ...claim,
    nature: natureOf(documentType, row.openMinor),
    discount:
      isOwed && discountUntil !== null && discountMinor > 0 ? { until: discountUntil, minor: discountMinor } : null,
    toleranceMinor: isOwed ? Math.max(0, toleranceMinor) : 0,
  };
};

function natureOf(documentType: string, openMinor: number): OpenClaim['nature'] {
  if (openMinor < 0 || documentType === 'Credit Memo') return 'credit';
  if (documentType === 'Reminder') return 'fee';
  return documentType === 'Finance Charge Memo' ? 'interest' : 'principal';
}

/** Oldest due first; what has no due date comes last. */
function byDueDate(a: OpenClaim, b: OpenClaim): number {
  if (a.dueDate === b.dueDate) return a.id - b.id;
  if (a.dueDate === null || b.dueDate === null) return a.dueDate === null ? 1 : -1;
  return a.dueDate < b.dueDate ? -1 : 1;
}
