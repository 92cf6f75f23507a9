import { type CalendarDate, dateOf } from '#kernel';
import { type FieldReader, type Layout, readFields } from '../kit/fixed-fields.ts';
import type { NetsAgreement, NetsMandate } from './agreement.ts';
import { recordWidth } from './delivery-layout.ts';

/** One reason for which a delivery is refused. */
export interface Finding {
  readonly lineNumber: number;
  readonly field: string;
  readonly value: string;
  readonly rule: string;
}

export type SectionNumber = '0112' | '0113' | '0117' | '0118';

/** One collection as Nets understood it. Amounts in øre. */
export interface ReceivedCollection {
  readonly section: SectionNumber;
  readonly debtorGroup: string;
  /** Upper case, without leading zeros: what Nets compares by. */
  readonly customerNumber: string;
  readonly paymentDate: CalendarDate;
  /** 0 no amount, 1 collection, 2 disbursement. */
  readonly sign: 0 | 1 | 2;
  readonly amount: number;
  readonly reference: string;
  /** The customer's mandate at Nets, or null: then a slip is printed. */
  readonly mandateNumber: string | null;
  /** The last day the mandate holds, when it was cancelled. */
  readonly mandateValidTo: CalendarDate | null;
}

/** Why one collection of an otherwise accepted delivery is refused: told in delivery 0621. */
export type RefusalReason = 'mandateEnded' | 'mandateNotYet' | 'nobodyToPayOut' | 'accountClosed';

export interface RefusedCollection extends ReceivedCollection {
  readonly reason: RefusalReason;
  /** As the delivery stated it. */
  readonly statedMandate: string;
}

/** What a delivery asks for on one payment date, by the way it is collected: what 0621 confirms. */
export interface DateTotals {
  readonly debtorGroup: string;
  readonly paymentDate: CalendarDate;
  readonly isSlip: boolean;
  /** Of the section, 14 digits; blank where it stated none. */
  readonly account: string;
  count: number;
  /** Records 052 and 062. */
  textLines: number;
  /** Collections minus disbursements, in øre. */
  net: number;
}

export interface Counts {
  sections: number;
  count022: number;
  count042: number;
  /** 052 and 062 together. */
  count052: number;
  /** Collections minus disbursements, in øre. May be negative while it is counted; told without sign. */
  net: number;
}

export const noCounts = (): Counts => ({ sections: 0, count022: 0, count042: 0, count052: 0, net: 0 });

/** What Nets knows when it reads a delivery. */
export interface ReadingContext {
  readonly agreement: NetsAgreement;
  readonly at: { readonly date: CalendarDate; readonly time: string };
  /** The customer's mandate of that number, also one that has ended; else the one it has now. */
  readonly mandateOf: (debtorGroup: string, customerNumber: string, stated: string) => NetsMandate | null;
  /** Whether mandates are known at all; when not, any number of the right form is believed. */
  readonly knowsMandates: boolean;
  /** Whether such a collection was accepted before and still stands. */
  readonly isDelivered: (key: string) => boolean;
  readonly isNumberUsed: (deliveryId: string) => boolean;
  /** Whether single records are refused and told in 0621; otherwise a collection stands or its whole delivery falls. */
  readonly informs: boolean;
  /** A record that is refused for a reason the delivery does not show. */
  readonly isRefused: (collection: ReceivedCollection) => boolean;
}

/** The lines 022 of one customer, until its 042 comes. */
export interface NameBlock {
  readonly customerNumber: string;
  readonly lines: number[];
  postCode: string | null;
  country: string;
  hasExtra: boolean;
}

export interface SectionReading {
  readonly number: SectionNumber;
  readonly debtorGroup: string;
  readonly account: string;
  readonly counts: Counts;
  readonly keys: Set<string>;
  names: NameBlock | null;
  /** The last 042, to which texts belong. */
  last: LastCollection | null;
}

export interface LastCollection {
  readonly customerNumber: string;
  readonly mandateNumber: string;
  count052: number;
  count062: number;
  /** The totals its texts count in; null when it could not be read, or was refused. */
  totals: DateTotals | null;
}

/** How far the reading of one delivery is. */
export interface Reading {
  readonly context: ReadingContext;
  readonly findings: Finding[];
  findingCount: number;
  lineNumber: number;
  stage: 'start' | 'between' | 'section' | 'ended';
  deliveryId: string;
  section: SectionReading | null;
  readonly groups: Set<string>;
  readonly totals: Counts;
  readonly collections: ReceivedCollection[];
  readonly refused: RefusedCollection[];
  readonly dateTotals: Map<string, DateTotals>;
  /** What was found about each payment date, by section and digits: most collections share a few dates. */
  readonly dates: Map<string, DateVerdict>;
}

export interface DateVerdict {
  readonly date: CalendarDate | null;
  /** The rules it breaks. */
  readonly broken: readonly string[];
}

/** More would help nobody; the count goes on. */
const findingsKept = 50;

export function find(reading: Reading, field: string, value: string, rule: string): void {
  reading.findingCount++;
  if (reading.findings.length < findingsKept) {
    reading.findings.push({ lineNumber: reading.lineNumber, field, value, rule });
  }
}

/** Cuts the line by its layout and notes every field that breaks it. */
export function take(reading: Reading, layout: Layout, line: string): FieldReader {
  const { at, wrong } = readFields(layout, line, recordWidth);
  for (const { field, value, expected } of wrong) find(reading, field, value, `must be ${expected}`);
  return at;
}

export function mustEqual(reading: Reading, field: string, value: string, expected: string): void {
  if (value !== expected) find(reading, field, value, `must be ${expected}`);
}

/** Upper case, without blanks around and leading zeros; null when it has signs Nets does not take. */
export function customerNumberOf(field: string): string | null {
  const text = field.trimEnd().toUpperCase();
  return /^[0-9A-ZÆØÅ]+$/.test(text) ? text.replace(/^0+(?=.)/, '') : null;
}

/** `ddmmyyyy`, or null when it is no day of the calendar. */
export function longDate(digits: string): CalendarDate | null {
  const read = dateOf(Number(digits.slice(4)), Number(digits.slice(2, 4)), Number(digits.slice(0, 2)));
  return read.ok ? read.value : null;
}

export const keyOf = (of: {
  readonly section: string;
  readonly debtorGroup: string;
  readonly customerNumber: string;
  readonly paymentDate: string;
}): string =>
  // A replacement stands for the collection it replaces.
  `${of.section === '0113' ? '0112' : of.section}/${of.debtorGroup}/${of.customerNumber}/${of.paymentDate}`;
