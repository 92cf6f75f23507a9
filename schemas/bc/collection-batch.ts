import { z } from 'zod';
import { amount, date, guid, instant, oneOf, text, wholeNumber } from './fields.ts';

export const batchStatuses = ['New', 'Posted', 'Failed'] as const;

const result = z.object({
  idempotencyKey: text.min(1, { error: 'an idempotency key' }),
  documentNumber: text,
  entryNumber: wholeNumber,
});

/** What became of each line, once the batch is posted; '' before. */
const results = text.transform((value, found) => {
  if (value === '') return [];
  const read = z.array(result).safeParse(parsed(value));
  if (read.success) return read.data;
  found.addIssue({ code: 'custom', message: "'' or a JSON list of idempotencyKey, documentNumber and entryNumber" });
  return z.NEVER;
});

/**
 * Many payments that the extension posts in one transaction, with one sum on the bank account: all of them, or none. Each
 * line becomes a payment of the extension's own table under its own key.
 */
export const collectionBatch = z
  .object({
    id: guid,
    '@odata.etag': text,
    idempotencyKey: text.min(1, { error: 'an idempotency key' }),
    postingDate: date,
    currencyCode: text,
    lineCount: wholeNumber,
    totalAmount: amount,
    linesHash: text,
    status: oneOf(batchStatuses),
    results,
    errorMessage: text,
    lastModifiedDateTime: instant,
  })
  .transform(({ '@odata.etag': etag, ...batch }) => ({ ...batch, etag }));

export type BcBatch = Readonly<z.output<typeof collectionBatch>>;

function parsed(value: string): unknown {
  try {
    return JSON.parse(value);
  } catch {
    return undefined;
  }
}
