import { z } from 'zod';

/** The shapes of the registry of payment ids. */

export const paymentIdStatus = z.enum(['active', 'retired']);

export const paymentIdView = z.object({
  id: z.int(),
  block: z.string(),
  scheme: z.string(),
  value: z.string(),
  printed: z.string(),
  status: paymentIdStatus,
  customerNumber: z.string(),
  customerName: z.string(),
  /** False: the customer is gone from Business Central, and his number may be somebody else's by now. */
  isOwnerKnown: z.boolean(),
  /** 0: the customer as such. */
  entryNumber: z.int(),
  documentNumber: z.string(),
  validFrom: z.string(),
  validTo: z.string().nullable(),
  assignedBy: z.string(),
  assignedAt: z.string(),
  writtenToBcAt: z.string().nullable(),
});

const problemView = z.object({ code: z.string(), context: z.record(z.string(), z.unknown()) });

export const paymentIdLookUp = z.object({
  outcome: z.enum(['exact', 'withoutCheckDigit', 'ambiguous', 'unknown']),
  found: paymentIdView.nullable(),
  candidates: z.array(paymentIdView),
  isOfOurBlock: z.boolean(),
  warning: problemView.nullable(),
});

export const paymentIdOrder = z.strictObject({
  block: z.string().min(1).max(40),
  who: z.enum(['customers', 'claims']),
  customerNumbers: z.array(z.string().max(20)).max(5000).optional(),
  entryNumbers: z.array(z.int().min(1)).max(5000).optional(),
  schemeCode: z.string().max(20).optional(),
  withOpenClaims: z.boolean().optional(),
});

export const paymentIdReport = z.object({
  assigned: z.int(),
  fromOwnNumber: z.int(),
  fromCounter: z.int(),
  collisions: z.int(),
  collided: z.array(z.object({ customerNumber: z.string(), entryNumber: z.int(), ownNumber: z.string() })),
  problem: problemView.nullable(),
});

export const paymentIdRetirement = z.strictObject({
  which: z.union([
    z.strictObject({ paymentIds: z.array(z.string().min(1).max(100)).min(1).max(5000) }),
    z.strictObject({ customerNumber: z.string().min(1).max(20) }),
    z.strictObject({ entryNumber: z.int().min(1) }),
  ]),
  reason: z.string().min(1).max(1000),
});
