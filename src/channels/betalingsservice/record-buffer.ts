import { problem, ProblemError } from '#kernel';
import type { RecordWriter } from '#schemas/kit';

/** Collects records into chunks of about 64 KiB. */
export interface RecordBuffer {
  /** Throws a `ProblemError` with FIELD_NOT_WRITABLE when a value does not fit its field. */
  readonly put: <R>(layout: RecordWriter<R>, record: R) => void;
  readonly hasFull: () => boolean;
  /** The chunks that are full by now; each is given once. */
  readonly full: () => readonly Buffer[];
  /** The rest; nothing may be put behind it. */
  readonly end: () => readonly Buffer[];
  readonly records: () => number;
  readonly bytes: () => number;
}

const chunkSize = 64 * 1024;
/** The widest record and its line end. */
const roomForOne = 130;

/**
 * @param fullWidth the width that every record is padded to with blanks; 0 leaves trailing blanks out, as Nets wants it
 * of BS deliveries
 */
export function recordBuffer(fullWidth = 0): RecordBuffer {
  let chunk = Buffer.allocUnsafeSlow(chunkSize);
  let used = 0;
  let full: Buffer[] = [];
  let records = 0;
  let bytesBefore = 0;

  const turnOver = (): void => {
    full.push(chunk.subarray(0, used));
    bytesBefore += used;
    chunk = Buffer.allocUnsafeSlow(chunkSize);
    used = 0;
  };
  const take = (): readonly Buffer[] => {
    const taken = full;
    full = [];
    return taken;
  };

  return {
    put: (layout, record) => {
      if (used + roomForOne > chunkSize) turnOver();
      const end = layout.write(record, chunk, used);
      if (end < 0) throw unwritable(layout, record);
      used = padded(chunk, used, end, fullWidth);
      records += 1;
    },
    hasFull: () => full.length > 0,
    full: take,
    end: () => {
      if (used > 0) turnOver();
      return take();
    },
    records: () => records,
    bytes: () => bytesBefore + used,
  };
}

/** Fills a record up to its full width with blanks, and puts its line end behind. */
function padded(chunk: Buffer, start: number, end: number, fullWidth: number): number {
  const to = start + fullWidth;
  if (end - lineEnd.length >= to) return end;
  chunk.fill(32, end - lineEnd.length, to);
  lineEnd.copy(chunk, to);
  return to + lineEnd.length;
}

const lineEnd = Buffer.from('\r\n', 'latin1');

function unwritable<R>(layout: RecordWriter<R>, record: R): ProblemError {
  const formatted = layout.format(record);
  const first = formatted.ok ? undefined : formatted.error[0];
  return new ProblemError(first ?? problem('UNEXPECTED', { text: `${layout.key} was not writable, then it was` }));
}
