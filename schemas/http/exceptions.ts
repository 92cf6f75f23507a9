import { z } from 'zod';

/** The error log as it travels. Amounts are whole minor units (øre); instants are UTC. */

const actions = [
  'assign',
  'split',
  'park',
  'refund',
  'writeOff',
  'accept',
  'undo',
  'retry',
  'stop',
  'resend',
  'take',
  'release',
  'dismiss',
] as const;

export const exceptionActionName = z.enum(actions);

const proposal = z
  .object({
    action: z.string(),
    target: z.record(z.string(), z.unknown()).nullable(),
    sentence: z.string(),
  })
  .meta({ description: 'A repair that the machine proposes; action and target can be sent back as they are' });

export const exceptionView = z.object({
  id: z.int(),
  companyId: z.int(),
  code: z.string(),
  context: z.record(z.string(), z.unknown()),
  advice: z.string(),
  owner: z.string(),
  subject: z.string(),
  subjectId: z.int(),
  paymentId: z.int().nullable(),
  customerNumber: z.string(),
  minor: z.int().nullable(),
  currency: z.string().nullable(),
  state: z.string(),
  allowedActions: z.array(z.string()),
  openedAt: z.string(),
  ageInDays: z.int(),
  taken: z.object({ by: z.string(), at: z.string() }).nullable(),
  acted: z.object({ action: z.string(), by: z.string(), at: z.string(), reason: z.string() }).nullable(),
  proposals: z.array(proposal),
});

const named = {
  claimIds: z.array(z.int().min(1)).max(1000).optional(),
  documentNumbers: z.array(z.string().min(1).max(20)).max(1000).optional(),
};
const customerNumber = z.string().min(1).max(20);

/** What an action is about; the room that carries it out reads it, and says what it wants when it does not fit. */
const target = z
  .union([
    z.strictObject({ lineReference: z.string().min(1).max(30) }),
    z.strictObject({ customerNumber, ...named }),
    z.strictObject({ customerNumber: customerNumber.optional(), minor: z.int().min(1) }),
    z.strictObject({ paymentId: z.int().min(1) }),
    z.strictObject({ suggestion: z.int().min(1).max(1000) }),
    z.strictObject({
      parts: z
        .array(
          z.strictObject({
            customerNumber,
            minor: z.int(),
            claimId: z.int().min(1).optional(),
            documentNumber: z.string().min(1).max(20).optional(),
            onAccount: z.literal(true).optional(),
            refund: z.literal(true).optional(),
          }),
        )
        .min(1)
        .max(1000),
    }),
  ])
  .meta({ description: 'What the action is about; docs/error-log.md says which action takes which' });

const command = {
  action: exceptionActionName,
  reason: z.string().max(1000).optional(),
  target: target.nullable().optional(),
  key: z
    .string()
    .min(1)
    .max(100)
    .optional()
    .meta({ description: 'Your own name of this command: sent again under it, it is answered with what was done' }),
  force: z.boolean().optional().meta({ description: 'Although a colleague has taken the entry' }),
};

export const exceptionAction = z.strictObject(command);

const whole = z
  .string()
  .regex(/^-?\d{1,15}$/)
  .transform(Number);
const filter = {
  code: z.string().max(60),
  subject: z.enum([
    'payment',
    'line',
    'file',
    'delivery',
    'posting',
    'work',
    'claim',
    'customer',
    'mandate',
    'agreement',
    'company',
  ]),
  owner: z.enum(['accountant', 'clerk', 'operator', 'nobody']),
  customer: z.string().max(20),
  text: z.string().max(200),
};

const takenBy = z.string().max(200).meta({ description: 'Who works on it; blank: nobody' });
const minor = z.int().meta({ description: 'Minor units' });

/** A filter as it stands in an address. */
export const exceptionFilterText = z
  .object({ ...filter, takenBy, daysOld: whole, minMinor: whole, maxMinor: whole })
  .partial();

/** A filter as it stands in a body. */
const exceptionFilter = z
  .strictObject({ ...filter, takenBy, daysOld: z.int().min(0), minMinor: minor, maxMinor: minor })
  .partial();

export const exceptionsAction = z
  .strictObject({
    ...command,
    ids: z.array(z.int().min(1)).min(1).max(1000).optional(),
    filter: exceptionFilter.optional().meta({ description: 'All open entries that it leaves, a thousand at a time' }),
    after: z.int().min(0).optional().meta({ description: 'With a filter: the `last` of the answer before' }),
    dryRun: z.boolean().optional().meta({ description: 'Says how many and how much money, and does nothing' }),
  })
  .refine(({ ids, filter: some }) => (ids === undefined) !== (some === undefined), {
    error: 'either ids or a filter',
    path: ['ids'],
  });

const waitingMoney = z.array(z.object({ currency: z.string(), payments: z.int(), minor: z.int() }));

export const actedOnMany = z.object({
  dryRun: z.boolean(),
  entries: z.int(),
  money: waitingMoney,
  done: z.int(),
  again: z.int().meta({ description: 'Carried out, and the same problem is there again' }),
  before: z.int().meta({ description: 'Done by the same command before' }),
  refused: z.int(),
  outcomes: z.array(
    z.object({
      exceptionId: z.int(),
      outcome: z.enum(['done', 'again', 'before', 'refused']),
      problem: z.object({ code: z.string(), context: z.record(z.string(), z.unknown()) }).nullable(),
    }),
  ),
  left: z.int().meta({ description: 'Entries of the filter that wait behind `last`' }),
  last: z.int(),
});

const counted = {
  open: z.int(),
  oldestInDays: z.int(),
  oldestId: z.int(),
  money: waitingMoney,
};

export const exceptionCounts = z.object({
  open: z.int(),
  oldest: z.object({ id: z.int(), code: z.string(), ageInDays: z.int() }).nullable(),
  money: waitingMoney,
  byCode: z.array(z.object({ code: z.string(), owner: z.string(), ...counted })),
  byOwner: z.array(z.object({ owner: z.string(), ...counted })),
  byTaker: z.array(z.object({ takenBy: z.string(), ...counted })),
});

export const undoneMatch = z.object({
  paymentId: z.int(),
  wasDoneBefore: z.boolean(),
  allocationIds: z.array(z.int()),
  exceptionId: z.int().nullable(),
  isPosted: z.boolean(),
  refundOrderIds: z.array(z.int()),
});

export const refundOrderView = z.object({
  id: z.int(),
  paymentId: z.int(),
  customerNumber: z.string(),
  minor: z.int(),
  currency: z.string(),
  payerAccount: z.string(),
  payerName: z.string(),
  reason: z.string(),
  state: z.string(),
  proposedBy: z.string(),
  proposedAt: z.string(),
  approvedBy: z.string().nullable(),
  withdrawnBy: z.string().nullable(),
  withdrawnReason: z.string().nullable(),
});
