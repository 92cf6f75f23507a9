import type { StateMachine } from '#kernel';

export type ExceptionState = 'open' | 'solved' | 'dismissed';
export type ExceptionTransition = 'solve' | 'dismiss' | 'reopen';

/** The life of an entry in the error log (fejllog). */
export const exceptionMachine: StateMachine<ExceptionState, ExceptionTransition> = {
  open: { solve: 'solved', dismiss: 'dismissed' },
  solved: { reopen: 'open' },
  dismissed: {},
};

export const exceptionStarts: readonly ExceptionState[] = ['open'];
