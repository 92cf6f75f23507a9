import { z } from 'zod';
import { knownDate } from '#kernel';

export * from './exceptions.ts';
export * from './matching.ts';
export * from './payment-ids.ts';
export * from './trace.ts';

/** The shapes that HTTP answers share. Amounts are whole minor units (øre); dates are calendar dates; instants are UTC. */

export const amount = z
  .object({ count: z.int(), minor: z.int() })
  .meta({ description: 'How many, and how much in minor units' });

const calendarDateText = z.iso.date();

export const journalView = z.object({
  id: z.int(),
  companyId: z.int(),
  agreement: z.string(),
  section: z.string(),
  paymentDate: calendarDateText,
  dueFrom: calendarDateText,
  dueTo: calendarDateText,
  state: z.string(),
  builtBy: z.string(),
  approvedBy: z.string().nullable(),
  createdAt: z.string(),
  open: amount,
  chosen: amount,
  leftOut: amount,
  lines: amount,
  linesByState: z.record(z.string(), z.int()),
  leftOutByReason: z.record(z.string(), z.int()),
});

export const deliveryView = z.object({
  id: z.int(),
  journalId: z.int(),
  purpose: z.string(),
  deliveryNumber: z.int(),
  fileName: z.string(),
  sha256: z.string(),
  size: z.int(),
  state: z.string(),
  collections: z.int(),
  netMinor: z.int(),
  receiptText: z.string().nullable(),
  createdAt: z.string(),
  sentAt: z.string().nullable(),
});

export const mandateChangeView = z.object({
  id: z.int(),
  direction: z.enum(['in', 'out']).meta({ description: 'in: the channel told it. out: we ask the channel for it' }),
  kind: z.enum(['register', 'cancel']),
  customerNumber: z.string(),
  debtorGroup: z.string(),
  mandateNumber: z.string(),
  validFrom: calendarDateText.nullable(),
  validTo: calendarDateText.nullable(),
  registration: z.string(),
  account: z.string(),
  taxNumber: z.string(),
  endedBy: z.string().nullable(),
  state: z.string(),
  explanation: z.string(),
  createdAt: z.string(),
});

/** What a person may correct of a mandate change before it is approved; what is left out stays. */
const mandateFields = {
  debtorGroup: z.string().max(5).optional(),
  mandateNumber: z.string().max(35).optional(),
  registration: z.string().max(4).optional(),
  account: z.string().max(10).optional(),
  taxNumber: z.string().max(20).optional(),
};

export const mandateOrder = z.strictObject({
  agreement: z.string().max(40),
  kind: z.enum(['register', 'cancel']),
  customerNumber: z.string().min(1).max(20),
  ...mandateFields,
});

export const mandateEdit = z.strictObject({
  ...mandateFields,
  validFrom: z.iso.date().transform(knownDate).nullable().optional(),
  validTo: z.iso.date().transform(knownDate).nullable().optional(),
});

const chainTotalsView = z.object({
  currency: z.string(),
  chain: z.array(z.object({ name: z.string(), count: z.int(), minor: z.int() })),
  ties: z.array(
    z.object({
      name: z.string(),
      left: amount,
      right: amount,
      ok: z.boolean(),
      gap: amount,
      explain: z.string(),
    }),
  ),
  tied: z.boolean(),
});

const totalsStopView = z.object({
  subject: z.enum(['company', 'journal', 'delivery', 'file', 'line', 'payment', 'posting']),
  id: z.int(),
  /** Which two things do not agree, where, and both figures. */
  context: z.object({
    fileName: z.string(),
    lineNumber: z.int(),
    field: z.string(),
    stated: z.string(),
    counted: z.string(),
  }),
  since: z.string(),
});

export const controlTotalsView = z.object({
  currencies: z.array(chainTotalsView),
  tied: z.boolean(),
  blocking: z.array(totalsStopView),
});

const previewSum = z.object({ kind: z.string(), currency: z.string(), count: z.int(), minor: z.int() });

/** The report before posting. */
export const postingPreviewView = z.object({
  wouldPost: z.array(previewSum),
  wouldBeRefused: z.array(previewSum.extend({ reason: z.string() })),
  notPossible: z.int(),
  waiting: z.int(),
  blocked: z.int(),
});

export const page = z.object({
  limit: z
    .string()
    .regex(/^[1-9]\d{0,3}$/)
    .transform(Number)
    .default(100),
  before: z
    .string()
    .regex(/^\d{1,15}$/)
    .transform(Number)
    .optional(),
  after: z
    .string()
    .regex(/^\d{1,15}$/)
    .transform(Number)
    .optional(),
});

export const dateText = z.iso.date().transform(knownDate);

/** Leads from a figure to the lines behind it. */
export const lineFilter = z.object({
  companyId: z.int(),
  channel: z.string(),
  figure: z.string(),
  from: z.string(),
  to: z.string(),
});

export const listedLine = z.object({
  id: z.int(),
  reference: z.string(),
  customerNumber: z.string(),
  customerName: z.string(),
  paymentDate: z.string(),
  state: z.string(),
  amountMinor: z.int(),
  paidMinor: z.int(),
  currency: z.string(),
  minor: z.int(),
});
