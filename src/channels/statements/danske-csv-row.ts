import { type CalendarDate, type Currency, currencyOf, DKK, fail, type Minor, ok, type Result } from '#kernel';
import {
  amountOf,
  cmkvColumns,
  cmkxksxColumns,
  type DanskeColumn,
  dateReader,
  type DelimitedField,
  delimitedFields,
  type PlaceFault,
} from '#schemas/statements';

export type DanskeKind = 'CMKV' | 'CMKXKSX';

export const danskeColumns: Readonly<Record<DanskeKind, readonly DanskeColumn[]>> = {
  CMKV: cmkvColumns,
  CMKXKSX: cmkxksxColumns,
};

/** One line of a statement of Danske Bank, read. */
export interface DanskeRow {
  readonly deliveryId: string;
  readonly account: string;
  readonly bookingDate: CalendarDate;
  readonly valueDate: CalendarDate;
  readonly currency: Currency;
  /** Signed: what the account gained. */
  readonly amount: Minor;
  readonly texts: readonly string[];
  readonly reference: string;
  /** CMKXKSX only; null where the line states none. */
  readonly openingBalance: Minor | null;
  readonly balance: Minor | null;
}

const point = { unit: 'major', decimal: '.', thousands: '' } as const;
const readDate = dateReader('ddmmyy');

export const danskeFields = (line: string): readonly DelimitedField[] => delimitedFields(line, ',', '"');

/** Reads a line of nine columns, or of fourteen and more. Balances that cannot be read are told by `lint`, not here. */
export function readDanskeRow(kind: DanskeKind, line: string): Result<DanskeRow, readonly PlaceFault[]> {
  const fields = danskeFields(line);
  const columns = danskeColumns[kind];
  const faults: PlaceFault[] = [];
  const textOf = (name: string): string =>
    fields[columns.findIndex((column) => column.name === name)]?.text.trim() ?? '';
  const read = <T>(name: string, value: T | undefined, expected: string): T | undefined => {
    if (value === undefined) faults.push(faultIn(fields, columns, name, expected));
    return value;
  };
  const account = read('account', /^[0-9A-Z ]{1,34}$/.exec(textOf('account'))?.[0], 'an account number');
  const bookingDate = read('bookingDate', dateIn(textOf('bookingDate')), 'a date as ddMMyy');
  const valueDate = read('valueDate', dateIn(textOf('valueDate')), 'a date as ddMMyy');
  const amount = read('amount', amountOf(textOf('amount'), point), 'an amount such as -167.16');
  const currency = read(
    'currency',
    kind === 'CMKV' ? DKK : currencyIn(textOf('currency')),
    'a currency with two decimals',
  );
  if (account === undefined || bookingDate === undefined || valueDate === undefined) return fail(faults);
  if (amount === undefined || currency === undefined) return fail(faults);
  const advice = fields.slice(columns.length).map(({ text }) => text.trim());
  const texts = [textOf('text'), ...advice].filter((text) => text !== '');
  return ok({
    deliveryId: textOf('deliveryId'),
    account,
    bookingDate,
    valueDate,
    currency,
    amount,
    texts,
    reference: textOf('reference'),
    openingBalance: amountOf(textOf('openingBalance'), point) ?? null,
    balance: amountOf(textOf('balance'), point) ?? null,
  });
}

const dateIn = (text: string): CalendarDate | undefined => readDate?.(text.padStart(6, '0'));

function currencyIn(text: string): Currency | undefined {
  const read = currencyOf(text);
  return read.ok ? read.value : undefined;
}

function faultIn(
  fields: readonly DelimitedField[],
  columns: readonly DanskeColumn[],
  name: string,
  expected: string,
): PlaceFault {
  const { text = '', from = 1, to = 1 } = fields[columns.findIndex((column) => column.name === name)] ?? {};
  return { field: name, from, to, value: text, expected };
}
