import { ProblemError } from '#kernel';
import { type BcPayment, collectionPayment, readEntity } from '#schemas/bc';
import { type Addresses, withQuery } from './addresses.ts';
import { filterOf, isText } from './filters.ts';
import { readAll, type Reading, unreadableAt } from './read.ts';

/**
 * Finds the payment under a key, on the primary: a replica may not know yet what was just written.
 *
 * @throws ProblemError BC_ANSWER_UNREADABLE when there are two, or it cannot be read; and what `read` throws
 */
export async function findPayment(
  reading: Reading,
  addresses: Addresses,
  companyId: string,
  key: string,
): Promise<BcPayment | null> {
  const address = withQuery(addresses.payments(companyId), { $filter: filterOf([isText('idempotencyKey', key)]) });
  const [raw, second] = await readAll(reading, address);
  if (raw === undefined) return null;
  if (second !== undefined) {
    throw new ProblemError(
      unreadableAt(address, { field: 'idempotencyKey', value: key, expected: 'one payment with this key' }),
    );
  }
  const found = readEntity(collectionPayment, raw);
  if (!found.ok) throw new ProblemError(unreadableAt(address, found.error));
  return found.value;
}
