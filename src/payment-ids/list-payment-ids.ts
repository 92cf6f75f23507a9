import { sql } from 'kysely';
import { comparableCustomerNumber } from '#kernel';
import type { DbOrTx } from '#store';
import { type PaymentIdEntry, type PaymentIdRow, paymentIdEntry, paymentIdsQuery } from './payment-id-entry.ts';
import type { PaymentIdState } from './payment-id-states.ts';

export interface PaymentIdQuery {
  readonly companyId: number;
  readonly blockKey?: string | undefined;
  readonly status?: PaymentIdState | undefined;
  readonly customerNumber?: string | undefined;
  /** The id of the last entry of the page before. */
  readonly after?: number | undefined;
  readonly limit: number;
}

const mostPerPage = 1000;

/** One page of the registry, in the order the numbers were given out. */
export async function listPaymentIds(db: DbOrTx, query: PaymentIdQuery): Promise<readonly PaymentIdEntry[]> {
  const { companyId, blockKey, status, customerNumber, after = 0, limit } = query;
  const number = customerNumber === undefined ? undefined : comparableCustomerNumber(customerNumber);
  const { rows } = await sql<PaymentIdRow>`
    ${paymentIdsQuery}
    where p.company_id = ${companyId} and p.id > ${after}
      and ${blockKey === undefined ? sql`true` : sql`b.key = ${blockKey}`}
      and ${status === undefined ? sql`true` : sql`p.state = ${status}`}
      and ${number === undefined ? sql`true` : sql`coalesce(c.number, p.customer_number) = ${number}`}
    order by p.id limit ${Math.min(Math.max(limit, 1), mostPerPage)}`.execute(db);
  return rows.map(paymentIdEntry);
}
