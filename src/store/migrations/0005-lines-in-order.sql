-- The lines of a journal are read page by page in the order of their ids.
create index on collection_line (journal_id, id);
