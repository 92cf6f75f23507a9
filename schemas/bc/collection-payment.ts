import { z } from 'zod';
import { amount, date, guid, instant, oneOf, positiveNumber, text, wholeNumber } from './fields.ts';

export const paymentTypes = ['Payment', 'Return', 'Fee', 'Refund', 'WriteOff'] as const;

export const paymentStatuses = ['New', 'Posted', 'Failed', 'Reversed'] as const;

/** What of one payment goes to one ledger entry; the amount is signed as the entry's remaining amount. */
const application = z.object({ entryNumber: positiveNumber, amount, discount: amount.exactOptional() });

const applications = text.transform((value, found) => {
  if (value === '') return [];
  const read = z.array(application).safeParse(parsed(value));
  if (read.success) return read.data;
  found.addIssue({ code: 'custom', message: "'' or a JSON list of entryNumber and amount" });
  return z.NEVER;
});

/** One payment or return in the extension's table, and what became of its posting (business-central.md 3.4, 3.5). */
export const collectionPayment = z
  .object({
    id: guid,
    '@odata.etag': text,
    idempotencyKey: text.min(1, { error: 'an idempotency key' }),
    type: oneOf(paymentTypes),
    customerNumber: text,
    appliesToEntryNumber: wholeNumber,
    applications,
    postingDate: date,
    currencyCode: text,
    amount,
    accountNumber: text,
    dimensions: text,
    externalDocumentNumber: text,
    description: text,
    status: oneOf(paymentStatuses),
    postedDocumentNumber: text,
    postedEntryNumber: wholeNumber,
    errorMessage: text,
    lastModifiedDateTime: instant,
  })
  .transform(({ '@odata.etag': etag, ...payment }) => ({ ...payment, etag }));

export type BcPayment = Readonly<z.output<typeof collectionPayment>>;

function parsed(value: string): unknown {
  try {
    return JSON.parse(value);
  } catch {
    return undefined;
  }
}
