import { eachLine, type LineBlock } from '#schemas/kit';

/**
 * One field of an MT940 or MT942: its tag, and its lines as they stand, one sign per byte. `end` is the end of a message;
 * `header`, `message` and `noise` are what stands around the fields.
 */
export interface Mt940Field {
  readonly tag: string;
  readonly kind: 'field' | 'header' | 'message' | 'end' | 'noise';
  /** The first line behind its tag, then the others; without line ends and control bytes. */
  readonly lines: readonly string[];
  readonly lineNumber: number;
  /** From the colon of the tag up to the end of the last line that is not blank. */
  readonly byteFrom: number;
  readonly byteTo: number;
  /** Where each line stands, when the cutter was asked for it: as many as `lines`. */
  readonly places: readonly LinePlace[];
  /**
   * The bytes behind the tag where they lie together in one block, from `from` up to `to`; without bytes where they do
   * not, or where the lines hold less than the bytes.
   */
  readonly bytes: Uint8Array | null;
  readonly from: number;
  readonly to: number;
  /** Whether its signs are all ASCII for certain: then there is nothing to decode. */
  readonly isAscii: boolean;
}

/** A line without its end; `byteFrom` of a first line is that of its tag. */
export interface LinePlace {
  readonly lineNumber: number;
  readonly byteFrom: number;
  readonly byteTo: number;
}

export interface Mt940Cutter {
  /** Visits each field that is complete; the last one of a block waits for the next block. */
  readonly through: (block: LineBlock, visit: (field: Mt940Field) => void) => void;
  /** Visits what waits still. */
  readonly end: (visit: (field: Mt940Field) => void) => void;
}

/** Text beyond this belongs to no field of a statement: it is read past, so that no field can fill the memory. */
export const mostSignsOfField = 16_384;

/** Below the length at which a line is cut: what is longer is taken from the lines. */
const mostBytesTogether = 4000;

type Mutable<T> = { -readonly [K in keyof T]: T[K] };
type OpenField = Mutable<Omit<Mt940Field, 'lines' | 'places'>> & {
  readonly lines: string[];
  readonly places: LinePlace[];
  signs: number;
};

/**
 * Cuts a file into the fields of its messages. Tolerates what the samples have: control bytes 0x01 and 0x03, SWIFT
 * envelopes `{1:…}{4:` and `-}`, lines `:940:`, CR LF and LF mixed (payment-ids-and-escalation.md 3.1).
 *
 * @param withPlaces whether the place of every line is wanted, as `describe` needs it
 */
export function mt940Cutter(withPlaces = false): Mt940Cutter {
  let open: OpenField | null = null;
  const close = (visit: (field: Mt940Field) => void): void => {
    if (open !== null) visit(open);
    open = null;
  };
  return {
    through: (block, visit) => {
      const { text, offset } = block;
      const isPlain = !odd.test(text);
      const isAscii = isPlain || !beyondAscii.test(text);
      const clean = isPlain || !controls.test(text) ? plainLine : cleanLine;
      eachLine(block, (lineStart, lineEnd, lineNumber) => {
        const start = withoutControlsBefore(text, lineStart, lineEnd, offset);
        let end = lineEnd;
        while (end > start && text.charCodeAt(end - 1) < 32) end--;
        if (end === start) return;
        const first = text.charCodeAt(start);
        const width = first === colon ? tagWidth(text, start, end) : 0;
        if (width > 0) {
          close(visit);
          const content = start + width;
          open = {
            tag: text.slice(start + 1, content - 1),
            kind: width === 5 && isDigit(text.charCodeAt(start + 3)) ? 'message' : 'field',
            lines: [clean(text, content, end)],
            lineNumber,
            byteFrom: offset + start,
            byteTo: offset + end,
            places: withPlaces ? [{ lineNumber, byteFrom: offset + start, byteTo: offset + end }] : [],
            bytes: block.bytes,
            from: content,
            to: end,
            isAscii,
            signs: end - content,
          };
          return;
        }
        const frame = first === dash || first === brace ? frameAt(text, start, end) : null;
        if (frame !== null || open === null) {
          close(visit);
          const line = clean(text, start, end);
          const place = { lineNumber, byteFrom: offset + start, byteTo: offset + end };
          const isBlank = frame === null && line.trim() === '';
          if (!isBlank)
            visit({
              tag: '',
              kind: frame ?? 'noise',
              lines: [line],
              isAscii,
              bytes: null,
              from: 0,
              to: 0,
              places: [place],
              ...place,
            });
          return;
        }
        if (withPlaces && open.signs <= mostSignsOfField) {
          open.places.push({ lineNumber, byteFrom: offset + start, byteTo: offset + end });
        }
        if (open.bytes !== block.bytes || end - open.from > mostBytesTogether) open.bytes = null;
        else open.to = end;
        extend(open, clean(text, start, end), offset + end, isAscii);
      });
    },
    end: close,
  };
}

const colon = 58;
const dash = 45;
const brace = 123;

function extend(open: OpenField, line: string, byteTo: number, isAscii: boolean): void {
  if (open.signs > mostSignsOfField) return;
  open.lines.push(line);
  open.signs += line.length;
  if (!isAscii) open.isAscii = false;
  if (line.charCodeAt(0) !== 32 || line.trim() !== '') open.byteTo = byteTo;
}

/** Control bytes before a line, and the byte order mark before the first one. */
function withoutControlsBefore(text: string, from: number, end: number, offset: number): number {
  let start = from;
  if (offset + from === 0 && text.startsWith('\u00ef\u00bb\u00bf')) start += 3;
  while (start < end && text.charCodeAt(start) < 32) start++;
  return start;
}

/**
 * How many signs `:61:`, `:60F:` or `:940:` take; 0 when the line begins with no tag. Two or three digits, or two and a
 * capital letter, between colons.
 */
function tagWidth(text: string, start: number, end: number): number {
  if (end - start < 4 || !isDigit(text.charCodeAt(start + 1)) || !isDigit(text.charCodeAt(start + 2))) return 0;
  const third = text.charCodeAt(start + 3);
  if (third === colon) return 4;
  const isTag = isDigit(third) || (third >= 65 && third <= 90);
  return isTag && end - start > 4 && text.charCodeAt(start + 4) === colon ? 5 : 0;
}

/** `-` alone and `-}` end a message; `{1:` begins an envelope. Any other such line is text. */
function frameAt(text: string, start: number, end: number): 'end' | 'header' | null {
  if (text.charCodeAt(start) === brace) {
    return isDigit(text.charCodeAt(start + 1)) && text.charCodeAt(start + 2) === colon ? 'header' : null;
  }
  if (text.charCodeAt(start + 1) === 125) return 'end';
  for (let i = start + 1; i < end; i++) if (text.charCodeAt(i) > 32) return null;
  return 'end';
}

const isDigit = (code: number): boolean => code >= 48 && code <= 57;

const plainLine = (text: string, start: number, end: number): string => text.slice(start, end);

/** The signs of a line; control characters inside it are no text and are taken out. */
const cleanLine = (text: string, start: number, end: number): string =>
  text.slice(start, end).replaceAll(everyControl, '');

/** Looked for once in a block: most blocks hold neither. */
const odd = /[^\n\r\x20-\x7e]/;
const controls = /[^\n\r\x20-\x7e\x80-\xff]/;
const everyControl = /[^\x20-\x7e\x80-\xff]/g;
const beyondAscii = /[\u0080-\u00ff]/;
