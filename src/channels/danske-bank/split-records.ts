import iconv from 'iconv-lite';

/** One field as it stands in the file. */
export interface RawField {
  /** Without its quotes. */
  readonly text: string;
  readonly isQuoted: boolean;
  /** Positions in the record, counted from 1, both ends included, quotes and all. */
  readonly from: number;
  readonly to: number;
}

/** One record of a comma-separated Collection Service file, taken apart and not yet understood. */
export interface RawRecord {
  readonly lineNumber: number;
  readonly byteFrom: number;
  /** Behind its semicolon. */
  readonly byteTo: number;
  readonly raw: string;
  readonly fields: readonly RawField[];
  /** What is wrong with the framing, at a position of the record. */
  readonly faults: readonly { readonly at: number; readonly expected: string }[];
}

/** The framing as it is known: Windows-1252, one byte for each sign (danske-iso20022.md sections 1.4 and 6.6). */
export const decodeText = (bytes: Buffer): string => iconv.decode(bytes, 'windows1252');

/** Null when a sign has no place in Windows-1252. */
export function encodeText(text: string): Buffer | null {
  const bytes = iconv.encode(text, 'windows1252');
  return decodeText(bytes) === text ? bytes : null;
}

/** No record is longer; what is longer is cut, so that a file of another kind cannot fill the memory. */
const longestRecord = 65_536;

const semicolon = 0x3b;
const quote = 0x22;
const lineFeed = 0x0a;

/**
 * Cuts a stream into records. A semicolon outside quotes ends one; blanks and line ends between records are passed over.
 *
 * Damage stays where it is: a quoted text that does not end by the end of its line ends there, as a fault of its record.
 */
export async function* splitRecords(source: AsyncIterable<Uint8Array>): AsyncGenerator<RawRecord> {
  const state: State = {
    parts: [],
    length: 0,
    from: 0,
    at: 0,
    line: 1,
    startLine: 1,
    isInside: false,
    isQuoted: false,
  };
  for await (const chunk of source) {
    const bytes = Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength);
    let start = 0;
    for (let i = 0; i < bytes.length; i++) {
      const byte = bytes[i] ?? 0;
      if (!state.isInside) {
        if (byte !== lineFeed && byte > 0x20) begin(state, state.at + i);
        else start = i + 1;
      }
      if (byte === lineFeed) state.line += 1;
      if (!state.isInside) continue;
      if (byte === quote) state.isQuoted = !state.isQuoted;
      const isBroken = byte === lineFeed && state.isQuoted;
      if (!isBroken && (byte !== semicolon || state.isQuoted)) continue;
      keep(state, bytes.subarray(start, i + 1));
      yield take(state, state.at + i + 1);
      start = i + 1;
    }
    if (state.isInside) keep(state, Buffer.from(bytes.subarray(start)));
    state.at += bytes.length;
  }
  if (state.isInside) yield take(state, state.at);
}

interface State {
  parts: Buffer[];
  length: number;
  from: number;
  /** Where the present chunk begins. */
  at: number;
  line: number;
  startLine: number;
  isInside: boolean;
  isQuoted: boolean;
}

function begin(state: State, at: number): void {
  state.isInside = true;
  state.isQuoted = false;
  state.from = at;
  state.startLine = state.line;
  state.parts = [];
  state.length = 0;
}

function keep(state: State, bytes: Buffer): void {
  const room = longestRecord - state.length;
  state.length += bytes.length;
  if (room > 0) state.parts.push(bytes.subarray(0, room));
}

function take(state: State, byteTo: number): RawRecord {
  const raw = decodeText(Buffer.concat(state.parts));
  state.isInside = false;
  const cut = {
    lineNumber: state.startLine,
    byteFrom: state.from,
    byteTo,
    raw: raw.trimEnd(),
    ...fieldsOf(raw.trimEnd()),
  };
  if (state.length <= longestRecord) return cut;
  return { ...cut, faults: [...cut.faults, { at: longestRecord, expected: `at most ${longestRecord} signs` }] };
}

/** Takes one record apart. Positions count from 1. */
export function fieldsOf(raw: string): Pick<RawRecord, 'fields' | 'faults'> {
  const fields: RawField[] = [];
  const faults: { at: number; expected: string }[] = [];
  const end = raw.endsWith(';') ? raw.length - 1 : raw.length;
  if (end === raw.length) faults.push({ at: raw.length, expected: 'a semicolon at the end of the record' });
  let at = 0;
  for (;;) {
    while (at < end && (raw[at] === ' ' || raw[at] === '\r' || raw[at] === '\n')) at += 1;
    const from = at;
    if (raw[at] === '"') {
      const close = raw.indexOf('"', at + 1);
      const stop = close < 0 || close >= end ? end : close;
      if (stop !== close) faults.push({ at: from + 1, expected: 'a quote at the end of the text' });
      fields.push({ text: raw.slice(at + 1, stop), isQuoted: true, from: from + 1, to: Math.max(stop + 1, from + 1) });
      at = stop === close ? stop + 1 : end;
      const comma = raw.indexOf(',', at);
      const next = comma < 0 || comma > end ? end : comma;
      if (raw.slice(at, next).trim() !== '') faults.push({ at: at + 1, expected: 'a comma after the quote' });
      at = next;
    } else {
      const comma = raw.indexOf(',', at);
      const next = comma < 0 || comma > end ? end : comma;
      const text = raw.slice(at, next).trimEnd();
      if (text.includes('"')) faults.push({ at: at + text.indexOf('"') + 1, expected: 'no quote inside a field' });
      fields.push({ text, isQuoted: false, from: from + 1, to: Math.max(next, from + 1) });
      at = next;
    }
    if (at >= end) return { fields, faults };
    at += 1;
  }
}
