import { sql } from 'kysely';
import { type Finding, openExceptions, solveExceptions } from '#exceptions';
import { after, assert, problem } from '#kernel';
import { type Actor, type Tx, updateWithEvents } from '#store';
import type { OpenPosting } from './bc-payment.ts';
import { parkPayments } from './park-payments.ts';
import type { Outcome } from './post-one.ts';
import { type PostingAction, postingMachine, type PostingState } from './posting-states.ts';
import { fieldOf } from './rows.ts';

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
  const ids = postings.filter(({ state }) => state === 'proposed').map(({ id }) => id);
  const sent = await move(tx, 'proposed', 'send', ids, actor, { attempts: sql`r.attempts + 1` });
  return new Set([...sent, ...postings.filter(({ state }) => state === 'sent').map(({ id }) => id)]);
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
  // It never left, so it counts as never tried.
  const unsent = idsOf(
    settled.filter(({ posting }) => posting.state === 'proposed'),
    'notSent',
  );
  await move(tx, 'sent', 'takeBack', unsent, actor, { attempts: sql`r.attempts - 1` });
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
  });
  const how = { action: 'posted', reason: 'it is in the books of Business Central' };
  await solveExceptions(tx, { subject: 'posting', subjectIds: ids }, how, actor);
}

/** A refusal is final until a person says otherwise: the payment waits in the error log with Business Central's words. */
async function refuse(tx: Tx, companyId: number, settled: readonly Settled[], actor: Actor): Promise<void> {
  const refused = settled.flatMap(({ posting, outcome }) => (outcome.kind === 'refused' ? [{ posting, outcome }] : []));
  if (refused.length === 0) return;
  const field = fieldOf(refused.map(({ posting: { id }, outcome }) => ({ ...outcome, id })));
  const ids = refused.map(({ posting }) => posting.id);
  await move(tx, 'sent', 'fail', ids, actor, {
    bc_text: field('text', 'text'),
    bc_correlation_id: field('correlationId', 'text'),
  });
  const found = refused.map(({ posting, outcome }) => ({
    paymentId: posting.paymentId,
    finding: refusalOf(posting, outcome.text),
  }));
  await parkPayments(tx, companyId, found, actor);
  const how = { action: 'answered', reason: 'Business Central has refused it' };
  await solveExceptions(tx, { subject: 'posting', subjectIds: ids, codes: ['POSTING_UNCLEAR'] }, how, actor);
}

const refusalOf = ({ id, customerNumber, amount }: OpenPosting, text: string): Finding => ({
  problem: problem('POSTING_REFUSED', { postingId: String(id), customerNumber, minor: amount, text }),
  subject: 'posting',
  subjectId: id,
});

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

/** Gives up returns whose payment never came into the books: there is nothing to take back. */
export async function failReturns(
  tx: Tx,
  companyId: number,
  returns: readonly OpenPosting[],
  actor: Actor,
): Promise<void> {
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
  patch: Readonly<
    Partial<Record<'attempts' | 'document_number' | 'bc_entry_number' | 'bc_text' | 'bc_correlation_id', unknown>>
  >,
): Promise<readonly number[]> {
  if (ids.length === 0) return [];
  const state = after(postingMachine, from, action);
  assert(state !== null, `a posting that is ${from} can ${action}`);
  const where = sql`r.state = ${from} and r.id = any(${ids})`;
  return updateWithEvents(tx, 'posting', { ...patch, state }, where, action, actor);
}

const idsOf = (settled: readonly Settled[], kind: Outcome['kind']): readonly number[] =>
  settled.filter(({ outcome }) => outcome.kind === kind).map(({ posting }) => posting.id);
