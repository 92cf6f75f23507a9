import {
  type CalendarDate,
  calendarDate,
  decimalFromMinor,
  fail,
  type Minor,
  minorFromDecimal,
  minor,
  ok,
  type Result,
  wholeNumber,
} from '#kernel';
import type { CollectionColumn } from '#schemas/danske';

/** How a date is written in a column. Null: the column holds no date. */
export function dateText(column: CollectionColumn, date: CalendarDate): string | null {
  const [year, month, day] = [date.slice(0, 4), date.slice(5, 7), date.slice(8, 10)];
  if (column.format === 'YYYYMMDD') return `${year}${month}${day}`;
  if (column.format === 'DDMMYYYY') return `${day}${month}${year}`;
  if (column.format === 'YYMMDD') return `${year.slice(2)}${month}${day}`;
  return null;
}

export function readDate(column: CollectionColumn, text: string): Result<CalendarDate, string> {
  const found =
    column.format === 'YYYYMMDD'
      ? /^(?<year>\d{4})(?<month>\d\d)(?<day>\d\d)$/.exec(text)?.groups
      : column.format === 'DDMMYYYY'
        ? /^(?<day>\d\d)(?<month>\d\d)(?<year>\d{4})$/.exec(text)?.groups
        : /^(?<year>\d\d)(?<month>\d\d)(?<day>\d\d)$/.exec(text)?.groups;
  if (!found) return fail(`a date as ${column.format ?? 'agreed'}`);
  const year = (found['year'] ?? '').padStart(4, '20');
  return calendarDate(`${year}-${found['month']}-${found['day']}`);
}

/** An amount digit by digit; a minus only where the column may hold one. */
export function amountText(column: CollectionColumn, amount: Minor): string | null {
  const decimal = decimalFromMinor(amount);
  if (column.format === 'minor') return String(amount);
  if (column.format === 'comma') return decimal.replace('.', ',');
  return column.format === 'point' ? decimal : null;
}

export function readAmount(column: CollectionColumn, text: string): Result<Minor, string> {
  if (column.format === 'minor') {
    const [, sign, digits] = /^([+-]?)(\d{1,15})$/.exec(text) ?? [];
    if (digits === undefined) return fail('an amount in whole øre or cent');
    const value = wholeNumber(digits);
    return ok(minor(sign === '-' && value !== 0 ? -value : value));
  }
  const plain = (column.format === 'comma' ? text.replace(',', '.') : text).replace(/^\+/, '');
  return minorFromDecimal(plain);
}
