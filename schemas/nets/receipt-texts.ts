import { minor, type Minor, wholeNumber } from '#kernel';

/** A value found in a line of text, with its place on the line: 1-based, inclusive. */
export interface FoundText {
  readonly name: string;
  readonly from: number;
  readonly to: number;
  readonly raw: string;
}

/**
 * A line of the V text box or of the F delivery note. These have no columns to rely on, so a line is known by its
 * words; each named group of the pattern is one value.
 */
export interface TextLine {
  readonly key: string;
  readonly pattern: RegExp;
  readonly title: string;
  readonly docs: Readonly<Record<string, string>>;
}

const value = (name: string, pattern: string): string => `(?<${name}>${pattern})`;
const count = (name: string): string => value(name, String.raw`[\d.]+`);
const amount = (name: string): string => value(name, String.raw`-?[\d.]+,\d\d-?`);
/** Parts of a line with blanks between them. */
const spaced = (...parts: readonly string[]): string => parts.join(String.raw`\s+`);
/** The whole of a line of the box, between its stars. */
const boxed = (...parts: readonly string[]): RegExp => new RegExp(String.raw`^\*\s+${spaced(...parts)}\s*\*\s*$`, 'd');

/** Lines of the text box of a V file (nets-formats.md section 9), between its stars. One source. */
export const receiptBoxLines: readonly TextLine[] = [
  { key: 'v.border', pattern: /^\*{10,}\s*$/d, title: 'border of the box', docs: {} },
  { key: 'v.blank', pattern: /^\*\s+\*\s*$/d, title: 'blank line of the box', docs: {} },
  { key: 'v.heading', pattern: /^\*\s+DATA TIL PBS:\s*\*\s*$/d, title: 'heading: data to Nets', docs: {} },
  {
    key: 'v.deliveryNumber',
    pattern: /^\*\s+TILDELT LEVERANCE NR:\s*(?<deliveryNumber>\d+)\s*\*\s*$/d,
    title: 'delivery number Nets assigned',
    docs: { deliveryNumber: 'the number Nets gave the delivery' },
  },
  {
    key: 'v.sender',
    pattern: boxed(
      'LEVERAND.R:',
      value('dataSupplierNo', String.raw`\d+`),
      'SYSTEM:',
      value('subsystem', String.raw`\S+`),
      'TIDSPUNKT:',
      value('date', String.raw`\d{6}`),
      '-',
      value('time', String.raw`\d{6}`),
    ),
    title: 'data supplier, system and time',
    docs: { dataSupplierNo: 'data supplier', subsystem: 'subsystem', date: 'date, yymmdd', time: 'time, hhmmss' },
  },
  {
    key: 'v.records',
    pattern: /^\*\s+ANTAL RECORDS:\s*(?<records>\d+)\s*\*\s*$/d,
    title: 'number of records',
    docs: { records: 'records of the delivery, without the wrapper' },
  },
  {
    key: 'v.result',
    pattern: /^\*\s+(?<code>[A-Z]{2}\d{2}):\s+(?<text>\S.*?)\s*\*\s*$/d,
    title: 'result',
    docs: { code: 'BS00 = delivery accepted', text: 'the result in words' },
  },
  {
    key: 'v.columns',
    pattern: /^\*\s+OPT.LLING\s+SEKTIONER\s+TEKSTANTAL\s+BEL.BSANTAL\s+BEL.BS TOTAL\s*\*\s*$/d,
    title: 'column headings: sections, texts, collections, total amount',
    docs: {},
  },
  {
    key: 'v.counts',
    pattern: boxed('LEVERANCE', count('sections'), count('texts'), count('collections'), amount('total')),
    title: 'counts of the delivery; they equal its 992',
    docs: {
      sections: 'number of sections',
      texts: 'number of 052 and 062 records',
      collections: 'number of 042 records',
      total: 'collections minus disbursements, in kroner',
    },
  },
  {
    key: 'v.closing',
    pattern: /^\*\s+(?<text>LEVERANCEN\s.*?)\s*\*\s*$/d,
    title: 'closing sentence',
    docs: { text: 'whether the delivery was accepted' },
  },
  {
    key: 'v.text',
    pattern: /^\*\s+(?<text>\S.*?)\s*\*\s*$/d,
    title: 'a line in words',
    docs: { text: 'text from Nets' },
  },
];

