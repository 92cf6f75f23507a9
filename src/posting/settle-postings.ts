import { sql } from 'kysely';
import { type Finding, openExceptions, solveExceptions } from '#exceptions';
import { after, assert, problem } from '#kernel';
import { type Actor, type Tx, updateWithEvents } from '#store';
import type { OpenPosting } from './bc-payment.ts';
import { parkPayments } from './park-payments.ts';
import type { Outcome } from './post-one.ts';
import { type PostingAction, postingMachine, type PostingState } from './posting-states.ts';
import { closeRefundOrders } from './refunds.ts';
import { refusalClass } from './refusal-classes.ts';
import { fieldOf } from './rows.ts';
import { withdrawUndone } from './undo-postings.ts';

export interface Settled {
  readonly posting: OpenPosting;
  readonly outcome: Outcome;
}

/** Unclear answers after which the error log tells it. */
const attemptsUntilTold = 3;

/** Stores that postings are about to leave, before the first request does. @returns those that may leave */
export async function sendPostings(
  tx: Tx,
  postings: readonly OpenPosting[],
  actor: Actor,
): Promise<ReadonlySet<number>> {
  const open = postings.filter(({ state }) => state === 'proposed').map(({ id }) => id);
  const undone = await withdrawUndone(tx, sql`r.state = 'proposed' and r.id = any(${open})`, actor);
  const ids = open.filter((id) => !undone.includes(id));
  const sent = await move(tx, 'proposed', 'send', ids, actor, { attempts: sql`r.attempts + 1` });
  return new Set([...sent, ...postings.filter(({ state }) => state === 'sent').map(({ id }) => id)]);
}

/** What never left, or is known not to be in the books, counts as never tried. */
export async function takeBackPostings(tx: Tx, ids: readonly number[], actor: Actor): Promise<void> {
  await move(tx, 'sent', 'takeBack', ids, actor, { attempts: sql`r.attempts - 1` });
}

/** Stores what became of a round, in one transaction: postings, their payments and the error log. */
export async function settlePostings(
  tx: Tx,
  companyId: number,
  settled: readonly Settled[],
  actor: Actor,
): Promise<void> {
  await confirm(tx, settled, actor);
  await refuse(tx, companyId, settled, actor);
  await tellUnclear(tx, companyId, settled, actor);
  await move(tx, 'sent', 'takeBack', idsOf(settled, 'takenBack'), actor, {});
  const unsent = idsOf(
    settled.filter(({ posting }) => posting.state === 'proposed'),
    'notSent',
  );
  await takeBackPostings(tx, unsent, actor);
}

async function confirm(tx: Tx, settled: readonly Settled[], actor: Actor): Promise<void> {
  const rows = settled.flatMap(({ posting: { id }, outcome }) =>
    outcome.kind === 'posted' ? [{ ...outcome, id }] : [],
  );
  if (rows.length === 0) return;
  const field = fieldOf(rows);
  const ids = rows.map(({ id }) => id);
  await move(tx, 'sent', 'confirm', ids, actor, {
    document_number: field('documentNumber', 'text'),
    bc_entry_number: field('entryNumber', 'bigint'),
    bc_text: sql`nullif(${field('note', 'text')}, '')`,
    bc_correlation_id: null,
    refusal_class: null,
  });
  await closeReversed(tx, ids, actor);
  await closeRefundOrders(tx, ids, actor);
  const how = { action: 'posted', reason: 'it is in the books of Business Central' };
  await solveExceptions(tx, { subject: 'posting', subjectIds: ids }, how, actor);
}

/** What a reversal took back stands no more: the payment may be posted anew, under its next revision. */
async function closeReversed(tx: Tx, ids: readonly number[], actor: Actor): Promise<void> {
  const reversed = sql`r.superseded is null and r.id in (
    select original_id from posting where id = any(${ids}) and kind = 'reversal')`;
  await updateWithEvents(tx, 'posting', { superseded: 'reversed' }, reversed, 'reverse', actor);
}

/** A refusal is final until a person says otherwise: the payment waits in the error log with Business Central's words. */
async function refuse(tx: Tx, companyId: number, settled: readonly Settled[], actor: Actor): Promise<void> {
  const refused = settled.flatMap(({ posting, outcome }) => (outcome.kind === 'refused' ? [{ posting, outcome }] : []));
  if (refused.length === 0) return;
  const classes = refused.map(({ outcome }) => refusalClass(outcome));
  const field = fieldOf(
    refused.map(({ posting: { id }, outcome }, i) => ({ ...outcome, id, className: classes[i]?.name ?? 'unknown' })),
  );
  const ids = refused.map(({ posting }) => posting.id);
  await move(tx, 'sent', 'fail', ids, actor, {
    bc_text: field('text', 'text'),
    bc_correlation_id: field('correlationId', 'text'),
    refusal_class: field('className', 'text'),
  });
  const found = refused.map(({ posting, outcome }) => ({
    kind: posting.kind,
    paymentId: posting.paymentId,
    finding: refusalOf(posting, outcome),
  }));
  const movements = found.filter(({ kind }) => isMovement(kind));
  await parkPayments(tx, companyId, movements, actor);
  // The payment itself is where it was: what takes it back, or follows it, waits on its own.
  const others = found.filter(({ kind }) => !isMovement(kind)).map(({ finding }) => finding);
  await openExceptions(tx, companyId, others, actor);
  const how = { action: 'answered', reason: 'Business Central has refused it' };
  await solveExceptions(tx, { subject: 'posting', subjectIds: ids, codes: ['POSTING_UNCLEAR'] }, how, actor);
}

