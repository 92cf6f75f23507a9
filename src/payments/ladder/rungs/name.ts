import { ideasForCustomer } from './ideas.ts';
import type { Asked, Idea } from './rung.ts';

/** Customers whose name resembles the payer's. A suggestion and never more: namesakes exist. */
export function nameLike(asked: Asked): readonly Idea[] {
  const { remittance, books } = asked;
  const { payerName: name } = remittance;
  if (name === '') return [];
  return books.told
    .customersLike(name)
    .slice(0, mostCustomers)
    .flatMap(({ number }) => ideasForCustomer(number, { code: 'ONLY_NAME_FITS', name, customerNumber: number }, asked));
}

const mostCustomers = 3;
