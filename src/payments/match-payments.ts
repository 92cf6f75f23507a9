import { sql } from 'kysely';
import type { Moment } from '#kernel';
import type { Database, Tx } from '#store';
import { lockFacts, type Settled, settlePayments } from './settle-payments.ts';

/** The payments of one file, from one line up to and including another. */
export interface MatchPayments {
  readonly fileId: number;
  readonly fromLine: number;
  readonly toLine: number;
}

/**
 * Matches a stretch of a payment file: each payment still waiting is settled, noted, or parked with the reason.
 *
 * One transaction for the stretch. Run twice, or by two workers at once, each payment is settled once: the second finds
 * none waiting.
 */
export async function matchPayments(
  { fileId, fromLine, toLine }: MatchPayments,
  parts: { readonly database: Database; readonly moment: Moment; readonly by: string },
): Promise<Settled> {
  const actor = { by: parts.by, at: parts.moment.at };
  return parts.database.db.transaction().execute(async (tx) => {
    const file = await tx.selectFrom('inbound_file').select('company_id').where('id', '=', fileId).executeTakeFirst();
    await waitForTellings(tx, file?.company_id ?? 0, fileId);
    const facts = await lockFacts(
      tx,
      sql`p.file_id = ${fileId} and p.line_number between ${fromLine} and ${toLine} and p.state = 'received'`,
    );
    return settlePayments(tx, file?.company_id ?? 0, facts, actor);
  });
}

/**
 * A bank tells the same money in a notification and in a statement. Which of them has the word is decided one file after
 * another, or two workers would each believe the other's.
 */
async function waitForTellings(tx: Tx, companyId: number, fileId: number): Promise<void> {
  await sql`select pg_advisory_xact_lock(hashtextextended(${`tellings:${companyId}`}, 0))
    where exists (select 1 from payment where file_id = ${fileId} and bank is not null)`.execute(tx);
}