/** Lines of a delivery note, F (følgeseddel): it announces a data file. One source; for display only. */
export const deliveryNoteLines: readonly TextLine[] = [
  {
    key: 'f.system',
    pattern: /^1SYSTEM\s*:\s*(?<subsystem>\S+)\s*$/d,
    title: 'system the note comes from',
    docs: { subsystem: 'subsystem' },
  },
  {
    key: 'f.type',
    pattern: /^.LEVERANCETYPE\s*:\s*(?<deliveryType>\d+)\s*-\s*(?<deliveryName>\S.*?)\s*$/d,
    title: 'delivery the note announces',
    docs: { deliveryType: 'type of the delivery', deliveryName: 'name of the delivery' },
  },
  {
    key: 'f.columns',
    pattern: /^0PBS-NUMMER\s+DEBITOR-GRP\s.*$/d,
    title: 'column headings: PBS number, debtor group, section, supplier’s name, records, total, creditor',
    docs: {},
  },
  {
    key: 'f.section',
    pattern: new RegExp(
      [
        String.raw`^.\s+`,
        spaced(value('creditorNumber', String.raw`\d{8}`), value('debtorGroup', String.raw`\d{5}`)),
        String.raw`\s+(?<section>\d{3,4})\s+(?:(?<userId>\S.*?)\s+)?`,
        spaced(count('records'), amount('total')),
        String.raw`(?:\s+(?<creditorName>\S.*?))?\s*$`,
      ].join(''),
      'd',
    ),
    title: 'one section of the delivery',
    docs: {
      creditorNumber: 'creditor’s PBS number',
      debtorGroup: 'debtor group number',
      section: 'section number',
      userId: 'the creditor’s name for itself at the data supplier',
      records: 'number of records',
      total: 'total amount, in kroner',
      creditorName: 'the creditor’s name',
    },
  },
  { key: 'f.rule', pattern: /^\s*-{3,}[\s-]*$/d, title: 'ruled line above the totals', docs: {} },
  {
    key: 'f.totals',
    pattern: new RegExp(
      [
        String.raw`^.?\s*`,
        spaced('ANTAL', 'SE[CK]TIONER', count('sections'), 'RECORD-ANTAL', count('records'), amount('total')),
        String.raw`\s*$`,
      ].join(''),
      'd',
    ),
    title: 'totals',
    docs: { sections: 'number of sections', records: 'number of records', total: 'total amount, in kroner' },
  },
];

/** These lines have 80 columns, notes some more. Longer ones are no such lines; to find that out would cost time. */
const longestText = 240;

/** The kind of a line and the values in it, or undefined when no kind fits. */
export function matchText(
  kinds: readonly TextLine[],
  line: string,
): { readonly kind: TextLine; readonly found: readonly FoundText[] } | undefined {
  if (line.length > longestText) return undefined;
  for (const kind of kinds) {
    const match = kind.pattern.exec(line);
    if (match === null) continue;
    const places = Object.entries(match.indices?.groups ?? {});
    const found = places.flatMap(([name, place]) =>
      // An optional group that took no part has no place, whatever its type says.
      Array.isArray(place) ? [{ name, from: place[0] + 1, to: place[1], raw: line.slice(place[0], place[1]) }] : [],
    );
    return { kind, found };
  }
  return undefined;
}

/** Reads a Danish amount in kroner, `1.649,50`, digit by digit; a minus may stand on either side. */
export function danishMinor(text: string): Minor | undefined {
  const found = /^(-?)([\d.]+),(\d\d)(-?)$/.exec(text.trim());
  if (!found) return undefined;
  const [, before = '', whole = '', fraction = '', behind = ''] = found;
  const digits = whole.replaceAll('.', '') + fraction;
  if (digits.length > 15) return undefined;
  const value = wholeNumber(digits);
  return minor(before + behind === '' ? value : -value);
}

/** Reads a Danish whole number, `1.300`. */
export function danishCount(text: string): number | undefined {
  const digits = text.trim().replaceAll('.', '');
  return /^\d{1,15}$/.test(digits) ? wholeNumber(digits) : undefined;
}
