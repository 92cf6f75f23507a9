export * from './act-on-exception.ts';
export * from './allowed-actions.ts';
export * from './exception-states.ts';
export {
  countExceptions,
  type ExceptionEntry,
  type ExceptionQuery,
  findException,
  listExceptions,
} from './list-exceptions.ts';
export * from './open-exceptions.ts';
