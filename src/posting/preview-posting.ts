import { sql } from 'kysely';
import type { CalendarDate, Moment } from '#kernel';
import type { Database, Tx } from '#store';
import { withoutTrace } from './in-transaction.ts';
import type { PostingKind } from './posting-content.ts';
import { proposeAll } from './propose-postings.ts';
import type { RefusalClassName } from './refusal-classes.ts';
import { totalsStops } from './totals/tell-gaps.ts';

export interface PreviewParts {
  readonly database: Pick<Database, 'db'>;
  readonly moment: Moment;
  readonly by: string;
  /** The dates Business Central lets us post on, as it says; null: not asked, or no limit on that side. */
  readonly allowed?: { readonly from: CalendarDate | null; readonly to: CalendarDate | null } | undefined;
}

/** Postings of one kind and currency. */
export interface PreviewSum {
  readonly kind: PostingKind;
  readonly currency: string;
  readonly count: number;
  readonly minor: number;
}

export interface PostingPreview {
  /** What would leave for Business Central today, and is not known to be refused. */
  readonly wouldPost: readonly PreviewSum[];
  /** What Business Central would refuse, as far as is known without asking it. */
  readonly wouldBeRefused: readonly (PreviewSum & { readonly reason: RefusalClassName })[];
  /** Payments that cannot be posted as they stand: they would go to the error log. */
  readonly notPossible: number;
  /** What waits for something that is not in the books yet. */
  readonly waiting: number;
  /** What does not tie; nothing that hangs on it would be posted. */
  readonly blocked: number;
}

/**
 * The report before posting: proposes everything as a real run would, looks at it, and takes it all back. Nothing is
 * changed, and Business Central is not asked to post anything.
 */
export async function previewPosting(
  { companyId }: { readonly companyId: number },
  { database, moment, by, allowed }: PreviewParts,
): Promise<PostingPreview> {
  const { today, at } = moment;
  const held = await totalsStops(database.db, companyId);
  return withoutTrace(database.db, async (run, tx) => {
    const { parked, waiting } = await proposeAll({ companyId, today, held, actor: { by, at } }, run);
    const sums = await openSums(tx, companyId, today, allowed ?? { from: null, to: null });
    return {
      wouldPost: sums.flatMap(({ reason, ...sum }) => (reason === null ? [sum] : [])),
      wouldBeRefused: sums.flatMap(({ reason, ...sum }) => (reason === null ? [] : [{ ...sum, reason }])),
      notPossible: parked,
      waiting,
      blocked: held.length,
    };
  });
}

interface SumRow extends PreviewSum {
  readonly reason: RefusalClassName | null;
}

/** Blocked with `All` takes no payment; a claim that we know to be closed takes none either. */
async function openSums(
  tx: Tx,
  companyId: number,
  today: CalendarDate,
  { from, to }: NonNullable<PreviewParts['allowed']>,
): Promise<readonly SumRow[]> {
  const { rows } = await sql<SumRow>`
    select kind, currency, reason, count(*) as count, sum(amount_minor)::bigint as minor from (
      select g.kind, g.currency, g.amount_minor, case
        when c.number is null or c.gone_since is not null then 'customer unknown'
        when c.blocked = 'All' then 'customer blocked'
        when g.posting_date < coalesce(${from}::date, '-infinity')
          or g.posting_date > coalesce(${to}::date, 'infinity') then 'posting date'
        when g.kind = 'payment' and exists (select 1 from jsonb_array_elements(g.applications) a
          join claim k on k.id = (a ->> 'claimId')::bigint where not k.is_open) then 'entry closed'
        when g.kind = 'payment' and exists (select 1 from jsonb_array_elements(g.applications) a
          join claim k on k.id = (a ->> 'claimId')::bigint where k.currency <> g.currency) then 'currencies differ'
        end as reason
      from posting g
      left join customer c on c.company_id = g.company_id and c.number = g.customer_number
      where g.company_id = ${companyId} and g.state in ('proposed', 'sent') and g.posting_date <= ${today}::date) g
    group by kind, currency, reason order by kind, currency, reason nulls first`.execute(tx);
  return rows;
}
