import { addDays, type CalendarDate, dayOf, isBankingDay, knownDate, nextBankingDay } from '#kernel';
import type { DayFile } from '../kit/mailbox.ts';
import type { NetsAgreement } from './agreement.ts';
import { isListTwice, type NetsFaults } from './faults.ts';
import type { MandateBook, MandateChange } from './mandate-book.ts';
import type { Delivery } from './state.ts';
import { writeInformation } from './write-information.ts';
import { type ActiveMandate, writeMandates } from './write-mandates.ts';

export interface ListDay {
  readonly seed: number;
  readonly date: CalendarDate;
  readonly agreement: NetsAgreement;
  readonly faults: NetsFaults;
}

/**
 * The delivery 0603 of one day: what changed, and all that holds where the day is one for it. None when there is nothing
 * to tell.
 */
export function mandateFiles(
  of: ListDay,
  changes: readonly MandateChange[],
  book: MandateBook,
  slips: readonly ActiveMandate[],
): DayFile[] {
  const active = isDayOfFullList(of.date) ? activeOn(book, slips, of.date) : null;
  if (changes.length === 0 && active === null) return [];
  const { agreement, date } = of;
  return listFiles(of, '603', 61, (deliveryNumber) =>
    writeMandates({ agreement, deliveryNumber, creationDate: date, changes, active }),
  );
}

/** A delivery 0621 for each delivery that was accepted. */
export function informationFiles(of: ListDay, deliveries: readonly Delivery[]): DayFile[] {
  const { agreement, date } = of;
  return deliveries.flatMap(({ dateTotals: totals, refused }, at) =>
    listFiles(of, '621', 71 + at * 2, (deliveryNumber) =>
      writeInformation({ agreement, deliveryNumber, creationDate: date, totals, refused }),
    ),
  );
}

/** Now and then the same list comes a second time, under another name. */
function listFiles(
  { seed, date, agreement, faults }: ListDay,
  type: string,
  serial: number,
  write: (deliveryNumber: string) => Buffer,
): DayFile[] {
  const number = (at: number): string => `38${date.slice(2).replaceAll('-', '')}${String(at).padStart(2, '0')}`;
  const bytes = write(number(serial));
  const file = (at: number, fault: string): DayFile => ({
    name: `D${number(at)}-${type}.${agreement.subsystem}`,
    bytes,
    publishOn: date,
    fault,
  });
  return isListTwice(seed, faults, type, date) ? [file(serial, ''), file(serial + 1, 'fileTwice')] : [file(serial, '')];
}

/** Service providers order everything on the 15th; the banks' next day when they are closed (section 5). */
const isDayOfFullList = (date: CalendarDate): boolean =>
  isBankingDay(date) && dayOf(date) >= 15 && nextBankingDay(knownDate(`${date.slice(0, 8)}15`)) === date;

/** Electronic slips stand among the mandates with a Total agreement. One that has ended stands no more. */
function activeOn(book: MandateBook, slips: readonly ActiveMandate[], date: CalendarDate): ActiveMandate[] {
  const mandates = [...book.values()].flat().map(({ validFrom, validTo, ...known }) => ({
    ...known,
    validFrom: validFrom ?? date,
    endDate: validTo ? addDays(validTo, 1) : null,
  }));
  return [...mandates, ...slips]
    .filter(({ endDate }) => endDate === null || endDate > date)
    .sort((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1));
}

const keyOf = ({ debtorGroup, customerNumber, mandateNumber }: ActiveMandate): string =>
  `${debtorGroup}/${customerNumber}/${mandateNumber}`;
