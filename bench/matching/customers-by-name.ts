import { nameLikeness } from '../../src/payments/ladder/names.ts';
import type { CustomerRow } from '../corpus/rows.ts';

/** Candidates that are compared in full for one question; the rest share fewer words. */
const mostCompared = 20;
const leastLikeness = 0.5;
const mostNamed = 5;

/** Customers whose names share a word with a told one, the likest first. */
export function customersByName(customers: readonly CustomerRow[]) {
  const byWord = new Map<string, CustomerRow[]>();
  for (const customer of customers) {
    for (const word of wordsOf(customer.name)) {
      const there = byWord.get(word);
      if (there) there.push(customer);
      else byWord.set(word, [customer]);
    }
  }
  return (name: string): readonly { readonly number: string; readonly likeness: number }[] => {
    const shared = new Map<CustomerRow, number>();
    for (const word of wordsOf(name)) {
      for (const customer of byWord.get(word) ?? []) shared.set(customer, (shared.get(customer) ?? 0) + 1);
    }
    return [...shared]
      .sort(([a, m], [b, n]) => n - m || (a.customer < b.customer ? -1 : 1))
      .slice(0, mostCompared)
      .map(([{ customer, name: ours }]) => ({ number: customer, likeness: nameLikeness(name, ours) }))
      .filter(({ likeness }) => likeness >= leastLikeness)
      .sort((a, b) => b.likeness - a.likeness || (a.number < b.number ? -1 : 1))
      .slice(0, mostNamed);
  };
}

const wordsOf = (name: string): ReadonlySet<string> =>
  new Set(
    name
      .normalize('NFD')
      .toLowerCase()
      .split(/[^\p{L}]+/u)
      .map((word) => word.replaceAll(/\p{M}/gu, ''))
      .filter((word) => word.length > 2),
  );
