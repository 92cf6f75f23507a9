import { idEvidence } from '../evidence.ts';
import type { IdOwner, OpenClaim, PayingCustomer } from '../facts.ts';
import { payerEvidence, payerStanding } from '../payer-check.ts';
import { onAccount } from '../spread.ts';
import type { SaidId } from '../what-it-says.ts';
import { ambiguousAmong, ambiguousId, doubtOfPayer, ideasOf, repairedAmong, unknownId } from './id-doubts.ts';
import { namesClaims } from './named-documents.ts';
import { contradicting, isWaiting, notPayable, othersByDocument, othersById, payableCustomer } from './obstacles.ts';
import { payClaimsOfIds } from './pay-claims-of-ids.ts';
import { recognise, settledPlainly } from './pay-customer.ts';
import { type Answer, type Asked, silent, waits } from './rung.ts';

/** Pays what ids that we gave out stand for: claims, or a customer as such. */
export function byIds(ids: readonly SaidId[], asked: Asked): Answer {
  if (ids.length === 0) return silent;
  const isOwned = ({ owners }: SaidId): boolean => owners.length > 0;
  const owned = ids.every(isOwned) ? ids : ids.filter(isOwned);
  if (owned.length === 0) return unknownId(ids);
  const ambiguous = ambiguousAmong(owned);
  if (ambiguous) return ambiguousId(ambiguous, asked);
  const owners = soleOwnersOf(owned);
  const [owner] = owners;
  if (!owner) return silent;
  const [byId, byDocument] = [othersById(owner.customerNumber, asked), othersByDocument(owner.customerNumber, asked)];
  if (byId.length + byDocument.length > 0) {
    const customers = [...new Set([owner.customerNumber, ...byId, ...byDocument])];
    return { ...contradicting(customers), evidence: owned.map(idEvidence), ideas: ideasOf(owners, asked) };
  }
  const customer = payableCustomer(owner.customerNumber, asked);
  if (isWaiting(customer)) return { ...customer, evidence: owned.map(idEvidence) };
  return byOwners({ customer, owned, owners }, asked);
}

/** Whose each number is, of those that are one customer's only. */
function soleOwnersOf(owned: readonly SaidId[]): readonly IdOwner[] {
  const [only, more] = owned;
  if (only && !more && only.owners.length === 1) return only.owners;
  return owned.flatMap(({ owners }) => (owners.length === 1 ? owners : []));
}

interface Owned {
  readonly customer: PayingCustomer;
  readonly owned: readonly SaidId[];
  readonly owners: readonly IdOwner[];
}

function byOwners({ customer, owned, owners }: Owned, asked: Asked): Answer {
  const { remittance, books } = asked;
  const standing = payerStanding(remittance, customer, books.told);
  // What is kept with each decision is joined by `concat`: a spread with more behind it leaves room for sixteen.
  const evidence = owned.map(idEvidence).concat(payerEvidence(standing, remittance, customer, books.told));
  const doubt = doubtOfPayer(standing, customer, owned, asked);
  if (doubt) return { ...doubt, evidence, ideas: ideasOf(owners, asked) };
  const named = namedBy(owners, asked);
  if (!named) {
    const said = owned[0]?.said ?? '';
    return waits('closed item', { code: 'CLAIM_CLOSED', documentNumber: said }, { evidence });
  }
  if (named.length > 0) {
    if (named.some((claim) => claim.customerNumber !== customer.number)) {
      const moved = named.filter((claim) => claim.customerNumber !== customer.number);
      const customers = [...new Set([customer.number, ...moved.map(({ customerNumber }) => customerNumber)])];
      return { ...contradicting(customers), evidence };
    }
    const obstacle = notPayable(named, asked);
    if (obstacle) {
      const idea = {
        customerNumber: customer.number,
        shares: [onAccount(customer.number, remittance.minor)],
        why: obstacle.why,
      };
      return { ...obstacle, evidence: [...evidence, ...obstacle.evidence], ideas: [idea] };
    }
    return payClaimsOfIds({ customer, standing, evidence, claims: named, repaired: repairedAmong(owned) }, asked);
  }
  const known = { number: customer.number, isById: true, evidence };
  if (namesClaims(customer.number, asked).length > 0) return { kind: 'customer', customer: known };
  const recognised = recognise({ customer, standing, evidence, isById: true }, asked);
  return settledPlainly(recognised, asked) ?? { kind: 'customer', customer: known };
}

/** The claims that the ids were given to, as they stand now; null where one is gone from the books. */
function namedBy(owners: readonly IdOwner[], { books }: Asked): readonly OpenClaim[] | null {
  const [only, more] = owners;
  if (only && !more) {
    const claim = only.claimId === null ? null : books.told.claim(only.claimId);
    return claim ? [books.now(claim)] : claim === null ? [] : null;
  }
  const claims: OpenClaim[] = [];
  for (const { claimId } of owners) {
    if (claimId === null || claims.some(({ id }) => id === claimId)) continue;
    const claim = books.told.claim(claimId);
    if (!claim) return null;
    claims.push(books.now(claim));
  }
  return claims;
}
