import type { ExceptionHandler, ExceptionHandlers } from '#exceptions';
import { fail, ok, problem } from '#kernel';
import { paymentHandlers } from '#payments';
import { postingHandlers } from '#posting';
import { reviveWork } from '#store';

/** Tries work again that was put aside. */
const retryWork: ExceptionHandler = async ({ subjectId }, _command, { tx, actor }) =>
  (await reviveWork(tx, subjectId, actor.at))
    ? ok(null)
    : fail(
        problem('NOT_ALLOWED_IN_STATE', {
          what: 'work',
          id: String(subjectId),
          state: 'not put aside',
          action: 'retry',
        }),
      );

/** Sends, or asks about, a delivery again at once: its cause was removed. One that arrived is left as it is. */
const retryDelivery: ExceptionHandler = async ({ subjectId }, _command, { tx, actor }) => {
  const { numUpdatedRows } = await tx
    .updateTable('outbox')
    .set({ state: 'pending', not_before: actor.at, done_at: null })
    .where('dedupe_key', '=', `send:${subjectId}`)
    .where('state', '<>', 'poisoned')
    .executeTakeFirst();
  return numUpdatedRows > 0n ? ok(null) : fail(problem('NOT_FOUND', { what: 'delivery', id: String(subjectId) }));
};

/** What a person may have done about an exception, by what it is about: the sum of what the rooms offer. */
export const exceptionHandlers: ExceptionHandlers = {
  ...paymentHandlers,
  ...postingHandlers,
  work: { retry: retryWork },
  delivery: { retry: retryDelivery },
};
