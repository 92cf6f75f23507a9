export * from './act-on-exception.ts';
export * from './act-on-many.ts';
export type * from './act-types.ts';
export * from './action-cards.ts';
export * from './allowed-actions.ts';
export { countExceptions, type ExceptionSummary, summariseExceptions, type WaitingMoney } from './count-exceptions.ts';
export { ageInDays, type ExceptionEntry } from './exception-entry.ts';
export * from './exception-states.ts';
export {
  type ExceptionFilter,
  type ExceptionQuery,
  findException,
  listExceptions,
  pageOfExceptions,
} from './list-exceptions.ts';
export * from './open-exceptions.ts';
export * from './proposals.ts';
export { untilUndisturbed } from './undisturbed.ts';
