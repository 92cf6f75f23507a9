import { sql } from 'kysely';
import { fail, ok, problem, type Problem, type Result } from '#kernel';
import { type Actor, type Tx, updateWithEvents } from '#store';
import { actionCards, type ExceptionAction, isOwnership } from './action-cards.ts';
import type { ActedOn, ActOnException, ActParts, ExceptionHandlers } from './act-types.ts';
import { alwaysAllowed } from './allowed-actions.ts';
import { closedBy, hashOf, recallCommand, rememberCommand } from './commands.ts';
import { entryColumns, type ExceptionEntry, entryOf } from './exception-entry.ts';
import { solveExceptions } from './open-exceptions.ts';
import { takeOrRelease } from './take-exception.ts';
import { untilUndisturbed } from './undisturbed.ts';

/**
 * Does what a person decided about an exception: who, when and why is kept, and the same command twice has one effect.
 *
 * One at a time acts on an entry, whether a person or the machine: whoever comes second is told what was done, when and by
 * whom.
 */
export async function actOnException(command: ActOnException, parts: ActParts): Promise<Result<ActedOn, Problem>> {
  return untilUndisturbed(async () => {
    const trx = await parts.database.db.startTransaction().execute();
    try {
      const done = await act(trx, command, parts);
      await (done.ok ? trx.commit() : trx.rollback()).execute();
      return done;
    } catch (thrown) {
      if (!trx.isCommitted && !trx.isRolledBack) await trx.rollback().execute();
      throw thrown;
    }
  });
}

async function act(tx: Tx, command: ActOnException, parts: ActParts): Promise<Result<ActedOn, Problem>> {
  const { exceptionId, action, reason = '', target, key } = command;
  const { at } = parts.moment;
  const actor: Actor = { by: parts.by, at };
  const exception = await lockException(tx, exceptionId, at);
  if (!exception) return fail(problem('NOT_FOUND', { what: 'exception', id: String(exceptionId) }));
  const asked = await hashOf(tx, command);
  const before = key === undefined ? null : await recallCommand(tx, exception, key, asked);
  if (before) return before;
  const done = isOwnership(action)
    ? await takeOrRelease(tx, exception, action, command.force ?? false, actor)
    : await decide(tx, exception, { ...command, reason, target, asked }, parts.handlers, actor);
  if (!done.ok || done.value.wasDoneBefore) return done;
  const after = (await lockException(tx, exceptionId, at)) ?? exception;
  if (key !== undefined) await rememberCommand(tx, exception, { key, asked, effect: done.value.effect }, actor);
  return ok({ exception: after, wasDoneBefore: false, effect: done.value.effect });
}

async function decide(
  tx: Tx,
  exception: ExceptionEntry,
  command: ActOnException & { readonly reason: string; readonly asked: string },
  handlers: ExceptionHandlers,
  actor: Actor,
): Promise<Result<ActedOn, Problem>> {
  const { action, reason, target, asked } = command;
  if (exception.state !== 'open') {
    const isSame = await closedBy(tx, exception, command);
    return isSame ? ok({ exception, wasDoneBefore: true, effect: null }) : fail(notAllowed(exception, action));
  }
  const handler = handlers[exception.subject]?.[action];
  const isAllowed = exception.allowedActions.includes(action) && (action === 'dismiss' || handler !== undefined);
  if (!isAllowed) return fail(notAllowed(exception, action));
  const taker = exception.taken?.by;
  if (taker !== undefined && taker !== actor.by && !command.force) return fail(notAllowed(exception, action));
  if (actionCards[action].needsReason && reason.trim() === '') {
    return fail(problem('INPUT_WRONG', { field: 'reason', value: reason, expected: 'why, in words' }));
  }
  // Closed first: a retry that meets the same problem again opens the entry again.
  await close(tx, exception, { action, reason, asked }, actor);
  const carriedOut = handler ? await handler(exception, { target, reason }, { tx, actor }) : ok(null);
  return carriedOut.ok ? ok({ exception, wasDoneBefore: false, effect: carriedOut.value }) : carriedOut;
}

async function close(
  tx: Tx,
  { id }: ExceptionEntry,
  how: { readonly action: ExceptionAction; readonly reason: string; readonly asked: string },
  actor: Actor,
): Promise<void> {
  const { action, reason, asked } = how;
  if (action !== 'dismiss') {
    await solveExceptions(tx, { ids: [id] }, how, actor);
    return;
  }
  const patch = { state: 'dismissed', action, reason, acted_by: actor.by, acted_at: actor.at, asked };
  await updateWithEvents(tx, 'exception', patch, sql`r.id = ${id}`, 'dismiss', actor);
}

/**
 * Locks the payment that waits for it before the entry itself, as the machine does when it settles a payment and closes
 * what was open about it: in this order they wait for each other, and never in a ring.
 */
async function lockException(tx: Tx, id: number, at: Date): Promise<ExceptionEntry | null> {
  await sql`select 1 from payment p where p.id = (select payment_id from exception where id = ${id}) for update`.execute(
    tx,
  );
  const row = await tx.selectFrom('exception').select(entryColumns).where('id', '=', id).forUpdate().executeTakeFirst();
  return row ? entryOf(row, at) : null;
}

/** Says who was faster, or who has it. */
function notAllowed({ id, code, state, acted, taken }: ExceptionEntry, action: string): Problem {
  const what = { what: `exception ${code}`, id: String(id), action };
  if (acted) {
    const done = `${acted.action} by ${acted.by} at ${acted.at.toISOString()}: ${acted.reason}`;
    return problem('NOT_ALLOWED_IN_STATE', { ...what, state, done });
  }
  if (taken && !alwaysAllowed.some((one) => one === action && one !== 'dismiss')) {
    return problem('NOT_ALLOWED_IN_STATE', { ...what, state: `taken by ${taken.by} at ${taken.at.toISOString()}` });
  }
  return problem('NOT_ALLOWED_IN_STATE', { ...what, state });
}
