import { addBankingDays, type CalendarDate } from '#kernel';
import type { DayFile } from '../kit/mailbox.ts';
import { seeded } from '../kit/seeded.ts';
import type { NetsAgreement } from './agreement.ts';
import type { FileFault } from './faults.ts';
import { deliveryNote } from './receipts.ts';
import { type PaymentRecord, sectionsOf, writePayments } from './write-payments.ts';

export interface BuiltDay {
  readonly files: readonly DayFile[];
  /** The data file whose records count. */
  readonly fileName: string;
  /** The record that cannot be read in it, by its place in the order given, or null. */
  readonly unreadableAt: number | null;
}

/** Makes the files of one day: a delivery note and a 0602, and what the day's faults make of them. */
export function buildDay(
  { seed, agreement, date }: { readonly seed: number; readonly agreement: NetsAgreement; readonly date: CalendarDate },
  records: readonly PaymentRecord[],
  faults: ReadonlySet<FileFault>,
): BuiltDay {
  const chance = seeded(seed, 'day', date);
  const sections = sectionsOf(records);
  const nameOf = (letter: string, number: string): string => `${letter}${number}-602.${agreement.subsystem}`;
  const numberOf = (serial: number): string =>
    `38${date.slice(2).replaceAll('-', '')}${String(serial).padStart(2, '0')}`;
  const unreadable = faults.has('unreadableLine') ? chance.between(0, records.length - 1) : undefined;
  const content = (deliveryNumber: string, addedToTotal?: number): Buffer =>
    writePayments(
      { agreement, deliveryNumber, creationDate: date, sections },
      { addedToTotal, unreadableAt: unreadable, hasUnknownRecord: faults.has('unknownRecord') },
    );
  const [first, second] = [numberOf(1), numberOf(2)];
  const good = content(first);
  const later = addBankingDays(date, chance.between(1, 3));
  const inside = [
    faults.has('unreadableLine') ? 'unreadableLine' : '',
    faults.has('unknownRecord') ? 'unknownRecord' : '',
  ]
    .filter((name) => name !== '')
    .join(' ');
  const file = (name: string, bytes: Buffer, publishOn: CalendarDate, fault = inside): DayFile => ({
    name,
    bytes,
    publishOn,
    fault,
  });
  const note = (number: string, on: CalendarDate): DayFile =>
    file(nameOf('F', number), deliveryNote(agreement, sections), on, '');
  const built = (fileName: string, files: readonly DayFile[]): BuiltDay => ({
    files,
    fileName,
    unreadableAt:
      unreadable === undefined ? null : placeOf(records, sections.flatMap((section) => section.records)[unreadable]),
  });

  const [name, nameAgain] = [nameOf('D', first), nameOf('D', numberOf(51))];
  if (faults.has('lateFile')) return built(name, [note(first, date), file(name, good, later, 'lateFile')]);
  if (faults.has('fileTwice')) {
    return built(name, [note(first, date), file(name, good, date), file(nameAgain, good, date, 'fileTwice')]);
  }
  if (faults.has('truncatedFile')) {
    // In the middle of a record, where reading by lines would be misled most.
    const cut = good.subarray(0, Math.floor(good.length * 0.6));
    return built(nameAgain, [note(first, date), file(name, cut, date, 'truncatedFile'), file(nameAgain, good, later)]);
  }
  if (faults.has('wrongTotals')) {
    const wrong = file(name, content(first, 100), date, 'wrongTotals');
    const right = file(nameOf('D', second), content(second), later);
    return built(right.name, [note(first, date), wrong, note(second, later), right]);
  }
  return built(name, [note(first, date), file(name, good, date)]);
}

const placeOf = (records: readonly PaymentRecord[], record: PaymentRecord | undefined): number | null =>
  record === undefined ? null : records.indexOf(record);
