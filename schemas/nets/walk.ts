import { eachLine, type Layout, type LineBlock } from '#schemas/kit';
import { deliveries } from './grammar.ts';
import {
  type Counted,
  countedAs,
  type DeliveryGrammar,
  type RecordRule,
  type SectionGrammar,
} from './grammar-parts.ts';
import { wrapperLayouts } from './receipts.ts';

export type LineKind =
  | 'deliveryStart'
  | 'sectionStart'
  | 'record'
  | 'sectionEnd'
  | 'deliveryEnd'
  | 'wrapper'
  | 'blank'
  | 'unknown';

/**
 * The line a walk stands at. One object serves all lines: read it during the visit, do not keep it.
 *
 * `bytes`, `text` and `start` give the record padded to its width, wherever that lies.
 */
export interface StandingLine {
  readonly kind: LineKind;
  readonly layout: Layout | null;
  readonly bytes: Uint8Array;
  readonly text: string;
  readonly start: number;
  readonly length: number;
  readonly lineNumber: number;
  readonly byteFrom: number;
  readonly byteTo: number;
  /** Signs stand behind the record's last position: it is shifted, so none of its fields can be trusted. */
  readonly isOverlong: boolean;
}

/** A line of a BS delivery. */
export interface WalkedLine extends StandingLine {
  readonly rule: RecordRule | null;
  /** How the totals count it, known or not; null for records that are not counted. */
  readonly counts: Counted | null;
  readonly delivery: DeliveryGrammar | null;
  /** The section the line is in, the one it starts, or the one it ends; null in a section of an unknown number. */
  readonly section: SectionGrammar | null;
  /** The three digits at 3-5 of a BS record as a number; -1 when the line is none. */
  readonly recordType: number;
}

export interface Walk<Line extends StandingLine = WalkedLine> {
  /** Visits the lines of the next block in order. */
  readonly through: (block: LineBlock, visit: (line: Line) => void) => void;
}

export type Mutable<T> = { -readonly [K in keyof T]: T[K] };

const recordWidth = 128;

/** Walks the lines of a BS delivery and says what each is, by the grammar. What it does not know is unknown. */
export function walkDelivery(): Walk {
  const line = emptyLine();
  const standAt = padding(line);
  return {
    through: (block, visit) => {
      eachLine(block, (start, end, lineNumber) => {
        standAt(block, start, end, lineNumber);
        line.isOverlong = end - start > recordWidth && hasSigns(block.text, start + recordWidth, end);
        classify(line);
        visit(line);
        if (line.kind === 'sectionEnd') line.section = null;
      });
    },
  };
}

/** Puts a line where a walk stands, padded to 128 positions when it is shorter. */
export function padding(line: Mutable<StandingLine>) {
  const short = Buffer.alloc(recordWidth);
  return (block: LineBlock, start: number, end: number, lineNumber: number): void => {
    line.lineNumber = lineNumber;
    line.byteFrom = block.offset + start;
    line.byteTo = block.offset + end;
    line.length = end - start;
    if (end - start >= recordWidth) {
      line.bytes = block.bytes;
      line.text = block.text;
      line.start = start;
      return;
    }
    short.fill(32);
    block.bytes.copy(short, 0, start, end);
    line.bytes = short;
    line.text = short.toString('latin1');
    line.start = 0;
  };
}

export const hasSigns = (text: string, from: number, to: number): boolean => text.slice(from, to).trim() !== '';

function classify(line: Mutable<WalkedLine>): void {
  const { bytes, start } = line;
  line.layout = null;
  line.rule = null;
  line.counts = null;
  if (bytes[start] !== 66 || bytes[start + 1] !== 83) {
    line.recordType = -1;
    classifyOther(line);
    return;
  }
  line.recordType = numberOf(bytes, start + 2);
  line.counts = countedAs(line.recordType);
  if (line.counts === null) classifyFrame(line);
  else classifyRecord(line);
}

function classifyFrame(line: Mutable<WalkedLine>): void {
  const { text, start } = line;
  switch (line.recordType) {
    case 2:
      line.delivery = deliveries[text.slice(start + 16, start + 20)] ?? null;
      line.section = null;
      line.kind = line.delivery ? 'deliveryStart' : 'unknown';
      line.layout = line.delivery?.start ?? null;
      return;
    case 12:
      line.section = line.delivery?.sections[text.slice(start + 13, start + 17)] ?? null;
      line.kind = 'sectionStart';
      line.layout = line.section?.start ?? null;
      return;
    case 92:
      line.kind = 'sectionEnd';
      line.layout = line.section?.end ?? null;
      return;
    case 992:
      line.kind = 'deliveryEnd';
      line.section = null;
      line.layout = line.delivery?.end ?? null;
      return;
    default:
      line.kind = 'unknown';
  }
}

function classifyRecord(line: Mutable<WalkedLine>): void {
  line.kind = 'unknown';
  if (line.section === null) return;
  const rules = line.section.records;
  for (let i = 0; i < rules.length; i++) {
    const rule = rules[i];
    if (rule?.layout.matches(line.bytes, line.start) && (rule.hasShape?.(line.bytes, line.start) ?? true)) {
      line.rule = rule;
      line.layout = rule.layout;
      line.kind = 'record';
      return;
    }
  }
}

/** Three digits as a number; -1 when they are none. */
function numberOf(bytes: Uint8Array, from: number): number {
  let number = 0;
  for (let i = from; i < from + 3; i++) {
    const digit = (bytes[i] ?? 0) - 48;
    if (digit < 0 || digit > 9) return -1;
    number = number * 10 + digit;
  }
  return number;
}

function classifyOther(line: Mutable<WalkedLine>): void {
  const { text, start, length } = line;
  if (text.startsWith('PBCNET', start)) {
    line.kind = 'wrapper';
    line.layout = wrapperLayouts.find((layout) => layout.matches(line.bytes, start)) ?? null;
    return;
  }
  line.kind = text.slice(start, start + length).trim() === '' ? 'blank' : 'unknown';
}

const emptyLine = (): Mutable<WalkedLine> => ({
  kind: 'blank',
  layout: null,
  rule: null,
  counts: null,
  delivery: null,
  section: null,
  recordType: -1,
  bytes: Buffer.alloc(0),
  text: '',
  start: 0,
  length: 0,
  lineNumber: 0,
  byteFrom: 0,
  byteTo: 0,
  isOverlong: false,
});
