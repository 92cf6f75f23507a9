import { addressesOf } from './addresses.ts';
import { readAgreements, readClaims, readCustomers } from './collections.ts';
import { createExchange } from './exchange.ts';
import { findClaim } from './find-claim.ts';
import { findPayment } from './find-payment.ts';
import { postBatch } from './post-batch.ts';
import { postPayment } from './post-payment.ts';
import { putPaymentId } from './put-payment-id.ts';
import { saveMandate } from './save-mandate.ts';
import { type BcSettings, checkSettings } from './settings.ts';
import { readCompanies, readSetup, readUnpostedPayments } from './short-reads.ts';
import { createSignIn } from './sign-in.ts';
import { createTransport } from './transport.ts';
import type { BcClient, BcParts } from './types.ts';

export type {
  BcClaim,
  BcCompany,
  BcCustomer,
  BcDocumentType,
  BcMandate,
  BcPayment,
  BcPaymentId,
  BcSetup,
  BcUnpostedPayment,
} from '#schemas/bc';
export { type BcSettings, onlineScope } from './settings.ts';
export type * from './types.ts';
export { withOverlap } from './watermark.ts';

/**
 * The one way to Business Central, for one app user of one environment. Keep one for all work: the limits it keeps
 * (requests at once, requests in five minutes) are the user's, not the caller's.
 *
 * @throws ProblemError INPUT_WRONG for settings that cannot work
 */
export function createBcClient(given: BcSettings, givenParts: BcParts): BcClient {
  const settings = checkSettings(given);
  const parts: Required<BcParts> = { log: () => {}, now: () => new Date(), ...givenParts };
  const exchange = createExchange(settings, createSignIn(settings), createTransport(settings), parts);
  const reading = { exchange, parts, pageSize: settings.pageSize };
  const at = addressesOf(settings);
  return {
    setup: async (companyId) => readSetup(reading, at.setup(companyId)),
    companies: async () => readCompanies(reading, at.companies()),
    claims: (companyId, which) => readClaims(reading, at.claims(companyId), which),
    findClaim: async (companyId, entryNumber) => findClaim(reading, at, companyId, entryNumber),
    customers: (companyId, which) => readCustomers(reading, at.customers(companyId), which),
    agreements: (companyId, which) => readAgreements(reading, at.agreements(companyId), which),
    unpostedPayments: async (companyId) => readUnpostedPayments(reading, at, companyId),
    findPayment: async (companyId, key) => findPayment(reading, at, companyId, key),
    saveMandate: async (companyId, mandate) => saveMandate({ reading, addresses: at, companyId, mandate }),
    postPayment: async (companyId, payment) => postPayment({ reading, addresses: at, companyId, payment }),
    postBatch: async (companyId, batch) => postBatch({ reading, addresses: at }, companyId, batch),
    putPaymentId: async (companyId, paymentId) => putPaymentId({ reading, addresses: at, companyId, paymentId }),
  };
}
