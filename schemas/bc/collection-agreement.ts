import { z } from 'zod';
import { dateOrBlank, guid, instant, oneOf, text } from './fields.ts';

export const agreementStatuses = ['Pending', 'Active', 'Paused', 'Cancelled', 'Rejected'] as const;

/** A customer's mandate with one collection scheme, as Business Central keeps it (betalingsaftale). */
const fields = {
  id: guid,
  '@odata.etag': text,
  customerNumber: text.min(1, { error: 'a customer number' }),
  schemeCode: text,
  agreementNumber: text,
  status: oneOf(agreementStatuses),
  validFrom: dateOrBlank,
  validTo: dateOrBlank,
  debtorGroupNumber: text,
  /** Blank where the scheme itself keeps the customer's account (Betalingsservice). */
  debtorIban: text,
  debtorBic: text,
  /** The day the customer signed, which SEPA wants told with every collection. */
  signedOn: dateOrBlank,
  lastModifiedDateTime: instant,
};

export const collectionAgreement = z
  .object(fields)
  .transform(({ '@odata.etag': etag, ...read }) => ({ ...read, etag }));

export type BcMandate = Readonly<z.output<typeof collectionAgreement>>;

export const collectionAgreementFields: readonly string[] = Object.keys(fields).filter((name) => !name.startsWith('@'));
