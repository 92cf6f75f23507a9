import { type Minor, minor, wholeNumber, zero } from '#kernel';
import type { Counted, SectionGrammar, StatedTotals } from './grammar-parts.ts';
import type { WalkedLine } from './walk.ts';

/** What was counted in a section or a file; `amount` in øre. */
interface Counts {
  count042: number;
  count052: number;
  count022: number;
  /** Becomes not-a-number, and stays so, once a sum is beyond what is exact: such a file's totals never agree. */
  amount: number;
}

export type TallyFinding =
  | { readonly what: 'incomplete'; readonly lineNumber: number; readonly value: string; readonly expected: string }
  | {
      readonly what: 'totals';
      readonly severity: 'fault' | 'warning';
      readonly lineNumber: number;
      readonly record: '092' | '992';
      readonly field: 'sectionCount' | Counted | 'amount';
      readonly stated: string;
      readonly counted: string;
    };

export interface Tally {
  /** Takes the next line of the walk. */
  readonly take: (line: WalkedLine) => void;
  /** To be called behind the last line: a file that simply stops is incomplete. */
  readonly end: () => void;
  readonly counted: () => DeliveryCounts;
}

export interface DeliveryCounts {
  readonly sections: number;
  readonly count042: number;
  readonly count052: number;
  readonly count022: number;
  /** The net or hash total; zero when it was too large to be exact. */
  readonly amount: Minor;
  /** Lines seen, wrapper and blank lines included. */
  readonly lines: number;
}

interface SectionState {
  readonly grammar: SectionGrammar | null;
  readonly counts: Counts;
  alternative: number;
  isAlternativeExplained: boolean;
}

interface State {
  stage: 'before' | 'delivery' | 'section' | 'after';
  readonly file: Counts;
  section: SectionState;
  sectionCount: number;
  lineNumber: number;
}

/**
 * Counts records and money as 092 and 992 do, compares, and watches that sections and file are opened and closed.
 *
 * In a section of an unknown number nothing can be added up: its own 092 is believed for the file's total.
 */
export function tallyDelivery(report: (finding: TallyFinding) => void): Tally {
  const state: State = {
    stage: 'before',
    file: noCounts(),
    section: newSection(null),
    sectionCount: 0,
    lineNumber: 0,
  };
  const incomplete = (lineNumber: number, value: string, expected: string): void =>
    report({ what: 'incomplete', lineNumber, value, expected });

  const take = (line: WalkedLine): void => {
    state.lineNumber = line.lineNumber;
    if (line.kind === 'blank' || line.kind === 'wrapper') return;
    if (state.stage === 'after') incomplete(line.lineNumber, recordName(line), 'nothing behind the delivery end');
    else if (line.counts !== null) takeRecord(state, line, incomplete);
    else takeFrame(state, line, incomplete, report);
  };
  return {
    take,
    end: () => {
      if (state.stage !== 'after') incomplete(state.lineNumber, 'the end of the file', 'a delivery end (992)');
    },
    counted: () => ({
      sections: state.sectionCount,
      count042: state.file.count042,
      count052: state.file.count052,
      count022: state.file.count022,
      amount: Number.isSafeInteger(state.file.amount) ? minor(state.file.amount) : zero,
      lines: state.lineNumber,
    }),
  };
}

type Incomplete = (lineNumber: number, value: string, expected: string) => void;

function takeRecord(state: State, line: WalkedLine, incomplete: Incomplete): void {
  if (state.stage !== 'section') {
    incomplete(line.lineNumber, recordName(line), 'a section start (012) before its records');
    return;
  }
  const { counts, grammar } = state.section;
  if (line.counts !== 'count042') {
    if (line.counts !== null) counts[line.counts] += 1;
    return;
  }
  counts.count042 += 1;
  if (grammar === null) return;
  const { bytes, text, start } = line;
  const added = grammar.adds(bytes, text, start) ?? zero;
  counts.amount = exactSum(counts.amount, added);
  if (grammar.alternative === null) return;
  const other = grammar.alternative.adds(bytes, text, start) ?? zero;
  state.section.alternative = exactSum(state.section.alternative, other);
  if (other !== added && !grammar.alternative.mayDiffer(bytes, text, start)) {
    state.section.isAlternativeExplained = false;
  }
}

