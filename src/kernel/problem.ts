import type { CalendarDate } from './calendar-date.ts';

/** What a channel says about one record of what we sent. */
interface RemarkContext {
  fileName: string;
  lineNumber: number;
  customerNumber: string;
  reference: string;
  code: string;
  text: string;
}

/** Money that a bank told of, as the error log shows it; the customer is blank where nobody is meant for certain. */
interface ClaimMoney {
  payer: string;
  customerNumber: string;
  minor: number;
  currency: string;
}

/**
 * The closed catalogue of what may go wrong. Each problem has a code, a context, and says whether trying again can help,
 * who must act, and what to do. `docs/problems.md` explains every code; a test compares both.
 */
export interface ContextOf {
  // Files and records
  FILE_EMPTY: { fileName: string };
  FILE_TOO_LARGE: { fileName: string; size: number; limit: number };
  FILE_UNKNOWN: { fileName: string; startsWith: string };
  FILE_ALREADY_RECEIVED: { fileName: string; sha256: string; firstReceivedAt: string };
  DELIVERY_ID_REUSED: { fileName: string; deliveryType: string; deliveryNumber: string; firstFileName: string };
  FILE_INCOMPLETE: { fileName: string; lineNumber: number; expected: string };
  TOTALS_WRONG: { fileName: string; lineNumber: number; field: string; stated: string; counted: string };
  LINE_UNREADABLE: {
    fileName: string;
    lineNumber: number;
    field: string;
    from: number;
    to: number;
    value: string;
    expected: string;
  };
  RECORD_UNKNOWN: { fileName: string; lineNumber: number; value: string };
  ACCOUNT_NOT_OURS: { fileName: string; account: string };
  MANDATE_OF_UNKNOWN_CUSTOMER: { fileName: string; lineNumber: number; customerNumber: string; mandateNumber: string };
  MANDATE_NOT_SAVED: { changeId: string; customerNumber: string; mandateNumber: string; text: string };
  RECORD_REFUSED: RemarkContext;
  RECORD_REMARKED: RemarkContext;
  ANSWER_MISSING: { what: string; about: string; since: string; dueBy: string };
  STATEMENT_NOT_TIED: {
    fileName: string;
    lineNumber: number;
    account: string;
    statementId: string;
    openingMinor: number;
    movementsMinor: number;
    closingMinor: number;
  };
  ENTRY_NOT_TIED: {
    fileName: string;
    lineNumber: number;
    reference: string;
    details: number;
    entryMinor: number;
    detailsMinor: number;
    why: string;
  };
  CHECK_DIGIT_WRONG: { fileName: string; lineNumber: number; kind: string; value: string; minor: number };
  FIELD_NOT_WRITABLE: { record: string; field: string; value: string; expected: string };
  COLUMNS_NOT_CONFIGURED: { record: string };
  // Claims and lines before they are sent
  CLAIM_UNREADABLE: { entryNumber: string; field: string; value: string; expected: string };
  CUSTOMER_UNREADABLE: { customerNumber: string; field: string; value: string; expected: string };
  MANDATE_UNREADABLE: { mandateNumber: string; customerNumber: string; field: string; value: string; expected: string };
  LINE_FAULTY: {
    reference: string;
    customerNumber: string;
    field: string;
    value: string;
    expected: string;
    remedy: string;
  };
  DEADLINE_PASSED: { paymentDate: CalendarDate; deadline: string; firstPossible: CalendarDate };
  JOURNAL_NOT_READY: { journal: string; state: string; wanted: string };
  JOURNAL_EMPTY: { company: string; paymentDate: CalendarDate };
  APPROVAL_BY_SAME_PERSON: { journal: string; person: string };
  /** `done`: who did what instead, and when, where somebody was faster. */
  NOT_ALLOWED_IN_STATE: { what: string; id: string; state: string; action: string; done?: string };
  STOP_NOT_POSSIBLE: { reference: string; why: string };
  NOT_FOUND: { what: string; id: string };
  TRACE_AMBIGUOUS: { what: string; choices: string };
  INPUT_WRONG: { field: string; value: string; expected: string };
  // Receipts
  DELIVERY_REFUSED: { deliveryId: string; fileName: string; code: string; text: string };
  RECEIPT_UNMATCHED: { fileName: string; code: string; text: string };
  // Payments
  DUPLICATE_PAYMENT: { paymentKey: string; firstFileName: string; customerNumber: string; minor: number };
  UNKNOWN_CUSTOMER: { customerNumber: string; reference: string; minor: number };
  WRONG_CUSTOMER: { customerNumber: string; reference: string; lineCustomerNumber: string; minor: number };
  NO_COLLECTION: { customerNumber: string; reference: string; dueDate: string; minor: number };
  AMOUNT_DIFFERS: { reference: string; customerNumber: string; expectedMinor: number; minor: number };
  ALREADY_PAID: { reference: string; customerNumber: string; minor: number };
  PAYMENT_FOR_STOPPED_LINE: { reference: string; customerNumber: string; state: string; minor: number };
  CLAIM_COLLECTED_ELSEWHERE: { reference: string; customerNumber: string; otherReference: string; minor: number };
  CHARGED_BACK: { reference: string; customerNumber: string; minor: number; claims?: string };
  CHARGED_BACK_WITHOUT_PAYMENT: { reference: string; customerNumber: string; minor: number };
  CHARGE_BACK_UNCLEAR: { reference: string; customerNumber: string; minor: number; payments: number };
  COLLECTION_REJECTED: { reference: string; customerNumber: string; why: string; minor: number };
  REJECTED_AFTER_PAYMENT: { reference: string; customerNumber: string; why: string; paidMinor: number };
  // Payments that the ladder could not settle on claims
  PAYMENT_UNIDENTIFIED: ClaimMoney;
  PAYMENT_AMBIGUOUS: ClaimMoney;
  PAYMENT_ID_UNKNOWN: ClaimMoney & { value: string };
  IDENTIFIERS_CONTRADICT: ClaimMoney & { customers: string };
  PAYER_DIFFERS: ClaimMoney;
  CUSTOMER_CLOSED: ClaimMoney;
  CLAIM_PAID_ALREADY: ClaimMoney;
  AMOUNT_NOT_EXPLAINED: ClaimMoney;
  PAYMENT_CURRENCY_DIFFERS: ClaimMoney & { ours: string };
  PAYMENT_UNDONE_BEFORE: ClaimMoney;
  CLAIMS_STALE: ClaimMoney & { readAt: string };
  CLAIM_PAID_OTHERWISE: { reference: string; customerNumber: string; state: string; paymentId: number; minor: number };
  MATCH_UNDONE: { customerNumber: string; reference: string; minor: number; undoneBy: string; why: string };
  // Payment ids
  PAYMENT_ID_CHECK_DIGIT_WRONG: { scheme: string; value: string; why: string; expected: string };
  PAYMENT_IDS_USED_UP: { block: string; scheme: string; digits: number };
  PAYMENT_ID_REFUSED: { paymentId: string; customerNumber: string; entryNumber: number; text: string };
  // Posting and Business Central
  POSTING_REFUSED: {
    postingId: string;
    customerNumber: string;
    minor: number;
    text: string;
    class: string;
    remedy: string;
  };
  DIFFERENCE_STAYS_OPEN: { entryNumber: number; customerNumber: string; minor: number };
  POSTING_UNCLEAR: { postingId: string; attempts: number };
  POSTING_NOT_POSSIBLE: { reference: string; customerNumber: string; minor: number; why: string };
  BC_SIGN_IN_FAILED: { text: string };
  BC_FORBIDDEN: { text: string };
  BC_EXTENSION_MISSING: { url: string; text: string };
  BC_REFUSED: { code: string; text: string; correlationId: string };
  BC_MISCONFIGURED: { url: string; status: number; text: string };
  BC_RECORD_NOT_FOUND: { url: string; text: string };
  BC_CONFLICT: { url: string; text: string };
  BC_BUSY: { status: number; text: string; retryAfterInMs: number };
  BC_UPGRADING: { text: string };
  BC_ANSWER_UNREADABLE: { url: string; field: string; value: string; expected: string };
  BC_KEY_TAKEN: { key: string };
  // Transport
  TRANSPORT_NOT_CONFIGURED: { transport: string };
  TRANSPORT_UNREACHABLE: { transport: string; text: string };
  TRANSPORT_HOST_KEY_WRONG: { transport: string; seen: string };
  TRANSPORT_SIGN_IN_FAILED: { transport: string; text: string };
  TRANSPORT_UNCLEAR: { transport: string; fileName: string; step: string; text: string };
  TRANSPORT_REFUSED: { transport: string; fileName: string; step: string; text: string };
  TRANSPORT_FILE_EXISTS: { transport: string; fileName: string; size: number };
  TRANSPORT_NAME_REFUSED: { transport: string; fileName: string };
  FILE_NOT_DECRYPTED: { fileName: string; text: string };
  FILE_SIGNATURE_WRONG: { fileName: string; text: string };
  KEY_UNUSABLE: { transport: string; key: string; text: string };
  KEY_ENDS_SOON: { transport: string; key: string; endsOn: CalendarDate; withinDays: number };
  CERTIFICATE_REFUSED: { service: string; code: string; text: string };
  CERTIFICATE_UNCLEAR: { service: string; step: string; text: string };
  VAULT_DAMAGED: { sha256: string; expected: string; found: string };
  VAULT_UNREACHABLE: { text: string };
  // The house itself
  QUEUE_UNREACHABLE: { queue: string; text: string };
  WORK_POISONED: { queue: string; type: string; id: string; attempts: number; text: string };
  UNEXPECTED: { text: string };
}

