import { z } from 'zod';

const nodeKind = z.enum([
  'entry',
  'line',
  'sentRecord',
  'delivery',
  'answer',
  'paymentRecord',
  'file',
  'payment',
  'allocation',
  'posting',
  'batch',
  'postedEntry',
]);

const nodeRef = z.object({ kind: nodeKind, key: z.string() });

/** One item's chain, or what lies in something that many items share. */
export const chainView = z.object({
  start: z.string().meta({ description: 'How what was asked was understood' }),
  nodes: z
    .array(
      nodeRef.extend({
        label: z.string().meta({ description: 'For people' }),
        what: z.string().meta({ description: 'Asks for the chain from here' }),
        facts: z.record(z.string(), z.unknown()),
      }),
    )
    .meta({ description: 'In the way of the money; the same from wherever in the chain it was asked' }),
  links: z.array(z.object({ from: nodeRef, to: nodeRef, how: z.string() })),
  isWhole: z.boolean().meta({ description: 'False: more hangs together than is told at once' }),
  items: z
    .object({
      items: z.array(z.object({ what: z.string(), label: z.string() })),
      next: z.string().nullable().meta({ description: 'Asks for the next page as "after"' }),
    })
    .nullable()
    .meta({ description: 'What lies in a delivery, a file or a batch; null for one item' }),
});
