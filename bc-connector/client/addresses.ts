import { problem, ProblemError } from '#kernel';
import { isGuid } from '#schemas/bc';
import type { CheckedSettings } from './settings.ts';

/** Which API an address belongs to: a 404 means another thing on our own extension's than on Microsoft's. */
export type Api = 'extension' | 'standard';

export interface Address {
  readonly api: Api;
  readonly url: string;
}

const routes = {
  extension: 'api/tilgode/collection/v1.0',
  standard: 'api/v2.0',
} as const satisfies Record<Api, string>;

/** Every address the client uses is put together here. Source: business-central.md 1.1. */
export function addressesOf({ baseUrl, tenantId, environment }: CheckedSettings) {
  const root = (api: Api): string => `${baseUrl}/${tenantId}/${environment}/${routes[api]}`;
  const inCompany = (api: Api, companyId: string, path: string): Address => ({
    api,
    url: `${root(api)}/companies(${requireGuid('companyId', companyId)})/${path}`,
  });
  return {
    companies: (): Address => ({ api: 'standard', url: `${root('standard')}/companies` }),
    setup: (companyId: string) => inCompany('extension', companyId, 'collectionSetup'),
    claims: (companyId: string) => inCompany('extension', companyId, 'customerLedgerEntries'),
    customers: (companyId: string) => inCompany('extension', companyId, 'customers'),
    agreements: (companyId: string) => inCompany('extension', companyId, 'collectionAgreements'),
    agreement: (companyId: string, id: string) =>
      inCompany('extension', companyId, `collectionAgreements(${requireGuid('agreementId', id)})`),
    payments: (companyId: string) => inCompany('extension', companyId, 'collectionPayments'),
    paymentIds: (companyId: string) => inCompany('extension', companyId, 'collectionPaymentIds'),
    paymentId: (companyId: string, id: string) =>
      inCompany('extension', companyId, `collectionPaymentIds(${requireGuid('paymentId', id)})`),
    applyAndPost: (companyId: string, paymentId: string) =>
      inCompany(
        'extension',
        companyId,
        `collectionPayments(${requireGuid('paymentId', paymentId)})/Microsoft.NAV.applyAndPost`,
      ),
    batches: (companyId: string) => inCompany('extension', companyId, 'collectionBatches'),
    applyAndPostBatch: (companyId: string, batchId: string) =>
      inCompany(
        'extension',
        companyId,
        `collectionBatches(${requireGuid('batchId', batchId)})/Microsoft.NAV.applyAndPost`,
      ),
    paymentJournals: (companyId: string) => inCompany('standard', companyId, 'customerPaymentJournals'),
    /** Lines are reached through their journal only; the flat path answers 400 (business-central.md 1.4). */
    journalLines: (companyId: string, journalId: string) =>
      inCompany(
        'standard',
        companyId,
        `customerPaymentJournals(${requireGuid('journalId', journalId)})/customerPayments`,
      ),
  };
}

export type Addresses = ReturnType<typeof addressesOf>;

/** Adds query options, percent-encoded; `$` stays as it is because OData names begin with it. */
export function withQuery(address: Address, options: Readonly<Record<string, string>>): Address {
  const query = Object.entries(options).map(([name, value]) => `${name}=${encodeURIComponent(value)}`);
  return query.length === 0 ? address : { ...address, url: `${address.url}?${query.join('&')}` };
}

/** An address for logs and problems: the path without its query, which may hold customer numbers. */
export const pathOf = (url: string): string => new URL(url).pathname;

function requireGuid(field: string, value: string): string {
  if (isGuid(value)) return value.toLowerCase();
  throw new ProblemError(problem('INPUT_WRONG', { field, value: value.slice(0, 100), expected: 'a GUID' }));
}
