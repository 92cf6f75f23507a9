export type { BcControl, EntryView } from './control.ts';
export { createRehearsalBc, type RehearsalBc, type RehearsalBcOptions } from './create.ts';
export { type BcFaults, type FaultKind, faultKinds, type ForcedFault, type RequestKind } from './faults.ts';
export { type BcLimits, documentedLimits } from './limits.ts';
export type { BcBooks, Counted } from './state/books.ts';
export type { CustomerFields, DocumentFields } from './state/commands.ts';
export type { Blocked, DocumentType } from './state/world.ts';
