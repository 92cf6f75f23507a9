import type { ColumnType, Generated, JSONColumnType } from 'kysely';

type Made = Generated<number>;
type Defaulted<T> = ColumnType<T, T | undefined, T>;
type Json<T> = JSONColumnType<T & object>;

/** What goes into the books of Business Central, and together with what. */
export interface PostingTables {
  posting: {
    id: Made;
    company_id: number;
    payment_id: number;
    kind: 'payment' | 'return' | 'reversal' | 'writeOff' | 'fee' | 'refund';
    /** The posting that a return or a reversal takes back, or that a write-off follows. */
    original_id: Defaulted<number | null>;
    idempotency_key: string;
    customer_number: string;
    amount_minor: number;
    currency: string;
    posting_date: string;
    applications: Json<readonly { readonly claimId: number; readonly entryNumber: number; readonly minor: number }[]>;
    state: string;
    attempts: Defaulted<number>;
    document_number: Defaulted<string | null>;
    bc_entry_number: Defaulted<number | null>;
    bc_text: Defaulted<string | null>;
    bc_correlation_id: Defaulted<string | null>;
    /** The customer, where a payment goes to several; for a write-off the entry. Null: the whole payment. */
    part: Defaulted<string | null>;
    /** Null: it stands. */
    superseded: Defaulted<'replaced' | 'reversed' | null>;
    allocation_ids: Defaulted<readonly number[] | null>;
    dimensions: Defaulted<unknown>;
    account: Defaulted<string | null>;
    batch_id: Defaulted<number | null>;
    refund_order_id: Defaulted<number | null>;
    refusal_class: Defaulted<string | null>;
  };
  posting_batch: {
    id: Made;
    company_id: number;
    idempotency_key: string;
    posting_date: string;
    currency: string;
    line_count: number;
    total_minor: number;
    state: 'sent' | 'confirmed' | 'refused';
    document_number: Defaulted<string | null>;
    bc_text: Defaulted<string | null>;
    created_at: Date;
  };
}
