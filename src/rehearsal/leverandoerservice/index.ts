export type { LsAgreement, LsCandidate, LsMandate } from './agreement.ts';
export {
  type LsFaults,
  type LsFileFault,
  lsFileFaults,
  type LsPaymentFault,
  lsPaymentFaults,
  ordinaryLsRates,
  troubledLsRates,
} from './faults.ts';
export { lsErrorNumbers, type LsRemark } from './judge-delivery.ts';
export type { LsLedger, ToldLsPayment } from './ledger.ts';
export { createRehearsalLs, type RehearsalLs, type RehearsalLsSettings } from './leverandoerservice.ts';
export type { LsMandateChange, LsMandateRates } from './mandate-book.ts';
export type { LsPaymentCode, LsTruth } from './plan-settlement.ts';
export type { LsFinding, LsPayment } from './read-delivery.ts';
export type { LsDelivery } from './state.ts';