export type ProblemCode = keyof ContextOf;

interface Entry {
  /** `never`: the same request would fail again. `later`: nothing was done, try again. `ask-first`: it may have been done. */
  readonly retry: 'never' | 'later' | 'ask-first';
  readonly owner: 'accountant' | 'clerk' | 'operator' | 'nobody';
  /** What to do, in plain words. */
  readonly advice: string;
}

export type Problem = {
  [C in ProblemCode]: { readonly code: C; readonly context: Readonly<ContextOf[C]> };
}[ProblemCode];

export const problem = <C extends ProblemCode>(code: C, context: ContextOf[C]): Problem =>
  ({ code, context }) as unknown as Problem;

/** Thrown by adapters only, to carry a problem out of a library's callbacks. Use-cases turn it back into a value. */
export class ProblemError extends Error {
  readonly problem: Problem;
  constructor(found: Problem, options?: ErrorOptions) {
    super(`${found.code}: ${adviceOn(found)}`, options);
    this.name = 'ProblemError';
    this.problem = found;
  }
}

export const adviceOn = (found: Problem): string => catalogue[found.code].advice;

/** One line for people: the code, what to do, and where. */
export function describeProblem(found: Problem): string {
  const where = Object.entries(found.context).map(([name, value]) => `${name}: ${String(value)}`);
  return `${found.code}: ${adviceOn(found)} (${where.join(', ')})`;
}

