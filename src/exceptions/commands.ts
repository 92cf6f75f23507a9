import { sql } from 'kysely';
import { fail, ok, problem, type Problem, type Result } from '#kernel';
import type { Actor, Tx } from '#store';
import type { ActedOn, ActOnException } from './act-types.ts';
import type { ExceptionEntry } from './exception-entry.ts';

/** What a command asks for, apart from the words of its reason: two that ask for the same have the same hash. */
export async function hashOf(tx: Tx, { action, target }: Pick<ActOnException, 'action' | 'target'>): Promise<string> {
  const asked = JSON.stringify([action, inOrder(target)]);
  const { rows } = await sql<{ hash: string }>`select md5(${asked}) as hash`.execute(tx);
  return rows[0]?.hash ?? asked;
}

/** The same fields in another order ask for the same. */
function inOrder(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(inOrder);
  if (typeof value !== 'object' || value === null) return value ?? null;
  return Object.entries(value)
    .filter(([, field]) => field !== undefined)
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, field]) => [name, inOrder(field)]);
}

/** What was done under this key before; null when it is new. The same key with another wish is refused. */
export async function recallCommand(
  tx: Tx,
  exception: ExceptionEntry,
  key: string,
  asked: string,
): Promise<Result<ActedOn, Problem> | null> {
  const found = await tx
    .selectFrom('exception_command')
    .select(['asked', 'answer'])
    .where('company_id', '=', exception.companyId)
    .where('key', '=', key)
    .where('exception_id', '=', exception.id)
    .executeTakeFirst();
  if (!found) return null;
  if (found.asked !== asked) {
    return fail(problem('INPUT_WRONG', { field: 'key', value: key, expected: 'a key of its own for another command' }));
  }
  return ok({ exception, wasDoneBefore: true, effect: effectIn(found.answer) });
}

/** Keeps what a command with a key did, in the transaction that did it. */
export async function rememberCommand(
  tx: Tx,
  exception: ExceptionEntry,
  { key, asked, effect }: { readonly key: string; readonly asked: string; readonly effect: unknown },
  actor: Actor,
): Promise<void> {
  await tx
    .insertInto('exception_command')
    .values({
      company_id: exception.companyId,
      key,
      exception_id: exception.id,
      asked,
      answer: JSON.stringify({ effect: effect ?? null }),
      done_by: actor.by,
      done_at: actor.at,
    })
    .execute();
}

/**
 * Whether a closed entry was closed by the same command. One that the machine closed, or that closed with another entry of
 * the same payment, keeps no command: then the same action counts, unless it names a target that may not have been meant.
 */
export async function closedBy(
  tx: Tx,
  exception: ExceptionEntry,
  command: Pick<ActOnException, 'action' | 'target'> & { readonly asked: string },
): Promise<boolean> {
  const row = await tx.selectFrom('exception').select('asked').where('id', '=', exception.id).executeTakeFirst();
  const asked = row?.asked ?? null;
  if (asked !== null) return asked === command.asked;
  return exception.acted?.action === command.action && command.target === undefined;
}

const effectIn = (answer: unknown): unknown =>
  typeof answer === 'object' && answer !== null && 'effect' in answer ? answer.effect : null;
