import { z } from 'zod';
import { amount, dateOrBlank, guid, text, wholeNumber } from './fields.ts';

/** A company, as the standard API lists it. */
export const company = z.object({ id: guid, name: text, displayName: text });

export type BcCompany = Readonly<z.output<typeof company>>;

/** A journal batch of the first cash receipt template. Source: business-central.md 1.4. */
export const customerPaymentJournal = z.object({ id: guid, code: text, displayName: text });

/**
 * A line of such a journal: a payment someone entered that is not posted yet.
 *
 * @remarks The amount is in local currency, negative for a payment. A line may be half filled in, its date blank.
 */
export const customerPayment = z.object({
  id: guid,
  lineNumber: wholeNumber,
  customerNumber: text,
  postingDate: dateOrBlank,
  documentNumber: text,
  externalDocumentNumber: text,
  amount,
  appliesToInvoiceNumber: text,
  description: text,
});

/** An unposted payment with the journal it stands in. */
export type BcUnpostedPayment = Readonly<z.output<typeof customerPayment>> & { readonly journalCode: string };
