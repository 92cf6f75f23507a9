import { danishAmount } from '#kernel';
import { type DescribedField, type Layout, printable, spokenDate, yymmdd } from '#schemas/kit';
import {
  danishMinor,
  deliveryNoteLines,
  deliveryReceipt,
  type FoundText,
  matchText,
  receiptBoxLines,
  type TextLine,
  transmissionReceipt,
} from '#schemas/nets';

export interface ExplainedText {
  readonly key: string;
  readonly title: string;
  readonly fields: readonly DescribedField[];
}

/** Explains one line of a receipt; undefined when it is of no kind we know. */
export function explainReceiptLine(format: 'nets-t' | 'nets-v' | 'nets-f', line: string): ExplainedText | undefined {
  if (format === 'nets-t') return byLayout(line, transmissionReceipt, 'PBCNET40');
  if (format === 'nets-f') return byWords(line, deliveryNoteLines);
  return byLayout(line, deliveryReceipt, 'PBCNET41') ?? byWords(line, receiptBoxLines);
}

function byLayout(line: string, layout: Layout, mark: string): ExplainedText | undefined {
  if (!line.startsWith(mark)) return undefined;
  return { key: layout.key, title: layout.title, fields: layout.describe(line) };
}

function byWords(line: string, kinds: readonly TextLine[]): ExplainedText | undefined {
  const matched = matchText(kinds, line);
  if (!matched) return undefined;
  const { kind, found } = matched;
  return { key: kind.key, title: kind.title, fields: found.map((place) => field(place, kind.docs[place.name] ?? '')) };
}

const field = ({ name, from, to, raw }: FoundText, doc: string): DescribedField => ({
  name,
  from,
  to,
  raw: printable(raw),
  meaning: meaningOf(name, raw),
  doc,
});

function meaningOf(name: string, raw: string): string {
  if (name === 'total') {
    const total = danishMinor(raw);
    return total === undefined ? 'not an amount' : `${danishAmount(total)} kr.`;
  }
  if (name === 'date') {
    const date = yymmdd.reader(0, 6)(Buffer.from(raw, 'latin1'), raw, 0);
    return date === undefined ? 'not a date as yymmdd' : spokenDate(date);
  }
  if (name === 'time') return `${raw.slice(0, 2)}:${raw.slice(2, 4)}:${raw.slice(4, 6)}`;
  return printable(raw);
}
