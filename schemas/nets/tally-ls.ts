import { type Minor, minor, zero } from '#kernel';
import { lsCollection580, lsDisbursement585, lsEnd999, lsListEnd } from './leverandoerservice.ts';
import { lsAnswerEnd } from './leverandoerservice-answers.ts';
import type { LsFamily, LsLine } from './walk-ls.ts';

export type LsTallyFinding =
  | { readonly what: 'incomplete'; readonly lineNumber: number; readonly value: string; readonly expected: string }
  | {
      readonly what: 'totals';
      readonly severity: 'fault' | 'warning';
      readonly lineNumber: number;
      readonly record: '999' | '992';
      readonly field: 'count' | 'count042' | 'amountCollections' | 'amountDisbursements';
      readonly stated: string;
      readonly counted: string;
    };

/** What was counted in a file of Leverandørservice. */
export interface LsCounts {
  /** 001 records. */
  readonly groups: number;
  /** What the end counts as records: 042 records of 128 columns, known or not; mandates and payments of 80 columns. */
  readonly records: number;
  /** 580 and 585 records. */
  readonly payments: number;
  readonly collected: Minor;
  readonly disbursed: Minor;
}

export interface LsTally {
  readonly take: (line: LsLine) => void;
  /** To be called behind the last line: a file that simply stops is incomplete. */
  readonly end: () => void;
  readonly counted: () => LsCounts;
}

interface State {
  stage: 'before' | 'open' | 'after';
  family: LsFamily | null;
  lineNumber: number;
  groups: number;
  records: number;
  payments: number;
  collected: number;
  disbursed: number;
}

type Report = (finding: LsTallyFinding) => void;

/**
 * Counts what 999 and 992 state, and watches that the file is opened and closed.
 *
 * The 042 count of a 992 and the totals of our own 999 are relied on. What a mandate list counts is told by one source
 * in words only ("number of debtors"), so it warns.
 */
export function tallyLs(report: Report): LsTally {
  const state: State = {
    stage: 'before',
    family: null,
    lineNumber: 0,
    groups: 0,
    records: 0,
    payments: 0,
    collected: 0,
    disbursed: 0,
  };
  return {
    take: (line) => {
      state.lineNumber = line.lineNumber;
      if (line.kind !== 'blank' && line.kind !== 'wrapper') takeLine(state, line, report);
    },
    end: () => {
      if (state.stage === 'after') return;
      const expected = 'a delivery end (999 or 992)';
      report({ what: 'incomplete', lineNumber: state.lineNumber, value: 'the end of the file', expected });
    },
    counted: () => ({
      groups: state.groups,
      records: state.records,
      payments: state.payments,
      collected: exact(state.collected),
      disbursed: exact(state.disbursed),
    }),
  };
}

function takeLine(state: State, line: LsLine, report: Report): void {
  const { kind, lineNumber } = line;
  const incomplete = (expected: string): void =>
    report({ what: 'incomplete', lineNumber, value: line.text.slice(line.start, line.start + 5), expected });
  if (state.stage === 'after') {
    incomplete('nothing behind the delivery end');
    return;
  }
  state.family = line.family;
  if (state.stage === 'before') {
    state.stage = 'open';
    if (kind !== 'deliveryStart') incomplete('a delivery start (000 or 002) first');
    else return;
  }
  if (kind === 'deliveryStart') incomplete('only one delivery start');
  else if (kind === 'sectionStart') state.groups += 1;
  else if (kind === 'deliveryEnd') {
    if (line.isOverlong || line.layout?.matches(line.bytes, line.start) === false) incomplete('the delivery’s own end');
    compareEnd(state, line, report);
    state.stage = 'after';
  } else takeRecord(state, line, incomplete);
}

function takeRecord(state: State, line: LsLine, incomplete: (expected: string) => void): void {
  const { bytes, text, start, layout } = line;
  if (layout !== null || text.startsWith('LS042', start)) state.records += 1;
  if (layout !== lsCollection580 && layout !== lsDisbursement585) return;
  state.payments += 1;
  if (state.groups === 0) incomplete('a payment date (001) before its payments');
  const amount = layout === lsCollection580 ? lsCollection580.get.amount : lsDisbursement585.get.amount;
  const added = amount(bytes, text, start) ?? 0;
  if (layout === lsCollection580) state.collected += added;
  else state.disbursed += added;
}

function compareEnd(state: State, line: LsLine, report: Report): void {
  const { bytes, text, start } = line;
  if (state.family === 'ls-40') {
    const { count, amountCollections, amountDisbursements } = lsEnd999.get;
    compare(line, 'count', count(bytes, text, start), state.payments, 'fault', report);
    compare(line, 'amountCollections', amountCollections(bytes, text, start), state.collected, 'fault', report);
    compare(line, 'amountDisbursements', amountDisbursements(bytes, text, start), state.disbursed, 'fault', report);
  } else if (state.family === 'ls-30') {
    compare(line, 'count', lsListEnd.get.count(bytes, text, start), state.records, 'warning', report);
  } else {
    compare(line, 'count042', lsAnswerEnd.get.count042(bytes, text, start), state.records, 'fault', report);
  }
}

function compare(
  line: LsLine,
  field: 'count' | 'count042' | 'amountCollections' | 'amountDisbursements',
  stated: number | undefined,
  counted: number,
  severity: 'fault' | 'warning',
  report: Report,
): void {
  if (stated === counted) return;
  const record = field === 'count042' ? '992' : '999';
  const both = { stated: String(stated ?? 'unreadable'), counted: String(counted) };
  report({ what: 'totals', severity, lineNumber: line.lineNumber, record, field, ...both });
}

const exact = (total: number): Minor => (Number.isSafeInteger(total) ? minor(total) : zero);
