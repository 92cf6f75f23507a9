import { sql } from 'kysely';
import { moveLines } from '#journal';
import { comparableCustomerNumber, fail, ok, problem, type Problem, type Result } from '#kernel';
import { claimsNamed, lockLine, toLine } from './allocate-by-person.ts';
import { matchingOf } from './matching-policy.ts';
import { readTarget, writeOffTarget } from './person-targets.ts';
import { onWaitingMoney, type Placing, settleParts } from './placing.ts';
import { lineNotFound, type PersonPart } from './settle-by-person.ts';

/**
 * Closes claims with a payment that is a little too small or too large and lets go of the difference: within the limit that the
 * company set, or beyond it where a person says why.
 */
export const writeOffDifference = onWaitingMoney('writeOff', async (target, placing) => {
  const wanted = 'a lineReference, or a customerNumber with claimIds or documentNumbers';
  const read = readTarget(writeOffTarget, target, wanted);
  if (!read.ok) return read;
  const { tx, payment, actor } = placing;
  const asked =
    'lineReference' in read.value ? await ofLine(placing, read.value.lineReference) : await named(placing, read.value);
  if (!asked.ok) return asked;
  const { lineId, reference, parts: whole } = asked.value;
  const parts = await letGo(placing, whole);
  if (!parts.ok) return parts;
  if (lineId !== null) {
    await moveLines(tx, 'pay', sql`r.id = ${lineId}`, actor, { paid_minor: Math.abs(payment.effectMinor) });
  }
  return ok(await settleParts(placing, parts.value, { lineId, reference }));
});

interface Asked {
  readonly lineId: number | null;
  readonly reference: string | null;
  /** Each claim with all that is open of it. */
  readonly parts: readonly (PersonPart & { readonly claimId: number })[];
}

async function ofLine(placing: Placing, reference: string): Promise<Result<Asked, Problem>> {
  const { tx, payment } = placing;
  const line = await lockLine(tx, payment.companyId, reference);
  if (!line) return fail(lineNotFound(reference));
  const { lineId, customerNumber } = await toLine(tx, payment, line);
  const { rows } = await sql<{ claimId: number; minor: number }>`
    select claim_id as "claimId", amount_minor as minor from line_claim where line_id = ${line.id} order by claim_id`.execute(
    tx,
  );
  if (lineId !== null) return ok({ lineId, reference, parts: rows.map((row) => ({ ...row, customerNumber })) });
  const claimIds = rows.map((row) => row.claimId);
  const open = await claimsNamed(tx, payment, customerNumber, { claimIds: [], documentNumbers: [] });
  if (!open.ok) return open;
  const meant = open.value.filter(({ claimId }) => claimIds.includes(claimId));
  return ok({ lineId, reference, parts: meant.map(({ claimId, minor }) => ({ claimId, minor, customerNumber })) });
}

async function named(
  { tx, payment }: Placing,
  target: {
    readonly customerNumber: string;
    readonly claimIds?: readonly number[] | undefined;
    readonly documentNumbers?: readonly string[] | undefined;
  },
): Promise<Result<Asked, Problem>> {
  const { claimIds = [], documentNumbers = [] } = target;
  const customerNumber = comparableCustomerNumber(target.customerNumber);
  if (claimIds.length + documentNumbers.length === 0) {
    return fail(wrong(customerNumber, 'claimIds or documentNumbers: which claims are closed'));
  }
  const claims = await claimsNamed(tx, payment, customerNumber, { claimIds, documentNumbers });
  if (!claims.ok) return claims;
  const parts = claims.value.map(({ claimId, minor }) => ({ claimId, minor, customerNumber }));
  return ok({ lineId: null, reference: null, parts });
}

/** Puts the difference beside the largest claim, which can bear it best. */
async function letGo(
  { tx, payment, reason }: Placing,
  whole: Asked['parts'],
): Promise<Result<readonly PersonPart[], Problem>> {
  const asked = whole.reduce((sum, { minor }) => sum + minor, 0);
  const difference = asked - payment.effectMinor;
  if (difference === 0) return fail(wrong(String(asked), 'claims that are not the payment exactly: assign it instead'));
  const largest = whole.reduce<Asked['parts'][number] | null>(
    (most, part) => (most === null || part.minor > most.minor ? part : most),
    null,
  );
  if (!largest || Math.abs(difference) >= largest.minor) {
    return fail(
      wrong(String(asked), `claims of about ${payment.effectMinor}, the difference smaller than the largest`),
    );
  }
  const { policyFor } = await matchingOf(tx, payment.companyId);
  const limit = policyFor(payment.currency).smallDifferenceMinor;
  if (Math.abs(difference) > limit && reason.trim() === '') {
    const expected = `why ${difference} is let go of: the company's limit is ${limit}`;
    return fail(problem('INPUT_WRONG', { field: 'reason', value: reason, expected }));
  }
  return ok(
    whole.map((part) =>
      part === largest ? { ...part, minor: part.minor - difference, writeOffMinor: difference } : part,
    ),
  );
}

const wrong = (value: string, expected: string): Problem =>
  problem('INPUT_WRONG', { field: 'target', value, expected });
