import { wholeShare } from '../closing.ts';
import { namesAgree } from '../names.ts';
import { isWaiting, payableCustomer } from './obstacles.ts';
import type { Asked, Idea } from './rung.ts';

/**
 * Claims of any customer that ask exactly this amount. A suggestion and never more: an amount is nobody's own.
 *
 * Where many ask it, as with a list price, it suggests nothing.
 */
export function uniqueAmount(asked: Asked): readonly Idea[] {
  const { remittance, books } = asked;
  const told = books.told.claimsByAmount(remittance.minor, remittance.currency);
  if (told.length > mostEquals) return [];
  const open = told.map((claim) => books.now(claim)).filter(({ openMinor }) => openMinor === remittance.minor);
  const why = { code: 'ONLY_AMOUNT_FITS', claims: open.length } as const;
  return open
    .flatMap((claim) => {
      const customer = payableCustomer(claim.customerNumber, asked);
      return isWaiting(customer) ? [] : [{ claim, isNamed: namesAgree(remittance.payerName, customer.name) }];
    })
    .toSorted((a, b) => Number(b.isNamed) - Number(a.isNamed) || a.claim.id - b.claim.id)
    .map(({ claim }) => ({ customerNumber: claim.customerNumber, shares: [wholeShare(claim)], why }));
}

const mostEquals = 5;
