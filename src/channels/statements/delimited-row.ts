import { type CalendarDate, type Currency, currencyOf, fail, type Minor, minor, ok, type Result } from '#kernel';
import {
  amountOf,
  dateReader,
  type DelimitedField,
  type DelimitedProfile,
  joinedPieces,
  type PlaceFault,
  tidy,
} from '#schemas/statements';

/** One payment of a delimited report, read. */
export interface DelimitedRow {
  readonly isCredit: boolean;
  /** Never negative. */
  readonly amount: Minor;
  readonly currency: Currency;
  readonly bookingDate: CalendarDate;
  readonly valueDate: CalendarDate;
  readonly account: string;
  readonly virtualAccount: string;
  readonly payerId: string;
  readonly payerAccount: string;
  readonly payerName: string;
  readonly texts: readonly string[];
  readonly uniqueId: string;
  readonly bankCode: string;
}

/** Reads the columns of a payment by its profile; every column that cannot be read is told. */
export type RowReader = (
  fields: readonly DelimitedField[],
  isCredit: boolean,
) => Result<DelimitedRow, readonly PlaceFault[]>;

export function rowReader(profile: DelimitedProfile): RowReader {
  const { columns, amount: form, datePattern, debitSigns } = profile;
  const readDate = dateReader(datePattern);
  return (fields, isCreditRecord) => {
    const faults: PlaceFault[] = [];
    const take = <T>(name: string, column: number, value: T | undefined, expected: string): T | undefined => {
      if (value === undefined) faults.push(faultAt(fields, name, column, expected));
      return value;
    };
    const textAt = (column: number | undefined): string =>
      column === undefined ? '' : (fields[column - 1]?.text.trim() ?? '');
    const dateAt = (name: string, column: number): CalendarDate | undefined =>
      take(name, column, readDate?.(textAt(column)), `a date as ${datePattern}`);
    const signed = take('amount', columns.amount, amountOf(textAt(columns.amount), form), amountWords(profile));
    const bookingDate = dateAt('bookingDate', columns.bookingDate);
    const hasValueDate = columns.valueDate !== undefined && textAt(columns.valueDate) !== '';
    const valueDate = hasValueDate ? dateAt('valueDate', columns.valueDate ?? 0) : bookingDate;
    const code = columns.currency === undefined ? profile.currency : textAt(columns.currency);
    const currency = take('currency', columns.currency ?? 1, currencyIn(code), 'a currency with two decimals');
    if (signed === undefined || bookingDate === undefined || valueDate === undefined || currency === undefined) {
      return fail(faults);
    }
    const isDebitSign = columns.sign !== undefined && debitSigns.includes(textAt(columns.sign));
    const isCredit = isCreditRecord !== (isDebitSign !== signed < 0);
    const virtualAccount = accountAt(textAt(columns.virtualAccount));
    return ok({
      isCredit,
      amount: minor(Math.abs(signed)),
      currency,
      bookingDate,
      valueDate,
      account: accountAt(textAt(columns.account)) || profile.account || virtualAccount,
      virtualAccount,
      payerId: textAt(columns.payerId),
      payerAccount: accountAt(textAt(columns.payerAccount)),
      payerName: subLines(textAt(columns.payerName), profile).join(' '),
      texts: (columns.title ?? []).flatMap((column) => subLines(textAt(column), profile)),
      uniqueId: textAt(columns.uniqueId),
      bankCode: textAt(columns.bankCode),
    });
  };
}

const accountAt = (text: string): string => text.replaceAll(' ', '');

/** The lines inside a field; a full one goes on in the next. */
const subLines = (text: string, { subLines: between, fullSubLine }: DelimitedProfile): readonly string[] =>
  between === '' || !text.includes(between)
    ? [tidy(text)].filter((line) => line !== '')
    : joinedPieces(text.split(between), fullSubLine);

function currencyIn(code: string): Currency | undefined {
  const read = currencyOf(code);
  return read.ok ? read.value : undefined;
}

const amountWords = ({ amount: { unit, decimal } }: DelimitedProfile): string =>
  unit === 'minor' ? 'an amount in whole minor units such as 125000' : `an amount such as 1250${decimal}00`;

function faultAt(fields: readonly DelimitedField[], field: string, column: number, expected: string): PlaceFault {
  const end = fields.at(-1)?.to ?? 1;
  const { text = '', from = end, to = end } = fields[column - 1] ?? {};
  return { field, from, to, value: text, expected };
}
