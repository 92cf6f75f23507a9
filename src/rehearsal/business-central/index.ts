export type { BcControl, EntryView } from './control.ts';
export { createRehearsalBc, type RehearsalBc, type RehearsalBcOptions } from './create.ts';
export { type BcFaults, type FaultKind, faultKinds, type ForcedFault, type RequestKind } from './faults.ts';
export { type BcLimits, documentedLimits } from './limits.ts';
export type { BcBooks, Counted, SchemeTotals } from './state/books.ts';
export type { CustomerFields, DocumentFields } from './state/commands.ts';
export {
  type Blocked,
  type DocumentType,
  type FoundedCustomer,
  type FoundedMandate,
  type SchemeCode,
  schemeCodes,
} from './state/world.ts';
