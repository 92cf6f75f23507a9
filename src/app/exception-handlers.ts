import { sql } from 'kysely';
import type { ExceptionAction, ExceptionHandler, ExceptionHandlers } from '#exceptions';
import { lineHandlers } from '#journal';
import { fail, ok, problem, type Problem } from '#kernel';
import { paymentHandlers } from '#payments';
import { postingHandlers } from '#posting';
import { addWork, findWork, reviveWork, updateWithEvents } from '#store';
import type { App } from './open-app.ts';

/** Tries work again that was put aside. Another message may have done it while it was put aside: then nothing is left to do. */
const retryWork: ExceptionHandler = async ({ subjectId }, _command, { tx, actor }) => {
  if (await reviveWork(tx, subjectId, actor.at)) return ok(null);
  const isThere = (await findWork(tx, subjectId)) !== null;
  return isThere ? ok(null) : fail(problem('NOT_FOUND', { what: 'work', id: String(subjectId) }));
};

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

/** Writes a mandate to Business Central again that it refused: a person has removed the cause. */
const retryMandate: ExceptionHandler = async ({ subjectId, companyId }, _command, { tx, actor }) => {
  const where = sql`r.id = ${subjectId} and r.direction = 'in' and r.state = 'proposed'`;
  const patch = { state: 'approved', explanation: '' };
  const moved = await updateWithEvents(tx, 'mandate_change', patch, where, 'approve', actor);
  if (moved.length === 0) return fail(notNow('mandate change', subjectId, 'not proposed', 'retry'));
  const dedupeKey = `apply-mandate-change:${subjectId}:${actor.at.toISOString()}`;
  const work = { companyId, type: 'apply-mandate-change', payload: { changeId: subjectId }, dedupeKey };
  await addWork(tx, [work], actor.at);
  return ok(null);
};

/** An entry about a posting that was refused is as good as one about its payment: the next round posts what comes of it. */
const onItsPayment =
  (action: Exclude<ExceptionAction, 'stop' | 'resend' | 'take' | 'release'>): ExceptionHandler =>
  async (exception, command, parts) => {
    const { rows } = await sql<{ paymentId: number; state: string }>`
      select payment_id as "paymentId", case when kind not in ('payment', 'return') then 'what follows another posting'
        when superseded is not null then superseded else state end as state
      from posting where id = ${exception.subjectId} for update`.execute(parts.tx);
    const [posting] = rows;
    if (!posting) return fail(problem('NOT_FOUND', { what: 'posting', id: String(exception.subjectId) }));
    if (posting.state !== 'failed') return fail(notNow('posting', exception.subjectId, posting.state, action));
    const about = { ...exception, subject: 'payment', subjectId: posting.paymentId } as const;
    return paymentHandlers.payment[action](about, command, parts);
  };

const notNow = (what: string, id: number, state: string, action: string): Problem =>
  problem('NOT_ALLOWED_IN_STATE', { what, id: String(id), state, action });

/** What a person may have done about an exception, by what it is about: the sum of what the rooms offer. */
export function exceptionHandlersOf(app: Pick<App, 'database' | 'vault'>): ExceptionHandlers {
  const lines = lineHandlers(app);
  return {
    ...paymentHandlers,
    ...postingHandlers,
    ...lines,
    posting: {
      split: onItsPayment('split'),
      park: onItsPayment('park'),
      refund: onItsPayment('refund'),
      writeOff: onItsPayment('writeOff'),
      undo: onItsPayment('undo'),
      ...postingHandlers.posting,
    },
    delivery: { retry: retryDelivery, ...lines.delivery },
    mandate: { retry: retryMandate },
    work: { retry: retryWork },
  };
}
