-- The error log complete (capabilities E1, E2): what an entry is about stands beside it, so that it is found by customer,
-- amount, age, owner and words; who works on it; which commands were carried out; and money that goes back to its payer.

-- The payment whose money waits for it, the customer and the amount it is about; filled when an entry is opened.
alter table exception
  add payment_id bigint references payment,
  add customer_number text not null default '',
  add minor bigint,
  add currency text,
  -- Who works on it, and since when.
  add taken_by text,
  add taken_at timestamptz,
  -- What the command that closed it asked for, as a hash: the same command again is told that it was done.
  add asked text,
  add words tsvector not null default '';

-- The words of a text as they are searched: small letters, split at every sign of ASCII that is no letter and no digit. The same
-- whatever the locale of the database is; src/exceptions/search-words.ts does the same to what people search for.
create function words_of(value text) returns text[] language sql immutable parallel safe as $$
  select coalesce(array_agg(distinct left(word, 100)), '{}')
  from regexp_split_to_table(
    translate(lower(value collate "C"), 'ÆØÅÄÖÜÉĄĆĘŁŃÓŚŹŻ', 'æøåäöüéąćęłńóśźż'), '[\x01-\x2f\x3a-\x60\x7b-\x7f\s]+') as word
  where word <> ''
$$;

-- Every text and number inside, one behind the other.
create function texts_in(value jsonb) returns text language sql immutable parallel safe as $$
  select coalesce(string_agg(part #>> '{}', ' '), '')
  from jsonb_path_query(value, 'strict $.**') as part where jsonb_typeof(part) in ('string', 'number')
$$;

update exception e set payment_id = s.payment_id, minor = s.minor, currency = s.currency,
  customer_number = coalesce(nullif(e.context ->> 'customerNumber', ''), s.customer_number, ''),
  words = array_to_tsvector(words_of(concat_ws(' ', e.code, texts_in(e.context), s.reference, texts_in(s.bank))))
from (
  select x.id, p.id as payment_id, coalesce(p.customer_number, l.customer_number) as customer_number,
    coalesce(p.effect_minor, l.amount_minor) as minor, coalesce(p.currency, l.currency) as currency,
    coalesce(p.reference, l.reference) as reference, coalesce(p.bank, '{}') as bank
  from exception x
  left join posting g on x.subject = 'posting' and g.id = x.subject_id
  left join payment p on p.id = case x.subject when 'payment' then x.subject_id when 'posting' then g.payment_id end
  left join collection_line l on x.subject = 'line' and l.id = x.subject_id
) s where s.id = e.id;

create index exception_by_customer on exception (company_id, customer_number, id) where state = 'open';
create index exception_by_amount on exception (company_id, minor, id) where state = 'open';
create index exception_by_taker on exception (company_id, taken_by, id) where state = 'open';
create index exception_by_age on exception (company_id, opened_at) where state = 'open';
create index exception_by_payment on exception (payment_id) where state = 'open';
create index exception_by_words on exception using gin (words);

-- A command of a person with the key that its sender gave it: sent twice, it is answered with what was done the first time.
create table exception_command (
  company_id bigint not null references company,
  key text not null,
  exception_id bigint not null references exception,
  -- What it asked for, as a hash: the same key may not come with another wish.
  asked text not null,
  answer jsonb not null,
  done_by text not null,
  done_at timestamptz not null,
  primary key (company_id, key, exception_id)
);

-- Other money that waits for the same answer is found by what it has in common.
create index payment_waiting_by_account on payment (company_id, (bank ->> 'payerAccount'))
  where state = 'parked' and bank is not null;
create index payment_waiting_by_reference on payment using gin ((bank -> 'references') jsonb_path_ops)
  where state = 'parked' and bank is not null;

-- Money that goes back to whoever sent it: it lies on the customer's account, and is posted as a refund once it is approved.
create table refund_order (
  id bigint generated always as identity primary key,
  company_id bigint not null references company,
  payment_id bigint not null references payment,
  customer_number text not null,
  amount_minor bigint not null check (amount_minor > 0),
  currency text not null,
  -- Where it came from; blank where the file told no account.
  payer_account text not null,
  payer_name text not null,
  reason text not null,
  state text not null check (state in ('proposed', 'approved', 'posted', 'withdrawn')),
  proposed_by text not null,
  proposed_at timestamptz not null,
  approved_by text,
  approved_at timestamptz,
  withdrawn_by text,
  withdrawn_reason text
);
create index on refund_order (company_id, state, id);
create index on refund_order (payment_id);
