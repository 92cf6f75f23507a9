export type { LogLevel } from './contract.ts';
export type { FunctionKeys } from './keys.ts';
export type { Log, LogLine } from './log.ts';
export { createRunner, type FunctionSummary, type Runner, type RunnerOptions } from './runner.ts';
