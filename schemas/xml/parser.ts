import { foreignEncoding, hasUtf8Mark } from './encoding.ts';
import type { XmlFault } from './fault.ts';
import { usualXmlLimits, type XmlLimits } from './limits.ts';
import { type AttributeList, attributeList } from './scan-attributes.ts';
import { scanMarkup } from './scan-markup.ts';
import { type MutablePlace, scanCloseTag, scanOpenTag } from './scan-tag.ts';
import { scanText, type TextPiece, textPiece } from './scan-text.ts';
import { failAt, newScanner, type Scanner } from './scanner.ts';
import type { XmlSink } from './sink.ts';

export interface XmlParser {
  /** Takes the next bytes of the file; they may end anywhere. @returns why reading stopped, or null */
  readonly write: (bytes: Uint8Array) => XmlFault | null;
  /** Says that the file ends here. @returns why it is no whole, well-formed document, or null */
  readonly end: () => XmlFault | null;
}

/** A chunk is read in pieces of this size: texts that are larger cost the engine far more to make. */
const windowSize = 1 << 16;
/** As many first bytes as any mark of an encoding has. */
const markSize = 4;

/**
 * Reads XML as it comes, byte by byte, and tells the sink its tags and texts with their places in the file.
 *
 * Memory does not grow with the file. Every document is well-formed with its namespaces up to the first fault; there
 * is no DTD, no entity but XML's own five, and nothing is ever fetched. The same events come however the bytes are cut.
 */
export function xmlParser(sink: XmlSink, limits: Partial<XmlLimits> = {}): XmlParser {
  const s = newScanner(sink, { ...usualXmlLimits, ...limits });
  const tools: Tools = {
    list: attributeList(s),
    place: { byteFrom: 0, byteTo: 0, line: 1, column: 1 },
    piece: textPiece(s),
    wanted: markSize,
    isBegun: false,
  };
  return {
    write: (bytes) => {
      for (let from = 0; from < bytes.length && s.fault === null; from += windowSize) {
        append(s, bytes.subarray(from, from + windowSize));
        if (s.end >= tools.wanted) run(s, tools);
      }
      return s.fault;
    },
    end: () => {
      if (s.isLast || s.fault !== null) return s.fault;
      s.isLast = true;
      run(s, tools);
      if (s.fault === null) checkEnd(s);
      return s.fault;
    },
  };
}

interface Tools {
  readonly list: AttributeList;
  readonly place: MutablePlace;
  readonly piece: TextPiece;
  /**
   * Bytes that must be there before scanning goes on. After a token that was cut off, twice what it had: however small
   * the pieces, no byte is looked at more than a few times.
   */
  wanted: number;
  isBegun: boolean;
}

function append(s: Scanner, piece: Uint8Array): void {
  const rest = s.end - s.at;
  const needed = rest + piece.length + 1;
  if (needed > s.bytes.length) {
    const roomier = Buffer.allocUnsafeSlow(Math.max(needed, windowSize * 2, s.bytes.length * 2));
    s.bytes.copy(roomier, 0, s.at, s.end);
    s.bytes = roomier;
  } else s.bytes.copyWithin(0, s.at, s.end);
  s.bytes.set(piece, rest);
  s.offset += s.at;
  s.lineStart -= s.at;
  s.at = 0;
  s.end = rest + piece.length;
}

function run(s: Scanner, tools: Tools): void {
  if (s.bytes.length === 0) return;
  s.bytes[s.end] = 60;
  s.text = s.bytes.toString('latin1', 0, s.end);
  if (!tools.isBegun && !begin(s, tools)) return;
  const { bytes } = s;
  while (s.at < s.end) {
    const { line, lineStart, surplus } = s;
    if (!scanToken(s, bytes, tools)) {
      if (s.fault !== null) return;
      s.line = line;
      s.lineStart = lineStart;
      s.surplus = surplus;
      break;
    }
  }
  tools.wanted = s.end > s.at ? (s.end - s.at) * 2 : 1;
}

function scanToken(s: Scanner, bytes: Buffer, tools: Tools): boolean {
  const { at } = s;
  if (bytes[at] !== 60) return scanText(s, tools.piece);
  if (at + 1 === s.end) return false;
  const next = bytes[at + 1];
  if (next === 47) return scanCloseTag(s, tools.place);
  if (next === 33 || next === 63) return scanMarkup(s, tools.piece);
  return scanOpenTag(s, tools.list, tools.place);
}

function begin(s: Scanner, tools: Tools): boolean {
  const foreign = foreignEncoding(s.bytes.subarray(0, s.end));
  if (foreign !== undefined) {
    return failAt(s, 0, 'encoding', `the file is in ${foreign}, which is not read; have it sent in UTF-8`);
  }
  if (hasUtf8Mark(s.bytes.subarray(0, s.end))) {
    s.hasByteOrderMark = true;
    s.isEncodingStated = true;
    s.at = 3;
    s.lineStart = 3;
  }
  tools.isBegun = true;
  return true;
}

function checkEnd(s: Scanner): void {
  const open = s.stack[s.depth - 1];
  if (s.depth > 0 && open !== undefined) {
    const text = `the file ends inside <${open.full}>, which was opened on line ${s.openedOn[s.depth - 1] ?? 0}`;
    failAt(s, s.end, 'incomplete', text);
  } else if (s.at < s.end) failAt(s, s.at, 'incomplete', 'the file ends inside a tag');
  else if (!s.hasRoot) failAt(s, s.end, 'incomplete', 'the file holds no XML element');
}
