-- What the control totals compare the rows of the chain with (capability B3, N8): no record of it can be dropped or altered
-- without posting coming to a stop.

-- A row as its events tell it: their patches laid over each other in order.
create aggregate fold_patches(jsonb) (sfunc = jsonb_concat, stype = jsonb, initcond = '{}');

-- What has no events of its own is kept as an MD5 by what it belongs to, in whose events it is: a line's shares, what a
-- journal left out, where a file's records lie. Null in rows that an older version made.
alter table collection_line add shares_digest text;
alter table journal add left_out_digest text;
alter table inbound_file add records_digest text;

-- A payment whose posting is gone must not be posted again.
create index event_of_posting on event (((patch ->> 'payment_id')::bigint)) where stream = 'posting' and patch ? 'payment_id';

-- A ledger entry is who it is for ever: what is paid on a claim goes to the entry of that number.
create function keep_claim_identity() returns trigger language plpgsql as $$
begin
  raise exception 'a claim never becomes another ledger entry';
end $$;
create trigger claim_is_its_entry before update on claim for each row
  when ((old.id, old.company_id, old.entry_number) is distinct from (new.id, new.company_id, new.entry_number))
  execute function keep_claim_identity();

-- What gaps stop, until a check finds that it ties again. The error log tells people of it; dismissing the entry there does
-- not let anything through.
create table totals_stop (
  company_id bigint not null references company,
  subject text not null check (subject in ('company', 'journal', 'delivery', 'file', 'line', 'payment', 'posting')),
  subject_id bigint not null,
  context jsonb not null,
  since timestamptz not null,
  primary key (company_id, subject, subject_id)
);

-- When each company's books were last checked as a whole, and what was found.
create table totals_check (
  company_id bigint primary key references company,
  checked_on date not null,
  checked_at timestamptz not null,
  rows bigint not null,
  gaps bigint not null
);

-- The journal of events is append-only by its triggers. Should somebody get around them, what it was shows here: stretch by
-- stretch, how many events there were and the sum of their hashes.
create table event_checkpoint (
  id bigint generated always as identity primary key,
  from_event bigint not null unique,
  to_event bigint not null check (to_event >= from_event),
  count bigint not null,
  digest numeric not null,
  at timestamptz not null
);
create trigger event_checkpoint_is_append_only before update or delete on event_checkpoint
  for each row execute function refuse_change();
create trigger event_checkpoint_is_never_emptied before truncate on event_checkpoint
  for each statement execute function refuse_change();
