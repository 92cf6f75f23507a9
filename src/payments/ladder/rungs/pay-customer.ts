import { closingOf, totalOf } from '../closing.ts';
import type { ClaimEvidence } from '../decision.ts';
import { amountEvidence } from '../evidence.ts';
import type { OpenClaim, PayingCustomer } from '../facts.ts';
import { type FittingSet, fittingSet, setReason, setsOf } from '../fitting-set.ts';
import { isSurePayer, payerStanding, type PayerStanding } from '../payer-check.ts';
import { onAccount, spreadWhole } from '../spread.ts';
import { isWaiting, payableCustomer } from './obstacles.ts';
import { type Asked, type KnownCustomer, type Settling, type Waiting, waits } from './rung.ts';

/** A customer who is recognised, with what he has open in the payment's currency. */
export interface Recognised {
  readonly customer: PayingCustomer;
  readonly standing: PayerStanding;
  readonly evidence: readonly ClaimEvidence[];
  readonly isById: boolean;
  readonly open: readonly OpenClaim[];
  readonly set: FittingSet;
}

export function recognise(who: Omit<Recognised, 'open' | 'set'>, { remittance, books, policy }: Asked): Recognised {
  const open = books.openOf(who.customer.number, remittance.currency);
  return { ...who, open, set: fittingSet(remittance, open, policy.mostNodes) };
}

/** The only set that explains the amount, as what settles it. */
export const settledBySet = ({ set, evidence }: Recognised, { remittance }: Asked): Settling | null =>
  set.kind === 'unique'
    ? {
        kind: 'settles',
        outcome: 'exact',
        shares: set.shares,
        evidence: [...evidence, amountEvidence(remittance, remittance.minor)],
        considered: set.considered,
        runnersUp: [],
        uniqueness: { kind: 'proven', claims: set.considered, nodes: set.nodes },
      }
    : null;

/** One single claim, or all of them: nothing is chosen among many. A small difference is let go of when all is paid. */
export function settledPlainly(recognised: Recognised, asked: Asked): Settling | null {
  const { set, open, evidence, isById, standing } = recognised;
  if (set.kind === 'unique') return set.isPlain ? settledBySet(recognised, asked) : null;
  if (set.kind !== 'none' || !isById || !isSurePayer(standing) || open.length === 0) return null;
  const closing = closingOf(open, asked.remittance, asked.policy);
  return closing
    ? {
        kind: 'settles',
        outcome: 'exact',
        shares: closing.shares,
        evidence: [...evidence, amountEvidence(asked.remittance, totalOf(open))],
        considered: open.length,
        runnersUp: [],
        uniqueness: { kind: 'proven', claims: open.length, nodes: set.nodes },
      }
    : null;
}

/** The customer is recognised; which of his claims are meant is not. */
export function waitsForChoice({ customer, evidence, open, set }: Recognised, { remittance, books }: Asked): Waiting {
  const { number } = customer;
  const { minor, currency } = remittance;
  if (open.length === 0) {
    const claims = books.told.claimsOf(number);
    const foreign = claims.find((claim) => claim.currency !== currency && claim.openMinor !== 0);
    const ideas = [{ customerNumber: number, shares: [onAccount(number, minor)], why: nothingOpen(number) }];
    if (foreign) {
      const why = { code: 'CURRENCY_DIFFERS', said: currency, ours: foreign.currency } as const;
      return waits('wrong currency', why, { evidence, considered: claims.length, ideas });
    }
    return waits('already paid', nothingOpen(number), { evidence, considered: claims.length, ideas });
  }
  const why = setReason(set, number, minor);
  const sets = setsOf(set);
  return waits(set.kind === 'none' ? 'unidentified' : 'ambiguous', why, {
    evidence: [...evidence, amountEvidence(remittance, totalOf(open))],
    considered: set.considered,
    ideas: (sets.length > 0 ? sets : [spreadWhole(number, minor, open)]).map((shares) => ({
      customerNumber: number,
      shares,
    })),
    mayBeSpread: true,
  });
}

const nothingOpen = (customerNumber: string) => ({ code: 'NOTHING_OPEN', customerNumber }) as const;

/** The same for a customer whom a rung recognised, when no rung was there to choose. */
export function recognisedAtLast({ number, evidence, isById }: KnownCustomer, asked: Asked): Waiting {
  const customer = payableCustomer(number, asked);
  if (isWaiting(customer)) return customer;
  const standing = payerStanding(asked.remittance, customer, asked.books.told);
  return waitsForChoice(recognise({ customer, standing, evidence, isById }, asked), asked);
}
