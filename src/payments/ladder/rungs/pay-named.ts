import { closingOf, totalOf, wholeShare } from '../closing.ts';
import type { ClaimEvidence, ClaimShare, RunnerUp } from '../decision.ts';
import { amountEvidence } from '../evidence.ts';
import type { OpenClaim, PayingCustomer } from '../facts.ts';
import { type FittingSet, fittingSet, setReason, setsOf } from '../fitting-set.ts';
import { isLikelyPayer, isSurePayer, payerReason, type PayerStanding } from '../payer-check.ts';
import { spreadWhole } from '../spread.ts';
import { type Asked, type Idea, type Settling, type Waiting, waits } from './rung.ts';
import { meantBy, unreadIn } from './unread.ts';

/** Claims of one customer that the payer named, and who the payer is to him. */
export interface Named {
  readonly customer: PayingCustomer;
  readonly standing: PayerStanding;
  /** Open, of the payment's currency, none twice. */
  readonly claims: readonly OpenClaim[];
  readonly evidence: readonly ClaimEvidence[];
  /** Named by an id that we gave out, which a slip of the finger does not easily make. */
  readonly isById: boolean;
}

/**
 * Pays what is named: the whole of it, or more or less where nothing else explains the amount and the payer is sure.
 */
export function payNamed(named: Named, asked: Asked): Settling | Waiting {
  const { remittance, policy } = asked;
  const { claims, evidence, standing, isById } = named;
  const closing = closingOf(claims, remittance, policy);
  // A number that nobody speaks for needs the amount to the last unit.
  const isTooVague = closing?.isTolerated === true && !isById && !isLikelyPayer(standing);
  if (!closing || isTooVague) return payMoreOrLess(named, asked);
  const { considered, runnersUp } = equalsOf(named, asked);
  const total = totalOf(claims);
  if (total !== remittance.minor && isExplainedBesides(named, asked, closing.isTolerated)) {
    return severalFit(named, asked, [closing.shares]);
  }
  return {
    kind: 'settles',
    outcome: 'exact',
    shares: closing.shares,
    evidence: evidence.concat(amountEvidence(remittance, total)),
    considered: considered + claims.length,
    runnersUp,
    uniqueness: byName,
  };
}

/**
 * Where a discount or a small difference closes what is named: credit memos may have been deducted instead, and against a
 * small difference also stands a claim that asks exactly what came.
 */
function isExplainedBesides(named: Named, asked: Asked, isTolerated: boolean): boolean {
  const { remittance, policy } = asked;
  const others = othersOf(named, asked);
  if (isTolerated && others.some(({ openMinor }) => openMinor === remittance.minor)) return true;
  if (!others.some(({ openMinor }) => openMinor < 0)) return false;
  const withoutDiscounts = [...named.claims, ...others].map((claim) => ({ ...claim, discount: null }));
  const fixed = withoutDiscounts.slice(0, named.claims.length);
  return fittingSet(remittance, withoutDiscounts.slice(fixed.length), policy.mostNodes, fixed).kind !== 'none';
}

/** What else the customer has open. */
const othersOf = ({ customer, claims }: Named, { books, remittance }: Asked): readonly OpenClaim[] =>
  books.openOf(customer.number, remittance.currency).filter(({ id }) => !claims.some((claim) => claim.id === id));

/** Other claims of the customer that ask the same amount: they lost because they were not named. */
function equalsOf(
  { customer, claims }: Named,
  { remittance, books }: Asked,
): { readonly considered: number; readonly runnersUp: readonly RunnerUp[] } {
  const all = books.told.claimsOf(customer.number);
  if (all.length <= claims.length) return { considered: 0, runnersUp: noneNear };
  let runnersUp: readonly RunnerUp[] = noneNear;
  const considered = Math.min(all.length, mostLookedAt);
  for (let place = 0; place < considered && runnersUp.length < mostRunnersUp; place++) {
    const told = all[place];
    if (!told || told.currency !== remittance.currency) continue;
    const { openMinor } = books.now(told);
    if (openMinor !== remittance.minor || claims.some(({ id }) => id === told.id)) continue;
    const why = { code: 'DOCUMENT_NOT_NAMED' } as const;
    const runnerUp = { customerNumber: customer.number, documentNumbers: [told.documentNumber], minor: openMinor, why };
    runnersUp = [...runnersUp, runnerUp];
  }
  return { considered, runnersUp };
}

