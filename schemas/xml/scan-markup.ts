import { encodingNamed, knownEncodings } from './encoding.ts';
import { passStretch, tell, type TextPiece } from './scan-text.ts';
import { columnAt, failAt, needsMore, type Scanner } from './scanner.ts';

/** Takes what begins with `<!` or `<?`; `s.at` stands at the `<`. */
export function scanMarkup(s: Scanner, piece: TextPiece): boolean {
  const { at } = s;
  if (s.bytes[at + 1] === 63) return scanInstruction(s);
  const begins = s.text.slice(at, at + 9);
  if (begins.startsWith('<!--')) return scanComment(s);
  if (begins === '<![CDATA[') return scanCharacterData(s, piece);
  if (/^<!doctype/i.test(begins)) {
    return failAt(s, at, 'doctype', 'the file has a DOCTYPE; no bank sends one, and what it could hide is not taken');
  }
  const isCut = !s.isLast && ['<!--', '<![CDATA[', '<!DOCTYPE'].some((mark) => mark.startsWith(begins));
  return isCut ? needsMore(s, at, s.limits.textBytes, 'a tag') : failAt(s, at, 'markup', '"<!" begins nothing we know');
}

function scanComment(s: Scanner): boolean {
  const { at: from } = s;
  const dashes = s.text.indexOf('--', from + 4);
  if (dashes < 0 || dashes + 2 >= s.end) return needsMore(s, from, s.limits.textBytes, 'a comment');
  if (passStretch(s, from + 4, dashes) < 0) return false;
  if (s.bytes[dashes + 2] !== 62) return failAt(s, dashes, 'markup', '"--" may not stand in a comment');
  s.hasBegun = true;
  s.at = dashes + 3;
  return true;
}

function scanCharacterData(s: Scanner, piece: TextPiece): boolean {
  const { at: from } = s;
  if (s.depth === 0) return failAt(s, from, 'markup', 'a CDATA section stands outside the document');
  const to = s.text.indexOf(']]>', from + 9);
  if (to < 0) return needsMore(s, from, s.limits.textBytes, 'a CDATA section');
  piece.line = s.line;
  piece.column = columnAt(s, from);
  const features = passStretch(s, from + 9, to);
  if (features < 0) return false;
  s.at = to + 3;
  tell(s, piece, from + 9, to, /^[ \t\r\n]*$/.test(s.text.slice(from + 9, to)), features);
  return true;
}

function scanInstruction(s: Scanner): boolean {
  const { at: from } = s;
  const to = s.text.indexOf('?>', from + 2);
  if (to < 0) return needsMore(s, from, s.limits.textBytes, 'a processing instruction');
  const text = s.text.slice(from + 2, to);
  const target = /^[A-Za-z_:\u0080-\u00ff][\w:.\u0080-\u00ff-]*(?=[ \t\r\n]|$)/.exec(text)?.[0];
  if (target === undefined) return failAt(s, from, 'markup', 'a processing instruction has no name');
  if (target.toLowerCase() === 'xml' && !takeDeclaration(s, from, text)) return false;
  if (passStretch(s, from + 2, to) < 0) return false;
  s.hasBegun = true;
  s.at = to + 2;
  return true;
}

const equals = String.raw`[ \t\r\n]*=[ \t\r\n]*`;
const quoted = (value: string): string => `(?:"(${value})"|'(${value})')`;
const part = (name: string, value: string): string => String.raw`[ \t\r\n]+` + name + equals + quoted(value);
const declaration = new RegExp(
  `^xml${part('version', String.raw`1\.\d+`)}(?:${part('encoding', String.raw`[^"'<>&]*`)})?` +
    String.raw`(?:${part('standalone', 'yes|no')})?[ \t\r\n]*$`,
);

/** Reads `<?xml version encoding?>`. Blank lines in front of it are forgiven: some banks' gateways put one there. */
function takeDeclaration(s: Scanner, from: number, text: string): boolean {
  if (s.hasBegun || s.hasRoot) {
    const why = 'an XML declaration stands in the middle: two files in one?';
    return failAt(s, from, 'markup', why);
  }
  const found = declaration.exec(text);
  if (!found) return failAt(s, from, 'markup', 'the XML declaration is not of the form <?xml version="1.0" …?>');
  const name = found[3] ?? found[4];
  if (name === undefined) return true;
  const encoding = encodingNamed(name);
  if (encoding === undefined) {
    const isUtf16 = /^(?:utf-?16|ucs-?2|iso-10646-ucs-2)/i.test(name);
    const told = name.slice(0, 40);
    return failAt(
      s,
      from,
      'encoding',
      isUtf16
        ? `the file says ${told}, but its bytes are not: they look like UTF-8; have the declaration corrected`
        : `the encoding "${told}" is not one we read: ${knownEncodings}`,
    );
  }
  // The mark says more than the declaration does (RFC 7303, section 3.3), and whether it is true shows soon.
  if (s.hasByteOrderMark) return true;
  s.encoding = encoding;
  s.isEncodingStated = true;
  return true;
}
