import { type Problem, problem } from '#kernel';
import type { MessageName } from '#schemas/iso20022';
import { type Finding, printable } from '#schemas/kit';
import type { XmlElement } from '#schemas/xml';
import type { PaymentFact, RecordSpan, StatementSummary } from '../facts.ts';
import type { CamtDetail } from './camt-detail.ts';
import type { CamtEntry } from './camt-entry.ts';
import type { Balances, StatementHead, Tally } from './camt-statement.ts';
import type { ElementFault } from './camt-values.ts';
import type { PaymentKeys } from './payment-keys.ts';

/** What was read since the last batch. */
export interface Sheet {
  readonly facts: PaymentFact[];
  readonly records: RecordSpan[];
  readonly statements: StatementSummary[];
  readonly problems: Problem[];
  readonly fatal: Problem[];
}

/** The state of reading one file. */
export interface CamtReading {
  readonly fileName: string;
  readonly keys: PaymentKeys;
  sheet: Sheet;
  /**
   * Running number of the last record: a transaction, an entry without any, or, behind its entries, a statement.
   */
  number: number;
  message: MessageName | null;
  readonly recordCodes: Map<string, string>;
  /** The head of the message, once it was read. */
  header: XmlElement | null;
  isHeaderTold: boolean;
  /** The pages of the whole message, as old versions count them. */
  pages: XmlElement | undefined;
  statement: OpenStatement | null;
  /** A statement whose last page has not come yet. */
  unfinished: OpenStatement | null;
  entry: OpenEntry | null;
  /** The same problems with their places, as `lint` tells them. */
  readonly findings: Finding[];
}

/** A statement that is being read. */
export interface OpenStatement {
  readonly element: XmlElement;
  head: StatementHead;
  tally: Tally;
  /** Of the pages before this one. */
  before: Balances | null;
  balances: Balances | null;
  /** Where the first entry begins: what stands before it is the statement's own record. */
  firstEntryAt: number;
  /** Currency of the first entry, for statements that name none. */
  currencyOfEntries: string;
}

/** An entry that is being read. */
export interface OpenEntry {
  readonly element: XmlElement;
  /** Its transactions, waiting until it is known whether they add up. */
  details: CamtDetail[];
  /** How many payments its batches say they have; zero where none says how many. */
  batchCount: number;
  batch: XmlElement | undefined;
  /** Set for an entry with more transactions than wait in memory. */
  stream: Stream | null;
  /** How often each of the bank's references came in this entry. */
  readonly seen: Map<string, number>;
  keys: PaymentKeys | null;
}

export interface Stream {
  readonly head: CamtEntry | null;
  told: number;
  count: number;
  isComplete: boolean;
}

/** Takes the next number, and notes where its record lies. */
export function nextRecord(
  reading: CamtReading,
  span: { readonly byteFrom: number; readonly byteTo: number },
  what: string,
): { readonly lineNumber: number; readonly byteFrom: number; readonly byteTo: number; readonly recordCode: string } {
  reading.number += 1;
  const recordCode = recordCodeOf(reading, what);
  const lineNumber = reading.number;
  const { byteFrom, byteTo } = span;
  reading.sheet.records.push({ lineNumber, byteFrom, byteTo, layoutKey: recordCode });
  return { lineNumber, byteFrom, byteTo, recordCode };
}

function recordCodeOf(reading: CamtReading, what: string): string {
  const known = reading.recordCodes.get(what);
  if (known !== undefined) return known;
  const code = `${reading.message?.kind ?? 'camt'} ${what}`;
  reading.recordCodes.set(what, code);
  return code;
}

/** Says which element of a record cannot be read; people find it by its line, the program by the record's number. */
export function unreadable(reading: CamtReading, fault: ElementFault): void {
  const { element, field, value, expected } = fault;
  const from = element.column;
  noteFinding(reading, element, { field, value, expected, remedy: 'Ask the bank; this entry is set aside.' });
  reading.sheet.problems.push(
    problem('LINE_UNREADABLE', {
      fileName: reading.fileName,
      lineNumber: reading.number,
      field: `${field} (line ${element.line})`,
      from,
      to: from,
      value: printable(value),
      expected,
    }),
  );
}

/** Notes what `lint` says of an element. */
export function noteFinding(
  reading: CamtReading,
  { line, column, name }: XmlElement,
  said: Pick<Finding, 'field' | 'value' | 'expected' | 'remedy'>,
): void {
  const place = { lineNumber: line, from: column, to: column + name.length + 1 };
  reading.findings.push({ severity: 'fault', ...place, ...said, value: printable(said.value) });
}
