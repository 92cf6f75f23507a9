import { type CalendarDate, type Problem, problem } from '#kernel';
import { type FieldReader, printable } from '#schemas/kit';
import { type DeliveryType, tallyDelivery, type WalkedLine, walkDelivery } from '#schemas/nets';
import type { ListBatch } from '../facts.ts';
import { type OpenBatch, readLines } from '../nets/read-lines.ts';
import { lineText, unreadable } from '../nets/unreadable.ts';

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

/** Reads a delivery that is a list; what is fatal may come as late as the last batch. */
export const readList = <Fact>(
  source: AsyncIterable<Uint8Array>,
  fileName: string,
  reader: ListReader<Fact>,
): AsyncGenerator<ListBatch<Fact>> =>
  readLines<Fact, WalkedLine>(source, fileName, {
    walk: walkDelivery(),
    tally: tallyDelivery,
    takeStart: (line, batch) => takeStart(line, fileName, reader, batch),
    takeLine: (line, batch, createdOn) => takeLine(line, fileName, reader, batch, createdOn),
    end: reader.end,
  });

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
