import { z } from 'zod';
import { otherMovements } from './faults.ts';
import { batch, date, original, reason } from './received.ts';

const upload = z.object({ uploadName: z.string(), sha256: z.string() });

const file = z.object({
  name: z.string(),
  publishOn: date,
  /** What is wrong with it, for whoever compares; empty for a good file. */
  fault: z.string(),
});

const message = z.object({
  ...upload.shape,
  kind: z.enum(['collection', 'cancellation', 'unreadable']),
  receivedOn: date,
  receivedAt: z.string(),
  original,
  /** Of the message as a whole. Empty when it was taken in. */
  refusals: z.array(reason),
});

const cancellation = z.object({
  endToEndId: z.string(),
  /** The transaction it found, or null. */
  key: z.string().nullable(),
  /** Why it is not cancelled, or null when it is. */
  refusal: reason.nullable(),
});

const told = z.object({
  key: z.string(),
  index: z.int(),
  fileName: z.string(),
  /** The bank's own reference of the entry's transaction; empty in a status report. */
  reference: z.string(),
  bookedOn: date,
});

const movement = z.object({
  kind: z.enum(otherMovements),
  /** In cent; negative when it leaves the account. */
  amount: z.int(),
  reference: z.string(),
  text: z.string(),
  /** Of a transfer: who paid. */
  name: z.string().nullable(),
  iban: z.string().nullable(),
  /** An ISO 11649 reference. */
  creditorReference: z.string().nullable(),
});

/** One line of the log: what happened, whole or not at all. The state is the fold of these. */
export const entrySchema = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('received'),
    message,
    batches: z.array(batch),
    cancellations: z.array(cancellation),
    files: z.array(file),
  }),
  z.object({ kind: z.literal('taken'), ...upload.shape }),
  z.object({
    kind: z.literal('day'),
    date,
    told: z.array(told),
    /** Messages whose first status report goes out. */
    reported: z.array(z.string()),
    movements: z.array(movement),
    /** Cent on the account in the evening. */
    closing: z.int(),
    files: z.array(file),
  }),
  z.object({ kind: z.literal('published'), name: z.string() }),
]);

export type Entry = z.infer<typeof entrySchema>;
export type Message = z.infer<typeof message>;
export type Cancellation = z.infer<typeof cancellation>;
export type Told = z.infer<typeof told>;
export type Movement = z.infer<typeof movement>;
export type StateFile = z.infer<typeof file>;
export type Upload = z.infer<typeof upload>;
