import type { StateMachine } from '#kernel';

export type FileState = 'received' | 'checked' | 'ingested' | 'quarantined';
export type FileAction = 'check' | 'ingest' | 'quarantine' | 'retry';

/** The life of an inbound file. `checked`: its totals agree with its records. `quarantined`: kept, nothing read from it. */
export const fileMachine: StateMachine<FileState, FileAction> = {
  received: { check: 'checked', ingest: 'ingested', quarantine: 'quarantined' },
  checked: { ingest: 'ingested' },
  ingested: {},
  quarantined: { retry: 'received' },
};

export const fileStarts: readonly FileState[] = ['received'];
