-- Every channel beside Betalingsservice: what only one channel knows of its contract lies in one place, payments carry
-- their currency and what banks tell, statements and mandates have their own tables.

alter table channel_agreement drop constraint channel_agreement_channel_check;
alter table channel_agreement add constraint channel_agreement_channel_check
  check (channel in ('betalingsservice', 'leverandoerservice', 'sepa', 'statements'));
-- What files call us: PBS number, LS creditor number, IBAN.
alter table channel_agreement add creditor_number text;
alter table channel_agreement add currency text;
-- What only the channel understands, as the settings say it.
alter table channel_agreement add contract jsonb;
-- How its files are read where their content does not say it: code page, dialect, profile.
alter table channel_agreement add reading jsonb not null default '{}';
-- An expected answer is missing since then: nobody is chased for what the channel may have collected (capability R3).
alter table channel_agreement add dunning_held_since timestamptz;
update channel_agreement a set creditor_number = a.pbs_number, currency = c.currency, contract = jsonb_build_object(
    'kind', a.kind, 'pbsNumber', a.pbs_number, 'dataSupplierNumber', a.data_supplier_number, 'subsystem', a.subsystem,
    'sendKnownMandateNumber', a.send_known_mandate, 'debtorGroups', a.debtor_groups)
  from company c where c.id = a.company_id;
alter table channel_agreement alter creditor_number set not null, alter currency set not null, alter contract set not null,
  drop kind, drop pbs_number, drop data_supplier_number, drop subsystem, drop send_known_mandate, drop debtor_groups;

alter table journal drop constraint journal_section_check;

-- A delivery of mandates belongs to no journal of claims.
alter table delivery alter journal_id drop not null;
alter table delivery drop constraint delivery_purpose_check;
alter table delivery add constraint delivery_purpose_check check (purpose in ('collect', 'stop', 'mandates'));
-- The id that answers name it by, where the channel has one (MsgId of ISO 20022).
alter table delivery add message_id text;
create unique index delivery_of_message on delivery (agreement_id, message_id) where message_id is not null;
-- How many bytes lay with the receiver before the rename was tried: more than `size` where the transport encrypts.
alter table delivery add size_on_wire bigint;
create index on delivery (agreement_id, state);

create index on collection_line (agreement_id, mandate_number) where mandate_number is not null;

alter table mandate add iban text not null default '';
alter table mandate add bic text not null default '';
alter table mandate add signed_on date;

alter table payment drop constraint payment_kind_check, drop constraint payment_means_check;
alter table payment add constraint payment_kind_check
  check (kind in ('paid', 'rejected', 'cancelled', 'chargedBack', 'other'));
alter table payment add constraint payment_means_check check (means in ('automatic', 'slip', 'transfer'));
alter table payment add currency text;
update payment p set currency = a.currency from channel_agreement a where a.id = p.agreement_id;
alter table payment alter currency set not null;
alter table payment add mandate_number text;
-- What only a bank's file tells (payer, texts, references, reason); null for Nets.
alter table payment add bank jsonb;

-- A file that came encrypted and signed: the bytes as they came, beside those they held.
alter table inbound_file add sealed_sha256 text;

-- One statement or notification of a bank's file, as it summed up.
create table statement (
  file_id bigint not null references inbound_file,
  line_number bigint not null,
  account text not null,
  currency text not null,
  statement_id text not null,
  from_date date,
  to_date date,
  opening_minor bigint,
  closing_minor bigint,
  movements_minor bigint not null,
  entries bigint not null,
  is_tied boolean,
  primary key (file_id, line_number)
);

-- What a channel said about what we sent, record by record (0621, 0690); shown, and kept for ever.
create table remark (
  file_id bigint not null references inbound_file,
  line_number bigint not null,
  kind text not null check (kind in ('receipt', 'remark', 'error', 'comment')),
  debtor_group text not null,
  customer_number text not null,
  mandate_number text not null,
  date date,
  amount_minor bigint not null,
  count bigint,
  code text not null,
  text text not null,
  primary key (file_id, line_number)
);

-- The mandate journal (capability J5): changes from the channel on their way to Business Central, and ours on their way out.
create table mandate_change (
  id bigint generated always as identity primary key,
  company_id bigint not null references company,
  agreement_id bigint not null references channel_agreement,
  direction text not null check (direction in ('in', 'out')),
  kind text not null check (kind in ('register', 'cancel')),
  customer_number text not null,
  debtor_group text not null,
  mandate_number text not null,
  valid_from date,
  valid_to date,
  -- What a registration needs: the debtor's account, and its CVR number where the channel asks for it.
  registration text not null default '',
  account text not null default '',
  tax_number text not null default '',
  ended_by text,
  state text not null,
  -- In: the record that told it. Out: the delivery that carries it.
  file_id bigint references inbound_file,
  line_number bigint,
  delivery_id bigint references delivery,
  -- What was done to Business Central's own record: its id there.
  bc_id text,
  explanation text not null default '',
  created_at timestamptz not null,
  unique (file_id, line_number)
);
create index on mandate_change (company_id, state, id);
create index on mandate_change (agreement_id, customer_number);

alter table exception drop constraint exception_subject_check;
alter table exception add constraint exception_subject_check check (subject in
  ('payment', 'line', 'file', 'delivery', 'posting', 'work', 'claim', 'customer', 'mandate', 'agreement', 'company'));

-- What may be collected on: active, and nobody has told us of its end, whether or not a person has approved that yet.
create view usable_mandate as
  select m.* from mandate m where m.status = 'Active' and not exists (
    select 1 from mandate_change c join channel_agreement a on a.id = c.agreement_id
    where c.company_id = m.company_id and a.scheme_code = m.scheme_code and c.customer_number = m.customer_number
      and c.direction = 'in' and c.kind = 'cancel' and c.state in ('proposed', 'approved')
      and (c.mandate_number = '' or c.mandate_number = m.mandate_number)
      and (c.debtor_group = '' or m.debtor_group = '' or c.debtor_group = m.debtor_group));