const noneNear: readonly never[] = [];
const byName = { kind: 'named' } as const;

/** Enough to tell who came near; a customer with thousands of claims costs no more than one with a hundred. */
const mostLookedAt = 100;
const mostRunnersUp = 3;

function payMoreOrLess(named: Named, asked: Asked): Settling | Waiting {
  const { customer, standing, claims } = named;
  const { remittance, books, policy } = asked;
  if (!isLikelyPayer(standing)) {
    const why = payerReason(standing, remittance, customer.number, books.told);
    return waiting(why, named, asked, 0, [likelyShares(named, asked)]);
  }
  const others = othersOf(named, asked);
  const set = fittingSet(remittance, others, policy.mostNodes, claims);
  if (set.kind === 'none') return payPart(named, asked, others);
  // Who pays for several may have named another's document beside it that could not be read.
  if (set.kind === 'unique' && !isSurePayer(standing)) {
    const why = payerReason(standing, remittance, customer.number, books.told);
    return waiting(why, named, asked, set.considered, [...setsOf(set), likelyShares(named, asked)]);
  }
  if (set.kind !== 'unique') {
    const why = setReason(set, customer.number, remittance.minor);
    return waiting(why, named, asked, set.considered, [...setsOf(set), likelyShares(named, asked)]);
  }
  return payRest(set, others, named, asked);
}

/**
 * The named claims and the only rest that makes the amount. Everything that the payer wrote must be accounted for: what could
 * not be read is the number of a claim in the rest, with a slip or cut off, and then speaks for it; else it may be another's.
 */
function payRest(
  set: Extract<FittingSet, { kind: 'unique' }>,
  others: readonly OpenClaim[],
  named: Named,
  asked: Asked,
): Settling | Waiting {
  const { customer, claims, evidence } = named;
  const { remittance } = asked;
  const rest = others.filter(({ id }) => set.shares.some(({ claimId }) => claimId === id));
  const meant = meantBy(unreadIn(asked), rest);
  const isMeant = meant !== null && meant.size > 0 && meant.size === rest.length;
  if (!meant || !(set.isPlain || isMeant || !set.isCoincidence())) {
    const why = setReason(set, customer.number, remittance.minor);
    return waiting(why, named, asked, set.considered, [...setsOf(set), likelyShares(named, asked)]);
  }
  const almost = rest.flatMap(({ id, documentNumber: ours }): readonly ClaimEvidence[] => {
    const said = meant.get(id)?.said;
    return said === undefined ? [] : [{ what: 'document number', said, ours, agrees: false }];
  });
  return {
    kind: 'settles',
    outcome: 'exact',
    shares: set.shares,
    evidence: [...evidence, ...almost, amountEvidence(remittance, totalOf(claims))],
    considered: set.considered,
    runnersUp: [],
    uniqueness: { kind: 'proven', claims: set.considered, nodes: set.nodes },
  };
}

