-- Payment ids: one number, one owner, for ever (payment-ids-and-escalation.md 1.1). A number that was given out is never
-- given to anybody else, also after it was retired: money may come to it years later.

-- A block of numbers as the settings describe it, and how far its counter has come.
create table payment_id_block (
  id bigint generated always as identity primary key,
  company_id bigint not null references company,
  key text not null,
  scheme text not null,
  per text not null check (per in ('customer', 'claim')),
  derive text not null check (derive in ('number', 'digits', 'counter')),
  settings jsonb not null,
  valid_from date,
  valid_to date,
  next_number bigint not null check (next_number > 0),
  unique (company_id, key)
);

create table payment_id (
  id bigint generated always as identity primary key,
  company_id bigint not null references company,
  block_id bigint not null references payment_id_block,
  scheme text not null,
  -- In the form we compare: no blanks, no printed line, zeros as the scheme counts them.
  value text not null check (value <> ''),
  -- The owner: a customer by number and by the id that survives a renaming; and the ledger entry, 0 for the customer as such.
  customer_number text not null,
  customer_bc_id text not null,
  entry_number bigint not null default 0 check (entry_number >= 0),
  state text not null check (state in ('active', 'retired')),
  valid_from date not null,
  valid_to date,
  reason text,
  assigned_by text not null,
  assigned_at timestamptz not null,
  -- Null: Business Central does not know yet how it stands.
  written_to_bc_at timestamptz,
  unique (company_id, value)
);
create unique index one_active_payment_id_per_owner on payment_id (block_id, customer_bc_id, entry_number) where state = 'active';
create index on payment_id (company_id, customer_number, id);
create index on payment_id (company_id, id) where written_to_bc_at is null;
-- Owners are followed by their id, whatever their number is now.
create index on customer (company_id, bc_id);

create function keep_payment_id() returns trigger language plpgsql as $$
begin
  if tg_op <> 'UPDATE' then
    raise exception 'a payment id is never removed';
  end if;
  if (new.id, new.company_id, new.block_id, new.scheme, new.value, new.customer_number, new.customer_bc_id, new.entry_number)
    is distinct from
    (old.id, old.company_id, old.block_id, old.scheme, old.value, old.customer_number, old.customer_bc_id, old.entry_number) then
    raise exception 'a payment id never gets another number or owner';
  end if;
  if old.state = 'retired' and new.state <> 'retired' then
    raise exception 'a retired payment id is never used again';
  end if;
  return new;
end $$;
create trigger payment_id_is_for_ever before update or delete on payment_id for each row execute function keep_payment_id();
create trigger payment_id_is_never_emptied before truncate on payment_id for each statement execute function keep_payment_id();
