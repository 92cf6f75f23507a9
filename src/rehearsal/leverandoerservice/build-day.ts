import { addBankingDays, type CalendarDate, dayOf, isBankingDay, knownDate, nextBankingDay } from '#kernel';
import type { DayFile } from '../kit/mailbox.ts';
import { seeded } from '../kit/seeded.ts';
import type { LsAgreement } from './agreement.ts';
import { faultOfLsFile, type LsFaults } from './faults.ts';
import type { LsMandateBook, LsMandateChange } from './mandate-book.ts';
import { type LsPaymentRecord, writeLsMandates, writeLsPayments } from './write-files.ts';

export interface LsDay {
  readonly seed: number;
  readonly date: CalendarDate;
  readonly agreement: LsAgreement;
  readonly faults: LsFaults;
}

/** The name of a file of that day; serials tell the kinds apart, so that no two are alike. */
const nameOf = (date: CalendarDate, serial: number, type: '602' | '030'): string =>
  `D38${date.slice(2).replaceAll('-', '')}${String(serial).padStart(2, '0')}-${type}.LS1`;

/** The payments file of one day, and what the day's fault makes of it. */
export function lsPaymentFiles(
  { seed, date, agreement, faults }: LsDay,
  records: readonly LsPaymentRecord[],
): { readonly fileName: string; readonly files: readonly DayFile[] } {
  const [name, nameAgain] = [nameOf(date, 1, '602'), nameOf(date, 51, '602')];
  if (records.length === 0) return { fileName: '', files: [] };
  const good = writeLsPayments({ agreement, creationDate: date }, records);
  const later = addBankingDays(date, seeded(seed, 'ls day', date).between(1, 3));
  const file = (under: string, bytes: Buffer, publishOn: CalendarDate, fault = ''): DayFile => ({
    name: under,
    bytes,
    publishOn,
    fault,
  });
  const fault = faultOfLsFile(seed, faults, date);
  if (fault === 'lateFile') return { fileName: name, files: [file(name, good, later, fault)] };
  if (fault === 'fileTwice') {
    return { fileName: name, files: [file(name, good, date), file(nameAgain, good, date, fault)] };
  }
  if (fault === null) return { fileName: name, files: [file(name, good, date)] };
  // In the middle of a record, where reading by lines would be misled most.
  const cut = good.subarray(0, Math.floor(good.length * 0.6));
  const miscounted = (): Buffer => writeLsPayments({ agreement, creationDate: date, addedToCount: 1 }, records);
  const wrong = file(name, fault === 'truncatedFile' ? cut : miscounted(), date, fault);
  return { fileName: nameAgain, files: [wrong, file(nameAgain, good, later)] };
}

/** The mandate list of one day: what changed, and all that holds on the 15th. None when there is nothing to tell. */
export function lsMandateFiles(
  { date, agreement }: LsDay,
  changes: readonly LsMandateChange[],
  book: LsMandateBook,
): DayFile[] {
  const isFull = isBankingDay(date) && dayOf(date) >= 15 && nextBankingDay(knownDate(`${date.slice(0, 8)}15`)) === date;
  const active = [...book.values()].filter(({ endDate }) => endDate === null || endDate > date);
  if (changes.length === 0 && !isFull) return [];
  const sorted = active.sort((a, b) => (a.customerNumber < b.customerNumber ? -1 : 1));
  const bytes = writeLsMandates({ agreement, creationDate: date }, changes, isFull ? sorted : null);
  return [{ name: nameOf(date, 61, '030'), bytes, publishOn: date, fault: '' }];
}

/** The answer to a delivery, by the number it was counted with. */
export const answerName = (deliveryNumber: number): string => `D37${String(deliveryNumber).padStart(8, '0')}-690.LS1`;
