-- Lineage both ways (capability B4): where the records of each line lie in the file we sent, and which record of which file
-- answered it. Whoever holds one end of a chain finds the other by an index.

-- Written in the transaction that freezes the delivery. The end is not included; lines are counted from 1, both included.
create table delivery_record (
  delivery_id bigint not null references delivery,
  line_id bigint not null references collection_line,
  byte_from bigint not null check (byte_from >= 0),
  byte_to bigint not null check (byte_to > byte_from),
  line_from bigint not null,
  line_to bigint not null,
  primary key (line_id, delivery_id)
);
create unique index delivery_record_by_byte on delivery_record (delivery_id, byte_from);
create unique index delivery_record_by_line on delivery_record (delivery_id, line_from);

-- Receipts T and V, status reports and remarks: what they were about, a delivery as a whole or one of its lines.
create table delivery_answer (
  id bigint generated always as identity primary key,
  file_id bigint not null references inbound_file,
  -- As in file_record; 0 for a receipt that is one page of text.
  line_number bigint not null,
  delivery_id bigint references delivery,
  line_id bigint references collection_line,
  outcome text not null,
  check (num_nonnulls(delivery_id, line_id) = 1)
);
create unique index one_answer_per_record_and_subject
  on delivery_answer (file_id, line_number, coalesce(delivery_id, 0), coalesce(line_id, 0));
create index on delivery_answer (delivery_id) where delivery_id is not null;
create index on delivery_answer (line_id) where line_id is not null;

create index file_record_by_byte on file_record (file_id, byte_from);
create index claim_by_document on claim (company_id, document_number);
create index payment_by_reversed on payment (reverses_id) where reverses_id is not null;
create index posting_by_document on posting (company_id, document_number) where document_number is not null;
create index posting_by_entry on posting (company_id, bc_entry_number) where bc_entry_number is not null;
create index delivery_by_name on delivery (company_id, file_name);
create index delivery_by_hash on delivery (company_id, sha256);
create index inbound_file_by_name on inbound_file (company_id, file_name);
create index inbound_file_by_hash on inbound_file (company_id, sha256);
create index file_sighting_by_name on file_sighting (file_name);
