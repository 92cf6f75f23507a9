import { isLikelyPayer, isPossiblePayer, payerStanding } from '../payer-check.ts';
import type { SaidDocument } from '../what-it-says.ts';
import { isWaiting, payableCustomer, payerWaits } from './obstacles.ts';
import { namesClaims } from './named-documents.ts';
import { recognise, settledBySet, waitsForChoice } from './pay-customer.ts';
import { type Answer, type Asked, silent } from './rung.ts';

/** Of all sets of a recognised customer's claims one explains the payment, and no other does. */
export function uniqueSubset(asked: Asked): Answer {
  const { remittance, books } = asked;
  if (!asked.customer) return silent;
  const { number, evidence, isById } = asked.customer;
  const customer = payableCustomer(number, asked);
  if (isWaiting(customer)) return { ...customer, evidence };
  const standing = payerStanding(remittance, customer, books.told);
  const recognised = recognise({ customer, standing, evidence, isById }, asked);
  const { set } = recognised;
  const settled = settledBySet(recognised, asked);
  if (!settled || set.kind !== 'unique') return waitsForChoice(recognised, asked);
  const isTaken = ({ claims }: SaidDocument): boolean =>
    claims.some(({ id }) => set.shares.some(({ claimId }) => claimId === id));
  if (!namesClaims(number, asked).every(isTaken)) {
    return { ...waitsForChoice(recognised, asked), why: { code: 'SEVERAL_SETS_FIT', sets: 2 } };
  }
  if (set.isPlain ? !isPossiblePayer(standing) : !isLikelyPayer(standing)) {
    const ideas = waitsForChoice(recognised, asked).ideas;
    return { ...payerWaits(standing, customer, asked, ideas), evidence: settled.evidence };
  }
  return isById || set.isPlain || !set.isCoincidence() ? settled : waitsForChoice(recognised, asked);
}
