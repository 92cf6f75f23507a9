export * from '../facts.ts';
export * from './agreement.ts';
export * from './check-collection.ts';
export * from './check-delivery.ts';
export { payerLines } from './payer-lines.ts';
export { effectOf } from './payment-facts.ts';
export * from './read-0602.ts';
export * from './write-0601.ts';
export * from './read-receipt.ts';
