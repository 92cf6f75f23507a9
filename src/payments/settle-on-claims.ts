import { sql } from 'kysely';
import type { WantedScheme } from '#kernel';
import { listPaymentIdBlocks } from '#payment-ids';
import type { Tx } from '#store';
import { findLeads, type Leads, loadClaimBooks } from './claim-books/load-claim-books.ts';
import { type LockedFact, remittanceOf } from './claim-books/remittance-of.ts';
import type { ClaimDecision, ClaimExplanation } from './ladder/decision.ts';
import type { ClaimBooks, Remittance } from './ladder/facts.ts';
import { matchRemittances } from './ladder/match.ts';
import { type CompanyMatching, isStale, matchingOf } from './matching-policy.ts';
import { movementOf } from './matching/verdicts.ts';

/** Money that names no line of ours, with everybody whom it could be about, locked. */
export interface ClaimMoney {
  readonly remittances: ReadonlyMap<number, Remittance>;
  readonly leads: Leads | null;
  /** Lines of those customers that could still collect the same claims. */
  readonly lineIds: readonly number[];
}

/** Only money that a bank told of, and that came: Nets names the customer, and charge backs go another way. */
export const mayPayClaims = (fact: LockedFact): boolean => fact.isFromBank && movementOf(fact) === 'arrived';

/**
 * Finds the payments of a stretch that may pay claims, and locks what they could be about: customers first, then journals that
 * may still send one of their lines. Lines are locked behind them, by whoever reads the books of lines.
 */
export async function findClaimMoney(tx: Tx, companyId: number, facts: readonly LockedFact[]): Promise<ClaimMoney> {
  const money = facts.filter(mayPayClaims);
  const placed = await referencesOfLines(tx, companyId, money);
  const open = money.filter(({ reference }) => !placed.has(reference));
  if (open.length === 0) return { remittances: new Map(), leads: null, lineIds: [] };
  const schemes = await schemesOf(tx, companyId);
  const remittances = open.map((fact) => remittanceOf(fact, schemes));
  const leads = await findLeads(tx, companyId, remittances);
  return {
    remittances: new Map(remittances.map((one) => [one.paymentId, one])),
    leads,
    lineIds: await lockJournalsOf(tx, companyId, leads.customers),
  };
}

async function referencesOfLines(
  tx: Tx,
  companyId: number,
  facts: readonly LockedFact[],
): Promise<ReadonlySet<string>> {
  const references = [...new Set(facts.map(({ reference }) => reference).filter((one) => one !== ''))];
  if (references.length === 0) return new Set();
  const { rows } = await sql<{ reference: string }>`
    select reference from collection_line where reference = any(${references}) and company_id = ${companyId}`.execute(
    tx,
  );
  return new Set(rows.map(({ reference }) => reference));
}

/** What is looked for in texts: the schemes of the company's own blocks. */
async function schemesOf(tx: Tx, companyId: number): Promise<readonly WantedScheme[]> {
  const blocks = await listPaymentIdBlocks(tx, companyId);
  return [...new Map(blocks.map((one) => [JSON.stringify([one.scheme, one.settings]), one])).values()];
}

/** The lines of these customers that are not paid yet; of those that may still be sent, the journals are locked. */
async function lockJournalsOf(tx: Tx, companyId: number, customers: readonly string[]): Promise<readonly number[]> {
  if (customers.length === 0) return [];
  const { rows } = await sql<{ id: number; journalId: number; isUnsent: boolean }>`
    select o.id, o.journal_id as "journalId", o.state in ('built', 'faulty', 'validated', 'approved') as "isUnsent"
    from unnest(${customers}::text[]) as k(v)
    cross join lateral (
      select l.id, l.journal_id, l.state from collection_line l
      where l.company_id = ${companyId} and l.customer_number = k.v and l.state not in ('paid', 'withdrawn') offset 0) o
    `.execute(tx);
  const journals = [...new Set(rows.filter(({ isUnsent }) => isUnsent).map(({ journalId }) => journalId))];
  if (journals.length > 0)
    await sql`select id from journal where id = any(${journals}) order by id for update`.execute(tx);
  return rows.map(({ id }) => id);
}

/** What is kept of a decision: why, which rungs were asked, and what a person may do with one word. */
export type StoredClaimExplanation = ClaimExplanation & Pick<ClaimDecision, 'tried' | 'suggestions'>;

export const storedExplanation = ({ explanation, tried, suggestions }: ClaimDecision): StoredClaimExplanation => ({
  ...explanation,
  tried,
  suggestions,
});

/**
 * Lets the ladder decide about money that found no line. Suggestions need more books than decisions do, so they are read for
 * the payments that wait, and the same rules decide once more; what is settled stays what it is.
 */
export async function decideOnClaims(
  tx: Tx,
  companyId: number,
  remittances: readonly Remittance[],
  leads: Leads,
  at: Date,
): Promise<readonly ClaimDecision[]> {
  const matching = await matchingOf(tx, companyId);
  if (isStale(matching, at)) return remittances.map((one) => tooOld(one, matching));
  const books = await loadClaimBooks(tx, companyId, remittances, leads);
  const decisions = decide(remittances, books, matching);
  const waiting = new Set(decisions.filter(({ act }) => act === 'park').map(({ paymentId }) => paymentId));
  if (waiting.size === 0) return decisions;
  const suggestFor = remittances.filter(({ paymentId }) => waiting.has(paymentId));
  return decide(remittances, await loadClaimBooks(tx, companyId, remittances, leads, suggestFor), matching);
}

/** Claims of one currency are never paid in another, so each currency is decided by its own policy. */
function decide(
  remittances: readonly Remittance[],
  books: ClaimBooks,
  { policyFor }: CompanyMatching,
): readonly ClaimDecision[] {
  const currencies = [...new Set(remittances.map(({ currency }) => currency))];
  return currencies.flatMap((currency) =>
    matchRemittances(
      remittances.filter((one) => one.currency === currency),
      books,
      policyFor(currency),
    ),
  );
}

const tooOld = ({ paymentId, fileId, fileLine }: Remittance, { claimsReadAt }: CompanyMatching): ClaimDecision => ({
  paymentId,
  act: 'park',
  shares: [],
  explanation: {
    rung: 'none',
    outcome: 'unidentified',
    fileId,
    fileLine,
    evidence: [],
    considered: 0,
    runnersUp: [],
    uniqueness: null,
    whyNot: { code: 'CLAIMS_STALE', readAt: claimsReadAt?.toISOString() ?? '' },
  },
  suggestions: [],
  tried: [],
  shadows: [],
});
