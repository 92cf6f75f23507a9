import { type Currency, type Minor, minor, zero } from '#kernel';
import { type Mt940Entry, returnedItem } from '#schemas/statements';
import type { BankReason, PaymentFact } from '../facts.ts';
import { type EntryDetails, readDetails } from './mt940-details.ts';
import type { Mt940Settings } from './mt940-settings.ts';
import type { PaymentKeys } from './payment-keys.ts';

/** An entry with its lines, complete. */
export interface ReadEntry {
  readonly entry: Mt940Entry;
  readonly lineNumber: number;
  readonly byteFrom: number;
  readonly byteTo: number;
  /** Lines behind the first one of tag 61: the bank’s supplementary details. */
  readonly supplement: readonly string[];
  /** Lines of tag 86, one sign per byte. */
  readonly details: readonly string[];
}

export interface FactContext {
  readonly account: string;
  readonly currency: Currency;
  readonly settings: Mt940Settings;
  readonly decode: (text: string) => string;
  readonly keys: PaymentKeys;
}

/** What the entry does to the account, in signed minor units; zero for what is only expected. */
export function effectOfEntry({ mark, amount }: Mt940Entry): Minor {
  if (mark === 'C' || mark === 'RD') return amount;
  if (mark === 'D' || mark === 'RC') return minor(-amount);
  return zero;
}

/**
 * The fact an entry tells. A credit is a payment; a debit is none, unless it takes a credit back: by its mark RC, or by a
 * code that the settings name as a returned item.
 */
export function entryFact(read: ReadEntry, context: FactContext): PaymentFact {
  const { entry } = read;
  const { account, settings } = context;
  const details = readDetails(decoded(read.details, context), settings.dialect);
  const isReturn = returnOf(entry, details, settings);
  const kind = kindOf(entry, isReturn);
  const { customerReference, bankReference, amount } = entry;
  const references =
    customerReference === '' ? details.references : [...details.references, { kind: 'KREF', value: customerReference }];
  const texts = details.texts.length === 0 && read.details.length === 0 ? decoded(read.supplement, context) : details.texts;
  return {
    channel: 'statements',
    lineNumber: read.lineNumber,
    byteFrom: read.byteFrom,
    byteTo: read.byteTo,
    recordCode: 'mt940 61',
    kind,
    means: 'transfer',
    creditorNumber: account,
    debtorGroup: '',
    customerNumber: '',
    mandateNumber: null,
    dueDate: null,
    direction: kind === 'other' ? 'none' : 'collect',
    currency: context.currency,
    amount,
    reference: details.endToEndId,
    actualDate: entry.valueDate,
    bookkeepingDate: entry.bookingDate,
    actualAmount: amount,
    fee: zero,
    archiveReference: bankReference === '' ? null : bankReference,
    effect: effectOfEntry(entry),
    paymentKey: keyOf(read, details, context),
    bank: {
      creditedAccount: settings.isVirtualAccount ? account : '',
      payerName: details.payerName,
      payerAccount: details.payerAccount,
      endToEndId: details.endToEndId,
      mandateId: details.mandateId,
      messageId: '',
      paymentInfoId: '',
      transactionId: details.uniqueNumber,
      bankReference,
      references,
      texts,
      returnReason: kind === 'chargedBack' ? reasonOf(details) : null,
      bankCode: details.businessCode === '' ? entry.type : `${entry.type}/${details.businessCode}`,
      status: entry.mark === 'EC' || entry.mark === 'ED' ? 'pending' : 'booked',
      isReversal: entry.mark === 'RC' || entry.mark === 'RD' || isReturn,
      isCopy: false,
    },
  };
}

function kindOf({ mark }: Mt940Entry, isReturn: boolean): PaymentFact['kind'] {
  switch (mark) {
    case 'C':
      // What was returned to us is our own payment, not a customer's.
      return isReturn ? 'other' : 'paid';
    case 'EC':
      return 'paid';
    case 'RC':
      return 'chargedBack';
    case 'D':
      return isReturn ? 'chargedBack' : 'other';
    case 'RD':
    case 'ED':
      return 'other';
  }
}

function returnOf({ type }: Mt940Entry, details: EntryDetails, { returnCodes }: Mt940Settings): boolean {
  const swift = type.slice(1);
  return swift === returnedItem || returnCodes.has(swift) || (details.businessCode !== '' && returnCodes.has(details.businessCode));
}

const reasonOf = ({ returnCode, businessText }: EntryDetails): BankReason | null =>
  returnCode === '' && businessText === '' ? null : { code: returnCode, words: null, text: businessText };

/**
 * By the bank’s unique number where it gives one, else by account, day, amount, references and text: so an entry of an
 * intraday report and the same entry of the statement have one key. What is only expected is no payment yet, and must
 * not take the key of the one that comes.
 */
function keyOf({ entry, details, supplement }: ReadEntry, read: EntryDetails, { account, keys }: FactContext): string {
  const { mark, amount, bookingDate, customerReference, bankReference, type } = entry;
  const isExpected = mark === 'EC' || mark === 'ED';
  const what = `${isExpected ? 'expected|' : ''}${account}|${bookingDate}|${mark}${amount}`;
  if (read.uniqueNumber !== '') return keys.of(`${what}|${read.uniqueNumber}`, '');
  const text = details.length === 1 ? (details[0] ?? '') : details.join('');
  const more = details.length === 0 ? supplement.join('') : '';
  return keys.of(what, `${type}|${customerReference}|${bankReference}|${text}${more}`);
}

const decoded = (lines: readonly string[], { decode }: FactContext): readonly string[] =>
  lines.length === 1 ? [decode(lines[0] ?? '')] : decodedTogether(lines, decode);

/** A sign of two bytes may have been cut by a line end: lines that do not decode alike are decoded as one. */
function decodedTogether(lines: readonly string[], decode: (text: string) => string): readonly string[] {
  const joined = lines.join('');
  const whole = decode(joined);
  if (whole === joined) return lines;
  const apart = lines.map(decode);
  return apart.join('') === whole ? apart : [whole];
}
