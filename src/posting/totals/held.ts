import { type RawBuilder, sql } from 'kysely';
import type { GapSubject, TotalsGap } from './gap.ts';

export type Stop = Pick<TotalsGap, 'subject' | 'id'>;

/** The ids that gaps stop, by what they are. */
const idsOf = (gaps: readonly Stop[], subject: GapSubject): readonly number[] =>
  gaps.filter((gap) => gap.subject === subject).map(({ id }) => id);

export const stopsCompany = (gaps: readonly Stop[]): boolean => gaps.some(({ subject }) => subject === 'company');

/**
 * SQL over a payment (alias `p`): whether a gap stops it. It does when the payment itself is concerned, one of its postings,
 * its file, or a line that it pays with that line's delivery and journal.
 */
export function isHeld(gaps: readonly Stop[]): RawBuilder<boolean> {
  if (stopsCompany(gaps)) return sql`true`;
  if (gaps.length === 0) return sql`false`;
  const [payments, postings, files] = [idsOf(gaps, 'payment'), idsOf(gaps, 'posting'), idsOf(gaps, 'file')];
  const [lines, deliveries, journals] = [idsOf(gaps, 'line'), idsOf(gaps, 'delivery'), idsOf(gaps, 'journal')];
  return sql`(p.id = any(${payments}) or coalesce(p.reverses_id, 0) = any(${payments}) or p.file_id = any(${files})
    or exists (select 1 from posting hg where hg.payment_id = p.id and hg.id = any(${postings}))
    or exists (select 1 from (select p.line_id as id union all
        select hx.line_id from allocation hx where hx.payment_id = p.id) h left join collection_line hl on hl.id = h.id
      where h.id = any(${lines}) or hl.delivery_id = any(${deliveries}) or hl.journal_id = any(${journals})))`;
}
