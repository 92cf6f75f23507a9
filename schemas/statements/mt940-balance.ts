import { type CalendarDate, fail, type Minor, minor, ok, type Result } from '#kernel';
import { unsignedMinor } from './amounts.ts';
import { yymmddAt } from './dates.ts';
import type { PlaceFault } from './mt940-entry.ts';

/** Tags 60, 62, 64 and 65: mark, date, currency, amount. */
export interface Mt940Balance {
  readonly date: CalendarDate;
  readonly currency: string;
  readonly amount: Minor;
}

/** Tags 90D and 90C: how many entries, and their sum. */
export interface Mt940Sum {
  readonly count: number;
  readonly currency: string;
  readonly amount: Minor;
}

const balanceForm = /^([CD])(\d{6})([A-Z]{3})([\d,]+)$/;

/** @param tagWidth signs of the tag with its colons, for the positions of a fault */
export function readBalance(text: string, tagWidth: number): Result<Mt940Balance, PlaceFault> {
  const trimmed = text.trim();
  const found = balanceForm.exec(trimmed);
  const date = found === null ? undefined : yymmddAt(trimmed, 1);
  const value = found === null ? -1 : unsignedMinor(trimmed, 10, trimmed.length, comma);
  if (found === null || date === undefined || value < 0) {
    return wholeFault(text, 'balance', tagWidth, 'C or D, a date as YYMMDD, a currency, an amount such as 1250,00');
  }
  const [, mark = '', , currency = ''] = found;
  return ok({ date, currency, amount: minor(mark === 'D' ? -value : value) });
}

const sumForm = /^(\d{1,7})([A-Z]{3})([\d,]+)$/;

export function readSum(text: string, tagWidth: number): Result<Mt940Sum, PlaceFault> {
  const found = sumForm.exec(text.trim());
  const [, count = '', currency = '', digits = ''] = found ?? [];
  const value = found === null ? -1 : unsignedMinor(digits, 0, digits.length, comma);
  if (found === null || value < 0) {
    return wholeFault(text, 'sum', tagWidth, 'a count, a currency and an amount such as 3PLN0,03');
  }
  return ok({ count: Number(count), currency, amount: minor(value) });
}

/** Tag 34F: the currency of an intraday report, with or without a mark before the amount. */
export const readFloorCurrency = (text: string): string | undefined => /^([A-Z]{3})[CD]?[\d,]*\s*$/.exec(text)?.[1];

/** Tag 13 or 13D begins with the date of the report. */
export const readReportDate = (text: string): CalendarDate | undefined => yymmddAt(text, 0);

/** Tag 28 or 28C: statement number and page; the page counts from 1 and may be absent. */
export function readStatementNumber(text: string): { readonly number: string; readonly page: string } {
  const [number = '', page = ''] = text.trim().split('/');
  return { number: withoutZeros(number), page: withoutZeros(page) };
}

const withoutZeros = (digits: string): string => digits.replace(/^0+(?=.)/, '');

const comma = 44;

const wholeFault = (text: string, field: string, tagWidth: number, expected: string): Result<never, PlaceFault> =>
  fail({ field, from: tagWidth + 1, to: tagWidth + Math.max(text.length, 1), value: text, expected });
