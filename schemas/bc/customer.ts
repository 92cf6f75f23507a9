import { z } from 'zod';
import { flag, guid, instant, oneOf, text } from './fields.ts';

/** What of a customer is blocked; '' is nothing, `All` includes payments (business-central.md 1.4). */
export const blockedKinds = ['', 'Ship', 'Invoice', 'All'] as const;

/** A customer of our own API page on table 18: fields of the standard entity, and two of our table extension. */
const fields = {
  id: guid,
  '@odata.etag': text,
  number: text.min(1, { error: 'a customer number' }),
  displayName: text,
  addressLine1: text,
  addressLine2: text,
  city: text,
  country: text,
  postalCode: text,
  email: text,
  taxRegistrationNumber: text,
  currencyCode: text,
  blocked: oneOf(blockedKinds),
  collectionScheme: text,
  excludeFromCollection: flag,
  lastModifiedDateTime: instant,
};

export const customer = z.object(fields).transform(({ '@odata.etag': etag, ...read }) => ({ ...read, etag }));

export type BcCustomer = Readonly<z.output<typeof customer>>;

export const customerFields: readonly string[] = Object.keys(fields).filter((name) => !name.startsWith('@'));
