import { type Currency, type Minor, minor, zero } from '#kernel';
import { type Mt940Entry, type Mt940Mark, returnedItem } from '#schemas/statements';
import type { BankReason, PaymentFact } from '../facts.ts';
import { type EntryDetails, readDetails } from './mt940-details.ts';
import type { Mt940Settings } from './mt940-settings.ts';
import type { ByteRange, FileText, PaymentKeys } from './payment-keys.ts';

/** The lines of an entry, with their place. */
export interface EntryLines {
  readonly lineNumber: number;
  readonly byteFrom: number;
  readonly byteTo: number;
  /** Lines behind the first one of tag 61: the bank’s supplementary details. */
  readonly supplement: readonly string[];
  /** Lines of tag 86, one sign per byte. */
  readonly details: readonly string[];
  readonly isAscii: boolean;
  /** The first line of tag 61. */
  readonly first: string;
  /** Its type and references where they lie in the file. */
  readonly firstBytes: ByteRange | null;
  /** The bytes of tag 86 where they lie together: its hash is the same as that of its lines, and quicker. */
  readonly detailBytes: ByteRange | null;
}

/** What all entries of a file have in common. */
export interface FactContext {
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
export function entryFact(
  lines: EntryLines,
  entry: Mt940Entry,
  account: string,
  currency: Currency,
  context: FactContext,
): PaymentFact {
  const { settings } = context;
  const raw = joined(lines.details);
  const details = lines.isAscii
    ? readDetails(raw, lines.details, settings.dialect)
    : decodedDetails(raw, lines.details, context);
  const isReturn = returnOf(entry, details, settings);
  const kind = kindOf(entry, isReturn);
  const { customerReference, bankReference, amount } = entry;
  const references =
    customerReference === '' ? details.references : [...details.references, { kind: 'KREF', value: customerReference }];
  const hasDetails = lines.details.length > 0;
  const texts = hasDetails ? details.texts : lines.supplement.map(context.decode);
  return {
    channel: 'statements',
    lineNumber: lines.lineNumber,
    byteFrom: lines.byteFrom,
    byteTo: lines.byteTo,
    recordCode: 'mt940 61',
    kind,
    means: details.mandateId === '' ? 'transfer' : 'automatic',
    creditorNumber: account,
    debtorGroup: '',
    customerNumber: '',
    mandateNumber: details.mandateId === '' ? null : details.mandateId,
    dueDate: null,
    direction: kind === 'other' && !isCredit(entry) ? 'disburse' : 'collect',
    currency,
    amount,
    reference: details.endToEndId,
    actualDate: entry.valueDate,
    bookkeepingDate: entry.bookingDate,
    actualAmount: amount,
    fee: zero,
    archiveReference: bankReference === '' ? null : bankReference,
    effect: effectOfEntry(entry),
    paymentKey: keyOf(
      lines,
      entry,
      account,
      details.uniqueNumber,
      lines.detailBytes ?? (hasDetails ? raw : joined(lines.supplement)),
      context.keys,
    ),
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

const isCredit = ({ mark }: Mt940Entry): boolean => mark === 'C' || mark === 'RD' || mark === 'EC';

/** What was returned to us is our own payment, and what is expected is none yet: neither is a customer's payment. */
function kindOf({ mark }: Mt940Entry, isReturn: boolean): PaymentFact['kind'] {
  if (mark === 'RC') return 'chargedBack';
  if (mark === 'C') return isReturn ? 'other' : 'paid';
  return mark === 'D' && isReturn ? 'chargedBack' : 'other';
}

function returnOf({ type }: Mt940Entry, details: EntryDetails, { returnCodes }: Mt940Settings): boolean {
  if (details.isReturn || type.endsWith(returnedItem)) return true;
  return returnCodes.size > 0 && (returnCodes.has(type.slice(1)) || returnCodes.has(details.businessCode));
}

const reasonOf = ({ returnCode, businessText }: EntryDetails): BankReason | null =>
  returnCode === '' && businessText === '' ? null : { code: returnCode, words: null, text: businessText };

/**
 * By the bank’s unique number where it gives one, else by account, day, amount, references and text: so an entry of an
 * intraday report and the same entry of the statement have one key. What is only expected is no payment yet, and must
 * not take the key of the one that comes.
 */
function keyOf(
  lines: EntryLines,
  entry: Mt940Entry,
  account: string,
  uniqueNumber: string,
  text: FileText,
  keys: PaymentKeys,
): string {
  const { mark, amount, bookingDate, typeAt } = entry;
  const identity = identityOf(account, bookingDate);
  const seed = amount * marks.length + marks.indexOf(mark);
  if (uniqueNumber !== '') return keys.ofAmount(identity, seed, 'TNR', uniqueNumber);
  return keys.ofAmount(identity, seed, lines.firstBytes ?? lines.first.slice(typeAt), text);
}

/** With its mark an amount is one number, and still exact; so what is only expected has a key of its own. */
const marks: readonly Mt940Mark[] = ['C', 'D', 'RC', 'RD', 'EC', 'ED'];

/** Neighbouring entries mostly have one account and day: the text is made once for them. */
function identityOf(account: string, day: string): string {
  if (account !== last.account || day !== last.day) last = { account, day, identity: `${account}|${day}` };
  return last.identity;
}

let last = { account: '', day: '', identity: '|' };

function joined(lines: readonly string[]): string {
  let all = lines[0] ?? '';
  for (let i = 1; i < lines.length; i++) all += lines[i];
  return all;
}

/** A sign of two bytes may have been cut by a line end: lines that do not decode alike are decoded as one. */
function decodedDetails(raw: string, lines: readonly string[], { decode, settings }: FactContext): EntryDetails {
  const whole = decode(raw);
  const apart = lines.map(decode);
  return readDetails(whole, joined(apart) === whole ? apart : [whole], settings.dialect);
}
