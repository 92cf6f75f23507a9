import { sql } from 'kysely';
import { type PaymentIdSchemeKey, paymentIdSchemes, type PaymentIdSettings } from '#kernel';
import type { PaymentIdState } from './payment-id-states.ts';

/** One payment id of the registry, with its owner as he is known now. */
export interface PaymentIdEntry {
  readonly id: number;
  readonly companyId: number;
  readonly block: string;
  readonly scheme: PaymentIdSchemeKey;
  readonly value: string;
  /** As people read it best. */
  readonly printed: string;
  readonly status: PaymentIdState;
  /** The customer's number now, also when he was renamed since; the one of then when he is gone. */
  readonly customerNumber: string;
  /** Whether the customer is still in Business Central. If not, his number may be somebody else's by now: ask a person. */
  readonly isOwnerKnown: boolean;
  readonly customerBcId: string;
  readonly customerName: string;
  /** The ledger entry it is for; 0: the customer as such. */
  readonly entryNumber: number;
  readonly documentNumber: string;
  readonly validFrom: string;
  readonly validTo: string | null;
  readonly assignedBy: string;
  readonly assignedAt: Date;
  readonly writtenToBcAt: Date | null;
}

export interface PaymentIdRow {
  readonly id: number;
  readonly company_id: number;
  readonly block: string;
  readonly settings: PaymentIdSettings;
  readonly scheme: PaymentIdSchemeKey;
  readonly value: string;
  readonly state: PaymentIdState;
  readonly customer_number: string;
  readonly current_number: string | null;
  readonly display_number: string | null;
  readonly customer_bc_id: string;
  readonly customer_name: string | null;
  readonly entry_number: number;
  readonly document_number: string | null;
  readonly valid_from: string;
  readonly valid_to: string | null;
  readonly assigned_by: string;
  readonly assigned_at: Date;
  readonly written_to_bc_at: Date | null;
}

/** Everything of a payment id in one select; alias `p` is the payment id. */
export const paymentIdsQuery = sql`
  select p.id, p.company_id, b.key as block, b.settings, p.scheme, p.value, p.state, p.customer_number,
         c.number as current_number, c.display_number, p.customer_bc_id, c.name as customer_name, p.entry_number,
         l.document_number, p.valid_from, p.valid_to, p.assigned_by, p.assigned_at, p.written_to_bc_at
  from payment_id p
  join payment_id_block b on b.id = p.block_id
  left join customer c on c.company_id = p.company_id and c.bc_id = p.customer_bc_id
  left join claim l on l.company_id = p.company_id and l.entry_number = p.entry_number`;

export const paymentIdEntry = (row: PaymentIdRow): PaymentIdEntry => ({
  id: row.id,
  companyId: row.company_id,
  block: row.block,
  scheme: row.scheme,
  value: row.value,
  printed: paymentIdSchemes[row.scheme].printed(row.value, row.settings),
  status: row.state,
  customerNumber: row.current_number ?? row.customer_number,
  isOwnerKnown: row.current_number !== null,
  customerBcId: row.customer_bc_id,
  customerName: row.customer_name ?? '',
  entryNumber: row.entry_number,
  documentNumber: row.document_number ?? '',
  validFrom: row.valid_from,
  validTo: row.valid_to,
  assignedBy: row.assigned_by,
  assignedAt: row.assigned_at,
  writtenToBcAt: row.written_to_bc_at,
});
