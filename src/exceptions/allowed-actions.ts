import { catalogue, type Problem, type ProblemCode } from '#kernel';

export type ExceptionAction = 'assign' | 'dismiss' | 'retry';

/**
 * What a person may do about each kind of exception, besides dismissing it with a reason, which is always possible.
 *
 * `assign` gives money to a line or a customer of the person's choice. `retry` does again what failed, once the cause is
 * gone. A file that came twice or a line that could not be read cannot be helped from here, so those are only dismissed.
 */
const beyondDismissing: Readonly<Partial<Record<ProblemCode, readonly ExceptionAction[]>>> = {
  FILE_EMPTY: ['retry'],
  ACCOUNT_NOT_OURS: ['retry'],
  FILE_NOT_DECRYPTED: ['retry'],
  FILE_SIGNATURE_WRONG: ['retry'],
  FILE_TOO_LARGE: ['retry'],
  FILE_UNKNOWN: ['retry'],
  FILE_INCOMPLETE: ['retry'],
  TOTALS_WRONG: ['retry'],
  DELIVERY_ID_REUSED: ['retry'],
  DUPLICATE_PAYMENT: ['assign'],
  UNKNOWN_CUSTOMER: ['assign', 'retry'],
  WRONG_CUSTOMER: ['assign', 'retry'],
  NO_COLLECTION: ['assign', 'retry'],
  AMOUNT_DIFFERS: ['assign', 'retry'],
  ALREADY_PAID: ['assign', 'retry'],
  PAYMENT_FOR_STOPPED_LINE: ['assign', 'retry'],
  CLAIM_COLLECTED_ELSEWHERE: ['assign', 'retry'],
  CHARGED_BACK_WITHOUT_PAYMENT: ['assign', 'retry'],
  CHARGE_BACK_UNCLEAR: ['assign', 'retry'],
  REJECTED_AFTER_PAYMENT: ['retry'],
  POSTING_REFUSED: ['assign', 'retry'],
  POSTING_NOT_POSSIBLE: ['assign', 'retry'],
  TRANSPORT_UNREACHABLE: ['retry'],
  TRANSPORT_HOST_KEY_WRONG: ['retry'],
  TRANSPORT_SIGN_IN_FAILED: ['retry'],
  TRANSPORT_UNCLEAR: ['retry'],
  TRANSPORT_REFUSED: ['retry'],
  TRANSPORT_FILE_EXISTS: ['retry'],
  WORK_POISONED: ['retry'],
};

export const allowedActions = (code: ProblemCode): readonly ExceptionAction[] => [
  ...(beyondDismissing[code] ?? []),
  'dismiss',
];

/** Whether a code read from the database is one of the catalogue's. */
export const isProblemCode = (code: string): code is ProblemCode => Object.hasOwn(catalogue, code);

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
