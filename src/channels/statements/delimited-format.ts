import { danishAmount } from '#kernel';
import {
  type DescribedField,
  type DescribedLine,
  eachLine,
  type FileFormat,
  lineBlocks,
  longestLine,
  printable,
  spokenDate,
} from '#schemas/kit';
import {
  bphComma,
  bzwbkPipe,
  dateReader,
  decoderOf,
  type DelimitedField,
  delimitedFields,
  type DelimitedProfile,
  elixir0,
  pekaoComma,
} from '#schemas/statements';
import { readDelimited, sortOf } from './delimited-read.ts';
import { rowReader } from './delimited-row.ts';
import { lintByReading } from './lint-by-reading.ts';

/**
 * The format of a profile, for `describe` and `lint`.
 *
 * @param recognise tells the report by its content; a profile of the settings that cannot be told so has none
 */
export function delimitedFormat(
  profile: DelimitedProfile,
  recognise: (text: string) => boolean = () => false,
): FileFormat {
  const name = `${profile.name} (${profile.mark})`;
  return {
    key: profile.key,
    name,
    recognise: (head) => (recognise(Buffer.from(head).toString('latin1')) ? name : null),
    describe: (source) => describeDelimited(profile, source),
    lint: (source, fileName) => lintByReading(readDelimited(profile), source, fileName),
  };
}

/** Sixteen fields whose first six are a type, a date, grosze, a bank, a mode and an account of 26 digits. */
const elixirLine = /^(?:\u00ef\u00bb\u00bf)?(?:110|120|210),\d{8},\d{1,15},\d{8},\d*,"?\d{26}"?,"?\d{26}"?,/;

export const elixir0Format: FileFormat = delimitedFormat(elixir0, (text) => elixirLine.test(text));

/** A line in front, then an id, a date, an amount with a point, a name, two accounts of 26 digits. */
export const bzwbkPipeFormat: FileFormat = delimitedFormat(bzwbkPipe, (text) =>
  /^[^\n]+\n\d{1,16}\|\d{8}\|\d+\.\d{2}\|[^|\n]*\|\d{26}\|\d{26}\|/.test(text),
);

/** Record 02 of nine fields or more, whose sixth is a date: other reports with 02 have none there. */
export const bphCommaFormat: FileFormat = delimitedFormat(bphComma, (text) => has02(text, 5));
/** The newer report has its date in the fifth field. */
export const pekaoCommaFormat: FileFormat = delimitedFormat(
  pekaoComma,
  (text) => /(?:^|\n)02,[13],/.test(text) && has02(text, 4),
);

function has02(text: string, dateAt: number): boolean {
  const line = /(?:^|\n)(02,[^\n]*)/.exec(text)?.[1];
  if (line === undefined) return false;
  const fields = delimitedFields(line.trimEnd(), ',', '"').map((field) => field.text);
  const isDate = dateReader('yyyymmdd')?.(fields[dateAt] ?? '') !== undefined;
  return fields.length >= 9 && isDate && /^\d{1,15}$/.test(fields[dateAt - 1] ?? '') && /^\d/.test(text);
}

async function* describeDelimited(
  profile: DelimitedProfile,
  source: AsyncIterable<Uint8Array>,
): AsyncGenerator<DescribedLine> {
  const decode = decoderOf(profile.charset);
  const explain = explainer(profile);
  for await (const block of lineBlocks(source)) {
    const lines: DescribedLine[] = [];
    eachLine(block, (start, end, lineNumber) => {
      const line = decode(block.text.slice(start, end));
      const place = { lineNumber, byteFrom: block.offset + start, byteTo: block.offset + end };
      const raw = printable(line, longestLine);
      if (line.trim() === '') lines.push({ ...place, raw, key: 'blank', title: 'blank line', fields: [] });
      else lines.push({ ...place, raw, ...explain(line, lineNumber) });
    });
    yield* lines;
  }
}

type Explained = Pick<DescribedLine, 'key' | 'title' | 'fields'>;

const sortTitles = {
  credit: 'one payment that came in',
  debit: 'one payment that went out',
  ignored: 'a record that tells nothing of a payment',
  totals: 'how many payments, and their sum',
  unknown: 'a record of a type we do not know',
} as const;

function explainer(profile: DelimitedProfile): (line: string, lineNumber: number) => Explained {
  const readRow = rowReader(profile);
  const names = columnNames(profile);
  const { records } = profile;
  return (line, lineNumber) => {
    const fields = delimitedFields(line, profile.separator, profile.quote);
    const sort = sortOf(profile, fields);
    if (records.by === 'place' && (lineNumber <= records.headerLines || fields.length < profile.leastColumns)) {
      return { key: `${profile.key}.frame`, title: 'a line in front of the payments, or behind them', fields: [] };
    }
    const key = sort === 'unknown' ? null : `${profile.key}.${sort}`;
    if (sort !== 'credit' && sort !== 'debit') return { key, title: sortTitles[sort], fields: fields.map(plain) };
    const read = readRow(fields, sort === 'credit');
    const faults = read.ok ? [] : read.error;
    const described = fields.map((field, i): DescribedField => {
      const name = names.get(i + 1) ?? `column${i + 1}`;
      const fault = faults.find((found) => found.field === name);
      const shown = { ...plain(field, i), name, doc: `column ${i + 1}: ${columnDocs[name] ?? 'not used'}` };
      if (fault) {
        const { expected } = fault;
        return { ...shown, meaning: `not ${expected}`, fault: { expected, severity: 'fault' } };
      }
      if (read.ok && name === 'amount')
        return { ...shown, meaning: `${danishAmount(read.value.amount)} ${read.value.currency}` };
      return read.ok && (name === 'bookingDate' || name === 'valueDate')
        ? { ...shown, meaning: spokenDate(read.value[name]) }
        : shown;
    });
    return { key, title: sortTitles[sort], fields: described };
  };
}

const plain = ({ text, from, to }: DelimitedField, i: number): DescribedField => ({
  name: `column${i + 1}`,
  from,
  to,
  raw: printable(text),
  meaning: text === '' ? 'blank' : printable(text),
  doc: `column ${i + 1}`,
});

const columnDocs: Readonly<Record<string, string>> = {
  type: 'record type',
  amount: 'amount',
  bookingDate: 'booking date',
  valueDate: 'value date',
  sign: 'which way the money went',
  currency: 'currency',
  payerAccount: 'account of the payer',
  payerName: 'name and address of the payer',
  payerBank: 'sort code of the payer’s bank',
  virtualAccount: 'account that was hit: the virtual account',
  payerId: 'payer id',
  title: 'what the payer wrote',
  uniqueId: 'the bank’s number of the payment',
  account: 'our account',
  bankCode: 'the bank’s code for the kind of payment',
};

function columnNames({ columns, records }: DelimitedProfile): ReadonlyMap<number, string> {
  const names = new Map<number, string>();
  if (records.by === 'type') names.set(records.column, 'type');
  for (const [name, value] of Object.entries(columns)) {
    for (const column of Array.isArray(value) ? value : [value])
      if (typeof column === 'number') names.set(column, name);
  }
  return names;
}
