import { failAt, type Scanner } from './scanner.ts';

/** XML's own five; a file cannot add to them, because it cannot have a DTD. */
const named: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

/** `&#x10FFFF;` with leading zeros that nobody needs. */
const longest = 16;

/** Checks the reference that begins at `at`. @returns where it ends, 0 when more bytes are needed, -1 for a fault */
export function passReference(s: Scanner, at: number): number {
  const limit = Math.min(s.end, at + longest);
  const found = s.text.slice(at, limit).indexOf(';');
  if (found < 0) {
    const isCut = limit === s.end && !s.isLast && /^&#?\w*$/.test(s.text.slice(at, limit));
    if (isCut) return 0;
    failAt(s, at, 'entity', 'an "&" begins no reference; on its own it is written &amp;');
    return -1;
  }
  const body = s.text.slice(at + 1, at + found);
  if (Object.hasOwn(named, body)) return at + found + 1;
  if (/^#(?:x[\da-fA-F]+|\d+)$/.test(body)) {
    if (isSign(codeOf(body))) return at + found + 1;
    failAt(s, at, 'character', `the reference &${body}; is no character of XML`);
    return -1;
  }
  const isName = /^[A-Za-z_:][\w:.-]*$/.test(body);
  failAt(
    s,
    at,
    'entity',
    isName
      ? `the entity &${body}; is unknown: only &amp; &lt; &gt; &quot; and &apos; are taken`
      : 'an "&" begins no reference; on its own it is written &amp;',
  );
  return -1;
}

/** Replaces references that were checked before. */
export const replaceReferences = (text: string): string =>
  text.replaceAll(/&([^;]+);/g, (_, body: string) => named[body] ?? String.fromCodePoint(codeOf(body)));

const codeOf = (body: string): number =>
  body[1] === 'x' ? Number.parseInt(body.slice(2), 16) : Number.parseInt(body.slice(1), 10);

const isSign = (code: number): boolean =>
  code === 9 ||
  code === 10 ||
  code === 13 ||
  (code >= 0x20 && code <= 0xd7ff) ||
  (code >= 0xe000 && code <= 0xfffd) ||
  (code >= 0x10000 && code <= 0x10ffff);
