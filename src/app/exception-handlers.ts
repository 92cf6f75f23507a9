import { sql } from 'kysely';
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

/** Asks again at once about a delivery in doubt, instead of waiting for its next turn. */
const retryDelivery: ExceptionHandler = async ({ subjectId }, _command, { tx, actor }) => {
  await sql`update outbox set not_before = ${actor.at} where dedupe_key = ${`send:${subjectId}`} and state = 'pending'`.execute(
    tx,
  );
  return ok(null);
};

/** What a person may have done about an exception, by what it is about: the sum of what the rooms offer. */
export const exceptionHandlers: ExceptionHandlers = {
  ...paymentHandlers,
  ...postingHandlers,
  work: { retry: retryWork },
  delivery: { retry: retryDelivery },
};