/** Turns whatever was thrown into the catalogue. */
export const problemOf = (thrown: unknown): Problem =>
  thrown instanceof ProblemError
    ? thrown.problem
    : problem('UNEXPECTED', { text: thrown instanceof Error ? thrown.message : String(thrown) });

const entry = (retry: Entry['retry'], owner: Entry['owner'], advice: string): Entry => ({ retry, owner, advice });

export const catalogue: Readonly<Record<ProblemCode, Entry>> = {
  FILE_EMPTY: entry('never', 'operator', 'The file holds nothing. Ask the sender for it again.'),
  FILE_TOO_LARGE: entry(
    'never',
    'operator',
    'The file is larger than we take. Check that it is the right one, or raise the limit.',
  ),
  MANDATE_OF_UNKNOWN_CUSTOMER: entry(
    'never',
    'accountant',
    'The channel told of a mandate whose customer Business Central does not have. Find out whose it is; nothing was changed.',
  ),
  MANDATE_NOT_SAVED: entry(
    'never',
    'accountant',
    'Business Central refused a change of a mandate. It is proposed again in the mandate journal; correct it and approve it anew.',
  ),
  RECORD_REMARKED: entry(
    'never',
    'accountant',
    'The channel remarked on a single record of a delivery. Its code and text are shown as they came; dismiss it when nothing follows.',
  ),
  RECORD_REFUSED: entry(
    'never',
    'accountant',
    'The channel refused a single record of a delivery that it took. Its claims can be collected again once the cause is gone.',
  ),
  ANSWER_MISSING: entry(
    'later',
    'operator',
    'An answer that should be here is not. Ask the channel, and nobody is chased for what it may have collected meanwhile.',
  ),
  ACCOUNT_NOT_OURS: entry(
    'never',
    'operator',
    'The file tells of an account that is in no agreement. Nothing of it was settled. Add the account to the settings, or tell the bank.',
  ),
  FILE_UNKNOWN: entry(
    'never',
    'operator',
    'The content is in no format we know. It is kept, and nothing was read from it.',
  ),
  FILE_ALREADY_RECEIVED: entry(
    'never',
    'nobody',
    'This very file came before and was handled then. Nothing was done again.',
  ),
  DELIVERY_ID_REUSED: entry(
    'never',
    'operator',
    'Another file came under the same delivery number. Ask the sender which one holds.',
  ),
  FILE_INCOMPLETE: entry(
    'never',
    'operator',
    'The file stops before its end. Nothing in it was settled; ask for it again.',
  ),
  TOTALS_WRONG: entry(
    'never',
    'operator',
    'The totals stated do not agree with the records. Nothing was settled; ask for the file again.',
  ),
  LINE_UNREADABLE: entry('never', 'operator', 'One line could not be read. The other lines were handled.'),
  RECORD_UNKNOWN: entry(
    'never',
    'operator',
    'One record is of a kind we do not know. It is kept; the other records were handled.',
  ),
  STATEMENT_NOT_TIED: entry(
    'never',
    'accountant',
    'A bank statement does not add up: opening balance and entries give another closing balance. Its payments were taken; find the entry that is missing or wrong.',
  ),
  ENTRY_NOT_TIED: entry(
    'never',
    'accountant',
    'An entry of a bank statement and its transactions are not the same sum. It was taken as one amount that is matched to nothing; find out what it is.',
  ),
  CHECK_DIGIT_WRONG: entry(
    'never',
    'accountant',
    'The number the customer paid with has a wrong check digit. The money is kept; make sure that it is matched to the right customer.',
  ),
  COLUMNS_NOT_CONFIGURED: entry(
    'never',
    'operator',
    'The bank’s column table for this record is not configured, so it cannot be written. Enter it from the bank’s own document.',
  ),
  FIELD_NOT_WRITABLE: entry(
    'never',
    'clerk',
    'The value does not fit the field of the file. Correct it in Business Central and build again.',
  ),
  CLAIM_UNREADABLE: entry(
    'never',
    'clerk',
    'A ledger entry could not be read as Business Central sent it. The others were taken.',
  ),
  CUSTOMER_UNREADABLE: entry(
    'never',
    'clerk',
    'A customer could not be read as Business Central sent it. The others were taken.',
  ),
  MANDATE_UNREADABLE: entry(
    'never',
    'clerk',
    'A mandate could not be read as Business Central sent it. The others were taken.',
  ),
  LINE_FAULTY: entry(
    'never',
    'clerk',
    'The line cannot be collected as it is. Correct the value and check the journal again.',
  ),
  DEADLINE_PASSED: entry('never', 'clerk', 'It is too late for this payment date. Choose the first possible date.'),
  JOURNAL_NOT_READY: entry('never', 'clerk', 'The journal is not at the step this needs.'),
  JOURNAL_EMPTY: entry('never', 'nobody', 'There is nothing to collect for this date.'),
  APPROVAL_BY_SAME_PERSON: entry(
    'never',
    'clerk',
    'Whoever built a journal, or asked for a refund, may not approve it. Ask a colleague.',
  ),
  NOT_ALLOWED_IN_STATE: entry('never', 'clerk', 'This cannot be done at the step it stands at.'),
  STOP_NOT_POSSIBLE: entry(
    'never',
    'clerk',
    'The collection cannot be stopped by file any more. Use the creditor portal of Betalingsservice.',
  ),
  NOT_FOUND: entry('never', 'clerk', 'There is no such thing here. Check the number.'),
  TRACE_AMBIGUOUS: entry('never', 'clerk', 'Several things go by that. Say which is meant: entry 123, payment 123.'),
  INPUT_WRONG: entry('never', 'clerk', 'A value in the request is wrong.'),
  DELIVERY_REFUSED: entry(
    'never',
    'clerk',
    'The channel refused the delivery. Read its text, correct the cause, and send the lines again.',
  ),
  RECEIPT_UNMATCHED: entry(
    'never',
    'operator',
    'A receipt came that answers no delivery we know. Compare it with the deliveries sent.',
  ),
  DUPLICATE_PAYMENT: entry(
    'never',
    'accountant',
    'The same payment was told before. Dismiss it, or assign it if it is money of its own.',
  ),
  UNKNOWN_CUSTOMER: entry(
    'never',
    'accountant',
    'No customer has this number. Find out whose payment it is and assign it.',
  ),
  WRONG_CUSTOMER: entry(
    'never',
    'accountant',
    'The reference is of another customer’s collection. Find out whose payment it is and assign it.',
  ),
  NO_COLLECTION: entry(
    'never',
    'accountant',
    'The customer has no collection that fits this payment. Assign it to a line.',
  ),
  AMOUNT_DIFFERS: entry(
    'never',
    'accountant',
    'The amount is not the one we collected. Assign the payment as it is, or find the reason.',
  ),
  ALREADY_PAID: entry(
    'never',
    'accountant',
    'The collection is paid already. Assign this payment to another one, or pay it back.',
  ),
  PAYMENT_FOR_STOPPED_LINE: entry(
    'never',
    'accountant',
    'Money came for a collection that was stopped or refused. Assign it, or pay it back.',
  ),
  CLAIM_COLLECTED_ELSEWHERE: entry(
    'never',
    'accountant',
    'The collection was given up and its claims are in another one now. Assign the money, and stop the other one.',
  ),
  CHARGED_BACK: entry(
    'never',
    'accountant',
    'A payment was taken back. It is reversed in Business Central; decide how to collect it now.',
  ),
  CHARGED_BACK_WITHOUT_PAYMENT: entry(
    'never',
    'accountant',
    'A payment was taken back that we never saw. Nothing was posted; the claim counts as unpaid.',
  ),
  CHARGE_BACK_UNCLEAR: entry(
    'never',
    'accountant',
    'More than one payment of this collection could be the one taken back. Assign it, or dismiss both.',
  ),
  COLLECTION_REJECTED: entry(
    'never',
    'accountant',
    'The customer or the bank said no. The claim is open again; decide how to collect it now.',
  ),
  REJECTED_AFTER_PAYMENT: entry(
    'never',
    'accountant',
    'A collection that was told as paid is now told as refused, without any money. Ask the channel which one holds.',
  ),
  PAYMENT_UNIDENTIFIED: entry(
    'never',
    'accountant',
    'Nothing with the money says who pays what. See the suggestions, find out whose it is and assign it.',
  ),
  PAYMENT_AMBIGUOUS: entry(
    'never',
    'accountant',
    'More than one way to settle the money fits, so none was taken. Choose one of the suggestions, or assign it.',
  ),
  PAYMENT_ID_UNKNOWN: entry(
    'never',
    'accountant',
    'The money names a payment id that nobody has. Find out whose it is and assign it.',
  ),
  IDENTIFIERS_CONTRADICT: entry(
    'never',
    'accountant',
    'What came with the money names different customers. Find out which is meant and assign it.',
  ),
  PAYER_DIFFERS: entry(
    'never',
    'accountant',
    'The money names a customer, and the payer does not look like him. Make sure that it is his, then assign it.',
  ),
  CUSTOMER_CLOSED: entry(
    'never',
    'accountant',
    'The customer is blocked or gone in Business Central. Decide what becomes of the money.',
  ),
  CLAIM_PAID_ALREADY: entry(
    'never',
    'accountant',
    'What the money pays is paid or closed already. Assign it to another claim, leave it on account, or pay it back.',
  ),
  AMOUNT_NOT_EXPLAINED: entry(
    'never',
    'accountant',
    'The customer is known, and no claims of his add up to the amount. Assign it to what it pays.',
  ),
  PAYMENT_CURRENCY_DIFFERS: entry(
    'never',
    'accountant',
    'The money is in another currency than what it pays. Assign it, or settle it by hand in Business Central.',
  ),
  PAYMENT_UNDONE_BEFORE: entry(
    'never',
    'accountant',
    'A person undid this very match before, so it is not made again. Assign the money.',
  ),
  CLAIMS_STALE: entry(
    'later',
    'nobody',
    'What is owed was read too long ago to settle anything by it. The money is decided again once claims are read.',
  ),
  CLAIM_PAID_OTHERWISE: entry(
    'never',
    'clerk',
    'A claim of a collection that was sent has been paid by transfer. Stop the collection, or pay back what it brings.',
  ),
  MATCH_UNDONE: entry(
    'never',
    'accountant',
    'A person took back where this money had gone. Say where it belongs; the machine does not match it again.',
  ),
  PAYMENT_ID_CHECK_DIGIT_WRONG: entry(
    'never',
    'accountant',
    'The number on a payment is written wrongly. The money is handled all the same; see whose it is before you rely on it.',
  ),
  PAYMENT_IDS_USED_UP: entry(
    'never',
    'operator',
    'The block has no numbers left. Add another block to the settings; numbers given out are never used again.',
  ),
  PAYMENT_ID_REFUSED: entry(
    'never',
    'accountant',
    'Business Central did not take a payment id; its own words say why. Remove the cause, then send the ids again.',
  ),
  POSTING_REFUSED: entry(
    'never',
    'accountant',
    'Business Central refused to post. Remove the cause it names, then try again.',
  ),
  DIFFERENCE_STAYS_OPEN: entry(
    'never',
    'accountant',
    'A small difference may be let go of, and no account to write it off to is set. Set one, or settle it by hand.',
  ),
  POSTING_UNCLEAR: entry(
    'ask-first',
    'operator',
    'It is not known whether Business Central posted. We keep asking; nothing is sent twice.',
  ),
  POSTING_NOT_POSSIBLE: entry(
    'never',
    'accountant',
    'We cannot post this movement as it stands. Assign it anew, or post it by hand in Business Central and dismiss it.',
  ),
  BC_SIGN_IN_FAILED: entry(
    'later',
    'operator',
    'Business Central does not let us in. Check the app registration and its secret.',
  ),
  BC_FORBIDDEN: entry('never', 'operator', 'The app lacks a permission set in Business Central.'),
  BC_EXTENSION_MISSING: entry(
    'never',
    'operator',
    'The Tilgode extension is not installed in this company, or has another version.',
  ),
  BC_MISCONFIGURED: entry(
    'never',
    'operator',
    'Business Central does not serve its API at this address. Check the address, and that its web services are on.',
  ),
  BC_REFUSED: entry('never', 'accountant', 'Business Central refused; its own words say why.'),
  BC_RECORD_NOT_FOUND: entry('never', 'accountant', 'The record is gone in Business Central.'),
  BC_CONFLICT: entry('later', 'nobody', 'The record changed meanwhile. It is read again.'),
  BC_BUSY: entry('ask-first', 'nobody', 'Business Central is busy or did not answer. It is tried again by itself.'),
  BC_UPGRADING: entry('later', 'operator', 'Business Central is being upgraded. Work pauses until it is done.'),
  BC_ANSWER_UNREADABLE: entry('never', 'operator', 'Business Central answered in a way we do not know.'),
  BC_KEY_TAKEN: entry('ask-first', 'nobody', 'The key exists in Business Central already: it was sent before.'),
  TRANSPORT_NOT_CONFIGURED: entry(
    'never',
    'operator',
    'The settings no longer have the file server this agreement uses. Put it back, or give the agreement another.',
  ),
  TRANSPORT_UNREACHABLE: entry('later', 'operator', 'The file server cannot be reached. It is tried again by itself.'),
  TRANSPORT_HOST_KEY_WRONG: entry(
    'never',
    'operator',
    'The file server shows another key than the one agreed. Nothing was sent. Ask the bank before you change the pinned key.',
  ),
  TRANSPORT_SIGN_IN_FAILED: entry('never', 'operator', 'The file server does not accept our key.'),
  TRANSPORT_UNCLEAR: entry(
    'ask-first',
    'operator',
    'It is not known whether the file arrived. It is settled by looking, never by sending again.',
  ),
  TRANSPORT_REFUSED: entry(
    'never',
    'operator',
    'The file server said no. Nothing was changed there; its own words say why.',
  ),
  TRANSPORT_FILE_EXISTS: entry(
    'ask-first',
    'operator',
    'A file of this name lies there already. It was left as it is; compare it with ours before anything is sent.',
  ),
  TRANSPORT_NAME_REFUSED: entry(
    'never',
    'operator',
    'A file on the server has a name we do not take. It was left there; ask the sender to rename it.',
  ),
  FILE_NOT_DECRYPTED: entry(
    'never',
    'operator',
    'The file could not be decrypted, or was changed on its way. It is kept as it came and nothing was read from it; ask the sender.',
  ),
  FILE_SIGNATURE_WRONG: entry(
    'never',
    'operator',
    'The file is not signed by the bank’s agreed key. It is kept as it came and nothing was read from it; ask the bank.',
  ),
  KEY_UNUSABLE: entry(
    'never',
    'operator',
    'A key or certificate for the exchange of files cannot be used. Nothing was sent. Replace it in the settings.',
  ),
  KEY_ENDS_SOON: entry(
    'never',
    'operator',
    'A key or certificate for the exchange of files ends soon. Agree on its successor with the bank before that day.',
  ),
  CERTIFICATE_REFUSED: entry(
    'never',
    'operator',
    'The bank did not issue the certificates. Check the user number, the PIN and that it was not used before.',
  ),
  CERTIFICATE_UNCLEAR: entry(
    'never',
    'operator',
    'It is not known whether the bank issued the certificates. Ask again with the same keys; if it refuses, ask the bank.',
  ),
  VAULT_DAMAGED: entry(
    'never',
    'operator',
    'Stored bytes are no longer what they were. Restore them from a backup before anything else is done with them.',
  ),
  QUEUE_UNREACHABLE: entry(
    'later',
    'operator',
    'The work queue did not take a message. The work is in the database and is sent again by itself.',
  ),
  VAULT_UNREACHABLE: entry('later', 'operator', 'The store for files cannot be reached. It is tried again by itself.'),
  WORK_POISONED: entry(
    'never',
    'operator',
    'A piece of work failed again and again and was put aside. Remove the cause, then retry it.',
  ),
  UNEXPECTED: entry('never', 'operator', 'Something nobody foresaw happened. It is in the log.'),
};
