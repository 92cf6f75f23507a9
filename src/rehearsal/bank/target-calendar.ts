import { addDays, type CalendarDate, easterSunday, weekday, yearOf } from '#kernel';

/** Whether TARGET2 settles: not on weekends, 1 January, Good Friday, Easter Monday, 1 May, 25 and 26 December. */
export function isSettlementDay(date: CalendarDate): boolean {
  const day = weekday(date);
  if (day === 0 || day === 6 || closedEveryYear.has(date.slice(5))) return false;
  const easter = easterSunday(yearOf(date));
  return date !== addDays(easter, -2) && date !== addDays(easter, 1);
}

/** So many settlement days later, or earlier when the count is negative; the date itself is not counted. */
export function addSettlementDays(date: CalendarDate, count: number): CalendarDate {
  let day = date;
  for (let left = Math.abs(count); left > 0; ) {
    day = addDays(day, count < 0 ? -1 : 1);
    if (isSettlementDay(day)) left--;
  }
  return day;
}

/** The date itself when TARGET2 settles on it, else the next day it does. */
export const nextSettlementDay = (date: CalendarDate): CalendarDate =>
  isSettlementDay(date) ? date : addSettlementDays(date, 1);

const closedEveryYear: ReadonlySet<string> = new Set(['01-01', '05-01', '12-25', '12-26']);
