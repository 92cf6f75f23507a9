import type { ColumnType, Generated, JSONColumnType } from 'kysely';
import type { PaymentIdSchemeKey, PaymentIdSettings } from '#kernel';

type Defaulted<T> = ColumnType<T, T | undefined, T>;

/** The registry of payment ids. */
export interface PaymentIdTables {
  payment_id_block: {
    id: Generated<number>;
    company_id: number;
    key: string;
    scheme: PaymentIdSchemeKey;
    per: 'customer' | 'claim';
    /** What a number is made of where that is possible: the owner's number, the digits in it, or a counter alone. */
    derive: 'number' | 'digits' | 'counter';
    settings: JSONColumnType<PaymentIdSettings>;
    valid_from: Defaulted<string | null>;
    valid_to: Defaulted<string | null>;
    next_number: number;
  };
  payment_id: {
    id: Generated<number>;
    company_id: number;
    block_id: number;
    scheme: PaymentIdSchemeKey;
    value: string;
    customer_number: string;
    customer_bc_id: string;
    /** 0: the customer as such. */
    entry_number: Defaulted<number>;
    state: 'active' | 'retired';
    valid_from: string;
    valid_to: Defaulted<string | null>;
    reason: Defaulted<string | null>;
    assigned_by: string;
    assigned_at: Date;
    /** Null: Business Central does not know yet how it stands. */
    written_to_bc_at: Defaulted<Date | null>;
  };
}
