import { closingOf } from '../closing.ts';
import type { OpenClaim } from '../facts.ts';
import type { Reason } from '../reasons.ts';
import { spreadWhole } from '../spread.ts';
import type { Repaired } from './id-doubts.ts';
import { namesClaims } from './named-documents.ts';
import { type Named, payNamed } from './pay-named.ts';
import { type Answer, type Asked, type Settling, waits } from './rung.ts';

export interface ClaimsOfIds extends Omit<Named, 'isById'> {
  readonly repaired: Repaired | null;
}

/** Documents that the payer wrote beside the id may add to it; where they explain the amount without it, a person decides. */
export function payClaimsOfIds({ repaired, customer, standing, evidence, claims }: ClaimsOfIds, asked: Asked): Answer {
  const { remittance, policy, said } = asked;
  const named: Named = { customer, standing, evidence, claims, isById: true };
  const written = said.documents.length === 0 ? [] : writtenBeside(claims, customer.number, asked);
  if (written.length > 0) {
    const both = [...claims, ...written];
    if (closingOf(both, remittance, policy)) return payNamed({ ...named, claims: both }, asked);
    if (!closingOf(claims, remittance, policy) || closingOf(written, remittance, policy)) {
      const shares = [claims, written].map((set) => spreadWhole(customer.number, remittance.minor, set));
      const why = { code: 'SEVERAL_SETS_FIT', sets: 2 } as const;
      return waits('ambiguous', why, {
        evidence: named.evidence,
        considered: both.length,
        ideas: shares.map((each) => ({ customerNumber: customer.number, shares: each })),
      });
    }
  }
  const answer = payNamed(named, asked);
  const doubt = repaired && answer.kind === 'settles' ? doubtOfRepair(repaired, named, answer, asked) : null;
  if (!doubt || answer.kind !== 'settles') return answer;
  return waits('ambiguous', doubt, {
    evidence: answer.evidence,
    considered: answer.considered,
    ideas: [{ customerNumber: customer.number, shares: answer.shares }],
  });
}

/** A wrong check digit may be a slip elsewhere in the number, to a neighbour's that asks the same amount. */
function doubtOfRepair(
  { said, owner }: Repaired,
  { customer, claims }: Pick<Named, 'customer' | 'claims'>,
  { outcome }: Settling,
  { books, remittance }: Asked,
): Reason | null {
  if (outcome !== 'exact') return { code: 'ID_REPAIRED', value: said, expected: owner.value };
  const equals = books
    .openOf(customer.number, remittance.currency)
    .filter(({ id, openMinor }) => openMinor === remittance.minor && !claims.some((claim) => claim.id === id));
  if (equals.length === 0) return null;
  return { code: 'EQUAL_AMOUNTS', minor: remittance.minor, claims: equals.length + 1 };
}

/** Open claims of the customer that texts name, besides those that are named already. */
const writtenBeside = (claims: readonly OpenClaim[], customerNumber: string, asked: Asked): readonly OpenClaim[] => {
  const { books, remittance } = asked;
  const found = new Map<number, OpenClaim>();
  for (const document of namesClaims(customerNumber, asked)) {
    const own = document.claims.filter((claim) => claim.customerNumber === customerNumber);
    const [claim, second] = own;
    if (!claim || second || claims.some(({ id }) => id === claim.id)) continue;
    const now = books.now(claim);
    if (now.openMinor !== 0 && now.currency === remittance.currency) found.set(now.id, now);
  }
  return [...found.values()];
};
