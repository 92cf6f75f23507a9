export * from './agreement.ts';
export * from './check-ls-collection.ts';
export * from './formats.ts';
export * from './payment-dates.ts';
export { readLs0602 } from './read-ls-0602.ts';
export { readLs0690 } from './read-ls-0690.ts';
export { readLsMandates } from './read-ls-mandates.ts';
export * from './write-ls.ts';
export { type LsContract, openLeverandoerservice } from './open.ts';
