import { type CalendarDate, type Problem, problem } from '#kernel';
import { type FieldReader, lineBlocks, printable } from '#schemas/kit';
import { type DeliveryType, type TallyFinding, tallyDelivery, type WalkedLine, walkDelivery } from '#schemas/nets';
import type { FileHeader, ListBatch, RecordSpan } from '../facts.ts';
import { lineText, unreadable } from './unreadable.ts';

/** A batch while it is being filled. */
export interface OpenBatch<Fact> {
  header?: FileHeader;
  readonly facts: Fact[];
  readonly records: RecordSpan[];
  readonly problems: Problem[];
  readonly fatal: Problem[];
}

export const openBatch = <Fact>(): OpenBatch<Fact> => ({ facts: [], records: [], problems: [], fatal: [] });

/** What a list of one delivery type adds to the walk that all share. */
export interface ListReader<Fact> {
  readonly type: DeliveryType;
  readonly start: {
    readonly deliveryId: FieldReader<string>;
    readonly creationDate: FieldReader<CalendarDate | null>;
  };
  /** Takes a record of a known kind, or one this delivery can read although its section is unknown. */
  readonly take: (line: WalkedLine, batch: OpenBatch<Fact>, createdOn: CalendarDate | null) => void;
  /** Whether records of a kind or section nobody knows are given to `take` too. */
  readonly takesUnknown: (line: WalkedLine) => boolean;
  /** Behind the last line: what still waits for its other half. */
  readonly end: (batch: OpenBatch<Fact>) => void;
}

/** A broken file may be broken on every line; this many problems tell enough. */
const mostFatal = 100;

/**
 * Reads a delivery that is a list, block by block; memory does not grow with the file. One bad line never costs a good
 * one. Structure and totals are checked on the way: what is fatal may come as late as the last batch, so nothing may be
 * relied on before the end.
 */
export async function* readList<Fact>(
  source: AsyncIterable<Uint8Array>,
  fileName: string,
  reader: ListReader<Fact>,
): AsyncGenerator<ListBatch<Fact>> {
  const walk = walkDelivery();
  let batch = openBatch<Fact>();
  let isStarted = false;
  let createdOn: CalendarDate | null = null;
  let size = 0;
  let fatal = 0;
  const tell = (found: Problem): void => {
    fatal += 1;
    if (fatal <= mostFatal) batch.fatal.push(found);
  };
  const tally = tallyDelivery((finding) => tellFinding(finding, fileName, tell, batch));
  for await (const block of lineBlocks(source)) {
    size += block.bytes.length;
    batch = openBatch();
    walk.through(block, (line) => {
      if (!isStarted && line.kind !== 'blank' && line.kind !== 'wrapper') {
        isStarted = true;
        takeStart(line, fileName, reader, batch).forEach(tell);
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
  reader.end(batch);
  yield batch;
}

function takeStart<Fact>(
  line: WalkedLine,
  fileName: string,
  { type, start }: ListReader<Fact>,
  batch: OpenBatch<Fact>,
): readonly Problem[] {
  if (line.kind !== 'deliveryStart' || line.delivery?.type !== type) {
    return [problem('FILE_UNKNOWN', { fileName, startsWith: printable(lineText(line), 40) })];
  }
  const messageId = start.deliveryId(line.bytes, line.text, line.start);
  const createdOn = start.creationDate(line.bytes, line.text, line.start);
  if (messageId === undefined || createdOn === undefined || line.isOverlong) return unreadable(line, fileName);
  batch.header = { messageId, variant: type, createdOn };
  return [];
}

function takeLine<Fact>(
  line: WalkedLine,
  fileName: string,
  reader: ListReader<Fact>,
  batch: OpenBatch<Fact>,
  createdOn: CalendarDate | null,
): void {
  const { kind, layout, lineNumber, byteFrom, byteTo } = line;
  if (kind === 'blank' || kind === 'wrapper') return;
  batch.records.push({ lineNumber, byteFrom, byteTo, layoutKey: layout === null ? null : layout.key });
  if (reader.takesUnknown(line) || (kind === 'record' && layout !== null)) {
    if (line.isOverlong) batch.problems.push(...unreadable(line, fileName));
    else reader.take(line, batch, createdOn);
    return;
  }
  // Records of a section we do not know were told with its start.
  if (kind === 'unknown' && line.counts !== null && line.section === null) return;
  if (layout === null && kind !== 'sectionEnd') {
    batch.problems.push(problem('RECORD_UNKNOWN', { fileName, lineNumber, value: printable(lineText(line), 40) }));
  }
}

function tellFinding<Fact>(
  finding: TallyFinding,
  fileName: string,
  tell: (found: Problem) => void,
  batch: OpenBatch<Fact>,
): void {
  if (finding.what === 'incomplete') {
    const { lineNumber, expected } = finding;
    tell(problem('FILE_INCOMPLETE', { fileName, lineNumber, expected }));
    return;
  }
  const { lineNumber, record, field, stated, counted, severity } = finding;
  const wrong = problem('TOTALS_WRONG', { fileName, lineNumber, field: `${record}.${field}`, stated, counted });
  if (severity === 'warning') batch.problems.push(wrong);
  else tell(wrong);
}
