import { type CalendarDate, type Problem, problem } from '#kernel';
import { type FieldReader, printable } from '#schemas/kit';
import { type LsFamily, type LsLine, lsStart, lsStart0602, lsStart0690, tallyLs, walkLs } from '#schemas/nets';
import { type OpenBatch, readLines } from '../nets/read-lines.ts';
import { lineText, unreadable } from '../nets/unreadable.ts';

/** How the records of one kind of file become facts. */
export interface LsReader<Fact> {
  readonly family: LsFamily;
  /** The fact of a record, or undefined when one of its fields cannot be read; null for a record that tells none. */
  readonly factOf: (line: LsLine, batch: OpenBatch<Fact>, createdOn: CalendarDate | null) => Fact | null | undefined;
}

/** Reads a file of Leverandørservice; what is fatal may come as late as the last batch. */
export const readLsFile = <Fact>(
  source: AsyncIterable<Uint8Array>,
  fileName: string,
  reader: LsReader<Fact>,
): AsyncGenerator<OpenBatch<Fact>> =>
  readLines<Fact, LsLine>(source, fileName, {
    walk: walkLs(),
    tally: tallyLs,
    takeStart: (line, batch) => takeStart(line, fileName, reader.family, batch),
    takeLine: (line, batch, createdOn) => takeLine(line, fileName, reader, batch, createdOn),
    end: () => undefined,
  });

interface StartFields {
  readonly creationDate: FieldReader<CalendarDate>;
  readonly supplierRef: FieldReader<string> | null;
}

const starts: Readonly<Record<LsFamily, StartFields>> = {
  'ls-40': lsStart.get,
  'ls-30': lsStart.get,
  'ls-0690': { creationDate: lsStart0690.get.creationDate, supplierRef: null },
  'ls-0602': { creationDate: lsStart0602.get.creationDate, supplierRef: null },
};

/** No delivery number travels back: only a list of mandates may carry the data supplier's own reference. */
function takeStart<Fact>(line: LsLine, fileName: string, family: LsFamily, batch: OpenBatch<Fact>): readonly Problem[] {
  if (line.family !== family) {
    return [problem('FILE_UNKNOWN', { fileName, startsWith: printable(lineText(line), 40) })];
  }
  const { bytes, text, start } = line;
  const createdOn = starts[family].creationDate(bytes, text, start);
  if (createdOn === undefined || line.isOverlong) return unreadable(line, fileName);
  batch.header = { messageId: starts[family].supplierRef?.(bytes, text, start) || null, variant: family, createdOn };
  return [];
}

function takeLine<Fact>(
  line: LsLine,
  fileName: string,
  reader: LsReader<Fact>,
  batch: OpenBatch<Fact>,
  createdOn: CalendarDate | null,
): void {
  const { kind, layout, lineNumber, byteFrom, byteTo, family } = line;
  batch.records.push({ lineNumber, byteFrom, byteTo, layoutKey: layout === null ? null : layout.key });
  if (layout === null) {
    batch.problems.push(problem('RECORD_UNKNOWN', { fileName, lineNumber, value: printable(lineText(line), 40) }));
    return;
  }
  if (kind !== 'record' || family !== reader.family) return;
  const fact = line.isOverlong ? undefined : reader.factOf(line, batch, createdOn);
  if (fact === undefined) batch.problems.push(...unreadable(line, fileName));
  else if (fact !== null) batch.facts.push(fact);
}
