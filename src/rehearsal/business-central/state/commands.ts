import { type CalendarDate, calendarDate, type Minor, minor } from '#kernel';
import { z } from 'zod';
import {
  agreementStatuses,
  blankDate,
  blockedValues,
  documentTypes,
  paymentIdStatuses,
  paymentTypes,
  schemeCodes,
} from './world.ts';

/** Every change of the books is one of these commands; a journal of them, replayed, gives the same books again. */
export const calendarDateText = z.string().transform((text, context): CalendarDate => {
  const read = calendarDate(text);
  if (read.ok) return read.value;
  context.addIssue({ code: 'custom', message: read.error });
  return z.NEVER;
});

const minorNumber = z.int().transform((value): Minor => minor(value));

const paymentFields = z.object({
  idempotencyKey: z.string(),
  type: z.enum(paymentTypes),
  provider: z.string(),
  fileName: z.string(),
  fileLine: z.int(),
  customerNumber: z.string(),
  appliesToEntryNumber: z.int(),
  appliesToDocumentType: z.enum(documentTypes),
  appliesToDocumentNumber: z.string(),
  applications: z.string(),
  postingDate: z.string(),
  currencyCode: z.string(),
  amount: minorNumber,
  feeAmount: minorNumber,
  externalDocumentNumber: z.string(),
  description: z.string(),
  reasonCode: z.string(),
  accountNumber: z.string().default(''),
  dimensions: z.string().default(''),
});
export type PaymentFields = z.infer<typeof paymentFields>;

const batchFields = z.object({
  idempotencyKey: z.string(),
  postingDate: z.string(),
  currencyCode: z.string(),
  lineCount: z.int(),
  totalAmount: minorNumber,
  linesHash: z.string(),
  lines: z.string(),
});
export type BatchFields = z.infer<typeof batchFields>;

const agreementFields = z.object({
  customerNumber: z.string(),
  schemeCode: z.string(),
  agreementNumber: z.string(),
  status: z.enum(agreementStatuses),
  validFrom: z.string(),
  validTo: z.string(),
  debtorGroupNumber: z.string(),
  debtorIban: z.string().default(''),
  debtorBic: z.string().default(''),
  signedOn: z.string().default(blankDate),
});
export type AgreementFields = z.infer<typeof agreementFields>;

const paymentIdChange = z.object({ validTo: z.string(), status: z.enum(paymentIdStatuses) });
export type PaymentIdChange = z.infer<typeof paymentIdChange>;

const paymentIdFields = paymentIdChange.extend({
  customerNumber: z.string(),
  entryNumber: z.int(),
  scheme: z.string(),
  paymentId: z.string(),
  validFrom: z.string(),
});
export type PaymentIdFields = z.infer<typeof paymentIdFields>;

const journalFields = z.object({ code: z.string(), displayName: z.string() });

const lineFields = z.object({
  lineNumber: z.int().optional(),
  customerNumber: z.string(),
  postingDate: z.string(),
  documentNumber: z.string(),
  externalDocumentNumber: z.string(),
  amount: minorNumber,
  /** Entry number of the invoice the line applies to; 0 for none. */
  appliesToEntry: z.int(),
  description: z.string(),
  comment: z.string(),
});
export type LineFields = z.infer<typeof lineFields>;

const customerFields = z
  .object({
    name: z.string(),
    addressLine1: z.string(),
    addressLine2: z.string(),
    city: z.string(),
    country: z.string(),
    postalCode: z.string(),
    phoneNumber: z.string(),
    email: z.string(),
    taxRegistrationNumber: z.string(),
    blocked: z.enum(blockedValues),
    isPrivacyBlocked: z.boolean(),
    collectionScheme: z.string(),
    excludeFromCollection: z.boolean(),
  })
  .partial();
export type CustomerFields = z.infer<typeof customerFields>;

const entryFields = z.object({ onHold: z.string(), disputeStatus: z.string(), promisedPayDate: z.string() }).partial();
export type EntryFields = z.infer<typeof entryFields>;

const documentFields = z.object({
  customerNumber: z.string(),
  documentType: z.enum(documentTypes),
  documentNumber: z.string().optional(),
  description: z.string().optional(),
  postingDate: calendarDateText,
  dueDate: calendarDateText,
  currencyCode: z.string().optional(),
  /** Signed: credit memos are negative. */
  minor: minorNumber,
  onHold: z.string().optional(),
  externalDocumentNumber: z.string().optional(),
  /** Payment discount in minor units, signed as the amount, and the last day it may be taken. */
  discount: z.object({ until: calendarDateText, minor: minorNumber }).optional(),
  /** Signed as the amount. */
  toleranceMinor: minorNumber.optional(),
  dimensions: z.record(z.string(), z.string()).optional(),
});
export type DocumentFields = z.infer<typeof documentFields>;

export const command = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('insert payment'), fields: paymentFields }),
  z.object({ kind: z.literal('apply and post'), payment: z.int() }),
  z.object({ kind: z.literal('insert batch'), fields: batchFields }),
  z.object({ kind: z.literal('apply and post batch'), batch: z.int() }),
  z.object({ kind: z.literal('change entry'), entry: z.int(), fields: entryFields }),
  z.object({ kind: z.literal('change customer'), customer: z.string(), fields: customerFields }),
  z.object({ kind: z.literal('insert agreement'), fields: agreementFields }),
  z.object({ kind: z.literal('change agreement'), agreement: z.int(), fields: agreementFields }),
  z.object({ kind: z.literal('remove agreement'), agreement: z.int() }),
  z.object({ kind: z.literal('insert payment id'), fields: paymentIdFields }),
  z.object({ kind: z.literal('change payment id'), paymentId: z.int(), fields: paymentIdChange }),
  z.object({ kind: z.literal('insert journal'), fields: journalFields }),
  z.object({ kind: z.literal('change journal'), journal: z.int(), fields: journalFields }),
  z.object({ kind: z.literal('remove journal'), journal: z.int() }),
  z.object({ kind: z.literal('insert line'), journal: z.int(), fields: lineFields }),
  z.object({ kind: z.literal('change line'), line: z.int(), fields: lineFields }),
  z.object({ kind: z.literal('remove line'), line: z.int() }),
  z.object({ kind: z.literal('set posting range'), from: z.string(), to: z.string() }),
  z.object({ kind: z.literal('set mandatory dimensions'), codes: z.array(z.string()) }),
  z.object({ kind: z.literal('set blocked accounts'), numbers: z.array(z.string()) }),
  z.object({ kind: z.literal('add documents'), documents: z.array(documentFields) }),
  z.object({
    kind: z.literal('add seeded documents'),
    count: z.int(),
    dueFrom: calendarDateText,
    dueTo: calendarDateText,
    lot: z.string(),
  }),
  z.object({
    kind: z.literal('post manually'),
    entry: z.int(),
    minor: minorNumber,
    postingDate: calendarDateText,
  }),
]);
export type Command = z.infer<typeof command>;

/** A command with the moment it was carried out at; the moment is part of what is replayed. */
export const dated = z.object({ at: z.int(), today: calendarDateText, command });
export type DatedCommand = z.infer<typeof dated>;

/** The first line of a journal: what the books were founded with. Later starts go on with these. */
export const founding = z.object({
  seed: z.int(),
  customers: z.int(),
  entriesPerCustomer: z.int().nullable(),
  companyName: z.string(),
  startDate: calendarDateText,
  foundedAt: z.int(),
  /** Left out: Betalingsservice Total alone. */
  schemes: z.array(z.enum(schemeCodes)).optional(),
});
export type Founding = z.infer<typeof founding>;
