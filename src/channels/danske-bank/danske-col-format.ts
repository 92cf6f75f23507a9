import {
  type CollectionColumn,
  type CollectionMessage,
  collectionMessageNames,
  type CollectionTables,
} from '#schemas/danske';
import { type DescribedField, type DescribedLine, type FileFormat, type Finding, printable } from '#schemas/kit';
import { columnFaults, messageOf } from './read-collection.ts';
import { type RawField, type RawRecord, splitRecords } from './split-records.ts';

const titles: Readonly<Record<CollectionMessage, string>> = {
  COLLECTION: 'a collection, to Danske Bank',
  COLDEBMOD: 'a change of a debtor or mandate, to Danske Bank',
  COLDELETE: 'a request to delete a collection, to Danske Bank',
  COLLACK: 'a receipt from Danske Bank',
  COLSTATUS: 'a status of a collection, from Danske Bank',
  COLDEBITOR: 'a debtor of the list from Danske Bank',
  CRECSF: 'an incoming payment, from Danske Bank',
};

/** The first field, with or without quotes, and what may follow it. */
const firstToken = new RegExp(String.raw`^\s*"?(${collectionMessageNames.join('|')})"?\s*[,;]`);

/** The comma-separated Collection Service family, with the bank's column tables as far as they are configured. */
export function danskeColFormatWith(tables: CollectionTables): FileFormat {
  return {
    key: 'danske-col',
    name: 'comma-separated Collection Service files of Danske Bank',
    recognise(head) {
      const found = firstToken.exec(Buffer.from(head.subarray(0, 200)).toString('latin1'))?.[1];
      return found === undefined ? null : `Collection Service file of Danske Bank (${found})`;
    },
    async *describe(source) {
      for await (const record of splitRecords(source)) yield describeRecord(record, tables);
    },
    async *lint(source) {
      for await (const record of splitRecords(source)) yield* lintRecord(record, tables);
    },
  };
}

/** Without any table: every field is shown by its position. */
export const danskeColFormat: FileFormat = danskeColFormatWith({});

function describeRecord(record: RawRecord, tables: CollectionTables): DescribedLine {
  const { lineNumber, byteFrom, byteTo, raw } = record;
  const message = messageOf(record.fields);
  const table = message === null ? undefined : tables[message];
  const known = table ? '' : '; the bank’s columns are not configured, so fields are shown by their position';
  return {
    lineNumber,
    byteFrom,
    byteTo,
    raw: printable(raw, 4096),
    key: message,
    title: message === null ? 'a record of a kind we do not know' : `${titles[message]}${known}`,
    fields: record.fields.map((field, i) => describeField(field, i, table, message)),
  };
}

function describeField(
  field: RawField,
  i: number,
  table: readonly CollectionColumn[] | undefined,
  message: CollectionMessage | null,
): DescribedField {
  const column = table?.[i];
  const fault = column && columnFaults([{ ...column, no: 1 }], [field])[0];
  const name = column?.name ?? (i === 0 ? 'message' : `field ${i + 1}`);
  return {
    name,
    from: field.from,
    to: field.to,
    raw: printable(field.text),
    meaning: i === 0 && message !== null ? titles[message] : field.text === '' ? 'empty' : printable(field.text),
    doc: column ? `${column.kind}, at most ${column.maxLength} signs; ${column.source}` : '',
    ...(fault ? { fault: { expected: fault.expected, severity: 'fault' as const } } : {}),
  };
}

function lintRecord(record: RawRecord, tables: CollectionTables): readonly Finding[] {
  const { lineNumber, fields, faults } = record;
  const message = messageOf(fields);
  const finding = (at: Omit<Finding, 'severity' | 'lineNumber'>, severity: Finding['severity'] = 'fault'): Finding => ({
    severity,
    lineNumber,
    ...at,
  });
  const findings = faults.map(({ at, expected }) =>
    finding({ from: at, to: at, field: 'record', value: '', expected, remedy: `Write ${expected}.` }),
  );
  if (message === null) {
    const [first] = fields;
    const value = printable(first?.text ?? '');
    const expected = collectionMessageNames.join(', ');
    const remedy = 'Check that it is the right file; the record is kept as it is.';
    findings.push(finding({ from: 1, to: first?.to ?? 1, field: 'message', value, expected, remedy }));
    return findings;
  }
  const table = tables[message];
  if (!table) {
    const remedy = 'Enter the table from the bank’s own document; until then only the framing is checked.';
    const at = { from: 1, to: record.raw.length || 1, field: message, value: `${fields.length} fields` };
    return [...findings, finding({ ...at, expected: 'a configured column table', remedy }, 'warning')];
  }
  for (const { column, field, expected } of columnFaults(table, fields)) {
    const { from = record.raw.length || 1, to = record.raw.length || 1, text = '' } = field ?? {};
    findings.push(
      finding({
        from,
        to,
        field: column,
        value: printable(text),
        expected,
        remedy: `Write ${expected} in field ${column}.`,
      }),
    );
  }
  return findings;
}
