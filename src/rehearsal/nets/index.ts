export type { NetsAgreement, NetsMandate } from './agreement.ts';
export {
  type FileFault,
  fileFaults,
  type NetsFaults,
  ordinaryRates,
  type PaymentFault,
  paymentFaults,
  troubledRates,
} from './faults.ts';
export type { NetsLedger, ToldPayment } from './ledger.ts';
export type { MandateCandidate, MandateChange, MandateRates } from './mandate-book.ts';
export { createRehearsalNets, type NetsInformation, type RehearsalNets, type RehearsalNetsSettings } from './nets.ts';
export type { Truth } from './plan-settlement.ts';
export type { DateTotals, Finding, ReceivedCollection, RefusedCollection } from './reading.ts';
export type { Delivery } from './state.ts';
