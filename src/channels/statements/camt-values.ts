import {
  type CalendarDate,
  type Currency,
  currencyOf,
  fail,
  inCopenhagen,
  type Minor,
  minor,
  ok,
  type Result,
} from '#kernel';
import { accountNumber, readIsoDate, readIsoSum } from '#schemas/iso20022';
import { at, attributeOf, textAt, type XmlElement } from '#schemas/xml';

/** What is wrong with an element: which one, what stands there, and what should. */
export interface ElementFault {
  readonly element: XmlElement;
  /** From the entry or the statement: `Ntry/Amt`. */
  readonly field: string;
  readonly value: string;
  readonly expected: string;
}

export interface Amount {
  readonly amount: Minor;
  readonly currency: Currency;
}

/** An amount as it stands in the file, not read yet: only those in the account's own currency matter. */
export interface RawAmount {
  readonly text: string;
  readonly currency: string;
}

export const rawAmount = (element: XmlElement): RawAmount => ({
  text: element.text.trim(),
  currency: attributeOf(element, 'Ccy') ?? '',
});

/** Reads an amount digit by digit; a third decimal that is no zero is refused, never rounded. */
export function amountFrom({ text, currency: code }: RawAmount, ifNone: string): Result<Amount, string> {
  const currency = currencyFrom(code === '' ? ifNone : code);
  if (!currency.ok) return currency;
  const quick = centsOf(text);
  if (quick >= 0) return ok({ amount: minor(quick), currency: currency.value });
  const read = readIsoSum(text);
  return read.ok ? ok({ amount: read.value, currency: currency.value }) : read;
}

let lastCode = '';
let lastCurrency: Result<Currency, string> = fail('');

/** The entries of a file are in one currency, nearly always. */
function currencyFrom(code: string): Result<Currency, string> {
  if (code !== lastCode) {
    lastCode = code;
    lastCurrency = currencyOf(code);
  }
  return lastCurrency;
}

/** The usual form, digits with a point and two decimals; -1 for every other, which `readIsoSum` then looks at. */
function centsOf(text: string): number {
  const point = text.length - 3;
  if (point < 1 || point > 12 || text.charCodeAt(point) !== 46) return -1;
  let value = 0;
  for (let i = 0; i < text.length; i++) {
    if (i === point) continue;
    const digit = text.charCodeAt(i) - 48;
    if (digit < 0 || digit > 9) return -1;
    value = value * 10 + digit;
  }
  return value;
}

/**
 * The day of a `Dt` or `DtTm`. A time with its own zone stands for the day it names; one in UTC (`Z`) for the day it
 * was in Denmark then, because programs write local midnight so.
 *
 * @returns null where there is no date, undefined where what stands there is none
 */
export function dayOf(choice: XmlElement | undefined): CalendarDate | null | undefined {
  const text = dateText(choice);
  return text === '' ? null : dayFrom(text);
}

export const dateText = (choice: XmlElement | undefined): string =>
  textAt(choice, 'Dt') || textAt(choice, 'DtTm') || textAt(choice);

let lastText = '';
let lastDay: CalendarDate | undefined;

/** Neighbouring entries are of the same day, nearly always. */
export function dayFrom(text: string): CalendarDate | undefined {
  if (text !== lastText) {
    lastText = text;
    lastDay = readDay(text);
  }
  return lastDay;
}

function readDay(text: string): CalendarDate | undefined {
  const written = readIsoDate(text) ?? undefined;
  if (written === undefined || !/T.*Z$/.test(text)) return written;
  const instant = new Date(text);
  return Number.isNaN(instant.getTime()) ? undefined : inCopenhagen(instant).date;
}

export const isTrue = (text: string): boolean => text === 'true' || text === '1';

/** An account's number without the blanks that people put into it. */
export function accountOf(account: XmlElement | undefined): string {
  const number = accountNumber(account);
  return number.includes(' ') ? number.replaceAll(' ', '') : number;
}

/** A party's name; the first line of its address where the bank puts it there, as Danish banks do. */
export function nameOf(party: XmlElement | undefined): string {
  if (party === undefined) return '';
  const inner = at(party, 'Pty') ?? at(party, 'Agt', 'FinInstnId') ?? party;
  return textAt(inner, 'Nm') || textAt(inner, 'PstlAdr', 'AdrLine');
}

/** `PMNT/RCDT/VCOM`, or the bank's own code where it gives no other. */
export function bankCodeOf(element: XmlElement | undefined): string {
  const domain = at(element, 'Domn');
  if (domain === undefined) return textAt(element, 'Prtry', 'Cd');
  const family = at(domain, 'Fmly');
  const code = `${textAt(domain, 'Cd')}/${textAt(family, 'Cd')}/${textAt(family, 'SubFmlyCd')}`;
  return code === '//' ? textAt(element, 'Prtry', 'Cd') : code;
}
