export * from './decision.ts';
export * from './facts.ts';
export type * from './reasons.ts';
