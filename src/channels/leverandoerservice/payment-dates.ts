import {
  addBankingDays,
  addDays,
  type CalendarDate,
  fail,
  isBankingDay,
  type Moment,
  nextBankingDay,
  ok,
  type Problem,
  problem,
  type Result,
} from '#kernel';
import type { LsDirection } from './agreement.ts';

/** The time of day until which a delivery counts as of that day; one source (nets-formats.md 11.1), so a setting. */
export const defaultCutOff = '15:00';

/** A collection may be delivered at most this many days before its payment date. */
const mostDaysAhead = 90;

/** Banking days of notice: one for collections, two for disbursements (providers' documentation). */
const notice: Readonly<Record<LsDirection, number>> = { collect: 1, disburse: 2 };

/** The first payment date that a delivery sent at this moment can have. Times are those of Copenhagen. */
export function firstLsDate(direction: LsDirection, moment: Moment, cutOff: string = defaultCutOff): CalendarDate {
  const isInTime = isBankingDay(moment.today) && moment.time < cutOff;
  const countsFrom = isInTime ? moment.today : nextBankingDay(addDays(moment.today, 1));
  return addBankingDays(countsFrom, notice[direction]);
}

/** The last moment at which a delivery for this payment date is in time, as people write it. */
export function lsDeadline(direction: LsDirection, paymentDate: CalendarDate, cutOff: string = defaultCutOff): string {
  let day = paymentDate;
  for (let left = notice[direction]; left > 0; left--) {
    do day = addDays(day, -1);
    while (!isBankingDay(day));
  }
  return `${day} ${cutOff}`;
}

/** Too late, too far ahead or no banking day is told with the first possible date; a date is never moved silently. */
export function checkLsDate(
  direction: LsDirection,
  paymentDate: CalendarDate,
  moment: Moment,
  cutOff: string = defaultCutOff,
): Result<CalendarDate, Problem> {
  const firstPossible = firstLsDate(direction, moment, cutOff);
  if (paymentDate < firstPossible) {
    const deadline = lsDeadline(direction, paymentDate, cutOff);
    return fail(problem('DEADLINE_PASSED', { paymentDate, deadline, firstPossible }));
  }
  if (!isBankingDay(paymentDate)) {
    return fail(problem('INPUT_WRONG', { field: 'paymentDate', value: paymentDate, expected: 'a Danish banking day' }));
  }
  const last = addDays(moment.today, mostDaysAhead);
  if (paymentDate > last) {
    return fail(
      problem('INPUT_WRONG', { field: 'paymentDate', value: paymentDate, expected: `at the latest ${last}` }),
    );
  }
  return ok(paymentDate);
}
