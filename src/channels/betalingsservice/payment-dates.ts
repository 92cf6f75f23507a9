import {
  addBankingDays,
  addDays,
  betalingsserviceMonth,
  type CalendarDate,
  deliveryDeadlineTime,
  fail,
  firstOfMonthAfter,
  isBankingDay,
  type Moment,
  ok,
  type Problem,
  problem,
  type Result,
} from '#kernel';

/** The kinds of delivery that are asked for by date: 0118 keeps the times of 0117. */
export type DatedSection = '0112' | '0117' | '0118';

/** A collection may be delivered at most this many days before its payment date (2025 guide, one source). */
const mostDaysAhead = 90;

/** The last moment at which a delivery for this payment date is in time, as people write it. */
export function deadlineFor(section: DatedSection, paymentDate: CalendarDate): string {
  if (section === '0112') return `${betalingsserviceMonth(paymentDate).deadline} ${deliveryDeadlineTime}`;
  let day = paymentDate;
  while (earliestSlipDate(addDays(day, -1)) > paymentDate || day >= paymentDate) day = addDays(day, -1);
  return `${addDays(day, -1)} 24:00`;
}

/**
 * The first payment date that a delivery sent at this moment can have.
 *
 * Section 0112: the first banking day of the first month whose deadline is not past. Section 0117 (slips with short
 * notice): Nets registers the day after, and the slip is due two banking days after that at the earliest.
 */
export function firstPossibleDate(section: DatedSection, moment: Moment): CalendarDate {
  if (section !== '0112') return earliestSlipDate(moment.today);
  for (let months = 0; ; months++) {
    const month = betalingsserviceMonth(firstOfMonthAfter(moment.today, months));
    const isInTime =
      moment.today < month.deadline || (moment.today === month.deadline && moment.time < deliveryDeadlineTime);
    if (isInTime) return month.firstBankingDay;
  }
}

const earliestSlipDate = (sentOn: CalendarDate): CalendarDate => addBankingDays(addBankingDays(sentOn, 1), 2);

/** Too late, too far ahead or no banking day is told with the first possible date; a date is never moved silently. */
export function checkPaymentDate(
  section: DatedSection,
  paymentDate: CalendarDate,
  moment: Moment,
): Result<CalendarDate, Problem> {
  const firstPossible = firstPossibleDate(section, moment);
  if (paymentDate < firstPossible) {
    return fail(
      problem('DEADLINE_PASSED', { paymentDate, deadline: deadlineFor(section, paymentDate), firstPossible }),
    );
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
