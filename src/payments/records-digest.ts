import { type RawBuilder, sql } from 'kysely';

/** Where each record of a file lies in its bytes and what it is: kept when the file was read, compared ever after. */
export const recordsDigest = (fileId: RawBuilder<unknown>): RawBuilder<string> => sql`(
  select md5(coalesce(string_agg(
    x.line_number || ':' || x.byte_from || ':' || x.byte_to || ':' || x.layout, ',' order by x.line_number), ''))
  from file_record x where x.file_id = ${fileId})`;
