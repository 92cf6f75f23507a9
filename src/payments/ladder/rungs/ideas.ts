import { fittingSet, setsOf } from '../fitting-set.ts';
import { customersOfAccount } from '../payer-check.ts';
import type { Reason } from '../reasons.ts';
import { spreadWhole } from '../spread.ts';
import { isWaiting, payableCustomer } from './obstacles.ts';
import type { Asked, Idea } from './rung.ts';

/** What a person would do for one customer: the sets that explain the amount, else the oldest first and the rest on account. */
export function ideasForCustomer(customerNumber: string, why: Reason, asked: Asked): readonly Idea[] {
  const { remittance, books, policy } = asked;
  if (isWaiting(payableCustomer(customerNumber, asked))) return [];
  const open = books.openOf(customerNumber, remittance.currency);
  const sets = setsOf(fittingSet(remittance, open, Math.min(policy.mostNodes, mostNodes)));
  const shares = sets.length > 0 ? sets : [spreadWhole(customerNumber, remittance.minor, open)];
  return shares.map((each) => ({ customerNumber, shares: each, why }));
}

/** A suggestion need not be proven, so its search is short. */
const mostNodes = 10_000;

/** For the customers whom the payer's account paid for before. */
export function ideasOfAccount(asked: Asked): readonly Idea[] {
  const { remittance, books } = asked;
  const account = remittance.payerAccount;
  const customers = customersOfAccount(account, books.told);
  const code = customers.length > 1 ? 'PAYER_PAYS_FOR_SEVERAL' : 'PAYER_IS_ANOTHER';
  const why = { code, account, customers } as const;
  return customers.slice(0, mostCustomers).flatMap((number) => ideasForCustomer(number, why, asked));
}

const mostCustomers = 3;
