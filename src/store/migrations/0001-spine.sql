-- The spine: what Business Central told us, the journal, files out and in, payments, the error log, postings,
-- and the append-only journal of events that explains every state.
-- Amounts are whole minor units (øre). Dates are calendar dates. Customer numbers are in comparable form (see kernel/ids).

create table company (
  id bigint generated always as identity primary key,
  bc_id text not null unique,
  environment text not null,
  name text not null,
  currency text not null,
  second_approval boolean not null default false,
  claims_watermark text,
  customers_watermark text,
  mandates_watermark text,
  claims_read_at timestamptz
);

create table channel_agreement (
  id bigint generated always as identity primary key,
  company_id bigint not null references company,
  key text not null,
  channel text not null check (channel in ('betalingsservice')),
  kind text not null check (kind in ('total', 'basis')),
  name text not null,
  scheme_code text not null,
  pbs_number text not null,
  data_supplier_number text not null,
  subsystem text not null,
  send_known_mandate boolean not null default false,
  debtor_groups jsonb not null,
  merge_rules jsonb not null,
  transport text not null,
  -- Builds by itself this many days before the deadline; null: people build.
  unattended_days_before int,
  next_delivery_number bigint not null default 1,
  unique (company_id, key)
);

create table customer (
  company_id bigint not null references company,
  number text not null,
  bc_id text not null,
  display_number text not null,
  name text not null,
  address1 text not null,
  address2 text not null,
  city text not null,
  postcode text not null,
  country text not null,
  tax_number text not null,
  currency text not null,
  blocked text not null,
  scheme_code text not null,
  excluded boolean not null,
  modified_at text not null,
  primary key (company_id, number)
);

create table mandate (
  company_id bigint not null references company,
  bc_id text not null,
  scheme_code text not null,
  customer_number text not null,
  debtor_group text not null,
  mandate_number text not null,
  status text not null,
  valid_from date,
  valid_to date,
  modified_at text not null,
  primary key (company_id, bc_id)
);
create index on mandate (company_id, customer_number);

create table claim (
  id bigint generated always as identity primary key,
  company_id bigint not null references company,
  bc_id text not null,
  entry_number bigint not null,
  document_type text not null,
  document_number text not null,
  customer_number text not null,
  posting_date date not null,
  due_date date,
  currency text not null,
  original_minor bigint not null,
  remaining_minor bigint not null,
  is_open boolean not null,
  on_hold text not null,
  dispute_status text not null,
  applies_to_id text not null,
  is_eligible boolean not null,
  block_reason text not null,
  scheme_code text not null,
  description text not null,
  modified_at text not null,
  read_number bigint not null,
  unique (company_id, entry_number)
);
create index on claim (company_id, customer_number, id) where is_open;

-- What unposted payment journals in Business Central are about to pay (capability J6); replaced whole at each full read.
create table unposted_payment (
  company_id bigint not null references company,
  customer_number text not null,
  document_number text not null,
  amount_minor bigint not null
);
create index on unposted_payment (company_id, customer_number);

create table journal (
  id bigint generated always as identity primary key,
  company_id bigint not null references company,
  agreement_id bigint not null references channel_agreement,
  section text not null check (section in ('0112', '0117')),
  payment_date date not null,
  due_from date not null,
  due_to date not null,
  state text not null,
  command_key text not null unique,
  built_to text not null default '',
  open_count bigint not null default 0,
  open_minor bigint not null default 0,
  chosen_count bigint not null default 0,
  chosen_minor bigint not null default 0,
  left_out_count bigint not null default 0,
  left_out_minor bigint not null default 0,
  built_by text not null,
  approved_by text,
  created_at timestamptz not null
);
create index on journal (company_id, payment_date);

create sequence line_reference_number as bigint minvalue 1;

create table delivery (
  id bigint generated always as identity primary key,
  company_id bigint not null references company,
  agreement_id bigint not null references channel_agreement,
  journal_id bigint not null references journal,
  purpose text not null check (purpose in ('collect', 'stop')),
  delivery_number bigint not null,
  file_name text not null,
  sha256 text not null,
  size bigint not null,
  state text not null,
  sections bigint not null,
  records bigint not null,
  collections bigint not null,
  texts bigint not null,
  addresses bigint not null,
  net_minor bigint not null,
  transmission_id text,
  receipt_text text,
  sent_at timestamptz,
  created_at timestamptz not null,
  unique (agreement_id, delivery_number)
);

create table collection_line (
  id bigint generated always as identity primary key,
  company_id bigint not null references company,
  journal_id bigint not null references journal,
  agreement_id bigint not null references channel_agreement,
  reference text not null unique,
  customer_number text not null,
  debtor_group text not null,
  mandate_number text,
  payment_date date not null,
  direction text not null check (direction in ('collect', 'disburse')),
  amount_minor bigint not null check (amount_minor >= 0),
  currency text not null,
  state text not null,
  delivery_id bigint references delivery,
  paid_minor bigint not null default 0
);
create index on collection_line (journal_id, state);
create index on collection_line (delivery_id);
create index on collection_line (company_id, customer_number, payment_date);
-- Nets takes one collection per customer and payment date; the database keeps us from making two.
create unique index one_collection_per_customer_and_date on collection_line (agreement_id, debtor_group, customer_number, payment_date)
  where state not in ('faulty', 'withdrawn', 'refused');

create table line_claim (
  line_id bigint not null references collection_line,
  claim_id bigint not null references claim,
  amount_minor bigint not null,
  is_live boolean not null default true,
  primary key (line_id, claim_id)
);
-- A claim is collected by one living line at a time.
create unique index one_living_line_per_claim on line_claim (claim_id) where is_live;

