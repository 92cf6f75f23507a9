import type { ColumnType, Generated, GeneratedAlways, JSONColumnType } from 'kysely';
import type { ChannelTables } from './channel-tables.ts';
import type { ExceptionTables } from './exception-tables.ts';
import type { PaymentIdTables } from './payment-id-tables.ts';
import type { PostingTables } from './posting-tables.ts';

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

export interface Tables extends ChannelTables, PaymentIdTables, ExceptionTables, PostingTables {
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
    /** How the machine may match, as the settings say it. */
    matching: ColumnType<Readonly<Record<string, unknown>>, string | undefined, string>;
    /** How payments are posted, as the settings say it. */
    posting: ColumnType<Readonly<Record<string, unknown>>, string | undefined, string>;
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
    /** Since when a full read does not show it any more. */
    gone_since: Defaulted<Date | null>;
    read_number: Defaulted<number | null>;
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
    external_document_number: Defaulted<string>;
    discount_until: Defaulted<string | null>;
    discount_minor: Defaulted<number>;
    tolerance_minor: Defaulted<number>;
    /** The last event that stood when the read that told what remains began. */
    read_after_event: Defaulted<number | null>;
    /** The forms under which a payer's text finds it (`numberForms`). */
    number_key: GeneratedAlways<string>;
    number_digits: GeneratedAlways<string>;
    external_key: GeneratedAlways<string>;
    external_digits: GeneratedAlways<string>;
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
    /** What was left out, as it was when the journal was built; null where an older version built it. */
    left_out_digest: Defaulted<string | null>;
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
    /** The claims' shares, as they were when the line was built; null where an older version built it. */
    shares_digest: Defaulted<string | null>;
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
    /** Where the file's records lie in its bytes, as they were read; null where an older version read it. */
    records_digest: Defaulted<string | null>;
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
    /** Letters and digits of the account that the money came from; null for Nets. */
    payer_account: GeneratedAlways<string | null>;
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
    /** The person who undid it, and why; null where it stands, or where the machine undid it. */
    undone_by: Defaulted<string | null>;
    undone_reason: Defaulted<string | null>;
    /** What closes the claim beside the money, signed as the claim; null is zero. */
    discount_minor: Defaulted<number | null>;
    write_off_minor: Defaulted<number | null>;
  };
  shadow_match: {
    payment_id: number;
    rung: string;
    company_id: number;
    shares: Json<unknown>;
    decided_at: Date;
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
  totals_stop: {
    company_id: number;
    subject: 'company' | 'journal' | 'delivery' | 'file' | 'line' | 'payment' | 'posting';
    subject_id: number;
    context: Json<unknown>;
    since: Date;
  };
  totals_check: {
    company_id: number;
    checked_on: string;
    checked_at: Date;
    rows: number;
    gaps: number;
  };
  event_checkpoint: {
    id: Made;
    from_event: number;
    to_event: number;
    count: number;
    digest: string;
    at: Date;
  };
  lease: { name: string; holder: string; taken_at: Date };
}
