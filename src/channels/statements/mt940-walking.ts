import { currencyOf, type Problem, problem } from '#kernel';
import { type LineBlock, printable } from '#schemas/kit';
import type { Mt940Entry, Mt940Field, PlaceFault } from '#schemas/statements';
import type { FileHeader, PaymentFact, ReadBatch, RecordSpan, StatementSummary } from '../facts.ts';
import type { EntryLines, FactContext } from './mt940-facts.ts';
import type { Mt940Settings } from './mt940-settings.ts';
import type { Mt940Message } from './mt940-statement.ts';

/** Reads the fields of a file in order. What a block told is in its batch; nothing is kept but the open statement. */
export interface Mt940Walk {
  readonly through: (block: LineBlock) => ReadBatch;
  readonly end: () => ReadBatch;
}

export interface Batch {
  header?: FileHeader;
  readonly facts: PaymentFact[];
  readonly records: RecordSpan[];
  readonly statements: StatementSummary[];
  readonly problems: Problem[];
  readonly fatal: Problem[];
}

/** An entry that waits for its details; `entry` is null when its line could not be read. */
export interface OpenEntry extends Mutable<EntryLines> {
  readonly entry: Mt940Entry | null;
}

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

/** Where the walk stands. */
export interface Walking {
  readonly fileName: string;
  readonly settings: Mt940Settings;
  readonly context: FactContext;
  readonly batch: () => Batch;
  message: Mt940Message | null;
  entry: OpenEntry | null;
  /** The statement whose next page may follow. */
  pages: Mt940Message | null;
  isHeaderTold: boolean;
  sawMessage: boolean;
  sawEnd: boolean;
  isEnded: boolean;
  createdOn: FileHeader['createdOn'];
}

export const newBatch = (): Batch => ({ facts: [], records: [], problems: [], statements: [], fatal: [] });

export function setCurrency(message: Mt940Message, code: string): void {
  const known = currencyOf(code);
  message.currencyCode = code;
  message.currency = known.ok ? known.value : null;
}

/** Told once for a statement: all its entries have the same one. */
export function tellCurrency(walking: Walking, message: Mt940Message, lineNumber: number): void {
  if (message.isCurrencyTold) return;
  message.isCurrencyTold = true;
  const code = message.currencyCode;
  const known = currencyOf(code);
  const expected = code === '' ? 'a balance or floor limit that names the currency' : known.ok ? '' : known.error;
  unreadable(walking, code === '' ? lineNumber : message.lineNumber, {
    field: 'currency',
    from: 1,
    to: 1,
    value: code,
    expected,
  });
}

/** The reference of tag 20 is no id: many banks write the same one every day. */
export function tellHeader(walking: Walking, variant: 'mt940' | 'mt942'): void {
  if (walking.isHeaderTold) return;
  walking.isHeaderTold = true;
  walking.batch().header = { messageId: null, variant, createdOn: walking.createdOn };
}

export function unreadable(walking: Walking, lineNumber: number, fault: PlaceFault): void {
  const { fileName } = walking;
  const value = printable(fault.value);
  walking.batch().problems.push(problem('LINE_UNREADABLE', { fileName, lineNumber, ...fault, value }));
}

export function unknownRecord(walking: Walking, { lineNumber }: Mt940Field, text: string): void {
  const { fileName } = walking;
  walking.batch().problems.push(problem('RECORD_UNKNOWN', { fileName, lineNumber, value: printable(text, 40) }));
}
