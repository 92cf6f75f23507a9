export * from './apply-change.ts';
export * from './decide-change.ts';
export * from './export-changes.ts';
export * from './mandate-states.ts';
export * from './take-mandates.ts';
export * from './work-on-changes.ts';
