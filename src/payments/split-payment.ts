import { comparableCustomerNumber, fail, ok, problem, type Problem, type Result } from '#kernel';
import { claimsNamed } from './allocate-by-person.ts';
import type { OpenClaimRow } from './open-claims.ts';
import { readTarget, type SplitPart, splitTarget } from './person-targets.ts';
import { onWaitingMoney, type Placing, settleParts } from './placing.ts';
import { orderRefund } from './refund-orders.ts';
import type { PersonPart } from './settle-by-person.ts';

/**
 * Gives exact parts of one payment to claims of one or several customers, to their accounts, or back to the payer. The parts
 * must sum to the payment: what is left over is named, never guessed.
 */
export const splitPayment = onWaitingMoney('split', async (target, placing) => {
  const wanted = 'parts, each with customerNumber, minor, and one of claimId, documentNumber, onAccount, refund';
  const read = readTarget(splitTarget, target, wanted);
  if (!read.ok) return read;
  const wishes = read.value.parts.map((part) => ({
    ...part,
    customerNumber: comparableCustomerNumber(part.customerNumber),
  }));
  const sum = wishes.reduce((total, { minor }) => total + minor, 0);
  const { effectMinor } = placing.payment;
  if (sum !== effectMinor) return fail(wrong(`parts of ${sum}`, `parts that sum to the payment, ${effectMinor}`));
  const parts = await partsFor(placing, wishes);
  if (!parts.ok) return parts;
  const settled = await settleParts(placing, parts.value);
  for (const wish of wishes.filter(({ refund }) => refund)) await orderRefund(placing, wish);
  return ok(settled);
});

async function partsFor(
  placing: Placing,
  wishes: readonly SplitPart[],
): Promise<Result<readonly PersonPart[], Problem>> {
  // In one order, so that two persons who split between the same customers do not wait for each other in a ring.
  const numbers = [...new Set(wishes.map(({ customerNumber }) => customerNumber))].toSorted();
  const parts: PersonPart[] = [];
  for (const customerNumber of numbers) {
    const theirs = wishes.filter((wish) => wish.customerNumber === customerNumber);
    const claims = await claimsNamed(placing.tx, placing.payment, customerNumber, {
      claimIds: theirs.flatMap(({ claimId }) => claimId ?? []),
      documentNumbers: theirs.flatMap(({ documentNumber }) => documentNumber ?? []),
    });
    if (!claims.ok) return claims;
    const found = partsOfCustomer(customerNumber, theirs, claims.value);
    if (!found.ok) return found;
    parts.push(...found.value);
  }
  return ok(parts);
}

function partsOfCustomer(
  customerNumber: string,
  wishes: readonly SplitPart[],
  claims: readonly OpenClaimRow[],
): Result<readonly PersonPart[], Problem> {
  const parts: PersonPart[] = [];
  for (const { claimId, documentNumber, minor } of wishes) {
    const isNamed = claimId !== undefined || documentNumber !== undefined;
    const claim = claims.find((one) => one.claimId === claimId || one.documentNumber === documentNumber);
    if (isNamed && !claim)
      return fail(problem('NOT_FOUND', { what: 'open claim', id: String(claimId ?? documentNumber) }));
    if (!isNamed && minor < 0) return fail(wrong(String(minor), 'a part on account or back to the payer above zero'));
    if (isNamed && claim) {
      const given = parts.reduce((sum, part) => sum + (part.claimId === claim.claimId ? part.minor : 0), 0);
      const open = claim.minor - given;
      const fits = Math.sign(minor) === Math.sign(open) && Math.abs(minor) <= Math.abs(open);
      if (!fits) return fail(wrong(String(minor), `no more than is open of ${claim.documentNumber}, ${open}`));
    }
    parts.push({ customerNumber, claimId: isNamed && claim ? claim.claimId : null, minor });
  }
  return ok(parts);
}

const wrong = (value: string, expected: string): Problem =>
  problem('INPUT_WRONG', { field: 'target', value, expected });
