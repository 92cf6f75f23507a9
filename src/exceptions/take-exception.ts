import { sql } from 'kysely';
import { fail, ok, problem, type Problem, type Result } from '#kernel';
import { type Actor, type Tx, updateWithEvents } from '#store';
import type { ActedOn } from './act-types.ts';
import type { ExceptionEntry } from './exception-entry.ts';

/**
 * Says who works on an open entry, or that nobody does any more; who and when is kept. What a colleague has is left to him
 * unless `force` says otherwise. Done already, nothing is done again.
 */
export async function takeOrRelease(
  tx: Tx,
  exception: ExceptionEntry,
  action: 'take' | 'release',
  force: boolean,
  actor: Actor,
): Promise<Result<ActedOn, Problem>> {
  const { id, code, state, taken } = exception;
  const what = { what: `exception ${code}`, id: String(id), action };
  if (state !== 'open') return fail(problem('NOT_ALLOWED_IN_STATE', { ...what, state }));
  const isDone = action === 'take' ? taken?.by === actor.by : taken === null;
  if (isDone) return ok({ exception, wasDoneBefore: true, effect: null });
  if (taken && taken.by !== actor.by && !force) {
    return fail(
      problem('NOT_ALLOWED_IN_STATE', { ...what, state: `taken by ${taken.by} at ${taken.at.toISOString()}` }),
    );
  }
  const patch = action === 'take' ? { taken_by: actor.by, taken_at: actor.at } : { taken_by: null, taken_at: null };
  await updateWithEvents(tx, 'exception', patch, sql`r.id = ${id}`, action, actor);
  return ok({ exception, wasDoneBefore: false, effect: null });
}
