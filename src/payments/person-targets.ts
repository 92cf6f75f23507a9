import { z } from 'zod';
import { fail, ok, problem, type Problem, type Result } from '#kernel';

/** What a person names when he says where money goes; the doors and the command line take the same. */

const customerNumber = z.string().trim().min(1).max(20);
const claims = {
  claimIds: z.array(z.int().positive()).max(1000).optional(),
  documentNumbers: z.array(z.string().trim().min(1).max(20)).max(1000).optional(),
};
const line = z.strictObject({ lineReference: z.string().trim().min(1).max(30) });

/** Where a person wants a payment to go: a line, a customer (and which of its claims), or the payment it takes back. */
export const assignTarget = z.union([
  line,
  z.strictObject({ customerNumber, ...claims }),
  z.strictObject({ paymentId: z.int().positive() }),
]);

export type AssignTarget = z.infer<typeof assignTarget>;

/** One part of a payment: to a claim, on the customer's account, or back to the payer. Minor units. */
const part = z
  .strictObject({
    customerNumber,
    minor: z.int().refine((minor) => minor !== 0, { error: 'not zero' }),
    claimId: z.int().positive().optional(),
    documentNumber: z.string().trim().min(1).max(20).optional(),
    onAccount: z.literal(true).optional(),
    refund: z.literal(true).optional(),
  })
  .refine(
    ({ claimId, documentNumber, onAccount, refund }) =>
      [claimId, documentNumber, onAccount, refund].filter((one) => one !== undefined).length === 1,
    { error: 'exactly one of claimId, documentNumber, onAccount and refund' },
  );

export type SplitPart = z.infer<typeof part>;

export const splitTarget = z.strictObject({ parts: z.array(part).min(1).max(1000) });

export const parkTarget = z.strictObject({ customerNumber: customerNumber.optional() });

export const refundTarget = z.strictObject({
  customerNumber: customerNumber.optional(),
  minor: z.int().positive().optional(),
});

export const writeOffTarget = z.union([line, z.strictObject({ customerNumber, ...claims })]);

export const acceptTarget = z.strictObject({ suggestion: z.int().positive().max(1000).default(1) });

/** Reads a target, or says what would have been one. */
export function readTarget<T>(schema: z.ZodType<T>, target: unknown, expected: string): Result<T, Problem> {
  const read = schema.safeParse(target ?? {});
  if (read.success) return ok(read.data);
  const value = (JSON.stringify(target) ?? '').slice(0, 500);
  const issue = read.error.issues[0]?.message;
  const why = issue && !issue.startsWith('Invalid') && !issue.startsWith('Unrecognized') ? ` (${issue})` : '';
  return fail(problem('INPUT_WRONG', { field: 'target', value, expected: `${expected}${why}` }));
}
