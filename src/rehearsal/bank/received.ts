import { calendarDate, type CalendarDate } from '#kernel';
import { z } from 'zod';

export const date = z.string().transform((text, context): CalendarDate => {
  const read = calendarDate(text);
  if (read.ok) return read.value;
  context.addIssue(read.error);
  return z.NEVER;
});

/** Why something is refused: a code of ISO's external status reasons, and what the bank says besides. */
export const reason = z.object({ code: z.string(), text: z.string() });

export const transaction = z.object({
  endToEndId: z.string(),
  instructionId: z.string().nullable(),
  /** In cent. */
  amount: z.int(),
  mandateId: z.string(),
  sequenceType: z.string(),
  debtorName: z.string(),
  debtorIban: z.string(),
  debtorBic: z.string().nullable(),
  remittance: z.string(),
  refusal: reason.nullable(),
});

export const batch = z.object({
  paymentInformationId: z.string(),
  dueDate: date,
  /** One credit for the whole batch; else one for each transaction. */
  isBatchBooked: z.boolean(),
  /** Of the batch as a whole; its transactions are refused with it. */
  refusal: reason.nullable(),
  transactions: z.array(transaction),
});

/** What a message of ours said of itself, as far as it could be read: answers repeat it. */
export const original = z.object({
  messageId: z.string(),
  messageName: z.string(),
  createdAt: z.string().nullable(),
  numberOfTransactions: z.string().nullable(),
  controlSum: z.string().nullable(),
});

export type Reason = z.infer<typeof reason>;
export type ReceivedTransaction = z.infer<typeof transaction>;
export type ReceivedBatch = z.infer<typeof batch>;
export type Original = z.infer<typeof original>;

/** A message as the bank understood it. Refused as a whole when there are reasons: then it has no batches. */
export interface CheckedCollection {
  readonly original: Original;
  readonly refusals: readonly Reason[];
  readonly batches: readonly ReceivedBatch[];
}

/** One transaction with what its batch says of it. */
export interface ReceivedCollection extends ReceivedTransaction {
  readonly messageId: string;
  readonly paymentInformationId: string;
  readonly dueDate: CalendarDate;
  readonly isBatchBooked: boolean;
}

export const keyOf = (of: Pick<ReceivedCollection, 'messageId' | 'paymentInformationId' | 'endToEndId'>): string =>
  `${of.messageId}/${of.paymentInformationId}/${of.endToEndId}`;

/**
 * What a collection's luck follows from: whose it is and when. Its references are the sender's own numbers, which may differ
 * from one telling of the same month to another.
 */
export const fateOf = ({ mandateId, dueDate }: Pick<ReceivedCollection, 'mandateId' | 'dueDate'>): string =>
  `${mandateId}/${dueDate}`;
