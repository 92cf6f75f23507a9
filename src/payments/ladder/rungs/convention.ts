import { totalOf } from '../closing.ts';
import { amountEvidence } from '../evidence.ts';
import type { MatchingPolicy, OpenClaim } from '../facts.ts';
import { fittingSet, setsOf } from '../fitting-set.ts';
import { isLikelyPayer, payerStanding } from '../payer-check.ts';
import { spreadWhole } from '../spread.ts';
import { namesClaims } from './named-documents.ts';
import { isWaiting, payableCustomer, payerWaits } from './obstacles.ts';
import { type Answer, type Asked, silent } from './rung.ts';

/**
 * Nothing says which claims of a recognised customer are meant, and the company declared how such money is spread.
 *
 * Among equal claims the oldest are taken; else the money goes from claim to claim in the declared order, and what is left
 * over stands on the customer's account.
 */
export function convention(asked: Asked): Answer {
  const { remittance, books, policy } = asked;
  if (!asked.customer || policy.convention === 'none') return silent;
  const { number, evidence } = asked.customer;
  const customer = payableCustomer(number, asked);
  if (isWaiting(customer)) return { ...customer, evidence };
  const standing = payerStanding(remittance, customer, books.told);
  if (!isLikelyPayer(standing)) return { ...payerWaits(standing, customer, asked), evidence };
  const open = books.openOf(number, remittance.currency);
  const owed = open.filter(({ openMinor }) => openMinor > 0);
  // Who names a document has said what he pays, whether or not a rung may act on it.
  if (owed.length === 0 || namesClaims(number, asked).length > 0) return silent;
  const set = fittingSet(remittance, open, policy.mostNodes);
  const [equals] = set.kind === 'equals' ? setsOf(set) : [];
  const shares = equals ?? spreadWhole(number, remittance.minor, inOrder(owed, policy.convention));
  return {
    kind: 'settles',
    outcome: equals ? 'exact' : outcomeOf(remittance.minor, owed, shares),
    shares,
    evidence: [...evidence, amountEvidence(remittance, totalOf(open))],
    considered: open.length,
    runnersUp: [],
    uniqueness: { kind: 'convention', convention: policy.convention },
  };
}

type Declared = Exclude<MatchingPolicy['convention'], 'none'>;

const natures: Readonly<Record<Declared, readonly OpenClaim['nature'][]>> = {
  'oldest first': [],
  'principal first': ['principal', 'fee', 'interest'],
  'fees first': ['fee', 'interest', 'principal'],
};

/** Claims come oldest first; a declared order of natures goes before that. */
const inOrder = (claims: readonly OpenClaim[], declared: Declared): readonly OpenClaim[] =>
  claims.toSorted((a, b) => natures[declared].indexOf(a.nature) - natures[declared].indexOf(b.nature));

function outcomeOf(
  minor: number,
  owed: readonly OpenClaim[],
  shares: readonly { readonly claimId: number | null; readonly minor: number }[],
): 'exact' | 'partial' | 'excess' {
  if (minor > totalOf(owed)) return 'excess';
  const last = shares.at(-1);
  return owed.some(({ id, openMinor }) => id === last?.claimId && openMinor > last.minor) ? 'partial' : 'exact';
}
