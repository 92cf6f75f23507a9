import { sql } from 'kysely';
import { fail, type Moment, ok, problem, type Problem, type Result } from '#kernel';
import { type Actor, type Database, type Tx, updateWithEvents } from '#store';
import type { ExceptionAction, ExceptionSubject } from './allowed-actions.ts';
import { entryOf, type ExceptionEntry } from './list-exceptions.ts';
import { solveExceptions } from './open-exceptions.ts';

/** What a person asks for. `target` is read by the room that knows the subject. */
export interface ActOnException {
  readonly exceptionId: number;
  readonly action: ExceptionAction;
  readonly reason?: string | undefined;
  readonly target?: unknown;
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

/** `assign` and `retry` exist where the subject has a handler for them; `dismiss` needs none. */
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

/**
 * Does what a person decided about an exception: who, when and why is kept, and the same command twice has one effect.
 *
 * A closed exception answers the command that closed it with what was done then, and refuses any other.
 */
export async function actOnException(
  command: ActOnException,
  parts: {
    readonly database: Database;
    readonly moment: Moment;
    readonly by: string;
    readonly handlers: ExceptionHandlers;
  },
): Promise<Result<ActedOn, Problem>> {
  const trx = await parts.database.db.startTransaction().execute();
  try {
    const done = await act(trx, command, parts);
    await (done.ok ? trx.commit() : trx.rollback()).execute();
    return done;
  } catch (thrown) {
    if (!trx.isCommitted && !trx.isRolledBack) await trx.rollback().execute();
    throw thrown;
  }
}

async function act(
  tx: Tx,
  { exceptionId, action, reason = '', target }: ActOnException,
  parts: { readonly moment: Moment; readonly by: string; readonly handlers: ExceptionHandlers },
): Promise<Result<ActedOn, Problem>> {
  const { at } = parts.moment;
  const exception = await lockException(tx, exceptionId, at);
  if (!exception) return fail(problem('NOT_FOUND', { what: 'exception', id: String(exceptionId) }));
  if (exception.state !== 'open') {
    return exception.acted?.action === action
      ? ok({ exception, wasDoneBefore: true, effect: null })
      : fail(notAllowed(exception, action));
  }
  const handler = parts.handlers[exception.subject]?.[action];
  const isAllowed = exception.allowedActions.includes(action) && (action === 'dismiss' || handler !== undefined);
  if (!isAllowed) return fail(notAllowed(exception, action));
  if (action === 'dismiss' && reason.trim() === '') {
    return fail(problem('INPUT_WRONG', { field: 'reason', value: reason, expected: 'why nothing follows from it' }));
  }
  const actor: Actor = { by: parts.by, at };
  // Closed first: a retry that meets the same problem again opens the entry again.
  await close(tx, exception, action, reason, actor);
  const carriedOut = handler ? await handler(exception, { target, reason }, { tx, actor }) : ok(null);
  if (!carriedOut.ok) return carriedOut;
  const after = (await lockException(tx, exceptionId, at)) ?? exception;
  return ok({ exception: after, wasDoneBefore: false, effect: carriedOut.value });
}

async function close(
  tx: Tx,
  { id }: ExceptionEntry,
  action: ExceptionAction,
  reason: string,
  actor: Actor,
): Promise<void> {
  if (action !== 'dismiss') {
    await solveExceptions(tx, { ids: [id] }, { action, reason }, actor);
    return;
  }
  const patch = { state: 'dismissed', action, reason, acted_by: actor.by, acted_at: actor.at };
  await updateWithEvents(tx, 'exception', patch, sql`r.id = ${id}`, 'dismiss', actor);
}

async function lockException(tx: Tx, id: number, at: Date): Promise<ExceptionEntry | null> {
  const row = await tx.selectFrom('exception').selectAll().where('id', '=', id).forUpdate().executeTakeFirst();
  return row ? entryOf(row, at) : null;
}

const notAllowed = ({ id, code, state }: ExceptionEntry, action: string): Problem =>
  problem('NOT_ALLOWED_IN_STATE', { what: `exception ${code}`, id: String(id), state, action });