/** No set of claims with the named one in it explains the amount: it is a part of the claim, or more than it. */
function payPart(named: Named, asked: Asked, others: readonly OpenClaim[]): Settling | Waiting {
  const { customer, standing, claims, evidence } = named;
  const { remittance, books } = asked;
  const [claim, second] = claims;
  const considered = claims.length + others.length;
  if (!claim || second || claim.openMinor < 0) {
    const why = { code: 'AMOUNT_NOT_EXPLAINED', customerNumber: customer.number, minor: remittance.minor } as const;
    return waiting(why, named, asked, considered, [likelyShares(named, asked)]);
  }
  if (!isSurePayer(standing)) {
    const why = payerReason(standing, remittance, customer.number, books.told);
    return waiting(why, named, asked, considered, [likelyShares(named, asked)]);
  }
  if (remittance.minor > claim.openMinor && mayNameMore(named, asked)) {
    const why = { code: 'AMOUNT_MORE', documentNumber: claim.documentNumber, openMinor: claim.openMinor } as const;
    return waiting(why, named, asked, considered, [likelyShares(named, asked)]);
  }
  const rivals = explanationsWithout(named, asked, others);
  if (rivals.length > 0) return severalFit(named, asked, [likelyShares(named, asked), ...rivals]);
  return {
    kind: 'settles',
    outcome: remittance.minor < claim.openMinor ? 'partial' : 'excess',
    shares: likelyShares(named, asked),
    evidence: [...evidence, amountEvidence(remittance, claim.openMinor)],
    considered,
    runnersUp: [],
    uniqueness: { kind: 'named' },
  };
}

/**
 * The rest may be for something that the payer wrote and that cannot be read: where a document was read there may be more of
 * them, and beside an id any run of digits may be one.
 */
const mayNameMore = ({ isById }: Named, { remittance }: Asked): boolean => {
  const { ids, texts } = remittance;
  const isIdItself = (word: string): boolean => ids.some(({ value }) => word.includes(value));
  return !isById || texts.some((text) => text.split(/\s+/).some((word) => /\d{3}/.test(word) && !isIdItself(word)));
};

/**
 * What else explains the amount exactly, without the named claim. Against an id that we gave out only the plainest counts:
 * one single claim, or all others together.
 */
function explanationsWithout(
  { isById }: Named,
  { remittance, policy }: Asked,
  others: readonly OpenClaim[],
): readonly (readonly ClaimShare[])[] {
  const single = others.find(({ openMinor }) => openMinor === remittance.minor);
  if (single) return [[wholeShare(single)]];
  if (totalOf(others) === remittance.minor) return [others.map((claim) => wholeShare(claim))];
  if (isById) return [];
  const set = fittingSet(remittance, others, policy.mostNodes);
  if (set.kind === 'none') return [];
  const sets = setsOf(set);
  // A search that gave up has ruled nothing out.
  return sets.length > 0 ? sets : [[]];
}

/** The named claims as far as the money goes, and the rest on the customer's account. */
const likelyShares = ({ customer, claims }: Named, { remittance }: Asked): readonly ClaimShare[] =>
  spreadWhole(customer.number, remittance.minor, claims);

const severalFit = (named: Named, asked: Asked, sets: readonly (readonly ClaimShare[])[]): Waiting =>
  waiting({ code: 'SEVERAL_SETS_FIT', sets: Math.max(2, sets.length) }, named, asked, named.claims.length, sets);

function waiting(
  why: Waiting['why'],
  { customer, claims, evidence }: Named,
  { remittance }: Asked,
  considered: number,
  sets: readonly (readonly ClaimShare[])[],
): Waiting {
  const total = totalOf(claims);
  const isAmbiguous = why.code !== 'AMOUNT_NOT_EXPLAINED' && !why.code.startsWith('PAYER');
  const short = remittance.minor < total ? 'partial' : 'excess';
  const [claim] = claims;
  const documentNumber = claim?.documentNumber ?? '';
  const difference: Idea['why'] =
    short === 'partial'
      ? { code: 'AMOUNT_LESS', documentNumber, openMinor: total }
      : { code: 'AMOUNT_MORE', documentNumber, openMinor: total };
  return waits(isAmbiguous ? 'ambiguous' : short, why, {
    evidence: [...evidence, amountEvidence(remittance, total)],
    considered,
    ideas: sets
      .filter((shares) => shares.length > 0)
      .map((shares) => ({ customerNumber: customer.number, shares, why: difference })),
  });
}
