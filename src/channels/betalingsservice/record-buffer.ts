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

export function recordBuffer(): RecordBuffer {
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
      used = end;
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

function unwritable<R>(layout: RecordWriter<R>, record: R): ProblemError {
  const formatted = layout.format(record);
  const first = formatted.ok ? undefined : formatted.error[0];
  return new ProblemError(first ?? problem('UNEXPECTED', { text: `${layout.key} was not writable, then it was` }));
}
