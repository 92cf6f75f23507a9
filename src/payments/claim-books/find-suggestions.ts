import { sql } from 'kysely';
import type { Tx } from '#store';
import type { Remittance } from '../ladder/facts.ts';
import { nameLikeness } from '../ladder/names.ts';

export interface LikeCustomer {
  readonly number: string;
  readonly likeness: number;
}

/** Customers looked at for each two words of a name, and shown in the end. */
const mostForWords = 10;
const mostShown = 5;

/**
 * Customers whose names share two words with the payer's, or the only one he has: for suggestions, never for settling. Asked
 * only for payments that wait, so that the day's work does not pay for it.
 */
export async function findAlike(
  tx: Tx,
  companyId: number,
  remittances: readonly Remittance[],
): Promise<ReadonlyMap<string, readonly LikeCustomer[]>> {
  const names = [...new Set(remittances.map(({ payerName }) => payerName).filter((name) => name !== ''))];
  if (names.length === 0) return new Map();
  const { rows } = await sql<{ name: string; number: string; customer: string }>`
    select distinct k.v as name, o.number, o.name as customer
    from unnest(${names}::text[]) as k(v)
    cross join lateral (select array_agg(w) as words from (
      select distinct w from unnest(words_of_name(k.v)) as w where length(w) > 1 order by w limit 6) w) n
    cross join lateral (
      select distinct array[least(a, b), greatest(a, b)] as pair from unnest(n.words) as a, unnest(n.words) as b
      where a <> b or cardinality(n.words) = 1) p
    cross join lateral (
      select c.number, c.name from customer c
      where words_of_name(c.name) @> p.pair and c.company_id = ${companyId} limit ${mostForWords}) o`.execute(tx);
  const alike = new Map<string, LikeCustomer[]>();
  for (const { name, number, customer } of rows) {
    const found = alike.get(name) ?? [];
    found.push({ number, likeness: nameLikeness(name, customer) });
    alike.set(name, found);
  }
  const best = (found: readonly LikeCustomer[]) =>
    found.toSorted((a, b) => b.likeness - a.likeness || (a.number < b.number ? -1 : 1)).slice(0, mostShown);
  return new Map([...alike].map(([name, found]) => [name, best(found)]));
}
