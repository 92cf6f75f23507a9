import { type CalendarDate, danishAmount, type Minor } from '#kernel';
import { type DescribedField, printable, spokenDate } from '#schemas/kit';
import {
  mt940Marks,
  type PlaceFault,
  readBalance,
  readEntry,
  readReportDate,
  readStatementNumber,
  readSum,
} from '#schemas/statements';
import { accountOf } from './account-of.ts';

/** Explains the first line of a field other than tag 86, part by part. Positions count the tag too. */
export function explainFirstLine(tag: string, text: string, doc: string): readonly DescribedField[] {
  const width = tag.length + 2;
  switch (tag) {
    case '61':
      return entryFields(text);
    case '60F':
    case '60M':
    case '62F':
    case '62M':
    case '64':
    case '65':
      return balanceFields(text, width, doc);
    case '90D':
    case '90C':
      return sumFields(text, width, doc);
    case '25':
    case '25P':
      return [whole('account', text, width, `account ${accountOf(text)}`, doc)];
    case '28':
    case '28C': {
      const { number, page } = readStatementNumber(text);
      return [
        whole('number', text, width, page === '' ? `statement ${number}` : `statement ${number}, page ${page}`, doc),
      ];
    }
    case '13':
    case '13D': {
      const date = readReportDate(text);
      return [whole('time', text, width, date === undefined ? 'no date we can read' : spokenDate(date), doc)];
    }
    default:
      return [whole('text', text, width, printable(text), doc)];
  }
}

const whole = (name: string, text: string, width: number, meaning: string, doc: string): DescribedField => ({
  name,
  from: width + 1,
  to: width + Math.max(text.length, 1),
  raw: printable(text),
  meaning,
  doc,
});

const faulty = ({ field, from, to, value, expected }: PlaceFault, doc: string): DescribedField => ({
  name: field,
  from,
  to,
  raw: printable(value),
  meaning: `not ${expected}`,
  doc,
  fault: { expected, severity: 'fault' },
});

const entryParts = ['valueDate', 'entryDate', 'mark', 'fundsCode', 'amount', 'type', 'customerReference'] as const;

const entryDocs: Readonly<Record<string, string>> = {
  valueDate: 'value date, YYMMDD',
  entryDate: 'booking date, MMDD; the year is the one nearest to the value date',
  mark: 'which way the money went',
  fundsCode: 'third letter of the currency',
  amount: 'amount; the decimals may be missing',
  type: 'kind of entry: N, F or S and the code of SWIFT or the bank',
  customerReference: 'reference for the owner of the account; NONREF is none',
  bankReference: 'reference of the bank',
};

function entryFields(text: string): readonly DescribedField[] {
  const ends: number[] = [];
  const read = readEntry(text, ends);
  if (!read.ok) return [faulty(read.error, entryDocs[read.error.field] ?? '')];
  const { valueDate, bookingDate, mark, amount, bankReference } = read.value;
  const meanings: Readonly<Record<string, string>> = {
    valueDate: spokenDate(valueDate),
    entryDate: spokenDate(bookingDate),
    mark: mt940Marks[mark],
    amount: danishAmount(amount),
  };
  const fields: DescribedField[] = [];
  let from = 0;
  entryParts.forEach((name, i) => {
    const to = ends[i] ?? from;
    const raw = text.slice(from, to);
    if (raw !== '') fields.push(part(name, from, to, raw, meanings[name] ?? printable(raw), entryDocs[name] ?? ''));
    from = to;
  });
  if (bankReference !== '') {
    const start = from + 2;
    fields.push(
      part('bankReference', start, text.length, text.slice(start), bankReference, entryDocs['bankReference'] ?? ''),
    );
  }
  return fields;
}

/** Tag 61 is four signs wide. */
const part = (name: string, from: number, to: number, raw: string, meaning: string, doc: string): DescribedField => ({
  name,
  from: from + 5,
  to: to + 4,
  raw: printable(raw),
  meaning,
  doc,
});

function balanceFields(text: string, width: number, doc: string): readonly DescribedField[] {
  const read = readBalance(text, width);
  if (!read.ok) return [faulty(read.error, doc)];
  return [whole('balance', text, width, money(read.value, read.value.date), doc)];
}

const money = ({ amount, currency }: { readonly amount: Minor; readonly currency: string }, on: CalendarDate): string =>
  `${danishAmount(amount)} ${currency} on ${spokenDate(on)}`;

function sumFields(text: string, width: number, doc: string): readonly DescribedField[] {
  const read = readSum(text, width);
  if (!read.ok) return [faulty(read.error, doc)];
  const { count, amount, currency } = read.value;
  return [whole('sum', text, width, `${count} entries, ${danishAmount(amount)} ${currency}`, doc)];
}
