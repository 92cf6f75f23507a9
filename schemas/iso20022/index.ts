export * from './character-sets.ts';
export * from './creditor-identifier.ts';
export * from './messages.ts';
export * from './reasons.ts';
export * from './statuses.ts';
export * from './xml-buffer.ts';
export * from './read-values.ts';
export * from './xml-problem.ts';
