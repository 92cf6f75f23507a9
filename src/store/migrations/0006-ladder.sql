-- The matching ladder below our own line references: money finds claims, every allocation can be undone and is remembered,
-- and each rung's account can be derived.

-- Who undid an allocation and why; null where the machine did, because Business Central refused to post it. What a person
-- undid is never applied again by the machine (capability P7).
alter table allocation add undone_by text, add undone_reason text;
-- What closes the claim beside the money: a payment discount that was deducted in time, and a small difference that is let go
-- of (above zero we lose it). Signed as the claim; null is zero.
alter table allocation add discount_minor bigint, add write_off_minor bigint;
-- What of a claim is spoken for.
create index on allocation (claim_id) where claim_id is not null;

-- How the machine may match, as the settings say it; an empty object is the policy that every company begins with.
alter table company add matching jsonb not null default '{}';

-- A number in the form in which what a payer wrote and what we have are compared: capitals without marks and digits, without
-- the zeros in front of each run of digits. The same as `canonicalNumber` of src/payments/ladder/document-numbers.ts; a test
-- holds the two to each other.
create function plain_letters(words text) returns text language sql immutable parallel safe
  return upper(
    replace(replace(replace(replace(replace(replace(replace(replace(translate(normalize(words, NFD), 'øØłŁđĐðÐ', 'oOlLdDdD'),
      'æ', 'ae'), 'Æ', 'AE'), 'œ', 'oe'), 'Œ', 'OE'), 'ß', 'SS'), 'ẞ', 'SS'), 'þ', 'th'), 'Þ', 'TH') collate "C");
create function canonical_number(number text) returns text language sql immutable parallel safe
  return regexp_replace(regexp_replace(plain_letters(number), '[^A-Z0-9]', '', 'g'), '(?<![0-9])0+(?=[0-9])', '', 'g');
-- The digits alone, behind a star, where letters stand before five or more: what a payer writes who leaves the letters out. The
-- same as the second of `numberForms`.
create function number_digits(number text) returns text language sql immutable parallel safe
  return case when length(regexp_replace(number, '[^0-9]', '', 'g')) >= 5
    then coalesce('*' || substring(canonical_number(number) from '^[^0-9]+([0-9]+)$'), '') else '' end;

alter table claim
  add external_document_number text not null default '',
  -- Payment discount (kontantrabat): what may be deducted, and the last day on which it may.
  add discount_until date,
  add discount_minor bigint not null default 0,
  -- What Business Central lets go of when the claim is paid almost whole.
  add tolerance_minor bigint not null default 0,
  -- The last event that stood when the read that told how much remains began: what was confirmed as posted by then is counted
  -- in what remains. Null: it was read by an older version, and counts as read just now.
  add read_after_event bigint;
alter table claim
  add number_key text generated always as (canonical_number(document_number)) stored,
  add number_digits text generated always as (number_digits(document_number)) stored,
  add external_key text generated always as (canonical_number(external_document_number)) stored,
  add external_digits text generated always as (number_digits(external_document_number)) stored;
create index on claim (company_id, number_key) where number_key <> '';
create index on claim (company_id, number_digits) where number_digits <> '';
create index on claim (company_id, external_key) where external_key <> '';
create index on claim (company_id, external_digits) where external_digits <> '';
create index on claim (company_id, remaining_minor, currency) where is_open;

-- The words of a name, in plain letters: for suggestions only, which are judged by the matching rules.
create function words_of_name(name text) returns text[] language sql immutable parallel safe
  return array_remove(regexp_split_to_array(
    regexp_replace(plain_letters(name), '[\u0300-\u036f]', '', 'g'), '[^A-Z0-9]+'), '');

alter table customer
  -- Since when a full read of Business Central does not show it any more: deleted, or merged into another one.
  add gone_since timestamptz,
  add read_number bigint;
create index customer_by_words on customer using gin (words_of_name(name)) with (fastupdate = off);

-- Money names its mandate, and an account that a mandate names is its customer's.
create index on mandate (company_id, mandate_number) where mandate_number <> '';
create index on mandate (company_id, iban) where iban <> '';

-- The payer's account as it is compared: letters and digits. What an account paid for is derived from what stands.
alter table payment add payer_account text generated always as
  (regexp_replace(upper((bank ->> 'payerAccount') collate "C"), '[^A-Z0-9]', '', 'g')) stored;
create index payment_of_payer on payment (company_id, payer_account, id) where payer_account <> '';
-- A bank's return names what it takes back by our reference or by its own.
create index payment_by_reference on payment (company_id, reference) where bank is not null and reference <> '';
create index payment_by_bank_reference on payment (company_id, (bank ->> 'bankReference')) where bank is not null;
-- What waits is decided again when claims were read, and a return when what it takes back came.
create index payment_waiting on payment (company_id, id)
  where state = 'parked' and line_id is null and bank is not null and effect_minor > 0;
create index return_waiting on payment (company_id, id)
  where state = 'parked' and line_id is null and bank is not null and effect_minor < 0;

-- What a rung in shadow would have done with a payment: kept beside what people decide, and it moves nothing.
create table shadow_match (
  payment_id bigint not null references payment,
  rung text not null,
  company_id bigint not null references company,
  shares jsonb not null,
  decided_at timestamptz not null,
  primary key (payment_id, rung)
);
