import { z } from 'zod';
import { knownDate, paymentIdSchemeKeys } from '#kernel';
import { key } from './texts.ts';

const day = z.iso.date().transform(knownDate).nullable().optional();

/** A block of payment ids; what each scheme needs of it is checked where the blocks are applied. */
export const paymentIdBlock = z.strictObject({
  key,
  scheme: z.enum(paymentIdSchemeKeys),
  per: z.enum(['customer', 'claim']),
  derive: z.enum(['number', 'digits', 'counter']).optional(),
  validFrom: day,
  validTo: day,
  creditorNumber: z.string().optional(),
  /** A scheme whose rules are known from general knowledge only is off until somebody says otherwise. */
  acceptUnverified: z.boolean().optional(),
  digits: z.int().optional(),
  modulus: z.union([z.literal(10), z.literal(11)]).optional(),
  dash: z.enum(['avoid', 'write']).optional(),
  structure: z
    .strictObject({
      customerFrom: z.int(),
      customerLength: z.int(),
      invoiceFrom: z.int(),
      invoiceLength: z.int(),
    })
    .optional(),
  lengths: z.array(z.int()).optional(),
  hasLengthDigit: z.boolean().optional(),
  bankSortCode: z.string().optional(),
  clientMask: z.string().optional(),
  country: z.string().optional(),
});
