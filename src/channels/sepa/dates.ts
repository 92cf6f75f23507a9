import {
  addDays,
  addTargetDays,
  type CalendarDate,
  daysBetween,
  isTargetDay,
  type Moment,
  nextTargetDay,
} from '#kernel';
import type { CollectionFault } from '../betalingsservice/check-collection.ts';
import { fault } from './check-agreement.ts';

/** How long before its date a collection has to be with the bank. */
export interface SddDeadline {
  /**
   * TARGET days between delivery and collection date. One at Danske Bank, for first, recurrent, last and single
   * collections, Core and B2B alike (danske-iso20022.md section 2.2).
   */
  readonly leadDays?: number;
  /** `HH:MM` in Denmark. The hours are UNVERIFIED, so the bank's own word is a setting. */
  readonly cutOff: string;
}

/** A file may be sent this many calendar days ahead of its collection date, and no earlier. */
export const longestLeadInDays = 390;

/**
 * The first date that can be collected on when the file is delivered at a moment. At the cut-off time it is too late
 * already; what comes later, or on a day without settlement, counts as delivered on the next TARGET day.
 */
export function firstSddDate(moment: Moment, { leadDays = 1, cutOff }: SddDeadline): CalendarDate {
  const isToday = isTargetDay(moment.today) && moment.time < cutOff;
  const delivered = isToday ? moment.today : nextTargetDay(addDays(moment.today, 1));
  return addTargetDays(delivered, leadDays);
}

/** What is wrong with a collection date. Nothing is moved: the remedy names the date to choose. */
export function checkSddDate(date: CalendarDate, moment: Moment, deadline: SddDeadline): readonly CollectionFault[] {
  const first = firstSddDate(moment, deadline);
  if (date < first) {
    return [fault('collectionDate', date, `${first} or later`, `It is too late for this date. Choose ${first}.`)];
  }
  if (daysBetween(moment.today, date) > longestLeadInDays) {
    const last = addDays(moment.today, longestLeadInDays);
    return [fault('collectionDate', date, `${last} or earlier`, 'The bank does not take it yet. Send it later.')];
  }
  if (isTargetDay(date)) return [];
  const next = nextTargetDay(date);
  const expected = 'a day on which euro payments settle (TARGET)';
  return [fault('collectionDate', date, expected, `Choose ${next}, the next such day.`)];
}
