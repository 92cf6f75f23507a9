import type { BcClaim, BcClient } from '#bc-connector';
import type { Db } from '#store';
import { lastEventOf, nextReadNumber, storeClaims } from './sync-company.ts';

/**
 * Reads some ledger entries again, because Business Central has just changed them: a payment was taken back, or an entry
 * turned out to be closed. What it says is kept at once; everything else waits for the next sync.
 *
 * @throws ProblemError what a read of Business Central throws; the next sync then brings what was not read here
 */
export async function refreshClaims(
  which: { readonly companyId: number; readonly bcCompanyId: string; readonly entryNumbers: readonly number[] },
  { db, bc }: { readonly db: Db; readonly bc: Pick<BcClient, 'findClaim'> },
): Promise<void> {
  const { companyId, bcCompanyId } = which;
  const lastEvent = await lastEventOf(db);
  const claims: BcClaim[] = [];
  for (const entryNumber of new Set(which.entryNumbers)) {
    const claim = await bc.findClaim(bcCompanyId, entryNumber);
    if (claim !== null) claims.push(claim);
  }
  if (claims.length === 0) return;
  await db.transaction().execute(async (tx) => {
    // A number of its own: a full read that began before does not close what it had passed already.
    const readNumber = await nextReadNumber(tx, companyId);
    await storeClaims(tx, companyId, claims, readNumber, lastEvent);
  });
}
