import { type XmlEncoding, utf8Length } from './encoding.ts';
import type { XmlFault, XmlFaultKind } from './fault.ts';
import type { XmlLimits } from './limits.ts';
import { nameTable, type NameTable, type XmlName } from './names.ts';
import { type NamespaceScope, outermostScope } from './namespaces.ts';
import type { XmlSink } from './sink.ts';

/**
 * The state of one reading: a window of bytes of the file, and how far the scanning of it has come.
 *
 * The scanning functions take one token each (a tag, a stretch of text, a comment) and answer whether they got to its
 * end. If not, there is either a fault, or the window ends within the token: then nothing was told to the sink, and
 * the same token is scanned again when more bytes are there.
 */
export interface Scanner {
  readonly sink: XmlSink;
  readonly limits: XmlLimits;
  readonly names: NameTable;
  /** Holds `<` behind the window's last byte, so that no loop has to ask whether it is at the end. */
  bytes: Buffer;
  /** The window as latin1: its signs stand where the bytes do. */
  text: string;
  at: number;
  end: number;
  /** Where the window's first byte stands in the file. */
  offset: number;
  isLast: boolean;
  line: number;
  /** Where the line begins in the window; below zero when before it. */
  lineStart: number;
  /** Bytes on the line that are no sign of their own, because they continue one. */
  surplus: number;
  encoding: XmlEncoding;
  /** Whether the file names its encoding, or means UTF-8 by naming none. */
  isEncodingStated: boolean;
  hasByteOrderMark: boolean;
  /** Whether anything but blanks was read. */
  hasBegun: boolean;
  hasRoot: boolean;
  depth: number;
  readonly stack: XmlName[];
  readonly scopes: NamespaceScope[];
  readonly openedOn: number[];
  fault: XmlFault | null;
}

export function newScanner(sink: XmlSink, limits: XmlLimits): Scanner {
  return {
    sink,
    limits,
    names: nameTable(),
    bytes: Buffer.alloc(0),
    text: '',
    at: 0,
    end: 0,
    offset: 0,
    isLast: false,
    line: 1,
    lineStart: 0,
    surplus: 0,
    encoding: 'UTF-8',
    isEncodingStated: false,
    hasByteOrderMark: false,
    hasBegun: false,
    hasRoot: false,
    depth: 0,
    stack: [],
    scopes: [outermostScope],
    openedOn: [],
    fault: null,
  };
}

/** What a byte is to the scanning of text. */
export const plainSign = 0;
export const lineFeedSign = 1;
export const returnSign = 2;
export const tagSign = 3;
export const referenceSign = 4;
export const greaterSign = 5;
export const controlSign = 6;
export const wideSign = 7;

export const signs = new Uint8Array(256);
signs.fill(controlSign, 0, 32);
signs.fill(wideSign, 128, 256);
signs[9] = plainSign;
signs[10] = lineFeedSign;
signs[13] = returnSign;
signs[60] = tagSign;
signs[38] = referenceSign;
signs[62] = greaterSign;

/** Whether a byte may stand in a name. Which of them may begin one is asked when a name is first seen. */
export const nameBytes = new Uint8Array(256);
for (const [from, to] of ['az', 'AZ', '09', '--', '..', '__', '::'].map((span) => Array.from(Buffer.from(span)))) {
  nameBytes.fill(1, from, (to ?? 0) + 1);
}
nameBytes.fill(1, 128, 256);

export const columnAt = (s: Scanner, at: number): number => at - s.lineStart - s.surplus + 1;

/** Notes the first fault; nothing is read after it. Always false, so that it can be returned. */
export function failAt(s: Scanner, at: number, kind: XmlFaultKind, text: string): false {
  s.fault ??= { kind, text, line: s.line, column: Math.max(1, columnAt(s, at)), byteAt: s.offset + at };
  return false;
}

/** The window ends inside a token, or the file does. Always false. */
export const needsMore = (s: Scanner, from: number, most: number, what: string): false =>
  s.end - from > most ? failAt(s, from, 'limit', `${what} is longer than ${most} bytes`) : false;

/** Bytes of the longest sign of UTF-8. */
const longestSign = 4;

/** Moves over a byte above 127. @returns its width in bytes, 0 when more bytes are needed, or -1 for a fault */
export function passWide(s: Scanner, at: number): number {
  if (s.encoding === 'UTF-8') {
    const width = utf8Length(s.bytes, at, s.end);
    if (width > 0) {
      s.surplus += width - 1;
      return width;
    }
    if (width < 0) return 0;
  } else if (s.encoding !== 'US-ASCII') return 1;
  // What it looks like is judged by the bytes behind it, wherever the file was cut into pieces.
  if (at + longestSign > s.end && !s.isLast) return 0;
  failAt(s, at, 'encoding', wrongEncoding(s, at));
  return -1;
}

function wrongEncoding(s: Scanner, at: number): string {
  const says = s.isEncodingStated ? `the file says ${s.encoding}` : 'the file names no encoding, which means UTF-8,';
  const place = `byte ${s.offset + at} (0x${hex(s.bytes[at] as number)}) is not`;
  if (s.encoding === 'US-ASCII') {
    const isUtf8 = utf8Length(s.bytes, at, s.end) > 0;
    return `${says} but ${place}; it looks like ${isUtf8 ? 'UTF-8' : 'windows-1252'}`;
  }
  const next = at + 1 < s.end ? (s.bytes[at + 1] as number) : 0;
  return next < 0x80 ? `${says} but ${place}; it looks like windows-1252` : `${says} but ${place}`;
}

const hex = (byte: number): string => byte.toString(16).toUpperCase().padStart(2, '0');

export const controlFault = (s: Scanner, at: number): false => {
  const byte = s.bytes[at] as number;
  const name = byte === 0 ? 'NUL' : 'control';
  return failAt(s, at, 'character', `a ${name} character (0x${hex(byte)}) may not stand in XML`);
};
