import { easterSunday } from './bank-calendar.ts';
import { addDays, type CalendarDate, knownDate, weekday, yearOf } from './calendar-date.ts';
import { assert } from './result.ts';

/**
 * Days on which euro payments settle between banks (TARGET2, now T2): SEPA direct debits fall due on these only.
 *
 * Closed: Saturdays, Sundays, 1 January, Good Friday, Easter Monday, 1 May, 25 and 26 December. No national holidays.
 */
export function isTargetDay(date: CalendarDate): boolean {
  const day = weekday(date);
  return day !== 0 && day !== 6 && !closedDays(yearOf(date)).has(date);
}

/** The date itself when euro payments settle on it, else the next such day. */
export function nextTargetDay(date: CalendarDate): CalendarDate {
  let day = date;
  while (!isTargetDay(day)) day = addDays(day, 1);
  return day;
}

/** Counts `count` TARGET days forward; the date itself is not counted. */
export function addTargetDays(date: CalendarDate, count: number): CalendarDate {
  assert(count >= 0, `${count} TARGET days is not backwards`);
  let day = date;
  for (let left = count; left > 0; left--) day = nextTargetDay(addDays(day, 1));
  return day;
}

const closedByYear = new Map<number, ReadonlySet<CalendarDate>>();

function closedDays(year: number): ReadonlySet<CalendarDate> {
  const known = closedByYear.get(year);
  if (known) return known;
  const easter = easterSunday(year);
  const fixed = ['01-01', '05-01', '12-25', '12-26'].map((day) => knownDate(`${easter.slice(0, 4)}-${day}`));
  const closed = new Set([...fixed, addDays(easter, -2), addDays(easter, 1)]);
  closedByYear.set(year, closed);
  return closed;
}
