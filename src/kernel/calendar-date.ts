import { assert, fail, ok, type Result } from './result.ts';

/** A calendar date as `2026-02-02`. Never an instant: due dates, payment dates and posting dates have no time of day. */
export type CalendarDate = string & { readonly __unit: 'calendar date' };

const isoDate = /^(\d{4})-(\d{2})-(\d{2})$/;
const dayInMs = 86_400_000;

/** Reads `2026-02-02`; refuses what the calendar does not have, such as 30 February. */
export function calendarDate(text: string): Result<CalendarDate, string> {
  const found = isoDate.exec(text);
  if (!found) return fail(`"${text}" is not a date such as 2026-02-02`);
  return dateOf(Number(found[1]), Number(found[2]), Number(found[3]));
}

/** Puts a date together from its parts; month and day count from 1. */
export function dateOf(year: number, month: number, day: number): Result<CalendarDate, string> {
  const lengths = [31, isLeapYear(year) ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
  const isReal = year >= 1 && year <= 9999 && month >= 1 && month <= 12 && day >= 1 && day <= (lengths[month - 1] ?? 0);
  return isReal
    ? ok(`${pad(year, 4)}-${pad(month, 2)}-${pad(day, 2)}` as CalendarDate)
    : fail(`${year}-${month}-${day} is not in the calendar`);
}

/** A date the program itself wrote; a wrong one is a bug. */
export function knownDate(text: string): CalendarDate {
  const read = calendarDate(text);
  assert(read.ok, `"${text}" is a calendar date`);
  return read.value;
}

export const addDays = (date: CalendarDate, days: number): CalendarDate => fromDayNumber(dayNumber(date) + days);

export const daysBetween = (from: CalendarDate, to: CalendarDate): number => dayNumber(to) - dayNumber(from);

/** 0 is Sunday, 6 is Saturday. */
export const weekday = (date: CalendarDate): number => (((dayNumber(date) + 4) % 7) + 7) % 7;

export const yearOf = (date: CalendarDate): number => Number(date.slice(0, 4));
export const monthOf = (date: CalendarDate): number => Number(date.slice(5, 7));
export const dayOf = (date: CalendarDate): number => Number(date.slice(8, 10));

export const firstOfMonth = (date: CalendarDate): CalendarDate => `${date.slice(0, 8)}01` as CalendarDate;

/** The first day of the month that lies `months` after the date's own. */
export function firstOfMonthAfter(date: CalendarDate, months: number): CalendarDate {
  const counted = yearOf(date) * 12 + monthOf(date) - 1 + months;
  return `${pad(Math.floor(counted / 12), 4)}-${pad((counted % 12) + 1, 2)}-01` as CalendarDate;
}

/** Dates compare as their texts do: the earlier of two. */
export const earlier = (a: CalendarDate, b: CalendarDate): CalendarDate => (a <= b ? a : b);
export const later = (a: CalendarDate, b: CalendarDate): CalendarDate => (a >= b ? a : b);

const copenhagen = new Intl.DateTimeFormat('sv-SE', {
  timeZone: 'Europe/Copenhagen',
  year: 'numeric',
  month: '2-digit',
  day: '2-digit',
  hour: '2-digit',
  minute: '2-digit',
  hourCycle: 'h23',
});

/** Date and time of day (`HH:MM`) in Denmark at an instant. Cut-offs of Danish channels are decided by this, never by UTC. */
export function inCopenhagen(instant: Date): { readonly date: CalendarDate; readonly time: string } {
  const [date = '', time = ''] = copenhagen.format(instant).split(' ');
  return { date: knownDate(date), time };
}

/** Days since 1 January 1970. Read as a text, because `Date.UTC` takes the years 0 to 99 for the last century's. */
const dayNumber = (date: CalendarDate): number => Math.round(Date.parse(`${date}T00:00:00Z`) / dayInMs);

const fromDayNumber = (days: number): CalendarDate =>
  new Date(days * dayInMs).toISOString().slice(0, 10) as CalendarDate;

const isLeapYear = (year: number): boolean => (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;

const pad = (value: number, width: number): string => String(value).padStart(width, '0');
