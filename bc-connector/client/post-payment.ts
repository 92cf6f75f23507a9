import { type Problem, problem, problemOf } from '#kernel';
import { type BcPayment, collectionPayment, readEntity, withoutCorrelationId } from '#schemas/bc';
import type { Addresses } from './addresses.ts';
import { longestWaitInMs, waitInMs } from './back-off.ts';
import type { Answer } from './exchange.ts';
import { findPayment } from './find-payment.ts';
import { bodyOf, checkNewPayment, differenceBetween } from './new-payment.ts';
import type { Reading } from './read.ts';
import { isLockText, type Refusal } from './status-table.ts';
import type { BcNewPayment, BcPostingAnswer } from './types.ts';

export interface Posting {
  readonly reading: Reading;
  readonly addresses: Addresses;
  readonly companyId: string;
  readonly payment: BcNewPayment;
}

/** Where a posting stands, as far as we know. */
type Step =
  | { readonly kind: 'absent' }
  | { readonly kind: 'row'; readonly row: BcPayment }
  /** The last request may have been done or not: look before anything is repeated. */
  | {
      readonly kind: 'unsure';
      readonly problem: Problem;
      readonly retryAfterInMs: number;
      readonly lookAtOnce: boolean;
    }
  | { readonly kind: 'done'; readonly answer: BcPostingAnswer };

/** How often one call looks and tries again before it says `unclear`; the reference gives locks 3 to 5. */
const mostLooks = 5;

/**
 * Creates the row, then posts it. The row's key is unique in Business Central and `applyAndPost` leaves a posted row
 * alone (business-central.md 3.5, 5.9), so neither step can be done twice; still no step is repeated before a look.
 */
export async function postPayment(posting: Posting): Promise<BcPostingAnswer> {
  checkNewPayment(posting.payment);
  let step: Step = { kind: 'absent' };
  /** The version of the row that posting was tried on: a failure on the same version is an older one, not ours. */
  let triedOn: string | null = null;
  let looks = 0;
  while (step.kind !== 'done') {
    if (step.kind === 'absent') {
      step = triedOn === null ? await create(posting) : rowGone(posting);
    } else if (step.kind === 'row') {
      const answer = answerOf(posting, step.row, triedOn);
      triedOn = step.row.etag;
      step = answer === null ? await applyAndPost(posting, step.row) : done(answer);
    } else {
      looks += 1;
      step = looks > mostLooks ? unsettled(posting, looks) : await waitAndLook(posting, step, looks);
    }
  }
  return step.answer;
}

async function create({ reading, addresses, companyId, payment }: Posting): Promise<Step> {
  const address = addresses.payments(companyId);
  const answer = await reading.exchange({ ...address, method: 'POST', body: bodyOf(payment) });
  if (!answer.ok) return stepAfterRefusal(answer, null);
  const found = readEntity(collectionPayment, answer.body);
  return found.ok ? { kind: 'row', row: found.value } : unsure(problem('BC_BUSY', unread(answer.status)), true);
}

/** HTTP errors are technical only; whether it was posted stands in the row's `status` (business-central.md 3.5). */
async function applyAndPost({ reading, addresses, companyId }: Posting, { id }: BcPayment): Promise<Step> {
  const address = addresses.applyAndPost(companyId, id);
  const answer = await reading.exchange({ ...address, method: 'POST', body: {} });
  if (!answer.ok) return stepAfterRefusal(answer, id);
  const found = readEntity(collectionPayment, answer.body);
  if (!found.ok || found.value.id !== id) return unsure(problem('BC_BUSY', unread(answer.status)), true);
  const row = found.value;
  if (isPosted(row)) return done(postedAs(row));
  const text = row.errorMessage;
  if (row.status === 'Failed' && !isLockText(text)) return done(refusedAs(row));
  return unsure(problem('BC_BUSY', { status: answer.status, text, retryAfterInMs: 0 }), false);
}

