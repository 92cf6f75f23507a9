import { currencyOf } from '#kernel';
import type { AmountForm } from './amounts.ts';
import { type Charset, charsets } from './charset.ts';
import { dateReader } from './dates.ts';

/** How sure a built-in profile is: `verified` by two sources or a bank’s manual, or by one public program only. */
export type ProfileMark = 'verified' | 'single source' | 'UNVERIFIED';

/** Which column holds what: numbers count from 1, as in the bank’s own description; a column that is left out is absent. */
export interface DelimitedColumns {
  readonly amount: number;
  readonly bookingDate: number;
  readonly valueDate?: number;
  /** A column of its own for the sign: see `signs`. */
  readonly sign?: number;
  readonly currency?: number;
  readonly payerAccount?: number;
  readonly payerName?: number;
  readonly payerBank?: number;
  /** The account that was hit: a virtual account. */
  readonly virtualAccount?: number;
  /** The payer’s own number where the file gives it without its account. */
  readonly payerId?: number;
  /** What the payer wrote; several columns are joined line by line. */
  readonly title?: readonly number[];
  /** A number that the bank gives once. */
  readonly uniqueId?: number;
  /** Our own account, where each line names it. */
  readonly account?: number;
  readonly bankCode?: number;
}

/** Which lines are payments: by the record type in a column, or by their place in the file. */
export type DelimitedRecords =
  | {
      readonly by: 'type';
      readonly column: number;
      readonly credits: readonly string[];
      readonly debits: readonly string[];
      /** Read past without a word: headers, and records that tell nothing of a payment. */
      readonly ignored: readonly string[];
    }
  | { readonly by: 'place'; readonly headerLines: number; readonly trailerLines: number };

/** A line that states how many payments the file has and what they add up to. */
export interface DelimitedTotals {
  /** What stands in the first column of that line. */
  readonly record: string;
  readonly countColumn: number;
  readonly totalColumn: number;
}

/**
 * One bank’s delimited report, described once: reader, `describe` and `lint` all follow it. A plain object, so that it can
 * stand in the settings; `profileFaults` says what is wrong with one.
 */
export interface DelimitedProfile {
  readonly key: string;
  readonly name: string;
  readonly mark: ProfileMark;
  /** Where the layout is known from. */
  readonly source: string;
  readonly charset: Charset;
  readonly separator: string;
  /** Blank when the file quotes nothing. */
  readonly quote: string;
  /** The sign between lines inside a field; blank when there are none. */
  readonly subLines: string;
  /** From this many signs on a sub-line is full, and the next one goes on without a blank. */
  readonly fullSubLine: number;
  readonly records: DelimitedRecords;
  readonly columns: DelimitedColumns;
  readonly amount: AmountForm;
  /** What the sign column holds for a debit; anything else is a credit. */
  readonly debitSigns: readonly string[];
  readonly datePattern: string;
  /** The currency of a file without a currency column. */
  readonly currency: string;
  /** Our account in a file that names none; blank when it is not known, then the virtual account stands for it. */
  readonly account: string;
  readonly totals: DelimitedTotals | null;
  /** Fewest columns of a payment. */
  readonly leastColumns: number;
}

/** Everything that is wrong with a profile, in words; empty when it can be used. */
export function profileFaults(profile: DelimitedProfile): readonly string[] {
  const { separator, quote, subLines, columns, records, datePattern, currency, amount, charset, totals } = profile;
  const faults: string[] = [];
  const check = (holds: boolean, what: string): void => {
    if (!holds) faults.push(what);
  };
  check(profile.key !== '', 'key: a name');
  check(
    separator.length === 1 && !/[\r\n\w]/.test(separator),
    'separator: one sign that is no letter, digit or line end',
  );
  check(quote.length <= 1 && quote !== separator, 'quote: one sign or none, and not the separator');
  check(subLines.length <= 1 && subLines !== separator, 'subLines: one sign or none, and not the separator');
  check(charsets.includes(charset), `charset: one of ${charsets.join(', ')}`);
  check(dateReader(datePattern) !== null, 'datePattern: day, month and year once each, such as dd.mm.yyyy');
  check(columns.currency !== undefined || currencyOf(currency).ok, 'currency: one with two decimals, or its column');
  check(['major', 'minor'].includes(amount.unit), 'amount.unit: major or minor');
  check([',', '.'].includes(amount.decimal) && amount.thousands !== amount.decimal, 'amount: two signs that differ');
  for (const [name, value] of Object.entries(columns)) {
    const numbers = Array.isArray(value) ? value : [value];
    check(numbers.every(isColumn), `columns.${name}: numbers from 1 to ${mostDelimitedColumns}`);
  }
  check(isColumn(columns.amount), 'columns.amount: the column of the amount');
  check(isColumn(columns.bookingDate), 'columns.bookingDate: the column of the booking date');
  if (records.by === 'type') {
    check(isColumn(records.column), 'records.column: the column of the record type');
    check(records.credits.length + records.debits.length > 0, 'records: which types are credits or debits');
  } else check(isCount(records.headerLines) && isCount(records.trailerLines), 'records: how many lines, 0 to 100');
  check(totals === null || (isColumn(totals.countColumn) && isColumn(totals.totalColumn)), 'totals: two columns');
  return faults;
}

export const mostDelimitedColumns = 200;

const isColumn = (value: unknown): boolean =>
  typeof value === 'number' && Number.isInteger(value) && value >= 1 && value <= mostDelimitedColumns;

const isCount = (value: number): boolean => Number.isInteger(value) && value >= 0 && value <= 100;
