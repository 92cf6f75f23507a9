import type { Moment, Problem, Result } from '#kernel';
import type { Actor, Database, Tx } from '#store';
import type { ExceptionAction } from './action-cards.ts';
import type { ExceptionSubject } from './allowed-actions.ts';
import type { ExceptionEntry } from './exception-entry.ts';

/** What a person asks for. `target` is read by the room that knows the subject. */
export interface ActOnException {
  readonly exceptionId: number;
  readonly action: ExceptionAction;
  readonly reason?: string | undefined;
  readonly target?: unknown;
  /** The sender's own name of this command: sent again under it, it is answered with what was done the first time. */
  readonly key?: string | undefined;
  /** Acts although a colleague has taken the entry. */
  readonly force?: boolean | undefined;
}

/**
 * Carries an action out on the subject, in the transaction that closes the exception.
 * When it answers with a problem, everything it wrote is undone and the exception stays open.
 */
export type ExceptionHandler = (
  exception: ExceptionEntry,
  command: { readonly target: unknown; readonly reason: string },
  parts: { readonly tx: Tx; readonly actor: Actor },
) => Promise<Result<unknown, Problem>>;

/** What the rooms can do about each subject; `dismiss`, `take` and `release` need none of them. */
export type ExceptionHandlers = Readonly<
  Partial<Record<ExceptionSubject, Readonly<Partial<Record<ExceptionAction, ExceptionHandler>>>>>
>;

export interface ActedOn {
  /** The entry as it stands now: closed, or open again when a retry met the same problem. */
  readonly exception: ExceptionEntry;
  /** The same command came before; nothing was done again. */
  readonly wasDoneBefore: boolean;
  /** What the room that carried it out answered. */
  readonly effect: unknown;
}

export interface ActParts {
  readonly database: Database;
  readonly moment: Moment;
  readonly by: string;
  readonly handlers: ExceptionHandlers;
}
