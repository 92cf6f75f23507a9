import {
  type CalendarDate,
  fail,
  type Minor,
  minor,
  ok,
  type Problem,
  problem,
  ProblemError,
  type Result,
} from '#kernel';
import {
  type CollectionColumn,
  type CollectionMessage,
  type CollectionTables,
  type ColumnMeaning,
  columnMeanings,
} from '#schemas/danske';
import { amountText, dateText } from './column-values.ts';
import { encodeText } from './split-records.ts';

/** What a record carries, by meaning. A column whose meaning has no value holds its constant, or is left empty. */
export type RecordValues = Readonly<
  Partial<Record<Exclude<ColumnMeaning, 'message' | 'dueDate' | 'amount'>, string>> & {
    readonly dueDate?: CalendarDate;
    readonly amount?: Minor;
  }
>;

/** One collection of Danske Bank's Collection Service. A negative amount is a credit to the debtor. */
export interface DanskeCollection extends RecordValues {
  readonly collectionType: string;
  readonly customerNumber: string;
  readonly dueDate: CalendarDate;
  readonly amount: Minor;
  readonly reference: string;
}

export interface DanskeCollectionSettings {
  /** From the bank's own documents. Without the table of a message nothing of it is written. */
  readonly tables: CollectionTables;
  /** The bank's codes of collection types that go through Betalingsservice, where credits are limited. */
  readonly betalingsserviceTypes: readonly string[];
}

/** A credit through Betalingsservice is at most 20,000.00 DKK (danske-iso20022.md section 1.4). */
const largestCredit = minor(2_000_000);

/**
 * Checks collections before one of them is written: a debtor has at most one for a type and due date, credits through
 * Betalingsservice stay within their limit, and every record can be written.
 */
export function checkDanskeCollections(
  collections: Iterable<DanskeCollection>,
  settings: DanskeCollectionSettings,
): readonly Problem[] {
  if (!settings.tables.COLLECTION) return [problem('COLUMNS_NOT_CONFIGURED', { record: 'COLLECTION' })];
  const problems: Problem[] = [];
  const seen = new Set<string>();
  for (const collection of collections) {
    problems.push(...ruleFaults(collection, settings, seen));
    const written = formatCollectionRecord('COLLECTION', collection, settings.tables);
    if (!written.ok) problems.push(...written.error);
  }
  return problems;
}

/** Merges the collections of one debtor, type and due date: amounts are added, texts joined, the first reference stays. */
export function mergeDanskeCollections(collections: Iterable<DanskeCollection>): readonly DanskeCollection[] {
  const merged = new Map<string, DanskeCollection>();
  for (const collection of collections) {
    const key = keyOf(collection);
    const known = merged.get(key);
    if (!known) {
      merged.set(key, collection);
      continue;
    }
    const text = [known.text, collection.text].filter((part) => part !== undefined && part !== '').join(' ');
    merged.set(key, {
      ...known,
      amount: minor(known.amount + collection.amount),
      ...(text === '' ? {} : { text }),
    });
  }
  return [...merged.values()];
}

/**
 * Writes a file of COLLECTION records as a stream.
 *
 * @throws ProblemError at the first collection that breaks a rule: a file that has begun cannot be half right, so
 * `checkDanskeCollections` comes first
 */
export function* writeDanskeCollections(
  collections: Iterable<DanskeCollection>,
  settings: DanskeCollectionSettings,
): Generator<Buffer> {
  const seen = new Set<string>();
  if (!settings.tables.COLLECTION) throw new ProblemError(problem('COLUMNS_NOT_CONFIGURED', { record: 'COLLECTION' }));
  for (const collection of collections) {
    const [broken] = ruleFaults(collection, settings, seen);
    if (broken) throw new ProblemError(broken);
    const written = formatCollectionRecord('COLLECTION', collection, settings.tables);
    if (written.ok) yield written.value;
    else throw new ProblemError(written.error[0] ?? problem('COLUMNS_NOT_CONFIGURED', { record: 'COLLECTION' }));
  }
}

