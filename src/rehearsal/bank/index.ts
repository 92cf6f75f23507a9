export type { BankCreditor, BankKeys, BankMandate } from './agreement.ts';
export { createRehearsalBank, type RehearsalBank, type RehearsalBankSettings } from './bank.ts';
export {
  type BankFaults,
  type BankFileFault,
  bankFileFaults,
  type BankRates,
  type CollectionFault,
  collectionFaults,
  ordinaryBankRates,
  type OtherMovement,
  otherMovements,
  troubledBankRates,
} from './faults.ts';
export type { BankLedger, CollectionState, LedgerCollection, LedgerMovement, ToldEntry } from './ledger.ts';
export type { BankTruth } from './plan-settlement.ts';
export type { ReceivedCollection as ReceivedBankCollection } from './received.ts';
