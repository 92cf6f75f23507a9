import { eachLine, type Layout } from '#schemas/kit';
import * as out from './leverandoerservice.ts';
import * as back from './leverandoerservice-answers.ts';
import { hasSigns, type Mutable, padding, type StandingLine, type Walk } from './walk.ts';

/** The files of Leverandørservice: to Nets (40), receipt and remarks (0690), payments (0602), mandate list (30). */
export type LsFamily = 'ls-40' | 'ls-0690' | 'ls-0602' | 'ls-30';

/** A line of a file of Leverandørservice. */
export interface LsLine extends StandingLine {
  /** What the file is, from its first record on; null before that. */
  readonly family: LsFamily | null;
}

interface LsGrammar {
  readonly width: 80 | 128;
  readonly start: Layout;
  /** Opens the records of one creditor or payment date; only the files of 80 columns have it. */
  readonly group: Layout | null;
  readonly records: readonly Layout[];
  readonly end: Layout;
}

/** What the files are made of (nets-formats.md 11.1-11.4). */
const grammars: Readonly<Record<LsFamily, LsGrammar>> = {
  'ls-40': {
    width: 80,
    start: out.lsStart,
    group: out.lsPaymentDate,
    records: [
      out.lsCollection580,
      out.lsDisbursement585,
      out.lsRegistration510,
      out.lsCancellation540,
      out.lsChange595,
    ],
    end: out.lsEnd999,
  },
  'ls-30': {
    width: 80,
    start: out.lsStart,
    group: out.lsListCreditor,
    records: [out.lsListedMandate],
    end: out.lsListEnd,
  },
  'ls-0690': {
    width: 128,
    start: back.lsStart0690,
    group: null,
    records: [back.lsReceipt0900, back.lsRemark0910, back.lsComment0920, back.lsChange0930],
    end: back.lsAnswerEnd,
  },
  'ls-0602': {
    width: 128,
    start: back.lsStart0602,
    group: null,
    records: [back.lsPayment, back.lsTotals0500],
    end: back.lsAnswerEnd,
  },
};

/** Walks the lines of a file of Leverandørservice and says what each is. What it does not know is unknown. */
export function walkLs(): Walk<LsLine> {
  const line: Mutable<LsLine> = {
    kind: 'blank',
    layout: null,
    family: null,
    bytes: Buffer.alloc(0),
    text: '',
    start: 0,
    length: 0,
    lineNumber: 0,
    byteFrom: 0,
    byteTo: 0,
    isOverlong: false,
  };
  const standAt = padding(line);
  return {
    through: (block, visit) => {
      eachLine(block, (start, end, lineNumber) => {
        standAt(block, start, end, lineNumber);
        classify(line);
        const { width } = grammars[line.family ?? 'ls-0602'];
        line.isOverlong = end - start > width && hasSigns(block.text, start + width, end);
        visit(line);
      });
    },
  };
}

function classify(line: Mutable<LsLine>): void {
  const { text, start, length } = line;
  line.layout = null;
  if (text.startsWith('PBCNET', start)) line.kind = 'wrapper';
  else if (!hasSigns(text, start, start + length)) line.kind = 'blank';
  else if (line.family === null) classifyFirst(line);
  else classifyNext(line, grammars[line.family]);
}

function classifyFirst(line: Mutable<LsLine>): void {
  line.family = familyOf(line);
  line.kind = line.family === null ? 'unknown' : 'deliveryStart';
  line.layout = line.family === null ? null : grammars[line.family].start;
}

function classifyNext(line: Mutable<LsLine>, grammar: LsGrammar): void {
  const isKind = (layout: Layout | null): layout is Layout => layout?.matches(line.bytes, line.start) ?? false;
  if (isKind(grammar.start)) {
    line.kind = 'deliveryStart';
    line.layout = grammar.start;
  } else if (isKind(grammar.group)) {
    line.kind = 'sectionStart';
    line.layout = grammar.group;
  } else if (isEnd(line, grammar)) {
    line.kind = 'deliveryEnd';
    line.layout = grammar.end;
  } else {
    line.layout = grammar.records.find(isKind) ?? null;
    line.kind = line.layout === null ? 'unknown' : 'record';
  }
}

function isEnd({ text, start }: LsLine, grammar: LsGrammar): boolean {
  return grammar.width === 80 ? text.startsWith('999', start) : text.startsWith('LS992', start);
}

function familyOf({ bytes, text, start }: LsLine): LsFamily | null {
  if (back.lsStart0690.matches(bytes, start)) return 'ls-0690';
  if (back.lsStart0602.matches(bytes, start)) return 'ls-0602';
  if (!text.startsWith('000', start)) return null;
  const material = out.lsStart.get.materialType(bytes, text, start);
  return material === undefined ? null : material === 'debtorInformation' ? 'ls-40' : 'ls-30';
}
