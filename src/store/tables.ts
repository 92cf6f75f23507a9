import type { ColumnType, Generated, JSONColumnType } from 'kysely';
import type { ChannelTables } from './channel-tables.ts';
import type { PaymentIdTables } from './payment-id-tables.ts';

/** The tables as TypeScript sees them. `int8` arrives as an exact number, `date` as its text, `jsonb` parsed. */

type Made = Generated<number>;
type Defaulted<T> = ColumnType<T, T | undefined, T>;
type Json<T> = JSONColumnType<T & object>;

type ChannelName = 'betalingsservice' | 'leverandoerservice' | 'sepa' | 'statements';

export interface MergeRules {
  /** One line for each of these that differ: always customer, debtor group and mandate; optionally the due date. */
  readonly perDueDate: boolean;
  /** Whether credit notes reduce what is collected. */
  readonly netCreditNotes: boolean;
  /** A customer's claims that together are below this are left out, in minor units. */
  readonly leastMinor: number;
}

export interface Tables extends ChannelTables, PaymentIdTables {
  company: {
    id: Made;
    bc_id: string;
    environment: string;
    name: string;
    currency: string;
    second_approval: Defaulted<boolean>;
    claims_watermark: Defaulted<string | null>;
    customers_watermark: Defaulted<string | null>;
    mandates_watermark: Defaulted<string | null>;
    claims_read_at: Defaulted<Date | null>;
  };
  channel_agreement: {
    id: Made;
    company_id: number;
    key: string;
    channel: ChannelName;
    name: string;
    scheme_code: string;
    /** What files call us: PBS number, LS creditor number, IBAN. */
    creditor_number: string;
    currency: string;
    /** What only the channel understands, as the settings say it. */
    contract: Json<Readonly<Record<string, unknown>>>;
    reading: ColumnType<Readonly<Record<string, unknown>>, string | undefined, string>;
    /** An expected answer is missing since then. */
    dunning_held_since: Defaulted<Date | null>;
    merge_rules: Json<MergeRules>;
    transport: string;
    /** Builds by itself this many days before the deadline; null: people build. */
    unattended_days_before: Defaulted<number | null>;
    next_delivery_number: Defaulted<number>;
  };
  customer: {
    company_id: number;
    number: string;
    bc_id: string;
    display_number: string;
    name: string;
    address1: string;
    address2: string;
    city: string;
    postcode: string;
    country: string;
    tax_number: string;
    currency: string;
    blocked: string;
    scheme_code: string;
    excluded: boolean;
    modified_at: string;
  };
  mandate: {
    company_id: number;
    bc_id: string;
    scheme_code: string;
    customer_number: string;
    debtor_group: string;
    mandate_number: string;
    status: string;
    valid_from: string | null;
    valid_to: string | null;
    iban: Defaulted<string>;
    bic: Defaulted<string>;
    signed_on: Defaulted<string | null>;
    modified_at: string;
  };
  claim: {
    id: Made;
    company_id: number;
    bc_id: string;
    entry_number: number;
    document_type: string;
    document_number: string;
    customer_number: string;
    posting_date: string;
    due_date: string | null;
    currency: string;
    original_minor: number;
    remaining_minor: number;
    is_open: boolean;
    on_hold: string;
    dispute_status: string;
    applies_to_id: string;
    is_eligible: boolean;
    block_reason: string;
    scheme_code: string;
    description: string;
    modified_at: string;
    read_number: number;
  };
  unposted_payment: { company_id: number; customer_number: string; document_number: string; amount_minor: number };
  journal: {
    id: Made;
    company_id: number;
    agreement_id: number;
    /** The kind of delivery, in the channel's own word. */
    section: string;
    payment_date: string;
    due_from: string;
    due_to: string;
    state: string;
    command_key: string;
    built_to: Defaulted<string>;
    open_count: Defaulted<number>;
    open_minor: Defaulted<number>;
    chosen_count: Defaulted<number>;
    chosen_minor: Defaulted<number>;
    left_out_count: Defaulted<number>;
    left_out_minor: Defaulted<number>;
    built_by: string;
    approved_by: Defaulted<string | null>;
    created_at: Date;
  };
  collection_line: {
    id: Made;
    company_id: number;
    journal_id: number;
    agreement_id: number;
    reference: string;
    customer_number: string;
    debtor_group: string;
    mandate_number: string | null;
    payment_date: string;
    direction: 'collect' | 'disburse';
    amount_minor: number;
    currency: string;
    state: string;
    delivery_id: Defaulted<number | null>;
    paid_minor: Defaulted<number>;
  };
  line_claim: { line_id: number; claim_id: number; amount_minor: number; is_live: Defaulted<boolean> };
  left_out: { journal_id: number; claim_id: number; reason: string; detail: string; remaining_minor: number };
  delivery: {
    id: Made;
    company_id: number;
    agreement_id: number;
    /** Null: a delivery of mandates. */
    journal_id: number | null;
    purpose: 'collect' | 'stop' | 'mandates';
    delivery_number: number;
    file_name: string;
    sha256: string;
    size: number;
    state: string;
    sections: number;
    records: number;
    collections: number;
    texts: number;
    addresses: number;
    net_minor: number;
    transmission_id: Defaulted<string | null>;
    receipt_text: Defaulted<string | null>;
    message_id: Defaulted<string | null>;
    /** Bytes with the receiver before the rename was tried: more than `size` where the transport encrypts. */
    size_on_wire: Defaulted<number | null>;
    sent_at: Defaulted<Date | null>;
    created_at: Date;
  };
  inbound_file: {
    id: Made;
    company_id: number;
    agreement_id: number;
    transport: string;
    file_name: string;
    sha256: string;
    size: number;
    /** The bytes as they came, where they came encrypted and signed. */
    sealed_sha256: Defaulted<string | null>;
    format: string;
    state: string;
    delivery_number: Defaulted<string | null>;
    fact_count: Defaulted<number>;
    effect_minor: Defaulted<number>;
    ingested_to: Defaulted<number>;
    received_at: Date;
  };
  file_sighting: { file_id: number; file_name: string; seen_at: Date; is_taken_away: Defaulted<boolean> };
  file_record: { file_id: number; line_number: number; byte_from: number; byte_to: number; layout: string };
  payment: {
    id: Made;
    company_id: number;
    agreement_id: number;
    file_id: number;
    line_number: number;
    record_code: string;
    kind: 'paid' | 'rejected' | 'cancelled' | 'chargedBack' | 'other';
    means: 'automatic' | 'slip' | 'transfer';
    debtor_group: string;
    customer_number: string;
    due_date: string | null;
    asked_minor: number;
    actual_minor: number;
    effect_minor: number;
    reference: string;
    actual_date: string | null;
    bookkeeping_date: string | null;
    payment_key: string;
    currency: string;
    mandate_number: Defaulted<string | null>;
    bank: Defaulted<unknown>;
    state: string;
    line_id: Defaulted<number | null>;
    reverses_id: Defaulted<number | null>;
    explanation: Defaulted<unknown>;
  };
  allocation: {
    id: Made;
    company_id: number;
    payment_id: number;
    line_id: number | null;
    claim_id: number | null;
    customer_number: string;
    amount_minor: number;
    rung: string;
    explanation: Json<unknown>;
    is_undone: Defaulted<boolean>;
  };
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
  };
  posting: {
    id: Made;
    company_id: number;
    payment_id: number;
    kind: 'payment' | 'return';
    /** The posting of the payment that a return takes back. */
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
  };
  event: {
    id: Made;
    company_id: number;
    stream: string;
    stream_id: number;
    type: string;
    patch: Json<Record<string, unknown>>;
    done_by: string;
    at: Date;
  };
  outbox: {
    id: Made;
    company_id: number;
    type: string;
    payload: Json<unknown>;
    dedupe_key: string;
    state: 'pending' | 'done' | 'poisoned';
    attempts: Defaulted<number>;
    not_before: Date;
    created_at: Date;
    done_at: Defaulted<Date | null>;
    error: Defaulted<string | null>;
  };
  lease: { name: string; holder: string; taken_at: Date };
}
