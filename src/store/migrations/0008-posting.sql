-- Posting, complete: a payment to several customers, undoing, write-offs, fees and refunds, dimensions, and many payments
-- in one transaction of Business Central.

-- What companies[].posting of the settings says; an empty object is what every company begins with.
alter table company add posting jsonb not null default '{}';

-- Many postings that Business Central posts in one transaction. `key` is its identity there, for ever.
create table posting_batch (
  id bigint generated always as identity primary key,
  company_id bigint not null references company,
  idempotency_key text not null unique,
  posting_date date not null,
  currency text not null,
  line_count bigint not null check (line_count > 0),
  total_minor bigint not null,
  -- sent: on its way, or not known to be posted; confirmed; refused: its lines go in smaller batches, or alone.
  state text not null check (state in ('sent', 'confirmed', 'refused')),
  document_number text,
  bc_text text,
  created_at timestamptz not null
);
create index on posting_batch (company_id) where state = 'sent';

alter table posting
  drop constraint posting_payment_id_key,
  drop constraint posting_original_id_key,
  drop constraint posting_kind_check,
  -- The customer, where a payment goes to several; null: the whole payment.
  add part text,
  -- Null: it stands. replaced: refused or withdrawn, and posted as something else; reversed: undone in Business Central.
  add superseded text check (superseded in ('replaced', 'reversed')),
  -- The allocations that it carries into the books; null only in postings older than this column.
  add allocation_ids jsonb,
  -- Null: none.
  add dimensions jsonb,
  -- The G/L account on the other side, where it is not the bank's.
  add account text,
  -- The batch it goes in; null: it goes alone.
  add batch_id bigint references posting_batch,
  -- The approved order that a refund carries out.
  add refund_order_id bigint,
  -- Which kind of refusal it was (refusal-classes.ts); null where it was not refused.
  add refusal_class text,
  add constraint posting_kind_check
    check (kind in ('payment', 'return', 'reversal', 'writeOff', 'fee', 'refund'));

-- Never twice: a payment, or a part of it, has one standing posting of a kind. Write-offs have one for each entry, which
-- is in their part.
create unique index one_standing_posting on posting (payment_id, kind, coalesce(part, ''))
  where superseded is null and kind <> 'reversal';
-- What is in the books is taken back once, by a return or by a reversal.
create unique index one_taker on posting (original_id)
  where superseded is null and kind in ('return', 'reversal');
create index on posting (payment_id);
create index on posting (original_id) where original_id is not null;
create index on posting (batch_id) where batch_id is not null;
-- Small differences that are let go of.
create index on allocation (company_id, id) where write_off_minor <> 0;
-- What was undone of what is in the books.
create index on allocation (company_id, payment_id) where is_undone;
