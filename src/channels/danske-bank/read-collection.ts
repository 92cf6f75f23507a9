import { type CalendarDate, type Minor, type Problem, problem } from '#kernel';
import {
  type CollectionColumn,
  type CollectionMessage,
  collectionMessageNames,
  type CollectionTables,
  type ColumnMeaning,
} from '#schemas/danske';
import { printable } from '#schemas/kit';
import { readAmount, readDate } from './column-values.ts';
import { type RawField, type RawRecord, splitRecords } from './split-records.ts';

/** One record as far as it can be understood: by the bank's table where there is one, else as raw fields. */
export interface CollectionRecord {
  readonly message: CollectionMessage | null;
  readonly lineNumber: number;
  readonly byteFrom: number;
  readonly byteTo: number;
  readonly fields: readonly string[];
  /** By meaning; only with a table, and only what could be read. */
  readonly values: Readonly<Partial<Record<ColumnMeaning, string>>>;
  readonly dueDate: CalendarDate | null;
  readonly amount: Minor | null;
  readonly problems: readonly Problem[];
}

/** Records are given this many at a time. */
const batchSize = 200;

/** Reads COLACK, COLSTATUS, COLDEBITOR, CRECSF and our own messages. A record that cannot be read costs no other one. */
export async function* readDanskeCollections(
  source: AsyncIterable<Uint8Array>,
  fileName: string,
  tables: CollectionTables,
): AsyncGenerator<readonly CollectionRecord[]> {
  let batch: CollectionRecord[] = [];
  for await (const record of splitRecords(source)) {
    batch.push(understand(record, fileName, tables));
    if (batch.length < batchSize) continue;
    yield batch;
    batch = [];
  }
  if (batch.length > 0) yield batch;
}

function understand(record: RawRecord, fileName: string, tables: CollectionTables): CollectionRecord {
  const { lineNumber, byteFrom, byteTo, fields, faults } = record;
  const message = messageOf(fields);
  const table = message === null ? undefined : tables[message];
  const problems: Problem[] = faults.map(({ at, expected }) =>
    problem('LINE_UNREADABLE', { fileName, lineNumber, field: 'record', from: at, to: at, value: '', expected }),
  );
  if (message === null) {
    problems.push(problem('RECORD_UNKNOWN', { fileName, lineNumber, value: printable(fields[0]?.text ?? '') }));
  }
  for (const { column, field, expected } of table ? columnFaults(table, fields) : []) {
    const { from = 1, to = 1, text = '' } = field ?? {};
    problems.push(
      problem('LINE_UNREADABLE', { fileName, lineNumber, field: column, from, to, value: printable(text), expected }),
    );
  }
  const values: Partial<Record<ColumnMeaning, string>> = {};
  for (const column of table ?? []) {
    const text = fields[column.no - 1]?.text;
    if (column.meaning !== undefined && text !== undefined) values[column.meaning] = text;
  }
  const of = (meaning: ColumnMeaning) => table?.find((column) => column.meaning === meaning);
  const [dateColumn, amountColumn] = [of('dueDate'), of('amount')];
  const date = dateColumn && readDate(dateColumn, values.dueDate ?? '');
  const amount = amountColumn && readAmount(amountColumn, values.amount ?? '');
  return {
    message,
    lineNumber,
    byteFrom,
    byteTo,
    fields: fields.map(({ text }) => text),
    values,
    dueDate: date?.ok ? date.value : null,
    amount: amount?.ok ? amount.value : null,
    problems,
  };
}

export const messageOf = (fields: readonly RawField[]): CollectionMessage | null =>
  collectionMessageNames.find((name) => name === fields[0]?.text) ?? null;

export interface ColumnFault {
  readonly column: string;
  readonly field: RawField | undefined;
  readonly expected: string;
}

/** Compares a record with the bank's table. */
export function columnFaults(table: readonly CollectionColumn[], fields: readonly RawField[]): readonly ColumnFault[] {
  const faults: ColumnFault[] = table.flatMap((column) => {
    const field = fields[column.no - 1];
    const expected = expectedIn(column, field);
    return expected === null ? [] : [{ column: `${column.no} ${column.name}`, field, expected }];
  });
  if (fields.length > table.length) {
    faults.push({ column: 'record', field: fields[table.length], expected: `${table.length} fields` });
  }
  return faults;
}

function expectedIn(column: CollectionColumn, field: RawField | undefined): string | null {
  if (!field) return 'a field';
  if (field.isQuoted !== (column.kind === 'an'))
    return column.kind === 'an' ? 'a text in quotes' : 'digits without quotes';
  if (field.text === '') return column.required === 'Y' ? 'a value: the field is required' : null;
  if (field.text.length > column.maxLength) return `at most ${column.maxLength} signs`;
  if (column.kind === 'n' && !/^\d+$/.test(field.text)) return 'digits only';
  const read =
    column.meaning === 'dueDate'
      ? readDate(column, field.text)
      : column.meaning === 'amount'
        ? readAmount(column, field.text)
        : null;
  return read?.ok === false ? read.error : null;
}
