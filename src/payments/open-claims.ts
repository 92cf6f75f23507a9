import { sql } from 'kysely';
import { openMinorOf } from '#claims';
import type { CalendarDate } from '#kernel';
import type { Tx } from '#store';

/** What a customer owes by one claim, or is owed by one credit memo. */
export interface OpenClaimRow {
  readonly claimId: number;
  readonly documentNumber: string;
  readonly currency: string;
  readonly dueDate: CalendarDate | null;
  readonly minor: number;
}

/**
 * The claims of a customer that are open, oldest due first. The customer is locked first, so that nobody else allocates his
 * claims meanwhile: a person or a worker who comes later sees what was done here.
 */
export async function openClaimsOf(
  tx: Tx,
  companyId: number,
  customerNumber: string,
): Promise<readonly OpenClaimRow[]> {
  await lockCustomers(tx, companyId, [customerNumber]);
  const found = await sql<OpenClaimRow>`
    select * from (
      select c.id as "claimId", c.document_number as "documentNumber", c.currency, c.due_date as "dueDate",
        ${openMinorOf} as minor
      from claim c
      where c.company_id = ${companyId} and c.customer_number = ${customerNumber} and c.is_open) o
    where minor <> 0 order by "dueDate" nulls last, "claimId"`.execute(tx);
  return found.rows;
}

/**
 * Locks customers in the order of their numbers. Whoever is about to allocate claims of a customer does this before he reads
 * what is open, and before he locks lines: in one order, so that nobody waits for another in a ring.
 */
export async function lockCustomers(tx: Tx, companyId: number, numbers: readonly string[]): Promise<void> {
  if (numbers.length === 0) return;
  await sql`
    select number from customer where company_id = ${companyId} and number = any(${[...new Set(numbers)]})
    order by number for no key update`.execute(tx);
}
