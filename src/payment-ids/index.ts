export * from './assign-payment-ids.ts';
export {
  applyPaymentIdBlocks,
  blockFaults,
  type Derivation,
  findPaymentIdBlock,
  listPaymentIdBlocks,
  type PaymentIdBlock,
  type PaymentIdBlockSettings,
} from './blocks.ts';
export * from './list-payment-ids.ts';
export * from './look-up-payment-ids.ts';
export type { OwnerFilter } from './owners.ts';
export type { PaymentIdEntry } from './payment-id-entry.ts';
export * from './payment-id-states.ts';
export * from './retire-payment-ids.ts';
export * from './send-payment-ids.ts';
