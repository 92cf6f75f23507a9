import { z } from 'zod';
import { fail, ok, problem, type Problem, type Result } from '#kernel';
import type { Tx } from '#store';
import { claimsNamed } from './allocate-by-person.ts';
import type { Reason } from './ladder/reasons.ts';
import { english } from './ladder/sentences/en.ts';
import { acceptTarget, readTarget } from './person-targets.ts';
import { onWaitingMoney, type Placing, settleParts } from './placing.ts';
import type { PersonPart } from './settle-by-person.ts';

const isReason = (value: unknown): boolean =>
  typeof value === 'object' &&
  value !== null &&
  'code' in value &&
  typeof value.code === 'string' &&
  Object.hasOwn(english.reasons, value.code);

/** A suggestion as it is kept with a payment that waits (`Suggestion` of the ladder). */
const suggestion = z.object({
  rung: z.string(),
  customerNumber: z.string(),
  shares: z.array(
    z.object({
      customerNumber: z.string(),
      claimId: z.number().nullable(),
      minor: z.number(),
      discountMinor: z.number().default(0),
      writeOffMinor: z.number().default(0),
    }),
  ),
  /** Null where another version wrote it and gave a reason that this one does not know. */
  why: z.custom<Reason>(isReason).nullable().catch(null),
});

export type KeptSuggestion = z.infer<typeof suggestion>;

const kept = z.object({ suggestions: z.array(suggestion).default([]) });

/** What the machine suggested, best first; none where it has nothing to say, or an older version said it. */
export function suggestionsIn(explanation: unknown): readonly KeptSuggestion[] {
  const read = kept.safeParse(explanation);
  return read.success ? read.data.suggestions : [];
}

/**
 * Carries out what the machine suggested and did not dare: with one word of a person it is as good as assigned. Claims that
 * were paid or closed since refuse it.
 */
export const acceptSuggestion = onWaitingMoney('accept', async (target, placing) => {
  const read = readTarget(acceptTarget, target, 'a suggestion, by its number from 1');
  if (!read.ok) return read;
  const { tx, payment } = placing;
  const suggestions = suggestionsIn(await explanationOf(tx, payment.id));
  const chosen = suggestions[read.value.suggestion - 1];
  if (!chosen) {
    const id = `${read.value.suggestion} of ${suggestions.length} suggestions`;
    return fail(problem('NOT_FOUND', { what: 'suggestion', id }));
  }
  const parts = await stillOpen(placing, chosen);
  if (!parts.ok) return parts;
  const accepted = `${read.value.suggestion}, of the rung ${chosen.rung}`;
  return ok(await settleParts(placing, parts.value, { accepted }));
});

async function stillOpen(
  { tx, payment }: Placing,
  { shares }: KeptSuggestion,
): Promise<Result<readonly PersonPart[], Problem>> {
  const sum = shares.reduce((total, { minor }) => total + minor, 0);
  if (sum !== payment.effectMinor) return fail(stale(payment.id, 'of another amount'));
  for (const customerNumber of [...new Set(shares.map((share) => share.customerNumber))].toSorted()) {
    const theirs = shares.filter((share) => share.customerNumber === customerNumber);
    const claimIds = theirs.flatMap(({ claimId }) => claimId ?? []);
    const claims = await claimsNamed(tx, payment, customerNumber, { claimIds, documentNumbers: [] });
    if (!claims.ok) return claims;
    const isShort = theirs.some(({ claimId, minor, discountMinor, writeOffMinor }) => {
      const open = claims.value.find((claim) => claim.claimId === claimId)?.minor ?? 0;
      const wanted = minor + discountMinor + writeOffMinor;
      return claimId !== null && (Math.sign(wanted) !== Math.sign(open) || Math.abs(wanted) > Math.abs(open));
    });
    if (isShort) return fail(stale(payment.id, 'of claims that were paid meanwhile'));
  }
  return ok(shares);
}

const stale = (paymentId: number, state: string): Problem =>
  problem('NOT_ALLOWED_IN_STATE', { what: 'suggestion for payment', id: String(paymentId), state, action: 'accept' });

async function explanationOf(tx: Tx, paymentId: number): Promise<unknown> {
  const row = await tx.selectFrom('payment').select('explanation').where('id', '=', paymentId).executeTakeFirst();
  return row?.explanation ?? null;
}
