import { type RawBuilder, sql } from 'kysely';
import { danishAmount, minor } from '#kernel';
import type { Tx } from '#store';
import type { ChainItem, ChainItems } from './chain.ts';

/** Something that many items share. */
export interface Shared {
  readonly kind: 'delivery' | 'file' | 'batch';
  readonly id: number;
}

/** Where a page ends: the place in the file, and our number where several things are told in one place. */
interface Row {
  readonly at: number;
  readonly id: number;
  readonly what: string;
  readonly text: string;
  readonly minor: number | null;
}

const pageSize = 50;

/**
 * What lies in a delivery (its lines), a file (its payments and answers) or a batch (its postings), in that order.
 *
 * @param after the `next` of the page before; anything else is the beginning
 */
export async function listItems(tx: Tx, shared: Shared, after: string | undefined): Promise<ChainItems> {
  const [at = '0', id = '0'] = /^(\d{1,15})\.(\d{1,15})$/.exec(after ?? '')?.slice(1) ?? ['-1', '0'];
  const { rows } = await sql<Row>`select * from (${contents[shared.kind](shared.id, at, id)}) i
    order by at, id limit ${pageSize + 1}`.execute(tx);
  const page = rows.slice(0, pageSize);
  const last = page.at(-1);
  const hasMore = rows.length > pageSize && last !== undefined;
  return { items: page.map(itemOf), next: hasMore ? `${last.at}.${last.id}` : null };
}

const itemOf = ({ what, text, minor: amount }: Row): ChainItem => ({
  what,
  label: amount === null ? text : `${text}, ${danishAmount(minor(amount))}`,
});

type Contents = (id: number, at: string, lastId: string) => RawBuilder<unknown>;

const contents: Readonly<Record<Shared['kind'], Contents>> = {
  // The lines of a delivery of a version that did not keep where they lie come by their number.
  delivery: (id, at, lastId) => sql`
    (select r.byte_from as at, r.line_id as id, 'delivery ' || r.delivery_id || '@' || r.byte_from as what,
        'bytes ' || r.byte_from || ' to ' || r.byte_to || ': line ' || l.reference as text, l.amount_minor as minor
      from delivery_record r join collection_line l on l.id = r.line_id
      where r.delivery_id = ${id} and (r.byte_from, r.line_id) > (${at}, ${lastId})
      order by r.byte_from limit ${pageSize + 1})
    union all
    (select l.id, l.id, 'line ' || l.reference, 'line ' || l.reference, l.amount_minor
      from collection_line l where l.delivery_id = ${id} and l.id > ${at}
        and not exists (select 1 from delivery_record r where r.delivery_id = ${id})
      order by l.id limit ${pageSize + 1})`,
  file: (id, at, lastId) => sql`
    (select p.line_number as at, 0 as id, 'file ' || p.file_id || '#' || p.line_number as what,
        'line ' || p.line_number || ': ' || p.kind || ' ' || p.record_code as text, p.actual_minor as minor
      from payment p where p.file_id = ${id} and (p.line_number, 0) > (${at}, ${lastId})
      order by p.line_number limit ${pageSize + 1})
    union all
    (select a.line_number, a.id, coalesce('line ' || l.reference, 'delivery ' || a.delivery_id),
        'line ' || a.line_number || ': ' || coalesce('line ' || l.reference, 'delivery ' || a.delivery_id) || ' '
          || a.outcome, null
      from delivery_answer a left join collection_line l on l.id = a.line_id
      where a.file_id = ${id} and (a.line_number, a.id) > (${at}, ${lastId})
      order by a.line_number, a.id limit ${pageSize + 1})`,
  batch: (id, at, lastId) => sql`
    (select 0 as at, g.id, 'posting ' || g.id as what, 'posting ' || g.id || ': ' || g.kind || ', ' || g.state as text,
        g.amount_minor as minor
      from posting g where g.batch_id = ${id} and (0, g.id) > (${at}, ${lastId}) order by g.id limit ${pageSize + 1})`,
};
