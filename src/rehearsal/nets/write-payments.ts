import { assert, type CalendarDate } from '#kernel';
import type { NetsAgreement } from './agreement.ts';
import { digits, fixedText, latin1Lines, optionalShortDate, shortDate } from './write-kit.ts';

export type PaymentCode = '0236' | '0237' | '0238' | '0239' | '0297' | '0299';

/** One 042 of delivery 0602. Amounts in øre. */
export interface PaymentRecord {
  readonly code: PaymentCode;
  readonly debtorGroup: string;
  readonly customerNumber: string;
  /** Nine digits; of automatic payments only. */
  readonly mandateNumber: string;
  readonly dueDate: CalendarDate;
  readonly sign: 0 | 1 | 2;
  readonly amount: number;
  readonly reference: string;
  /** Of slips only: 22 signs of the receiving bank. */
  readonly archiveReference: string;
  /** Null where nothing was paid: a rejection before the due date, a cancellation. */
  readonly actualDate: CalendarDate | null;
  readonly bookkeepingDate: CalendarDate | null;
  readonly actualAmount: number;
}

export interface PaymentSection {
  readonly number: '0211' | '0215';
  readonly debtorGroup: string;
  readonly records: readonly PaymentRecord[];
  /** Hash total of what was actually paid, in øre; charge backs are not subtracted. */
  readonly total: number;
}

/** Automatic payments first, then slips, each by debtor group, in the order they are given. */
export function sectionsOf(records: readonly PaymentRecord[]): PaymentSection[] {
  const groups = new Map<string, PaymentRecord[]>();
  for (const record of records) {
    const key = `${isSlip(record.code) ? '0215' : '0211'}/${record.debtorGroup}`;
    const group = groups.get(key) ?? [];
    group.push(record);
    groups.set(key, group);
  }
  return [...groups]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, group]) => ({
      number: key.startsWith('0211') ? '0211' : '0215',
      debtorGroup: key.slice(5),
      records: group,
      total: group.reduce((sum, { actualAmount }) => sum + actualAmount, 0),
    }));
}

export const isSlip = (code: PaymentCode): boolean => code === '0297' || code === '0299';

export interface PaymentsFile {
  readonly agreement: NetsAgreement;
  /** Ten digits. */
  readonly deliveryNumber: string;
  readonly creationDate: CalendarDate;
  readonly sections: readonly PaymentSection[];
}

/** What can be made wrong while a file is written. Totals count the records as they were meant. */
export interface WritingFaults {
  /** Added to the totals of the file's end, in øre. */
  readonly addedToTotal?: number | undefined;
  /** The record whose due date is no date, counted over the whole file from 0. */
  readonly unreadableAt?: number | undefined;
  /** A record of an unknown kind stands after the first section's start. */
  readonly hasUnknownRecord?: boolean | undefined;
}

/** Writes delivery 0602 (payment information). Positions: nets-formats.md sections 2.1 and 4. */
export function writePayments(file: PaymentsFile, faults: WritingFaults = {}): Buffer {
  const { agreement, deliveryNumber, creationDate, sections } = file;
  const { pbsNumber } = agreement;
  const owner = `${agreement.dataSupplierNumber}${agreement.subsystem}0602`;
  const lines = [`BS002${owner}${deliveryNumber}${' '.repeat(19)}${shortDate(creationDate)}`];
  let written = 0;
  for (const section of sections) {
    const head = `${pbsNumber}${section.number}000${section.debtorGroup}`;
    lines.push(`BS012${head}${' '.repeat(24)}${shortDate(creationDate)}`);
    if (faults.hasUnknownRecord && section === sections[0]) lines.push(`BS072${head} NY OPLYSNING`);
    for (const record of section.records) {
      lines.push(paymentLine(pbsNumber, record, written++ === faults.unreadableAt));
    }
    const counted = `${digits(section.records.length, 11)}${digits(section.total, 15)}${digits(0, 11)}`;
    lines.push(`BS092${head}${' '.repeat(6)}${counted}${' '.repeat(15)}${digits(0, 11)}`);
  }
  const total = sections.reduce((sum, section) => sum + section.total, 0) + (faults.addedToTotal ?? 0);
  lines.push(
    `BS992${owner}${digits(sections.length, 11)}${digits(written, 11)}${digits(total, 15)}` +
      `${digits(0, 11)}${digits(0, 15)}${digits(0, 11)}${digits(0, 34)}`,
  );
  return latin1Lines(lines);
}

function paymentLine(pbsNumber: string, record: PaymentRecord, isUnreadable: boolean): string {
  const head = `BS042${pbsNumber}${record.code}000${record.debtorGroup}`;
  const customer = record.customerNumber.toUpperCase().padStart(15, '0');
  const due = isUnreadable ? '3X13??' : shortDate(record.dueDate);
  const paid = `${optionalShortDate(record.actualDate)}${optionalShortDate(record.bookkeepingDate)}${digits(record.actualAmount, 13)}`;
  const asked = `${due}${record.sign}${digits(record.amount, 13)}`;
  const line = isSlip(record.code)
    ? `${head}0000${customer}71000000${asked}${fixedText(record.reference.slice(0, 9), 9)}${fixedText(record.archiveReference, 22)}${paid}`
    : `${head}${customer}${record.mandateNumber}${asked}${fixedText(record.reference, 30)}${' '.repeat(4)}${paid}`;
  assert(line.length === 128, `a payment record is 128 signs wide, this one ${line.length}`);
  return line;
}
