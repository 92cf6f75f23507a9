import type { StateMachine } from '#kernel';

export type JournalState = 'building' | 'built' | 'validated' | 'approved' | 'exported' | 'withdrawn';
export type JournalAction = 'finishBuilding' | 'validate' | 'approve' | 'export' | 'withdraw';

/** The life of a collection journal (opkrævningskladde). It stays `approved` until all its lines are in a delivery. */
export const journalMachine: StateMachine<JournalState, JournalAction> = {
  building: { finishBuilding: 'built', withdraw: 'withdrawn' },
  built: { validate: 'validated', withdraw: 'withdrawn' },
  validated: { validate: 'validated', approve: 'approved', withdraw: 'withdrawn' },
  approved: { export: 'exported', withdraw: 'withdrawn' },
  exported: { export: 'exported' },
  withdrawn: {},
};

export const journalStarts: readonly JournalState[] = ['building'];
