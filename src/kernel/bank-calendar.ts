import {
  addDays,
  type CalendarDate,
  firstOfMonth,
  firstOfMonthAfter,
  knownDate,
  weekday,
  yearOf,
} from './calendar-date.ts';
import { assert } from './result.ts';

/**
 * Danish banking days by the creditor rules of Betalingsservice.
 *
 * Not banking days: Saturdays, Sundays, public holidays, the Friday after Ascension Day, Constitution Day (5 June),
 * 24 December and 31 December. Great Prayer Day counted until 2023. Source: nets-formats.md section 13.
 */
export function isBankingDay(date: CalendarDate): boolean {
  const day = weekday(date);
  return day !== 0 && day !== 6 && !closedDays(yearOf(date)).has(date);
}

/** The date itself when it is a banking day, else the next one. */
export function nextBankingDay(date: CalendarDate): CalendarDate {
  let day = date;
  while (!isBankingDay(day)) day = addDays(day, 1);
  return day;
}

/** Counts `count` banking days forward; the date itself is not counted. */
export function addBankingDays(date: CalendarDate, count: number): CalendarDate {
  assert(count >= 0, `${count} banking days is not backwards`);
  let day = date;
  for (let left = count; left > 0; left--) day = nextBankingDay(addDays(day, 1));
  return day;
}

/** The n-th last banking day of the date's own month: 1 is the last. */
export function lastBankingDayOfMonth(date: CalendarDate, nth: number): CalendarDate {
  let day = firstOfMonthAfter(date, 1);
  for (let found = 0; found < nth; ) {
    day = addDays(day, -1);
    if (isBankingDay(day)) found++;
  }
  return day;
}

export interface BetalingsserviceMonth {
  /** Section 0112 must be delivered before 11:00 (Copenhagen) on this day: the sixth last banking day of the month before. */
  readonly deadline: CalendarDate;
  /** Between the deadline and this day a delivery is possible only at an extra charge; later not at all (one source). */
  readonly lastLateDay: CalendarDate;
  readonly firstBankingDay: CalendarDate;
  /** The debtor's bank must have the rejection by 16:00 this day: the 7th, or the next banking day. */
  readonly rejectionDeadline: CalendarDate;
}

export const deliveryDeadlineTime = '11:00';

/** The Betalingsservice dates that govern payments in the month of `paymentDate`. */
export function betalingsserviceMonth(paymentDate: CalendarDate): BetalingsserviceMonth {
  const first = firstOfMonth(paymentDate);
  const monthBefore = firstOfMonthAfter(first, -1);
  return {
    deadline: lastBankingDayOfMonth(monthBefore, 6),
    lastLateDay: lastBankingDayOfMonth(monthBefore, 3),
    firstBankingDay: nextBankingDay(first),
    rejectionDeadline: nextBankingDay(addDays(first, 6)),
  };
}

const closedByYear = new Map<number, ReadonlySet<CalendarDate>>();

function closedDays(year: number): ReadonlySet<CalendarDate> {
  const known = closedByYear.get(year);
  if (known) return known;
  const easter = easterSunday(year);
  const fixed = ['01-01', '06-05', '12-24', '12-25', '12-26', '12-31'].map((day) =>
    knownDate(`${easter.slice(0, 4)}-${day}`),
  );
  // Maundy Thursday, Good Friday, Easter Monday, Ascension Day, the Friday after it, Whit Monday.
  const movable = [-3, -2, 1, 39, 40, 50].map((days) => addDays(easter, days));
  const greatPrayerDay = year < 2024 ? [addDays(easter, 26)] : [];
  const closed = new Set([...fixed, ...movable, ...greatPrayerDay]);
  closedByYear.set(year, closed);
  return closed;
}

/** Easter Sunday of the Gregorian calendar, by the anonymous algorithm (Meeus, Jones, Butcher). */
export function easterSunday(year: number): CalendarDate {
  const a = year % 19;
  const b = Math.floor(year / 100);
  const c = year % 100;
  const g = Math.floor((8 * b + 13) / 25);
  const h = (19 * a + b - Math.floor(b / 4) - g + 15) % 30;
  const l = (32 + 2 * (b % 4) + 2 * Math.floor(c / 4) - h - (c % 4)) % 7;
  const m = Math.floor((a + 11 * h + 22 * l) / 451);
  const counted = h + l - 7 * m + 114;
  const month = Math.floor(counted / 31);
  return knownDate(`${String(year).padStart(4, '0')}-0${month}-${String((counted % 31) + 1).padStart(2, '0')}`);
}