/**
 * Writes one record by the bank's table: fields joined by commas, texts always in quotes, a semicolon at its end, and CR
 * LF behind it, which is not proven (danske-iso20022.md section 6.6).
 */
export function formatCollectionRecord(
  message: CollectionMessage,
  values: RecordValues,
  tables: CollectionTables,
): Result<Buffer, readonly Problem[]> {
  const table = tables[message];
  if (!table) return fail([problem('COLUMNS_NOT_CONFIGURED', { record: message })]);
  const problems: Problem[] = [];
  const used = new Set(table.map(({ meaning }) => meaning));
  for (const [name, value] of Object.entries(values)) {
    // What has no column would be left out in silence.
    if (value !== undefined && value !== '' && !used.has(columnMeanings.find((meaning) => meaning === name))) {
      problems.push(notWritable(message, name, String(value), 'a column for it in the bank’s table'));
    }
  }
  const fields = table.map((column) => {
    const text = textOf(message, column, values);
    const expected = text === null ? 'a value of this column' : breachOf(column, text);
    if (expected !== null) problems.push(notWritable(message, `${column.no} ${column.name}`, text ?? '', expected));
    return column.kind === 'an' ? `"${text ?? ''}"` : (text ?? '');
  });
  if (problems.length > 0) return fail(problems);
  const bytes = encodeText(`${fields.join(',')};\r\n`);
  return bytes ? ok(bytes) : fail([notWritable(message, 'record', '', 'signs of Windows-1252')]);
}

const keyOf = ({ collectionType, customerNumber, dueDate }: DanskeCollection): string =>
  `${customerNumber}\u0000${collectionType}\u0000${dueDate}`;

function ruleFaults(
  collection: DanskeCollection,
  settings: DanskeCollectionSettings,
  seen: Set<string>,
): readonly Problem[] {
  const faults: Problem[] = [];
  const fault = (field: string, value: string, expected: string, remedy: string): void => {
    const { reference, customerNumber } = collection;
    faults.push(problem('LINE_FAULTY', { reference, customerNumber, field, value, expected, remedy }));
  };
  const key = keyOf(collection);
  if (seen.has(key)) {
    fault('dueDate', collection.dueDate, 'one collection for a debtor, type and due date', 'Merge them into one.');
  }
  seen.add(key);
  const { amount, collectionType } = collection;
  if (amount === 0) fault('amount', '0.00', 'an amount other than zero', 'Leave the line out.');
  if (amount < -largestCredit && settings.betalingsserviceTypes.includes(collectionType)) {
    const remedy = 'Pay it back by a transfer, or in several credits.';
    fault('amount', String(amount), 'a credit of at most 20,000.00 DKK through Betalingsservice', remedy);
  }
  return faults;
}

/** Null: the value cannot be written in this column's format. */
function textOf(message: CollectionMessage, column: CollectionColumn, values: RecordValues): string | null {
  const { meaning, constant = '' } = column;
  if (meaning === undefined) return constant;
  if (meaning === 'message') return message;
  if (meaning === 'dueDate') return values.dueDate === undefined ? constant : dateText(column, values.dueDate);
  if (meaning === 'amount') return values.amount === undefined ? constant : amountText(column, values.amount);
  const value = values[meaning] ?? constant;
  return column.zeroFilled && value !== '' ? value.padStart(column.maxLength, '0') : value;
}

function breachOf(column: CollectionColumn, text: string): string | null {
  if (text === '' && column.required === 'Y') return 'a value: the field is required';
  if (text.length > column.maxLength) return `at most ${column.maxLength} signs`;
  if (column.kind === 'n' && !/^\d*$/.test(text)) return 'digits only';
  if (text.includes('"')) return 'no double quote';
  if (/[\p{Cc}]/u.test(text)) return 'no control sign';
  return encodeText(text) ? null : 'signs of Windows-1252';
}

const notWritable = (record: string, field: string, value: string, expected: string): Problem =>
  problem('FIELD_NOT_WRITABLE', { record, field, value, expected });
