import { danishAmount } from '#kernel';
import {
  type DescribedField,
  type DescribedLine,
  eachLine,
  type FileFormat,
  lineBlocks,
  longestLine,
  printable,
  spokenDate,
} from '#schemas/kit';
import { adviceColumn, decoderOf, mostColumns } from '#schemas/statements';
import { readCmkv, readCmkxksx } from './danske-csv-read.ts';
import { type DanskeKind, danskeColumns, danskeFields, readDanskeRow } from './danske-csv-row.ts';
import { lintByReading } from './lint-by-reading.ts';

export const cmkvFormat: FileFormat = formatOf('CMKV', 'account statement of Danske Bank (CMKV)');
export const cmkxksxFormat: FileFormat = formatOf('CMKXKSX', 'account statement of Danske Bank with advice (CMKXKSX)');

const decode = decoderOf('windows-1252');

function formatOf(kind: DanskeKind, name: string): FileFormat {
  const begins = new RegExp(`^(?:\\u00ef\\u00bb\\u00bf)?\\s*"?${kind}"?,\\d{10},`);
  return {
    key: kind.toLowerCase(),
    name,
    recognise: (head) => (begins.test(Buffer.from(head).toString('latin1')) ? name : null),
    describe: (source) => describeDanske(kind, source),
    lint: (source, fileName) => lintByReading(kind === 'CMKV' ? readCmkv : readCmkxksx, source, fileName),
  };
}

async function* describeDanske(kind: DanskeKind, source: AsyncIterable<Uint8Array>): AsyncGenerator<DescribedLine> {
  for await (const block of lineBlocks(source)) {
    const lines: DescribedLine[] = [];
    eachLine(block, (start, end, lineNumber) => {
      const line = decode(block.text.slice(start, end));
      const isBlank = line.trim() === '';
      const isKnown = line.includes(kind);
      lines.push({
        lineNumber,
        byteFrom: block.offset + start,
        byteTo: block.offset + end,
        raw: printable(line, longestLine),
        key: isBlank ? 'blank' : isKnown ? kind.toLowerCase() : null,
        title: isBlank ? 'blank line' : isKnown ? 'one entry of the account' : 'a line of a kind we do not know',
        fields: isKnown ? columnFields(kind, line) : [],
      });
    });
    yield* lines;
  }
}

function columnFields(kind: DanskeKind, line: string): readonly DescribedField[] {
  const read = readDanskeRow(kind, line);
  const faults = read.ok ? [] : read.error;
  const columns = danskeColumns[kind];
  return danskeFields(line)
    .slice(0, mostColumns)
    .map(({ text, from, to }, i): DescribedField => {
      const { name, doc } = columns[i] ?? adviceColumn(i + 1);
      const fault = faults.find(({ field }) => field === name);
      const raw = printable(text);
      const column = { name, from, to, raw, doc: `column ${i + 1}: ${doc}` };
      if (fault) {
        const { expected } = fault;
        return { ...column, meaning: `not ${expected}`, fault: { expected, severity: 'fault' } };
      }
      return { ...column, meaning: read.ok ? meaningOf(name, raw, read.value) : raw };
    });
}

type Row = Extract<ReturnType<typeof readDanskeRow>, { readonly ok: true }>['value'];

function meaningOf(name: string, raw: string, row: Row): string {
  if (name === 'bookingDate' || name === 'valueDate') return spokenDate(row[name]);
  if (name === 'amount')
    return `${danishAmount(row.amount)} ${row.currency}, ${row.amount > 0 ? 'money in' : 'money out'}`;
  if ((name === 'balance' || name === 'openingBalance') && row[name] !== null) return danishAmount(row[name]);
  return raw === '' ? 'blank' : raw;
}
