import type { ColumnType, Generated } from 'kysely';

type Made = Generated<number>;
type Defaulted<T> = ColumnType<T, T | undefined, T>;

/** What channels are told and tell beside payments: places in deliveries, answers, statements, remarks, mandates. */
export interface ChannelTables {
  delivery_record: {
    delivery_id: number;
    line_id: number;
    byte_from: number;
    byte_to: number;
    line_from: number;
    line_to: number;
  };
  delivery_answer: {
    id: Made;
    file_id: number;
    line_number: number;
    delivery_id: number | null;
    line_id: number | null;
    outcome: string;
  };
  statement: {
    file_id: number;
    line_number: number;
    account: string;
    currency: string;
    statement_id: string;
    from_date: string | null;
    to_date: string | null;
    opening_minor: number | null;
    closing_minor: number | null;
    movements_minor: number;
    entries: number;
    is_tied: boolean | null;
  };
  remark: {
    file_id: number;
    line_number: number;
    kind: 'receipt' | 'remark' | 'error' | 'comment';
    debtor_group: string;
    customer_number: string;
    mandate_number: string;
    date: string | null;
    amount_minor: number;
    count: number | null;
    code: string;
    text: string;
  };
  mandate_change: {
    id: Made;
    company_id: number;
    agreement_id: number;
    direction: 'in' | 'out';
    kind: 'register' | 'cancel';
    customer_number: string;
    debtor_group: string;
    mandate_number: string;
    valid_from: Defaulted<string | null>;
    valid_to: Defaulted<string | null>;
    registration: Defaulted<string>;
    account: Defaulted<string>;
    tax_number: Defaulted<string>;
    ended_by: Defaulted<string | null>;
    state: string;
    file_id: Defaulted<number | null>;
    line_number: Defaulted<number | null>;
    delivery_id: Defaulted<number | null>;
    bc_id: Defaulted<string | null>;
    explanation: Defaulted<string>;
    created_at: Date;
  };
}
