import { fromLatin1 } from './encoding.ts';
import { passReference, replaceReferences } from './references.ts';
import {
  columnAt,
  controlFault,
  controlSign,
  failAt,
  greaterSign,
  lineFeedSign,
  needsMore,
  passWide,
  plainSign,
  referenceSign,
  returnSign,
  type Scanner,
  signs,
  tagSign,
  wideSign,
} from './scanner.ts';
import type { XmlText } from './sink.ts';

/** What turns bytes into their text: nothing, for the most part. */
export const hasReference = 1;
export const hasReturn = 2;
export const hasWide = 4;

/** The one text object of a file. */
export interface TextPiece extends XmlText {
  byteFrom: number;
  byteTo: number;
  line: number;
  column: number;
  isBlank: boolean;
  from: number;
  to: number;
  features: number;
}

export function textPiece(s: Scanner): TextPiece {
  const piece: TextPiece = {
    byteFrom: 0,
    byteTo: 0,
    line: 1,
    column: 1,
    isBlank: false,
    from: 0,
    to: 0,
    features: 0,
    value: () => textOf(s, piece.from, piece.to, piece.features),
  };
  return piece;
}

/** The text of some bytes of the window. */
export function textOf(s: Scanner, from: number, to: number, features: number): string {
  if (features === 0) return s.text.slice(from, to);
  const raw = bytesAsText(s, from, to, features);
  const text = (features & hasReturn) !== 0 ? raw.replaceAll(/\r\n?/g, '\n') : raw;
  return (features & hasReference) !== 0 ? replaceReferences(text) : text;
}

/** The same, with line ends and references as they stand. */
export function bytesAsText(s: Scanner, from: number, to: number, features: number): string {
  if ((features & hasWide) === 0) return s.text.slice(from, to);
  return s.encoding === 'UTF-8' ? s.bytes.toString('utf8', from, to) : fromLatin1(s.text.slice(from, to), s.encoding);
}

/** Takes the text up to the next tag. */
export function scanText(s: Scanner, piece: TextPiece): boolean {
  const { bytes, at: from } = s;
  piece.line = s.line;
  piece.column = columnAt(s, from);
  let at = passBlanks(s, from);
  let features = 0;
  const isBlank = bytes[at] === 60;
  if (isBlank) {
    if (at === s.end && !s.isLast) return needsMore(s, from, s.limits.textBytes, 'a stretch of text');
  } else {
    if (s.depth === 0) return strayText(s, at);
    for (;;) {
      const kind = signs[bytes[at] as number] as number;
      if (kind === plainSign) {
        at += 1;
        continue;
      }
      if (kind === tagSign) break;
      const next = passOdd(s, at, kind, from);
      if (next <= 0) return next === 0 ? needsMore(s, from, s.limits.textBytes, 'a stretch of text') : false;
      features |= featureOf(kind);
      at = next;
    }
    if (at === s.end && !s.isLast) return needsMore(s, from, s.limits.textBytes, 'a stretch of text');
  }
  if (at - from > s.limits.textBytes) return needsMore(s, from, s.limits.textBytes, 'a stretch of text');
  s.at = at;
  if (s.depth > 0) tell(s, piece, from, at, isBlank, isBlank ? hasReturn : features | blanksBefore(s, from));
  return true;
}

const featureOf = (kind: number): number =>
  kind === referenceSign ? hasReference : kind === wideSign ? hasWide : kind === returnSign ? hasReturn : 0;

/** Blanks in front of a text were passed without looking whether a carriage return is among them. */
const blanksBefore = (s: Scanner, from: number): number => ((s.bytes[from] as number) <= 32 ? hasReturn : 0);

export function tell(s: Scanner, piece: TextPiece, from: number, to: number, isBlank: boolean, features: number): void {
  piece.from = from;
  piece.to = to;
  piece.byteFrom = s.offset + from;
  piece.byteTo = s.offset + to;
  piece.isBlank = isBlank;
  piece.features = features;
  s.sink.text(piece);
}

/** Moves over blanks and line ends. */
export function passBlanks(s: Scanner, from: number): number {
  const { bytes } = s;
  let at = from;
  for (let byte = bytes[at] as number; byte === 32 || byte === 10 || byte === 13 || byte === 9; ) {
    at += 1;
    if (byte === 10) newLine(s, at);
    byte = bytes[at] as number;
  }
  return at;
}

export function newLine(s: Scanner, at: number): void {
  s.line += 1;
  s.lineStart = at;
  s.surplus = 0;
}

/** Moves over a byte that is no plain sign. @returns where it ends, 0 when more bytes are needed, -1 for a fault */
function passOdd(s: Scanner, at: number, kind: number, from: number): number {
  if (kind === lineFeedSign) newLine(s, at + 1);
  else if (kind === referenceSign) return passReference(s, at);
  else if (kind === wideSign) {
    const width = passWide(s, at);
    return width > 0 ? at + width : width;
  } else if (kind === greaterSign) {
    if (at - from >= 2 && s.bytes[at - 1] === 93 && s.bytes[at - 2] === 93) {
      failAt(s, at - 2, 'markup', '"]]>" may not stand in a text');
      return -1;
    }
  } else if (kind === controlSign) {
    controlFault(s, at);
    return -1;
  }
  return at + 1;
}

/** Checks the characters of a stretch that is no text: a comment, an instruction, or a CDATA section. */
export function passStretch(s: Scanner, from: number, to: number): number {
  let features = 0;
  for (let at = from; at < to; ) {
    const kind = signs[s.bytes[at] as number] as number;
    if (kind === wideSign) {
      const width = passWide(s, at);
      if (width <= 0) return -1;
      at += width;
    } else {
      if (kind === lineFeedSign) newLine(s, at + 1);
      if (kind === controlSign) {
        controlFault(s, at);
        return -1;
      }
      at += 1;
    }
    if (kind === wideSign || kind === returnSign) features |= featureOf(kind);
  }
  return features;
}

function strayText(s: Scanner, at: number): false {
  const byte = s.bytes[at] as number;
  if (signs[byte] === controlSign) return controlFault(s, at);
  const where = s.hasRoot ? 'behind the end of the document' : 'before the first element';
  return failAt(s, at, 'markup', `text stands ${where}`);
}
