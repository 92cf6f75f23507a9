import type { z } from 'zod';
import { problem, ProblemError } from '#kernel';
import {
  type BcCompany,
  type BcSetup,
  type BcUnpostedPayment,
  collectionSetup,
  company,
  customerPayment,
  customerPaymentJournal,
  readEntity,
} from '#schemas/bc';
import { type Address, type Addresses, pathOf } from './addresses.ts';
import { readAll, type Reading, unreadableAt } from './read.ts';

/** The version of the extension's API this client was written for. Another minor version only adds fields. */
const apiVersion = '1.0';

export async function readSetup(reading: Reading, address: Address): Promise<BcSetup> {
  const [row] = await readEach(reading, address, collectionSetup);
  const isOurs = row !== undefined && row.apiVersion.split('.')[0] === apiVersion.split('.')[0];
  if (isOurs) return row;
  const text =
    row === undefined
      ? 'the extension has no setup row; open its setup page once'
      : `the extension speaks API ${row.apiVersion}, this service ${apiVersion}`;
  throw new ProblemError(problem('BC_EXTENSION_MISSING', { url: pathOf(address.url), text }));
}

export const readCompanies = (reading: Reading, address: Address): Promise<readonly BcCompany[]> =>
  readEach(reading, address, company);

/**
 * All lines of all payment journals. One that cannot be read stops it all, unlike in a bulk read: a payment that is
 * overlooked here would be collected a second time.
 */
export async function readUnpostedPayments(
  reading: Reading,
  addresses: Addresses,
  companyId: string,
): Promise<readonly BcUnpostedPayment[]> {
  const journals = await readEach(reading, addresses.paymentJournals(companyId), customerPaymentJournal);
  const perJournal = await Promise.all(
    journals.map(async ({ id, code }) => {
      const lines = await readEach(reading, addresses.journalLines(companyId, id), customerPayment);
      return lines.map((line) => ({ ...line, journalCode: code }));
    }),
  );
  return perJournal.flat();
}

async function readEach<S extends z.ZodType>(
  reading: Reading,
  address: Address,
  schema: S,
): Promise<readonly z.output<S>[]> {
  const raws = await readAll(reading, address);
  return raws.map((raw) => {
    const found = readEntity(schema, raw);
    if (!found.ok) throw new ProblemError(unreadableAt(address, found.error));
    return found.value;
  });
}
