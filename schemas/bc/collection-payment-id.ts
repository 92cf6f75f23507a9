import { z } from 'zod';
import { date, dateOrBlank, guid, instant, oneOf, text, wholeNumber } from './fields.ts';

export const paymentIdStatuses = ['Active', 'Retired'] as const;

/**
 * One payment id in the extension's table: whose money it is that comes with this number.
 *
 * @remarks `entryNumber` 0: the customer as such. The number is unique in the company, whatever its scheme.
 */
export const collectionPaymentId = z
  .object({
    id: guid,
    '@odata.etag': text,
    customerNumber: text.min(1, { error: 'a customer number' }),
    entryNumber: wholeNumber.min(0, { error: 'an entry number, or 0' }),
    scheme: text,
    paymentId: text.min(1, { error: 'a payment id' }),
    validFrom: date,
    validTo: dateOrBlank,
    status: oneOf(paymentIdStatuses),
    lastModifiedDateTime: instant,
  })
  .transform(({ '@odata.etag': etag, ...read }) => ({ ...read, etag }));

export type BcPaymentId = Readonly<z.output<typeof collectionPaymentId>>;
