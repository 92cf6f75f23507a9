import { z } from 'zod';

/**
 * How the machine may match money that names no line of ours (docs/matching.md). Left out, a company lets every rung that rests
 * on proof settle, declares no convention, and lets go of no difference.
 */
const mode = z.enum(['on', 'shadow', 'off']);

/** Minor units; one amount for every currency, or one for each. */
const smallDifference = z.union([
  z.int().min(0).max(100_000),
  z.record(z.string().regex(/^[A-Z]{3}$/), z.int().min(0).max(100_000)),
]);

export const matching = z.strictObject({
  /** `shadow`: what the rung would do is kept beside what people decide, and it moves nothing. */
  rungs: z
    .partialRecord(
      z.enum([
        'payment id',
        'end-to-end or mandate id',
        'document numbers',
        'known payer',
        'unique subset',
        'convention',
        'unique amount',
        'name',
      ]),
      mode,
    )
    .default({}),
  /** How money is spread where nothing says which claims are meant; what it settles is labelled so. */
  convention: z.enum(['none', 'oldest first', 'principal first', 'fees first']).default('none'),
  /** A difference that is let go of, either way. */
  smallDifference: smallDifference.default(0),
  /** Nothing is settled by what was read of the claims longer ago than this; null: however old it is. */
  staleAfterHours: z.number().positive().nullable().default(null),
});

export type MatchingSettings = z.output<typeof matching>;
