/** Some complete lines of a file, as bytes and as latin1 text; both share their positions. */
export interface LineBlock {
  readonly bytes: Buffer;
  readonly text: string;
  /** Where byte 0 of this block stands in the file. */
  readonly offset: number;
  /** Number of the first line, counted from 1. */
  readonly firstLine: number;
}

/** One line inside its block: from `start` up to `end`, without CR LF. */
export type LineVisitor = (start: number, end: number, lineNumber: number) => void;

/** No line of these formats is longer; what is longer is cut, so that a binary file cannot fill the memory. */
export const longestLine = 4096;

/** A chunk is read through in pieces of this size: texts that are larger cost the engine far more to make. */
const windowSize = 1 << 16;
const lineFeed = 10;
const carriageReturn = 13;
const noBytes = Buffer.alloc(0);

/**
 * Cuts a stream into blocks of complete lines. CR LF and LF both end a line; the last line may lack its end.
 *
 * A line over `longestLine` bytes appears with its first `longestLine` bytes only; the rest is read past.
 */
export async function* lineBlocks(source: AsyncIterable<Uint8Array>): AsyncGenerator<LineBlock> {
  const state: CutState = { rest: noBytes, offset: 0, lineNumber: 1, isSkipping: false };
  for await (const chunk of source) {
    for (let from = 0; from < chunk.length; from += windowSize) {
      yield* cut(state, asBuffer(chunk).subarray(from, from + windowSize));
    }
  }
  if (state.rest.length > 0) yield blockOf(state, state.rest);
}

/** The same for bytes at hand. */
export function* lineBlocksOf(bytes: Uint8Array): Generator<LineBlock> {
  const state: CutState = { rest: noBytes, offset: 0, lineNumber: 1, isSkipping: false };
  for (let from = 0; from < bytes.length; from += windowSize) {
    yield* cut(state, asBuffer(bytes).subarray(from, from + windowSize));
  }
  if (state.rest.length > 0) yield blockOf(state, state.rest);
}

/** Visits the lines of a block in order; answers how many there were. */
export function eachLine(block: LineBlock, visit: LineVisitor): number {
  const { bytes, text } = block;
  let lineNumber = block.firstLine;
  let start = 0;
  while (start < bytes.length) {
    const found = text.indexOf('\n', start);
    const stop = found < 0 ? bytes.length : found;
    const end = stop > start && bytes[stop - 1] === carriageReturn ? stop - 1 : stop;
    visit(start, end - start > longestLine ? start + longestLine : end, lineNumber++);
    start = stop + 1;
  }
  return lineNumber - block.firstLine;
}

interface CutState {
  rest: Buffer;
  offset: number;
  lineNumber: number;
  /** The line being read is over its length: everything up to its end is read past. */
  isSkipping: boolean;
}

function* cut(state: CutState, piece: Buffer): Generator<LineBlock> {
  let fresh = piece;
  if (state.isSkipping) {
    const end = fresh.indexOf(lineFeed);
    state.offset += end < 0 ? fresh.length : end + 1;
    if (end < 0) return;
    state.isSkipping = false;
    fresh = fresh.subarray(end + 1);
  }
  const last = fresh.lastIndexOf(lineFeed);
  if (last < 0) {
    state.rest = state.rest.length === 0 ? Buffer.from(fresh) : Buffer.concat([state.rest, fresh]);
    if (state.rest.length > longestLine) yield* cutOverlong(state);
    return;
  }
  const first = state.rest.length === 0 ? 0 : fresh.indexOf(lineFeed) + 1;
  // The line that began in the piece before is a block of its own: joining two pieces would copy all their lines.
  if (first > 0) yield blockOf(state, Buffer.concat([state.rest, fresh.subarray(0, first)]));
  if (first <= last) yield blockOf(state, fresh.subarray(first, last + 1));
  // The rest is copied, so that a line of some bytes does not keep its whole chunk alive.
  state.rest = Buffer.from(fresh.subarray(last + 1));
  if (state.rest.length > longestLine) yield* cutOverlong(state);
}

function* cutOverlong(state: CutState): Generator<LineBlock> {
  const surplus = state.rest.length - longestLine;
  yield blockOf(state, state.rest.subarray(0, longestLine));
  state.offset += surplus;
  state.rest = noBytes;
  state.isSkipping = true;
}

/** Makes the block, and moves on behind it. */
function blockOf(state: CutState, bytes: Buffer): LineBlock {
  const block = { bytes, text: bytes.toString('latin1'), offset: state.offset, firstLine: state.lineNumber };
  state.offset += bytes.length;
  state.lineNumber += linesIn(block.text);
  return block;
}

function linesIn(text: string): number {
  let lines = 0;
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) lines++;
  return text.endsWith('\n') ? lines : lines + 1;
}

const asBuffer = (bytes: Uint8Array): Buffer =>
  Buffer.isBuffer(bytes) ? bytes : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
