import { type CalendarDate, fail, type Minor, minor, ok, type Result } from '#kernel';
import { unsignedMinor } from './amounts.ts';
import { nearestYear, numberAt, yymmddAt } from './dates.ts';
import { type Mt940Mark, mt940Marks } from './mt940-tags.ts';

/** What is wrong with a piece of a line. Positions count from 1 on the whole line, its tag included. */
export interface PlaceFault {
  readonly field: string;
  readonly from: number;
  readonly to: number;
  readonly value: string;
  readonly expected: string;
}

/**
 * Tag 61 read (payment-ids-and-escalation.md 3.1): value date, optional entry date, mark, optional third letter of the
 * currency, amount, type of four signs, the account owner’s reference, `//` and the bank’s reference.
 */
export interface Mt940Entry {
  readonly valueDate: CalendarDate;
  /** The booking date; the value date where the entry gives none. */
  readonly bookingDate: CalendarDate;
  readonly mark: Mt940Mark;
  readonly amount: Minor;
  /** Its letter included: `NTRF`. */
  readonly type: string;
  /** Blank where it says that there is none. */
  readonly customerReference: string;
  readonly bankReference: string;
  /** Where the type begins in the text: from there on stand type and references. */
  readonly typeAt: number;
}

/** Signs of `:61:` before the text. */
const tagWidth = 4;

/**
 * Reads the first line of tag 61, without the tag. `CR300` is a credit with the funds code R (euR), never a reversal;
 * an amount may lack its decimals, or its comma (payment-ids-and-escalation.md 3.1).
 *
 * @param ends filled with where each part ends: value date, entry date, mark, funds code, amount, type, reference
 */
export function readEntry(text: string, ends?: number[]): Result<Mt940Entry, PlaceFault> {
  const valueDate = yymmddAt(text, 0);
  if (valueDate === undefined) return faultAt(text, 'valueDate', 0, 6, 'a date as YYMMDD');
  let at = 6;
  let bookingDate: CalendarDate = valueDate;
  if (isDigit(text.charCodeAt(at))) {
    const monthAndDay = numberAt(text, at, 4);
    const isValueDate = monthAndDay === numberAt(text, 2, 4);
    const found = isValueDate ? valueDate : nearestYear(Math.floor(monthAndDay / 100), monthAndDay % 100, valueDate);
    if (monthAndDay < 0 || found === undefined) return faultAt(text, 'entryDate', 6, 10, 'a day as MMDD, or nothing');
    bookingDate = found;
    at = 10;
  }
  const dateEnd = at;
  const mark = markAt(text, at);
  if (mark === undefined) {
    return faultAt(text, 'mark', at, at + 2, `one of ${Object.keys(mt940Marks).join(', ')}`);
  }
  at += mark.length;
  const markEnd = at;
  if (isCapital(text.charCodeAt(at))) at += 1;
  const fundsEnd = at;
  while (isAmountSign(text.charCodeAt(at))) at += 1;
  const amount = unsignedMinor(text, fundsEnd, at, comma);
  if (amount < 0) return faultAt(text, 'amount', fundsEnd, Math.max(at, fundsEnd + 1), 'an amount such as 1250,00');
  const amountEnd = at;
  if (!isType(text, at)) return faultAt(text, 'type', at, at + 4, 'N, F or S and three letters or digits');
  at += 4;
  const slashes = text.indexOf('//', at);
  const referenceEnd = slashes < 0 ? text.length : slashes;
  ends?.push(6, dateEnd, markEnd, fundsEnd, amountEnd, at, referenceEnd);
  const reference = text.slice(at, referenceEnd).trim();
  return ok({
    valueDate,
    bookingDate,
    mark,
    amount: minor(amount),
    type: text.slice(amountEnd, at),
    typeAt: amountEnd,
    customerReference: noReference.has(reference) ? '' : reference,
    bankReference: slashes < 0 ? '' : text.slice(slashes + 2).trim(),
  });
}

/** SWIFT’s word for none; and names of codes in tag 86, as Dutch banks point to the reference there (seen in public code). */
const noReference: ReadonlySet<string> = new Set(['NONREF', 'EREF', 'PREF', 'MARF']);

function markAt(text: string, at: number): Mt940Mark | undefined {
  const first = text.charCodeAt(at);
  if (first === letterC) return 'C';
  if (first === letterD) return 'D';
  const second = text.charCodeAt(at + 1);
  if (second !== letterC && second !== letterD) return undefined;
  if (first === 82) return second === letterC ? 'RC' : 'RD';
  if (first === 69) return second === letterC ? 'EC' : 'ED';
  return undefined;
}

const comma = 44;
const letterC = 67;
const letterD = 68;
const isDigit = (code: number): boolean => code >= 48 && code <= 57;
const isCapital = (code: number): boolean => code >= 65 && code <= 90;
const isAmountSign = (code: number): boolean => isDigit(code) || code === comma;

/** N for SWIFT’s types, F for a first notice, S for a message; what follows may hold digits (`N102`). */
function isType(text: string, at: number): boolean {
  const first = text.charCodeAt(at);
  if (first !== 78 && first !== 70 && first !== 83) return false;
  for (let i = at + 1; i < at + 4; i++) {
    const code = text.charCodeAt(i);
    if (!isDigit(code) && !isCapital(code)) return false;
  }
  return true;
}

const faultAt = (text: string, field: string, from: number, to: number, expected: string): Result<never, PlaceFault> =>
  fail({
    field,
    from: from + tagWidth + 1,
    to: Math.max(Math.min(to, text.length), from + 1) + tagWidth,
    value: text.slice(from, to),
    expected,
  });
