import type { Customer, World } from './world.ts';

/**
 * Remembers the ledger of some customers as it is.
 *
 * @returns what brings it back: entries and payments made since are gone, and the others are as they were
 */
export function keepAsItIs(world: World, customers: readonly Customer[]): () => void {
  const counters = { ...world.counters };
  const entryCount = world.entries.length;
  const paymentCount = world.payments.length;
  const kept = [...new Set(customers)].map((customer) => ({ customer, count: customer.entries.length }));
  const entries = kept.flatMap(({ customer }) =>
    customer.entries.map((entry) => {
      const { version, modifiedAt, remaining, remainingDiscount, closedAtDate, closedByEntryNumber } = entry;
      const fields = { version, modifiedAt, remaining, remainingDiscount, closedAtDate, closedByEntryNumber };
      return { entry, fields, details: entry.applications.length };
    }),
  );
  return () => {
    Object.assign(world.counters, counters);
    for (const { number } of world.entries.splice(entryCount)) world.paymentByPostedEntry.delete(number);
    for (const { idempotencyKey } of world.payments.splice(paymentCount)) world.paymentByKey.delete(idempotencyKey);
    for (const { customer, count } of kept) customer.entries.length = count;
    for (const { entry, fields, details } of entries) {
      Object.assign(entry, fields);
      entry.applications.length = details;
    }
  };
}
