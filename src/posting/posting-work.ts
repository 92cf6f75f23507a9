import { sql } from 'kysely';
import type { Moment } from '#kernel';
import { addWork, type Db } from '#store';

const postingsAWork = 200;

/**
 * Adds the work that posts what is open and due, in ranges of ids that always begin at the same numbers.
 *
 * The day is part of the work's name, so that what a poisoned piece of work left behind is taken up the next day; so is
 * the last id of the range, for a range may grow after its work was done, and which of it were tried before.
 */
export async function addPostingWork(db: Db, companyId: number, { at, today }: Moment): Promise<readonly number[]> {
  const { rows } = await sql<{ range: number; last: number; again: string | null }>`
    select o.id / ${postingsAWork} as range, max(o.id) as last,
      left(md5(string_agg(o.id || '.' || o.attempts, ',' order by o.id) filter (where o.attempts > 0)), 12) as again
    from posting o
    where o.company_id = ${companyId} and o.state in ('proposed', 'sent') and o.posting_date <= ${today}::date
    group by 1 order by 1`.execute(db);
  const works = rows.map(({ range, last, again }) => ({
    companyId,
    type: 'post-payments',
    payload: { companyId, fromId: range * postingsAWork, toId: (range + 1) * postingsAWork - 1 },
    dedupeKey: ['post-payments', companyId, range, last, today, ...(again === null ? [] : [again])].join(':'),
  }));
  return addWork(db, works, at);
}
