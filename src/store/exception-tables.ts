import type { ColumnType, Generated, JSONColumnType } from 'kysely';

type Made = Generated<number>;
type Defaulted<T> = ColumnType<T, T | undefined, T>;
type Json<T> = JSONColumnType<T & object>;

/** The tables of the error log (fejllog) and of what people order from it, as TypeScript sees them. */
export interface ExceptionTables {
  exception: {
    id: Made;
    company_id: number;
    code: string;
    context: Json<unknown>;
    subject:
      | 'payment'
      | 'line'
      | 'file'
      | 'delivery'
      | 'posting'
      | 'work'
      | 'claim'
      | 'customer'
      | 'mandate'
      | 'agreement'
      | 'company';
    subject_id: number;
    dedupe_key: string;
    state: string;
    action: Defaulted<string | null>;
    reason: Defaulted<string | null>;
    acted_by: Defaulted<string | null>;
    acted_at: Defaulted<Date | null>;
    opened_at: Date;
    /** The payment whose money waits for it, and what it is about; filled when it is opened. */
    payment_id: Defaulted<number | null>;
    customer_number: Defaulted<string>;
    minor: Defaulted<number | null>;
    currency: Defaulted<string | null>;
    /** Who works on it, and since when. */
    taken_by: Defaulted<string | null>;
    taken_at: Defaulted<Date | null>;
    /** What the command that closed it asked for, as a hash. */
    asked: Defaulted<string | null>;
    words: Defaulted<string>;
  };
  exception_command: {
    company_id: number;
    key: string;
    exception_id: number;
    asked: string;
    answer: Json<unknown>;
    done_by: string;
    done_at: Date;
  };
  refund_order: {
    id: Made;
    company_id: number;
    payment_id: number;
    customer_number: string;
    amount_minor: number;
    currency: string;
    payer_account: string;
    payer_name: string;
    reason: string;
    state: string;
    proposed_by: string;
    proposed_at: Date;
    approved_by: Defaulted<string | null>;
    approved_at: Defaulted<Date | null>;
    withdrawn_by: Defaulted<string | null>;
    withdrawn_reason: Defaulted<string | null>;
  };
}