const isMovement = (kind: OpenPosting['kind']): boolean => kind === 'payment' || kind === 'return';

/** An entry that was closed meanwhile is paid already: that is what the person has to decide about. */
function refusalOf(
  { id, kind, customerNumber, amount, reference }: OpenPosting,
  outcome: Extract<Outcome, { kind: 'refused' }>,
): Finding {
  const { name, remedy } = refusalClass(outcome);
  const refused = { postingId: String(id), customerNumber, minor: amount, text: outcome.text, class: name, remedy };
  return {
    problem:
      name === 'entry closed' && kind === 'payment'
        ? problem('ALREADY_PAID', { reference, customerNumber, minor: amount })
        : problem('POSTING_REFUSED', refused),
    subject: 'posting',
    subjectId: id,
  };
}

/** It stays `sent`, and is asked about in the next run. */
async function tellUnclear(tx: Tx, companyId: number, settled: readonly Settled[], actor: Actor): Promise<void> {
  const unclear = settled.filter(({ outcome }) => outcome.kind === 'unclear').map(({ posting }) => posting);
  if (unclear.length === 0) return;
  const askedOnly = unclear.filter(({ state }) => state === 'sent').map(({ id }) => id);
  // The count of attempts is no part of the books, so it has no event.
  await sql`update posting set attempts = attempts + 1 where id = any(${askedOnly})`.execute(tx);
  const findings = unclear.flatMap(({ id, attempts }): readonly Finding[] =>
    attempts + 1 < attemptsUntilTold
      ? []
      : [
          {
            problem: problem('POSTING_UNCLEAR', { postingId: String(id), attempts: attempts + 1 }),
            subject: 'posting',
            subjectId: id,
          },
        ],
  );
  await openExceptions(tx, companyId, findings, actor);
}

/**
 * Gives up what has nothing to take back or to follow in the books. A return is told; a write-off goes with its payment,
 * and is proposed anew with it.
 */
export async function failBaseless(
  tx: Tx,
  companyId: number,
  postings: readonly OpenPosting[],
  actor: Actor,
): Promise<void> {
  const returns = postings.filter(({ kind }) => kind === 'return');
  const others = postings.filter(({ kind }) => kind !== 'return').map(({ id }) => id);
  const gone = { superseded: 'replaced', bc_text: 'What it follows is not in the books.' };
  await move(tx, 'proposed', 'withdraw', others, actor, gone);
  const text = 'The payment that this takes back was never posted.';
  const ids = returns.map(({ id }) => id);
  const failed = new Set(await move(tx, 'proposed', 'fail', ids, actor, { bc_text: text }));
  const found = returns
    .filter(({ id }) => failed.has(id))
    .map(({ id, paymentId, reference, customerNumber, amount }) => ({
      paymentId,
      finding: {
        problem: problem('CHARGED_BACK_WITHOUT_PAYMENT', { reference, customerNumber, minor: -amount }),
        subject: 'posting' as const,
        subjectId: id,
      },
    }));
  await parkPayments(tx, companyId, found, actor);
}

async function move(
  tx: Tx,
  from: PostingState,
  action: PostingAction,
  ids: readonly number[],
  actor: Actor,
  patch: Readonly<Partial<Record<PatchColumn, unknown>>>,
): Promise<readonly number[]> {
  if (ids.length === 0) return [];
  const state = after(postingMachine, from, action);
  assert(state !== null, `a posting that is ${from} can ${action}`);
  const where = sql`r.state = ${from} and r.id = any(${ids})`;
  return updateWithEvents(tx, 'posting', { ...patch, state }, where, action, actor);
}

type PatchColumn =
  | 'attempts'
  | 'document_number'
  | 'bc_entry_number'
  | 'bc_text'
  | 'bc_correlation_id'
  | 'refusal_class'
  | 'superseded';

const idsOf = (settled: readonly Settled[], kind: Outcome['kind']): readonly number[] =>
  settled.filter(({ outcome }) => outcome.kind === kind).map(({ posting }) => posting.id);
