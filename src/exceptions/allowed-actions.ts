import { catalogue, type Problem, type ProblemCode } from '#kernel';
import type { ExceptionAction } from './action-cards.ts';

/** What an exception is about. */
export type ExceptionSubject =
  | 'payment'
  | 'line'
  | 'file'
  | 'delivery'
  | 'posting'
  | 'work'
  | 'claim'
  | 'customer'
  | 'mandate'
  | 'agreement'
  | 'company';

/** One finding on its way into the error log. */
export interface Finding {
  readonly problem: Problem;
  readonly subject: ExceptionSubject;
  readonly subjectId: number;
  /** The same finding told twice is one entry. Left out, a subject has one entry for each code. */
  readonly dedupeKey?: string | undefined;
}

type Actions = readonly ExceptionAction[];

/** Money whose owner must be found. The machine may decide differently once a customer or a claim has been read. */
const money: Actions = ['accept', 'assign', 'split', 'park', 'refund', 'writeOff', 'retry'];
/** The same, where the machine would only say again what it said: a person decides. */
const moneyForAPerson: Actions = ['accept', 'assign', 'split', 'park', 'refund', 'writeOff'];
/** Money that stands allocated and that Business Central did not take. */
const unposted: Actions = ['retry', 'undo', 'assign', 'split', 'park', 'refund', 'writeOff'];
/** A payment that was taken back, or one that moves nothing: it is told what it belongs to. */
const told: Actions = ['assign', 'retry'];
const again: Actions = ['retry'];
/** It goes away by itself once its cause is gone, or there is nothing to do but to know it. */
const nothing: Actions = [];

const delivery = { delivery: again } as const;

/**
 * The types of exceptions (capability E1): for each code and each thing it may be about, what a person may do (E2) besides
 * dismissing it with a reason, taking it and releasing it, which is always possible.
 *
 * Whatever stops a timer's round over a company or over an agreement's mailbox is told under its own code, and goes away by
 * itself once the round succeeds: `company` and `agreement` need no row. Tests keep the table true: every entry that any test
 * opens is in it, and every action of it has a handler.
 */
export const exceptionTypes: Readonly<
  Partial<Record<ProblemCode, Readonly<Partial<Record<ExceptionSubject, Actions>>>>>
> = {
  FILE_EMPTY: { file: again },
  FILE_TOO_LARGE: { file: again },
  FILE_UNKNOWN: { file: again },
  FILE_INCOMPLETE: { file: again },
  FILE_ALREADY_RECEIVED: { file: nothing },
  FILE_NOT_DECRYPTED: { file: again },
  FILE_SIGNATURE_WRONG: { file: again, ...delivery },
  ACCOUNT_NOT_OURS: { file: again },
  DELIVERY_ID_REUSED: { file: again },
  TOTALS_WRONG: { file: again, delivery: nothing },
  LINE_UNREADABLE: { file: again },
  RECORD_UNKNOWN: { file: nothing },
  STATEMENT_NOT_TIED: { file: nothing },
  ENTRY_NOT_TIED: { file: nothing },
  CHECK_DIGIT_WRONG: { file: nothing },
  RECEIPT_UNMATCHED: { file: nothing },
  MANDATE_OF_UNKNOWN_CUSTOMER: { file: nothing },
  MANDATE_NOT_SAVED: { mandate: again },
  RECORD_REFUSED: { line: ['resend'], file: nothing },
  RECORD_REMARKED: { line: ['stop'], file: nothing },
  LINE_FAULTY: { line: ['stop'] },
  DELIVERY_REFUSED: { delivery: ['resend'] },
  ANSWER_MISSING: { delivery: nothing },

  UNKNOWN_CUSTOMER: { payment: money },
  WRONG_CUSTOMER: { payment: money },
  NO_COLLECTION: { payment: money },
  AMOUNT_DIFFERS: { payment: money },
  ALREADY_PAID: { payment: money, posting: unposted },
  PAYMENT_FOR_STOPPED_LINE: { payment: money },
  CLAIM_COLLECTED_ELSEWHERE: { payment: money },
  DUPLICATE_PAYMENT: { payment: moneyForAPerson },
  CHARGED_BACK_WITHOUT_PAYMENT: { payment: told, posting: told },
  CHARGE_BACK_UNCLEAR: { payment: told },
  REJECTED_AFTER_PAYMENT: { payment: told },
  COLLECTION_REJECTED: { line: ['resend', 'stop'] },
  CHARGED_BACK: { line: ['resend', 'stop'], payment: nothing },

  PAYMENT_UNIDENTIFIED: { payment: money },
  PAYMENT_AMBIGUOUS: { payment: money },
  PAYMENT_ID_UNKNOWN: { payment: money },
  IDENTIFIERS_CONTRADICT: { payment: money },
  PAYER_DIFFERS: { payment: money },
  CUSTOMER_CLOSED: { payment: money },
  CLAIM_PAID_ALREADY: { payment: money, posting: unposted },
  AMOUNT_NOT_EXPLAINED: { payment: money },
  PAYMENT_CURRENCY_DIFFERS: { payment: money },
  CLAIMS_STALE: { payment: money },
  PAYMENT_UNDONE_BEFORE: { payment: moneyForAPerson },
  MATCH_UNDONE: { payment: moneyForAPerson },
  CLAIM_PAID_OTHERWISE: { line: ['stop'] },

  POSTING_REFUSED: { posting: unposted, payment: unposted },
  POSTING_NOT_POSSIBLE: { posting: unposted, payment: unposted },
  POSTING_UNCLEAR: { posting: nothing },
  DIFFERENCE_STAYS_OPEN: { claim: nothing },

  TRANSPORT_UNREACHABLE: delivery,
  TRANSPORT_HOST_KEY_WRONG: delivery,
  TRANSPORT_SIGN_IN_FAILED: delivery,
  TRANSPORT_UNCLEAR: delivery,
  TRANSPORT_REFUSED: delivery,
  TRANSPORT_FILE_EXISTS: delivery,
  KEY_UNUSABLE: delivery,
  VAULT_DAMAGED: delivery,
  VAULT_UNREACHABLE: delivery,
  WORK_POISONED: { work: again },
};

/** What is possible whatever an entry is about. */
export const alwaysAllowed = ['take', 'release', 'dismiss'] as const satisfies Actions;

/** What a person may do about an entry of this type, its own actions first. */
export const allowedActions = (code: ProblemCode, subject: ExceptionSubject): Actions => [
  ...(exceptionTypes[code]?.[subject] ?? nothing),
  ...alwaysAllowed,
];

/** Whether the table knows the type, or it is one that closes by itself. */
export const isExceptionType = (code: string, subject: ExceptionSubject): boolean =>
  isProblemCode(code) &&
  (subject === 'company' || subject === 'agreement' || exceptionTypes[code]?.[subject] !== undefined);

/** Whether a code read from the database is one of the catalogue's. */
export const isProblemCode = (code: string): code is ProblemCode => Object.hasOwn(catalogue, code);
