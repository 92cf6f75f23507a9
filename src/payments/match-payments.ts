import { sql } from 'kysely';
import type { Moment } from '#kernel';
import type { Actor, Database, Tx } from '#store';
import type { LockedFact } from './claim-books/remittance-of.ts';
import { lockFacts } from './lock-facts.ts';
import { type Settled, settlePayments } from './settle-payments.ts';

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
  stretch: MatchPayments,
  parts: { readonly database: Database; readonly moment: Moment; readonly by: string },
): Promise<Settled> {
  const { db } = parts.database;
  const actor: Actor = { by: parts.by, at: parts.moment.at };
  const beside = await db.transaction().execute((tx) => matchStretch(tx, stretch, 'beside others', actor));
  return beside ?? (await db.transaction().execute((tx) => matchStretch(tx, stretch, 'alone', actor))) ?? nothing;
}

const nothing: Settled = { matched: 0, noted: 0, parked: 0 };

/** @returns null when it must be done alone */
async function matchStretch(
  tx: Tx,
  { fileId, fromLine, toLine }: MatchPayments,
  how: 'beside others' | 'alone',
  actor: Actor,
): Promise<Settled | null> {
  const file = await tx
    .selectFrom('inbound_file')
    .select([
      'company_id',
      sql<boolean>`exists (select 1 from payment p where p.file_id = inbound_file.id
      and p.bank is not null)`.as('isBank'),
    ])
    .where('id', '=', fileId)
    .executeTakeFirst();
  if (!file) return nothing;
  const { company_id: companyId, isBank } = file;
  if (isBank) await waitForTellings(tx, companyId, how);
  const where = sql`p.file_id = ${fileId} and p.line_number between ${fromLine} and ${toLine} and p.state = 'received'`;
  const facts = await lockFacts(tx, where);
  if (isBank && how === 'beside others' && (await isToldElsewhere(tx, companyId, fileId, facts))) return null;
  return settlePayments(tx, companyId, facts, actor);
}

/**
 * A bank tells the same money in a notification and in a statement. Which of them has the word is decided one file after
 * another, or two workers would each believe the other's: a stretch whose money another file tells too is decided alone, all
 * others beside each other.
 */
export async function waitForTellings(tx: Tx, companyId: number, how: 'beside others' | 'alone'): Promise<void> {
  const lock = sql.raw(how === 'alone' ? 'pg_advisory_xact_lock' : 'pg_advisory_xact_lock_shared');
  await sql`select ${lock}(hashtextextended(${`tellings:${companyId}`}, 0))`.execute(tx);
}

async function isToldElsewhere(
  tx: Tx,
  companyId: number,
  fileId: number,
  facts: readonly LockedFact[],
): Promise<boolean> {
  const keys = facts.filter(({ isFromBank }) => isFromBank).map(({ paymentKey }) => paymentKey);
  const { rows } = await sql`
    select 1 from unnest(${keys}::text[]) as k(v)
    cross join lateral (
      select 1 from payment p where p.company_id = ${companyId} and p.payment_key = k.v and p.file_id <> ${fileId}
        and p.bank is not null limit 1) o
    limit 1`.execute(tx);
  return rows.length > 0;
}
