import { type CalendarDate, dateOf, daysBetween, yearOf } from '#kernel';

/** Years below this belong to our century: statements of 1980 to 2079 are read right. */
const firstYearOfThe1900s = 80;

const known = new Map<number, CalendarDate>();

/** A year of two digits, a month and a day; undefined when the calendar has no such day. */
export function shortDate(year: number, month: number, day: number): CalendarDate | undefined {
  return calendarDay(year + (year < firstYearOfThe1900s ? 2000 : 1900), month, day);
}

/** Six digits of a text as YYMMDD, from `at`; undefined when they are none. */
export function yymmddAt(text: string, at: number): CalendarDate | undefined {
  const number = numberAt(text, at, 6);
  if (number < 0) return undefined;
  if (number === lastNumber) return lastDay;
  const day = shortDate(Math.floor(number / 10_000), Math.floor(number / 100) % 100, number % 100);
  lastNumber = number;
  lastDay = day;
  return day;
}

/** Neighbouring entries mostly have one date. */
let lastNumber = -1;
let lastDay: CalendarDate | undefined;

/**
 * A month and a day without a year: the day nearest to another date, so that an entry of 2 January on a value date of
 * 30 December is in the new year (payment-ids-and-escalation.md 3.1).
 */
export function nearestYear(month: number, day: number, to: CalendarDate): CalendarDate | undefined {
  if (isDayOf(to, month, day)) return to;
  const year = yearOf(to);
  const same = calendarDay(year, month, day);
  if (same !== undefined && Math.abs(daysBetween(to, same)) <= 183) return same;
  let nearest: CalendarDate | undefined = same;
  for (const other of [calendarDay(year - 1, month, day), calendarDay(year + 1, month, day)]) {
    if (other === undefined) continue;
    if (nearest === undefined || Math.abs(daysBetween(to, other)) < Math.abs(daysBetween(to, nearest))) nearest = other;
  }
  return nearest;
}

/**
 * Compiles a date pattern such as `dd.mm.yyyy`, `yyyymmdd` or `yymmdd`: y, m and d stand for digits, other signs for
 * themselves.
 *
 * @returns null when it does not name day, month and year once each
 */
export function dateReader(pattern: string): ((text: string) => CalendarDate | undefined) | null {
  const groups = pattern.match(/y+|m+|d+|[^ymd]+/g) ?? [];
  const names = groups.filter((group) => /^[ymd]/.test(group));
  const isWhole = names.length === 3 && ['yy', 'yyyy'].some((year) => names.includes(year));
  if (!isWhole || !names.includes('mm') || !names.includes('dd')) return null;
  const shape = groups.map((group) =>
    /^[ymd]/.test(group)
      ? String.raw`(?<${group.charAt(0)}>\d{${group.length}})`
      : group.replaceAll(/[.*+?^${}()|[\]\\/-]/g, String.raw`\$&`),
  );
  const form = new RegExp(`^${shape.join('')}$`);
  return (text) => {
    const found = form.exec(text)?.groups;
    if (found === undefined) return undefined;
    const { y = '', m = '', d = '' } = found;
    return y.length === 2 ? shortDate(Number(y), Number(m), Number(d)) : calendarDay(Number(y), Number(m), Number(d));
  };
}

/** Most entries are booked on their value date. */
const isDayOf = (date: CalendarDate, month: number, day: number): boolean =>
  numberAt(date, 5, 2) === month && numberAt(date, 8, 2) === day;

/** Unsigned digits of a text as a number; -1 when one of them is none. */
export function numberAt(text: string, at: number, width: number): number {
  let number = 0;
  for (let i = at; i < at + width; i++) {
    const digit = text.charCodeAt(i) - 48;
    if (!(digit >= 0 && digit <= 9)) return -1;
    number = number * 10 + digit;
  }
  return number;
}

/** Files repeat few dates many times. */
function calendarDay(year: number, month: number, day: number): CalendarDate | undefined {
  const number = year * 10_000 + month * 100 + day;
  const seen = known.get(number);
  if (seen !== undefined) return seen;
  const read = dateOf(year, month, day);
  if (!read.ok) return undefined;
  known.set(number, read.value);
  return read.value;
}
