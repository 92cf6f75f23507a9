import { ProblemError } from '#kernel';
import { type BcClaim, customerLedgerEntry, customerLedgerEntryFields, readEntity } from '#schemas/bc';
import { type Addresses, withQuery } from './addresses.ts';
import { filterOf, isNumber } from './filters.ts';
import { readAll, type Reading, unreadableAt } from './read.ts';

/**
 * Reads one ledger entry on the primary: a replica may not know yet what was just posted.
 *
 * @throws ProblemError BC_ANSWER_UNREADABLE when it cannot be read, and what `read` throws
 */
export async function findClaim(
  reading: Reading,
  addresses: Addresses,
  companyId: string,
  entryNumber: number,
): Promise<BcClaim | null> {
  const address = withQuery(addresses.claims(companyId), {
    $filter: filterOf([isNumber('entryNumber', entryNumber)]),
    $select: customerLedgerEntryFields.join(','),
  });
  const [raw] = await readAll(reading, address);
  if (raw === undefined) return null;
  const found = readEntity(customerLedgerEntry, raw);
  if (!found.ok) throw new ProblemError(unreadableAt(address, found.error));
  return found.value;
}
