import { DKK, type Minor, negate, unreachable, zero } from '#kernel';
import { automaticCodes, automaticPayment, slipCodes, slipPayment, type WalkedLine } from '#schemas/nets';
import type { PaymentFact } from '../facts.ts';

const automatic = automaticPayment.get;
const slip = slipPayment.get;

/** The fact an automatic payment tells (0211), or undefined when one of its fields cannot be read. */
export function automaticFact(line: WalkedLine): PaymentFact | undefined {
  const { bytes, text, start } = line;
  const kind = automatic.transactionCode(bytes, text, start);
  const creditorNumber = automatic.pbsNo(bytes, text, start);
  const debtorGroup = automatic.debtorGroupNo(bytes, text, start);
  const customerNumber = automatic.customerNo(bytes, text, start);
  const mandateNumber = automatic.mandateNo(bytes, text, start);
  const dueDate = automatic.dueDate(bytes, text, start);
  const direction = automatic.signCode(bytes, text, start);
  const amount = automatic.amount(bytes, text, start);
  const reference = automatic.reference(bytes, text, start);
  const actualDate = automatic.actualDate(bytes, text, start);
  const bookkeepingDate = automatic.bookkeepingDate(bytes, text, start);
  const actualAmount = automatic.actualAmount(bytes, text, start);
  if (kind === undefined || creditorNumber === undefined || debtorGroup === undefined) return undefined;
  if (customerNumber === undefined || mandateNumber === undefined || dueDate === undefined) return undefined;
  if (direction === undefined || amount === undefined || reference === undefined) return undefined;
  if (actualDate === undefined || bookkeepingDate === undefined || actualAmount === undefined) return undefined;
  const recordCode = automaticCodes.codes[kind];
  return {
    channel: 'betalingsservice',
    lineNumber: line.lineNumber,
    byteFrom: line.byteFrom,
    byteTo: line.byteTo,
    recordCode,
    kind,
    means: 'automatic',
    creditorNumber,
    debtorGroup,
    customerNumber,
    mandateNumber,
    dueDate,
    direction,
    currency: DKK,
    amount,
    reference: withoutBlanks(reference),
    actualDate,
    bookkeepingDate,
    actualAmount,
    fee: zero,
    archiveReference: null,
    effect: effectOf(kind, direction, actualAmount),
    paymentKey: keyOf(text, start),
    bank: null,
  };
}

/** The fact a payment slip tells (0215), or undefined when one of its fields cannot be read. */
export function slipFact(line: WalkedLine): PaymentFact | undefined {
  const { bytes, text, start } = line;
  const kind = slip.transactionCode(bytes, text, start);
  const creditorNumber = slip.pbsNo(bytes, text, start);
  const debtorGroup = slip.debtorGroupNo(bytes, text, start);
  const customerNumber = slip.customerNo(bytes, text, start);
  const cardType = slip.cardType(bytes, text, start);
  const feeCode = slip.feeCode(bytes, text, start);
  const feeAmount = slip.feeAmount(bytes, text, start);
  const dueDate = slip.dueDate(bytes, text, start);
  const direction = slip.signCode(bytes, text, start);
  const amount = slip.amount(bytes, text, start);
  const reference = slip.reference(bytes, text, start);
  const archiveReference = slip.archiveRef(bytes, text, start);
  const actualDate = slip.actualDate(bytes, text, start);
  const bookkeepingDate = slip.bookkeepingDate(bytes, text, start);
  const actualAmount = slip.actualAmount(bytes, text, start);
  if (kind === undefined || creditorNumber === undefined || debtorGroup === undefined) return undefined;
  if (customerNumber === undefined || cardType === undefined || dueDate === undefined) return undefined;
  if (feeCode === undefined || feeAmount === undefined || archiveReference === undefined) return undefined;
  if (direction === undefined || amount === undefined || reference === undefined) return undefined;
  if (actualDate === undefined || bookkeepingDate === undefined || actualAmount === undefined) return undefined;
  const recordCode = slipCodes.codes[kind];
  return {
    channel: 'betalingsservice',
    lineNumber: line.lineNumber,
    byteFrom: line.byteFrom,
    byteTo: line.byteTo,
    recordCode,
    kind,
    means: 'slip',
    creditorNumber,
    debtorGroup,
    customerNumber,
    mandateNumber: null,
    dueDate,
    direction,
    currency: DKK,
    amount,
    reference: withoutBlanks(reference),
    actualDate,
    bookkeepingDate,
    actualAmount,
    fee: feeCode === 'deducted' ? feeAmount : zero,
    archiveReference: archiveReference === '' ? null : withoutBlanks(archiveReference),
    effect: effectOf(kind, direction, actualAmount),
    paymentKey: keyOf(text, start),
    bank: null,
  };
}

/**
 * What the creditor's account gained or lost. Amounts on paper are always positive: the transaction code alone says
 * whether money came or was taken back (nets-formats.md section 4).
 *
 * A rejection with an amount came after the due date, so the money that was booked goes back (inferred there). A slip
 * without a printed amount (`none`) is money all the same when it is paid.
 */
export function effectOf(kind: PaymentFact['kind'], direction: PaymentFact['direction'], actual: Minor): Minor {
  const toCreditor = direction === 'disburse' ? negate(actual) : actual;
  switch (kind) {
    case 'paid':
      return toCreditor;
    case 'chargedBack':
    case 'rejected':
      return negate(toCreditor);
    case 'cancelled':
    case 'other':
      return zero;
    default:
      return unreachable(kind);
  }
}

/** Texts come right-trimmed; blanks in front are rare, and no part of a reference. */
const withoutBlanks = (text: string): string => (text.charCodeAt(0) === 32 ? text.trimStart() : text);

/**
 * The identity of a payment: positions 6-109 as they stand. They hold all that nets-formats.md 16.6 names (creditor,
 * code, group, customer, due date, amount, reference, archive reference, actual date); each code has its one section.
 */
const keyOf = (text: string, start: number): string => text.slice(start + 5, start + 109);