create table left_out (
  journal_id bigint not null references journal,
  claim_id bigint not null references claim,
  reason text not null,
  detail text not null,
  remaining_minor bigint not null,
  primary key (journal_id, claim_id)
);

create table inbound_file (
  id bigint generated always as identity primary key,
  company_id bigint not null references company,
  agreement_id bigint not null references channel_agreement,
  transport text not null,
  file_name text not null,
  sha256 text not null,
  size bigint not null,
  format text not null,
  state text not null,
  delivery_number text,
  fact_count bigint not null default 0,
  effect_minor bigint not null default 0,
  ingested_to bigint not null default 0,
  received_at timestamptz not null,
  unique (agreement_id, sha256)
);
create unique index one_file_per_delivery_number on inbound_file (agreement_id, format, delivery_number)
  where delivery_number is not null and state in ('checked', 'ingested');

create table file_sighting (
  file_id bigint not null references inbound_file,
  file_name text not null,
  seen_at timestamptz not null,
  is_taken_away boolean not null default false,
  primary key (file_id, file_name)
);

create table file_record (
  file_id bigint not null references inbound_file,
  line_number bigint not null,
  byte_from bigint not null,
  byte_to bigint not null,
  layout text not null,
  primary key (file_id, line_number)
);

create table payment (
  id bigint generated always as identity primary key,
  company_id bigint not null references company,
  agreement_id bigint not null references channel_agreement,
  file_id bigint not null references inbound_file,
  line_number bigint not null,
  record_code text not null,
  kind text not null check (kind in ('paid', 'rejected', 'cancelled', 'chargedBack')),
  means text not null check (means in ('automatic', 'slip')),
  debtor_group text not null,
  customer_number text not null,
  due_date date,
  asked_minor bigint not null,
  actual_minor bigint not null,
  effect_minor bigint not null,
  reference text not null,
  actual_date date,
  bookkeeping_date date,
  payment_key text not null,
  state text not null,
  -- The line it is about, also while it is parked.
  line_id bigint references collection_line,
  -- The payment that a charge back takes back.
  reverses_id bigint references payment,
  -- Why the machine could not settle it; what it did settle is explained at the allocation.
  explanation jsonb,
  unique (file_id, line_number)
);
create index on payment (company_id, payment_key);
create index on payment (line_id);
-- Money that waits counts against what is collected from the customer next.
create index on payment (company_id, customer_number) where state in ('received', 'parked');

create table allocation (
  id bigint generated always as identity primary key,
  company_id bigint not null references company,
  payment_id bigint not null references payment,
  line_id bigint references collection_line,
  claim_id bigint references claim,
  customer_number text not null,
  amount_minor bigint not null,
  rung text not null,
  explanation jsonb not null,
  is_undone boolean not null default false
);
create index on allocation (payment_id);
create index on allocation (line_id);

create table exception (
  id bigint generated always as identity primary key,
  company_id bigint not null references company,
  code text not null,
  context jsonb not null,
  subject text not null check (subject in ('payment', 'line', 'file', 'delivery', 'posting', 'work', 'claim', 'customer', 'company')),
  subject_id bigint not null,
  dedupe_key text not null unique,
  state text not null,
  action text,
  reason text,
  acted_by text,
  acted_at timestamptz,
  opened_at timestamptz not null
);
create index on exception (company_id, state, code, id);
create index on exception (company_id, state, id);
create index on exception (subject, subject_id);

create table posting (
  id bigint generated always as identity primary key,
  company_id bigint not null references company,
  payment_id bigint not null unique references payment,
  kind text not null check (kind in ('payment', 'return')),
  -- The posting of the payment that a return takes back; a payment is taken back once.
  original_id bigint unique references posting,
  idempotency_key text not null unique,
  customer_number text not null,
  amount_minor bigint not null check (amount_minor > 0),
  currency text not null,
  posting_date date not null,
  applications jsonb not null,
  state text not null,
  attempts bigint not null default 0,
  document_number text,
  bc_entry_number bigint,
  bc_text text,
  bc_correlation_id text
);
create index on posting (company_id, state, posting_date);
-- A customer's movements go in order: what stands before a posting is looked up here.
create index on posting (company_id, customer_number, id) where state in ('proposed', 'sent');
create index on posting (company_id, id) where state in ('proposed', 'sent');

create table event (
  id bigint generated always as identity primary key,
  company_id bigint not null,
  stream text not null,
  stream_id bigint not null,
  type text not null,
  patch jsonb not null,
  done_by text not null,
  at timestamptz not null
);
create index on event (stream, stream_id, id);
-- Which lines went into which delivery: the control totals compare this with the totals frozen in the files.
create index event_of_export on event (company_id, stream_id, id)
  where stream = 'collection_line' and type in ('export', 'refuse');

create function refuse_change() returns trigger language plpgsql as $$
begin
  raise exception 'the journal of events is append-only';
end $$;
create trigger event_is_append_only before update or delete on event for each row execute function refuse_change();
create trigger event_is_never_emptied before truncate on event for each statement execute function refuse_change();

-- Durable work: a row is written with the state it follows from, and is done once however often its message comes.
create table outbox (
  id bigint generated always as identity primary key,
  company_id bigint not null,
  type text not null,
  payload jsonb not null,
  dedupe_key text not null unique,
  state text not null check (state in ('pending', 'done', 'poisoned')),
  attempts bigint not null default 0,
  not_before timestamptz not null,
  created_at timestamptz not null,
  done_at timestamptz,
  error text
);
create index on outbox (not_before) where state = 'pending';

create table lease (
  name text primary key,
  holder text not null,
  taken_at timestamptz not null
);
