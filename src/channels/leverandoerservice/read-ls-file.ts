import { type CalendarDate, type Problem, problem } from '#kernel';
import { type FieldReader, lineBlocks, printable } from '#schemas/kit';
import {
  type LsFamily,
  type LsLine,
  type LsTallyFinding,
  lsStart,
  lsStart0602,
  lsStart0690,
  tallyLs,
  walkLs,
} from '#schemas/nets';
import { type OpenBatch, openBatch } from '../betalingsservice/read-list.ts';
import { lineText, unreadable } from '../betalingsservice/unreadable.ts';

/** How the records of one kind of file become facts. */
export interface LsReader<Fact> {
  readonly family: LsFamily;
  /** The fact of a record, or undefined when one of its fields cannot be read; null for a record that tells none. */
  readonly factOf: (line: LsLine, batch: OpenBatch<Fact>, createdOn: CalendarDate | null) => Fact | null | undefined;
}

/** A broken file may be broken on every line; this many problems tell enough. */
const mostFatal = 100;

/**
 * Reads a file of Leverandørservice, block by block; memory does not grow with the file. One bad line never costs a good
 * one. What is fatal may come as late as the last batch, so nothing may be relied on before the end.
 */
export async function* readLsFile<Fact>(
  source: AsyncIterable<Uint8Array>,
  fileName: string,
  reader: LsReader<Fact>,
): AsyncGenerator<OpenBatch<Fact>> {
  const walk = walkLs();
  let batch = openBatch<Fact>();
  let isStarted = false;
  let createdOn: CalendarDate | null = null;
  let size = 0;
  let fatal = 0;
  const tell = (found: Problem): void => {
    fatal += 1;
    if (fatal <= mostFatal) batch.fatal.push(found);
  };
  const tally = tallyLs((finding) => tellFinding(finding, fileName, tell, batch));
  for await (const block of lineBlocks(source)) {
    size += block.bytes.length;
    batch = openBatch();
    walk.through(block, (line) => {
      if (line.kind === 'blank' || line.kind === 'wrapper') return;
      if (!isStarted) {
        isStarted = true;
        takeStart(line, fileName, reader.family, batch).forEach(tell);
        createdOn = batch.header?.createdOn ?? null;
      }
      takeLine(line, fileName, reader, batch, createdOn);
      tally.take(line);
    });
    yield batch;
  }
  batch = openBatch();
  if (size === 0) tell(problem('FILE_EMPTY', { fileName }));
  else tally.end();
  yield batch;
}

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

function tellFinding<Fact>(
  finding: LsTallyFinding,
  fileName: string,
  tell: (found: Problem) => void,
  batch: OpenBatch<Fact>,
): void {
  const { lineNumber } = finding;
  if (finding.what === 'incomplete') {
    tell(problem('FILE_INCOMPLETE', { fileName, lineNumber, expected: finding.expected }));
    return;
  }
  const { record, field, stated, counted, severity } = finding;
  const wrong = problem('TOTALS_WRONG', { fileName, lineNumber, field: `${record}.${field}`, stated, counted });
  if (severity === 'warning') batch.problems.push(wrong);
  else tell(wrong);
}
