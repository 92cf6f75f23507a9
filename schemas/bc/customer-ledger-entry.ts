import { z } from 'zod';
import { amount, currency, date, dateOrBlank, flag, guid, instant, oneOf, positiveNumber, text } from './fields.ts';

/** AL enum "Gen. Journal Document Type"; '' is its blank member. */
export const documentTypes = [
  '',
  'Payment',
  'Invoice',
  'Credit Memo',
  'Finance Charge Memo',
  'Reminder',
  'Refund',
] as const;

export type BcDocumentType = (typeof documentTypes)[number];

/**
 * One customer ledger entry (debitorpost) of our own API page on table 21, the fields we read of it.
 *
 * @remarks
 * Amounts are in the entry's own currency: positive is owed by the customer, negative is owed to them.
 * `currencyCode` is blank for the local currency; `effectiveCurrencyCode` never is. Source: business-central.md 3.4.
 */
const fields = {
  id: guid,
  '@odata.etag': text,
  entryNumber: positiveNumber,
  documentType: oneOf(documentTypes),
  documentNumber: text,
  externalDocumentNumber: text,
  customerNumber: text,
  customerName: text,
  postingDate: date,
  documentDate: dateOrBlank,
  dueDate: dateOrBlank,
  open: flag,
  positive: flag,
  currencyCode: text,
  effectiveCurrencyCode: currency,
  originalAmount: amount,
  remainingAmount: amount,
  onHold: text,
  disputeStatus: text,
  /** The last day on which the payment discount (kontantrabat) may be deducted. */
  pmtDiscountDate: dateOrBlank,
  remainingPmtDiscPossible: amount,
  /** A grace that Business Central gives only where its setup says so: read, and nothing is decided by it. */
  pmtDiscToleranceDate: dateOrBlank,
  maxPaymentTolerance: amount,
  appliesToId: text,
  amountToApply: amount,
  paymentReference: text,
  paymentMethodCode: text,
  directDebitMandateId: text,
  description: text,
  yourReference: text,
  collectionEligible: flag,
  collectionBlockReason: text,
  collectionScheme: text,
  lastModifiedDateTime: instant,
};

export const customerLedgerEntry = z
  .object(fields)
  .transform(({ '@odata.etag': etag, ...entry }) => ({ ...entry, etag }));

export type BcClaim = Readonly<z.output<typeof customerLedgerEntry>>;

/** What `$select` asks for: exactly what is read, so that Business Central calculates no amount nobody looks at. */
export const customerLedgerEntryFields: readonly string[] = Object.keys(fields).filter((name) => !name.startsWith('@'));
