import type { LogLevel } from './contract.ts';

/** One line of what the host, the library or the app had to say. */
export interface LogLine {
  readonly level: LogLevel;
  /** `user` lines come from the app's own `context.log`. */
  readonly category: 'host' | 'user' | 'system';
  readonly message: string;
  readonly functionName?: string;
  readonly invocationId?: string;
}

export type Log = (line: LogLine) => void;

export const textOf = (thrown: unknown): string =>
  thrown instanceof Error ? (thrown.stack ?? thrown.message) : String(thrown);