function takeFrame(
  state: State,
  line: WalkedLine,
  incomplete: Incomplete,
  report: (finding: TallyFinding) => void,
): void {
  const { lineNumber, kind } = line;
  const found = recordName(line);
  switch (kind) {
    case 'deliveryStart':
      if (state.stage !== 'before') incomplete(lineNumber, found, 'only one delivery start (002)');
      else state.stage = 'delivery';
      return;
    case 'sectionStart':
      if (state.stage === 'before') incomplete(lineNumber, found, 'a delivery start (002) first');
      if (state.stage === 'section') incomplete(lineNumber, found, 'a section end (092) before the next section');
      state.stage = 'section';
      state.section = newSection(line.section);
      state.sectionCount += 1;
      return;
    case 'sectionEnd':
      if (state.stage !== 'section') {
        incomplete(lineNumber, found, 'a section start (012) before its end');
        return;
      }
      if (!isOwnEnd(line)) incomplete(lineNumber, found, `the end of section ${state.section.grammar?.number}`);
      closeSection(state, line, report);
      state.stage = 'delivery';
      return;
    case 'deliveryEnd':
      if (state.stage !== 'delivery') incomplete(lineNumber, found, 'a delivery start (002) and all sections ended');
      if (!isOwnEnd(line)) incomplete(lineNumber, found, `the end of delivery ${line.delivery?.type}`);
      closeFile(state, line, report);
      state.stage = 'after';
      return;
    case 'record':
    case 'unknown':
    case 'blank':
    case 'wrapper':
      return;
  }
}

/** Every 092 states its amount at positions 43-57, that of a section we do not know too. */
const amountFrom = 42;
const amountTo = 57;

function closeSection(state: State, line: WalkedLine, report: (finding: TallyFinding) => void): void {
  const { grammar, counts, alternative, isAlternativeExplained } = state.section;
  if (grammar === null) {
    const stated = line.text.slice(line.start + amountFrom, line.start + amountTo);
    counts.amount = /^\d+$/.test(stated) ? wholeNumber(stated) : Number.NaN;
  } else {
    const stated = grammar.stated.amount?.(line.bytes, line.text, line.start);
    const isAlternative =
      grammar.alternative !== null && isAlternativeExplained && stated !== counts.amount && stated === alternative;
    if (isAlternative) {
      const { lineNumber } = line;
      const both = { stated: String(alternative), counted: String(counts.amount) };
      report({ what: 'totals', severity: 'warning', lineNumber, record: '092', field: 'amount', ...both });
      counts.amount = alternative;
    }
    compare('092', grammar.stated, counts, line, report);
  }
  const { file } = state;
  file.count042 += counts.count042;
  file.count052 += counts.count052;
  file.count022 += counts.count022;
  file.amount = exactSum(file.amount, counts.amount);
}

function closeFile(state: State, line: WalkedLine, report: (finding: TallyFinding) => void): void {
  if (line.delivery === null) return;
  const { stated } = line.delivery;
  compare('992', stated, state.file, line, report);
  const sections = stated.sectionCount(line.bytes, line.text, line.start);
  if (sections !== state.sectionCount) {
    const { lineNumber } = line;
    const both = { stated: String(sections ?? 'unreadable'), counted: String(state.sectionCount) };
    report({ what: 'totals', severity: 'fault', lineNumber, record: '992', field: 'sectionCount', ...both });
  }
}

const compared = ['count042', 'amount', 'count052', 'count022'] as const;

function compare(
  record: '092' | '992',
  stated: StatedTotals,
  counts: Counts,
  line: WalkedLine,
  report: (finding: TallyFinding) => void,
): void {
  for (const field of compared) {
    const read = stated[field];
    if (read === null) continue;
    const found = read(line.bytes, line.text, line.start);
    const counted = field === 'amount' ? Math.abs(counts.amount) : counts[field];
    if (found === counted) continue;
    const both = { stated: String(found ?? 'unreadable'), counted: String(counted) };
    report({ what: 'totals', severity: 'fault', lineNumber: line.lineNumber, record, field, ...both });
  }
}

/** Whether the end belongs to what was started: the same section or delivery, nothing behind its width. */
const isOwnEnd = (line: WalkedLine): boolean =>
  !line.isOverlong && (line.layout === null || line.layout.matches(line.bytes, line.start));

const recordName = (line: WalkedLine): string => line.text.slice(line.start, line.start + 5);

/** Adds while every step is exact; a sum that left that range stays not-a-number. */
function exactSum(a: number, b: number): number {
  const total = a + b;
  return total <= Number.MAX_SAFE_INTEGER && total >= Number.MIN_SAFE_INTEGER ? total : Number.NaN;
}

const noCounts = (): Counts => ({ count042: 0, count052: 0, count022: 0, amount: 0 });

const newSection = (grammar: SectionGrammar | null): SectionState => ({
  grammar,
  counts: noCounts(),
  alternative: 0,
  isAlternativeExplained: true,
});
