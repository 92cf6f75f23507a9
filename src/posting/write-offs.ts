import { sql } from 'kysely';
import { openExceptions, solveExceptions } from '#exceptions';
import { problem } from '#kernel';
import { type Actor, insertWithEvents, type Tx } from '#store';
import { dimensionsOf } from './dimensions.ts';
import type { InTransaction } from './in-transaction.ts';
import { followingKey } from './movement-key.ts';
import { postingSettings } from './posting-settings.ts';

interface DifferenceRow {
  readonly posting: number;
  readonly payment: number;
  readonly key: string;
  readonly customer: string;
  readonly currency: string;
  readonly date: string;
  readonly claim: number;
  readonly entry: number;
  readonly minor: number;
  readonly before: number;
}

/**
 * Makes a posting of every small difference that the matching let go of, once the company has an account for them.
 * Without one the difference stays open in Business Central, and the error log says so.
 *
 * It follows the payment's own posting into the books, and is taken back with it.
 *
 * @returns how many are new
 */
export function proposeWriteOffs(run: InTransaction, companyId: number, actor: Actor): Promise<number> {
  return run(async (tx) => {
    const settings = await postingSettings(tx, companyId);
    const account = settings.writeOffAccount;
    const rows = await differences(tx, companyId);
    if (account === null) {
      await tellOpen(tx, companyId, rows, actor);
      return 0;
    }
    const made = await insertWithEvents(
      tx,
      'posting',
      rows.map((row) => ({
        company_id: companyId,
        payment_id: row.payment,
        kind: 'writeOff',
        original_id: row.posting,
        idempotency_key: followingKey(row.key, `w${row.entry}${row.before === 0 ? '' : `.${row.before + 1}`}`),
        customer_number: row.customer,
        amount_minor: Math.abs(row.minor),
        currency: row.currency,
        posting_date: row.date,
        applications: [{ claimId: row.claim, entryNumber: row.entry, minor: row.minor }],
        part: String(row.entry),
        allocation_ids: [],
        account,
        dimensions: dimensionsOf(settings),
        state: 'proposed',
        attempts: 0,
      })),
      'propose',
      actor,
      { onConflict: 'do nothing' },
    );
    const how = { action: 'retry', reason: 'it is written off' };
    const claims = rows.map(({ claim }) => claim);
    await solveExceptions(tx, { subject: 'claim', subjectIds: claims, codes: ['DIFFERENCE_STAYS_OPEN'] }, how, actor);
    return made.length;
  });
}

/** Differences of standing payment postings that have no write-off yet, one for each posting and claim. */
async function differences(tx: Tx, companyId: number): Promise<readonly DifferenceRow[]> {
  const { rows } = await sql<DifferenceRow>`
    select g.id as posting, g.payment_id as payment, g.idempotency_key as key, g.customer_number as customer, g.currency,
      g.posting_date as date, k.id as claim, k.entry_number as entry, sum(x.write_off_minor)::bigint as minor,
      (select count(*) from posting w where w.original_id = g.id and w.kind = 'writeOff'
        and w.part = k.entry_number::text) as before
    from allocation x
    join posting g on g.payment_id = x.payment_id and g.kind = 'payment' and g.superseded is null and g.state <> 'failed'
      and g.allocation_ids @> to_jsonb(x.id)
    join claim k on k.id = x.claim_id
    where x.company_id = ${companyId} and not x.is_undone and x.write_off_minor <> 0
      and not exists (select 1 from posting w where w.payment_id = x.payment_id and w.kind = 'writeOff'
        and w.superseded is null and w.part = k.entry_number::text)
      and not exists (select 1 from posting t where t.original_id = g.id and t.superseded is null
        and t.kind in ('return', 'reversal'))
    group by g.id, k.id having sum(x.write_off_minor) <> 0
    order by g.id, k.id`.execute(tx);
  return rows;
}

async function tellOpen(tx: Tx, companyId: number, rows: readonly DifferenceRow[], actor: Actor): Promise<void> {
  const findings = rows.map(({ claim, entry, customer, minor }) => ({
    problem: problem('DIFFERENCE_STAYS_OPEN', { entryNumber: entry, customerNumber: customer, minor }),
    subject: 'claim' as const,
    subjectId: claim,
  }));
  await openExceptions(tx, companyId, findings, actor);
}
