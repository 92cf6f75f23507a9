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
export { createRehearsalNets, type RehearsalNets, type RehearsalNetsSettings } from './nets.ts';
export type { Truth } from './plan-settlement.ts';
export type { Finding, ReceivedCollection } from './reading.ts';
export type { Delivery } from './state.ts';
