import { z } from 'zod';

const share = z.number().min(0).max(1).meta({ description: 'With 95 % confidence it is right at least so often' });

/** One rung of the matching ladder. */
export const rungAccountView = z.object({
  rung: z.string(),
  tried: z.int(),
  hit: z.int().meta({ description: 'Payments that it settled' }),
  undone: z.int().meta({ description: 'Of those, the ones that a person undid' }),
  precisionAtLeast: share,
  shadow: z.object({
    tried: z.int(),
    agreed: z.int(),
    disagreed: z.int(),
    open: z.int().meta({ description: 'Payments that still wait for a person' }),
    precisionAtLeast: share,
  }),
});
