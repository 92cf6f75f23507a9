import { type Minor, minor, negate, zero } from '#kernel';
import type { BankDetails, PaymentFact } from '../facts.ts';
import { type CamtDetail, given } from './camt-detail.ts';
import type { CamtEntry } from './camt-entry.ts';
import { isDirectDebit, kindOf } from './camt-kind.ts';
import { isSlip } from './camt-references.ts';
import { amountFrom, type RawAmount } from './camt-values.ts';

/** What a fact is made from: an entry, one of its transactions or none, and what is known of the statement. */
export interface FactParts {
  readonly entry: CamtEntry;
  /** Null for an entry that tells no transactions, or whose transactions do not add up to it. */
  readonly detail: CamtDetail | null;
  readonly amount: Minor;
  readonly isCredit: boolean;
  /** The sum of several payments: why, in words for people; null for a payment of its own. */
  readonly sumWords: string | null;
  /** Whether the transaction is the only one of its entry, so that what the entry says is said of it. */
  readonly isAlone: boolean;
  readonly account: string;
  readonly isCopy: boolean;
}

/** Where the record stands, and what it is called. */
export interface FactPlace {
  readonly lineNumber: number;
  readonly byteFrom: number;
  readonly byteTo: number;
  readonly recordCode: string;
}

export function factOf(parts: FactParts, place: FactPlace, paymentKey: string): PaymentFact {
  const { entry, detail, amount, isCredit, account } = parts;
  const { status, currency } = entry;
  const bankCode = codeOf(parts);
  const hasReturnReason = (detail?.returnReason ?? null) !== null;
  const isSum = parts.sumWords !== null;
  const { isReversal, bankCode: entryCode } = entry;
  const kind = kindOf({ status, isCredit, isReversal, hasReturnReason, bankCode, entryCode, isSum });
  const mandateId = detail?.mandateId ?? '';
  const bank = bankDetails(parts, kind, bankCode);
  const moved = isCredit ? amount : negate(amount);
  return {
    channel: 'statements',
    lineNumber: place.lineNumber,
    byteFrom: place.byteFrom,
    byteTo: place.byteTo,
    recordCode: place.recordCode,
    kind,
    means: meansOf(bank, mandateId, bankCode),
    creditorNumber: account,
    debtorGroup: '',
    customerNumber: '',
    mandateNumber: mandateId === '' ? null : mandateId,
    dueDate: null,
    direction: kind === 'other' && !isCredit ? 'disburse' : 'collect',
    currency,
    amount: askedAmount(parts),
    reference: bank.endToEndId,
    actualDate: entry.valueDate ?? entry.bookingDate,
    bookkeepingDate: entry.bookingDate,
    actualAmount: amount,
    fee: feeOf(parts),
    archiveReference: bank.bankReference === '' ? null : bank.bankReference,
    effect: status === 'booked' ? moved : zero,
    paymentKey,
    bank,
  };
}

const codeOf = ({ entry, detail }: FactParts): string => detail?.bankCode || entry.bankCode;

function bankDetails(parts: FactParts, kind: PaymentFact['kind'], bankCode: string): BankDetails {
  const { entry, detail, account } = parts;
  const party = counterparty(parts, kind);
  const bankReference = parts.isAlone ? entry.bankReference || (detail?.bankReference ?? '') : detail?.bankReference;
  return {
    creditedAccount: party.creditedAccount === account ? '' : party.creditedAccount,
    payerName: party.name,
    payerAccount: party.account,
    endToEndId: given(detail?.endToEndId ?? ''),
    mandateId: detail?.mandateId ?? '',
    messageId: detail?.messageId ?? '',
    paymentInfoId: detail?.paymentInfoId ?? '',
    transactionId: detail?.transactionId ?? '',
    bankReference: bankReference || entry.bankReference,
    references: detail?.references ?? [],
    texts: textsOf(parts),
    returnReason: detail?.returnReason ?? null,
    bankCode,
    status: entry.status,
    isReversal: entry.isReversal,
    isCopy: parts.isCopy,
  };
}

/**
 * Who stands on the other side. Of a return some banks turn debtor and creditor round and others do not: whoever has
 * our account is us.
 */
function counterparty(
  { detail, account, isCredit }: FactParts,
  kind: PaymentFact['kind'],
): { readonly name: string; readonly account: string; readonly creditedAccount: string } {
  if (detail === null) return { name: '', account: '', creditedAccount: '' };
  const { debtorName, debtorAccount, creditorName, creditorAccount } = detail;
  const isCustomers = kind === 'paid' || kind === 'chargedBack' || kind === 'rejected';
  const isDebtorUs = debtorAccount === account && creditorAccount !== account;
  const isOtherCreditor = isCustomers ? isDebtorUs : !isCredit && (creditorName !== '' || creditorAccount !== '');
  if (isOtherCreditor) return { name: creditorName, account: creditorAccount, creditedAccount: '' };
  return { name: debtorName, account: debtorAccount, creditedAccount: isCustomers ? creditorAccount : '' };
}

/** What the payer wrote, then what the bank adds; of an entry's own text only where it is about this payment alone. */
function textsOf({ entry, detail, sumWords, isAlone }: FactParts): readonly string[] {
  const texts = detail?.texts ?? [];
  const isEntryText = entry.text !== '' && (isAlone || detail === null);
  const isNew = isEntryText && !texts.includes(entry.text);
  if (!isNew && sumWords === null) return texts;
  return [...texts, ...(isNew ? [entry.text] : []), ...(sumWords === null ? [] : [sumWords])];
}

function meansOf({ references, creditedAccount }: BankDetails, mandateId: string, code: string): PaymentFact['means'] {
  if (mandateId !== '' || isDirectDebit(code)) return 'automatic';
  // Eight digits are the creditor number of a slip (danske-iso20022.md 2.6).
  const isSlipNumber = /^\d{8}$/.test(creditedAccount) && code.endsWith('/VCOM');
  return isSlip(references) || isSlipNumber ? 'slip' : 'transfer';
}

/** What the payer was asked for, where the bank took its charge out of it; else what was paid. */
function askedAmount({ entry, detail, amount, isAlone }: FactParts): Minor {
  if (!isAlone || detail === null) return amount;
  const told = detail.amounts.at(-1);
  const read = told?.currency === entry.currency ? amountFrom(told, entry.currency) : undefined;
  return read?.ok === true && read.value.amount > amount ? read.value.amount : amount;
}

/** The bank's charges on a payment: those of the transaction; those of the entry where it has but one. */
function feeOf({ entry, detail, isAlone }: FactParts): Minor {
  const own = chargesIn(detail?.charges ?? [], entry.currency);
  return own === 0 && isAlone ? chargesIn(entry.charges, entry.currency) : own;
}

/** The sum of charges in the account's currency; what is in another, or unreadable, is left out: it moves nothing. */
export function chargesIn(charges: readonly RawAmount[], currency: string): Minor {
  let total: number = zero;
  for (const charge of charges) {
    const read = charge.currency === currency ? amountFrom(charge, currency) : undefined;
    if (read?.ok === true) total += read.value.amount;
  }
  return minor(total);
}
