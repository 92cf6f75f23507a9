import type { BcClient, BcPayment } from '#bc-connector';
import { describeProblem, type Problem, type ProblemCode, problemOf } from '#kernel';
import { withoutCorrelationId } from '#schemas/bc';
import { bcPaymentOf, type OpenPosting } from './bc-payment.ts';
import { refusalClass } from './refusal-classes.ts';

/** What of Business Central posting needs. */
export type PostingDoor = Pick<BcClient, 'postPayment' | 'findPayment'> &
  Partial<Pick<BcClient, 'findClaim' | 'postBatch'>>;

export type Outcome =
  | { readonly kind: 'posted'; readonly documentNumber: string; readonly entryNumber: number; readonly note: string }
  | { readonly kind: 'refused'; readonly text: string; readonly code: string; readonly correlationId: string }
  | { readonly kind: 'unclear'; readonly problem: Problem }
  /** Business Central says that it did not post it. `rests`: for a reason that goes away by itself, so try later. */
  | { readonly kind: 'takenBack'; readonly rests: boolean }
  /** It never left us. */
  | { readonly kind: 'notSent' };

/**
 * Posts one, asking first whenever it may be in the books already: one left `sent` by a crash or an unclear answer, one
 * that a person wants tried again, and one that went under another key before.
 */
export async function postOne(posting: OpenPosting, bc: PostingDoor, bcCompanyId: string): Promise<Outcome> {
  try {
    const mayBePosted = posting.state === 'sent' || posting.attempts > 0 || posting.earlierKeys.length > 0;
    const known = mayBePosted ? await ask(posting, bc, bcCompanyId) : null;
    if (known !== null) return known;
    if (posting.state === 'sent') return { kind: 'takenBack', rests: false };
    const answer = await bc.postPayment(bcCompanyId, bcPaymentOf(posting));
    if (answer.outcome === 'posted') return { kind: 'posted', note: '', ...answer };
    if (answer.outcome === 'unclear') return { kind: 'unclear', problem: answer.problem };
    return refusedOrLater(posting, answer);
  } catch (thrown) {
    const problem = problemOf(thrown);
    // The connector says so before anything is sent: the payment does not fit the fields of the API.
    return problem.code === 'FIELD_NOT_WRITABLE'
      ? { kind: 'refused', text: describeProblem(problem), code: problem.code, correlationId: '' }
      : { kind: 'unclear', problem };
  }
}

/** @returns null when it is not posted, and trying (again) is right */
async function ask(posting: OpenPosting, bc: PostingDoor, bcCompanyId: string): Promise<Outcome | null> {
  for (const key of [posting.key, ...posting.earlierKeys]) {
    const row = await bc.findPayment(bcCompanyId, key);
    if (row === null) continue;
    if (isPosted(row)) return isSameMovement(row, posting) ? postedAs(row, posting.key) : postedOtherwise(row);
    // For one that is tried again, the failure is the one from before.
    const isOurs = key === posting.key && posting.state === 'sent';
    if (isOurs && row.status === 'Failed') {
      return refusedOrLater(posting, { code: row.status, ...withoutCorrelationId(row.errorMessage) });
    }
  }
  return null;
}

/** A reversed payment was posted too; what was reversed is told by its own return. */
const isPosted = ({ status }: BcPayment): boolean => status === 'Posted' || status === 'Reversed';

/** Business Central keeps keys in capitals. */
const isKey = (row: BcPayment, key: string): boolean => row.idempotencyKey.toUpperCase() === key.toUpperCase();

/** A refused posting may have been posted by hand. It is ours only if the same customer was given the same money. */
const isSameMovement = (row: BcPayment, { key, amount, bcCustomerNumber }: OpenPosting): boolean =>
  isKey(row, key) ||
  (row.amount === amount && row.customerNumber.trim().toUpperCase() === bcCustomerNumber.trim().toUpperCase());

const postedOtherwise = ({ idempotencyKey, customerNumber, postedDocumentNumber }: BcPayment): Outcome => ({
  kind: 'refused',
  text:
    `It was posted in Business Central under its earlier key ${idempotencyKey}, to customer ${customerNumber}, as ` +
    `${postedDocumentNumber}. Reverse that there, or dismiss this.`,
  code: 'BC_KEY_TAKEN',
  correlationId: '',
});

/** Tries of a posting that is refused for a reason that goes away by itself; then a person is told. */
const mostTries = 5;

function refusedOrLater(
  { attempts }: OpenPosting,
  refusal: { readonly text: string; readonly code: string; readonly correlationId: string },
): Outcome {
  const goesAway = refusalClass(refusal).retry === 'by itself' && attempts < mostTries;
  const { text, code, correlationId } = refusal;
  return goesAway ? { kind: 'takenBack', rests: true } : { kind: 'refused', text, code, correlationId };
}

function postedAs(row: BcPayment, key: string): Outcome {
  const under = isKey(row, key) ? [] : [`posted in Business Central under its earlier key ${row.idempotencyKey}`];
  const reversed = row.status === 'Reversed' ? ['reversed in Business Central afterwards'] : [];
  return {
    kind: 'posted',
    documentNumber: row.postedDocumentNumber,
    entryNumber: row.postedEntryNumber,
    note: [...under, ...reversed].join('; '),
  };
}

/** Nothing can be posted in this company until a person has changed something. */
export const stopCodes = [
  'BC_SIGN_IN_FAILED',
  'BC_FORBIDDEN',
  'BC_EXTENSION_MISSING',
  'BC_MISCONFIGURED',
  'BC_UPGRADING',
] as const satisfies readonly ProblemCode[];

export const stopsPosting = ({ code }: Problem): boolean => stopCodes.some((stop) => stop === code);