function stepAfterRefusal(
  { action, problem: found, refusal }: Extract<Answer, { ok: false }>,
  id: string | null,
): Step {
  switch (action) {
    case 'refuse':
      return done(refusedWith(id, refusal));
    case 'per-record':
      return id === null ? done(refusedWith(id, refusal)) : done({ outcome: 'unclear', problem: found });
    case 'reread':
      // "Not open any more" is an answer about the entry; a taken key or an old ETag is about our own row.
      return found.code === 'BC_REFUSED' ? done(refusedWith(id, refusal)) : unsure(found, true);
    case 'back-off':
    case 'lock-retry':
      return { kind: 'unsure', problem: found, retryAfterInMs: refusal.retryAfterInMs, lookAtOnce: false };
    case 'new-token-once':
    case 'stop':
    case 'pause':
      break;
  }
  return done({ outcome: 'unclear', problem: found });
}

async function waitAndLook(posting: Posting, step: Extract<Step, { kind: 'unsure' }>, looks: number): Promise<Step> {
  const { reading, addresses, companyId, payment } = posting;
  const { parts } = reading;
  if (step.retryAfterInMs > longestWaitInMs) return done({ outcome: 'unclear', problem: step.problem });
  if (!step.lookAtOnce) await parts.sleep(waitInMs(looks, step.retryAfterInMs, parts.random));
  try {
    const row = await findPayment(reading, addresses, companyId, payment.idempotencyKey);
    return row === null ? { kind: 'absent' } : { kind: 'row', row };
  } catch (thrown) {
    return done({ outcome: 'unclear', problem: problemOf(thrown) });
  }
}

/** The final answer a row gives by itself; null when posting must be tried (again). */
function answerOf({ payment }: Posting, row: BcPayment, triedOn: string | null): BcPostingAnswer | null {
  const difference = differenceBetween(payment, row);
  if (difference !== null) {
    const text = `The key ${payment.idempotencyKey} belongs to another payment: ${difference}.`;
    return { outcome: 'refused', id: row.id, text, code: 'BC_KEY_TAKEN', correlationId: '' };
  }
  if (isPosted(row)) return postedAs(row);
  const isOurFailure = row.status === 'Failed' && triedOn !== null && row.etag !== triedOn;
  return isOurFailure && !isLockText(row.errorMessage) ? refusedAs(row) : null;
}

/** A reversed payment was posted too; what was reversed is told by its own return. */
const isPosted = ({ status }: BcPayment): boolean => status === 'Posted' || status === 'Reversed';

const postedAs = ({ id, postedDocumentNumber, postedEntryNumber }: BcPayment): BcPostingAnswer => ({
  outcome: 'posted',
  id,
  documentNumber: postedDocumentNumber,
  entryNumber: postedEntryNumber,
});

const refusedAs = ({ id, errorMessage }: BcPayment): BcPostingAnswer => ({
  outcome: 'refused',
  id,
  ...withoutCorrelationId(errorMessage),
  code: 'Failed',
});

const refusedWith = (id: string | null, { text, code, correlationId }: Refusal): BcPostingAnswer => ({
  outcome: 'refused',
  id,
  text,
  code,
  correlationId,
});

const done = (answer: BcPostingAnswer): Step => ({ kind: 'done', answer });

const unsure = (found: Problem, lookAtOnce: boolean): Step => ({
  kind: 'unsure',
  problem: found,
  retryAfterInMs: 0,
  lookAtOnce,
});

const unread = (status: number) => ({ status, text: 'the answer could not be read', retryAfterInMs: 0 });

/** The row was there and is not: whoever deleted it may have done so after it was posted, so it is not made anew. */
const rowGone = ({ addresses, companyId }: Posting): Step => {
  const { pathname } = new URL(addresses.payments(companyId).url);
  const text = 'the payment was there, and is not any more';
  return done({ outcome: 'unclear', problem: problem('BC_RECORD_NOT_FOUND', { url: pathname, text }) });
};

const unsettled = ({ payment }: Posting, looks: number): Step =>
  done({
    outcome: 'unclear',
    problem: problem('POSTING_UNCLEAR', { postingId: payment.idempotencyKey, attempts: looks }),
  });
