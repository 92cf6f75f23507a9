/**
 * Whether a text can be written as it stands: signs of ISO 8859-1 without control characters.
 *
 * Files to and from Nets are latin1, one byte per sign (nets-formats.md section 2, rule 2).
 */
export function isLatin1(text: string): boolean {
  for (let i = 0; i < text.length; i++) if (!isLatin1Sign(text.charCodeAt(i))) return false;
  return true;
}

export const isLatin1Sign = (code: number): boolean => code >= 0x20 && code <= 0xff && (code < 0x7f || code > 0x9f);

/** Signs people type, or programs type for them, and what a printed form has always used instead. */
const replacements: ReadonlyMap<string, string> = new Map([
  ['\u2018', "'"],
  ['\u2019', "'"],
  ['\u201a', "'"],
  ['\u201b', "'"],
  ['\u2032', "'"],
  ['\u201c', '"'],
  ['\u201d', '"'],
  ['\u201e', '"'],
  ['\u201f', '"'],
  ['\u2033', '"'],
  ['\u2039', '<'],
  ['\u203a', '>'],
  ['\u2010', '-'],
  ['\u2011', '-'],
  ['\u2012', '-'],
  ['\u2013', '-'],
  ['\u2014', '-'],
  ['\u2015', '-'],
  ['\u2212', '-'],
  ['\u2022', '*'],
  ['\u2026', '...'],
  ['\u20ac', 'EUR'],
  ['\u2122', 'TM'],
  ['\u00a0', ' '],
  ['\u00ad', ''],
  ['\u0141', 'L'],
  ['\u0142', 'l'],
  ['\u0110', 'D'],
  ['\u0111', 'd'],
  ['\u0126', 'H'],
  ['\u0127', 'h'],
  ['\u0131', 'i'],
  ['\u0138', 'k'],
  ['\u014a', 'N'],
  ['\u014b', 'n'],
  ['\u0152', 'OE'],
  ['\u0153', 'oe'],
  ['\u0166', 'T'],
  ['\u0167', 't'],
  ['\u018f', 'E'],
  ['\u0259', 'e'],
  ['\u1e9e', 'SS'],
]);

const spaces = /[\t\n\v\f\r\u0085\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]/;
const pictures = /[\p{Extended_Pictographic}\p{Regional_Indicator}\p{Emoji_Modifier}]/u;
/** Signs nobody sees: joiners, direction marks, variation selectors, controls, the byte order mark, tag characters. */
const invisible = new RegExp(
  [
    String.raw`\p{Cc}`,
    '[\\u200b-\\u200f]',
    '[\\u202a-\\u202e]',
    '[\\u2060-\\u206f]',
    '[\\ufe00-\\ufe0f]',
    '\\ufeff',
    '[\\u{e0000}-\\u{e01ef}]',
  ].join('|'),
  'u',
);

/**
 * Rewrites free text for a latin1 file: typographic quotes, dashes and spaces become plain ones, accents that latin1
 * lacks are left off, pictures and invisible signs are dropped.
 *
 * A sign it has no honest replacement for (another alphabet) is left as it is, so that the check which follows can
 * refuse it by name. Never for identifiers: a reference or a number that needs it is a fault.
 */
export function toLatin1(text: string): string {
  let plain = 0;
  while (plain < text.length && isPlain(text.charCodeAt(plain))) plain++;
  if (plain === text.length) return text;
  return Array.from(text.normalize('NFC'), plainSign).join('');
}

/** Signs that stay as they are: latin1 but for the hard blank and the soft hyphen. */
const isPlain = (code: number): boolean =>
  (code >= 0x20 && code < 0x7f) || (code > 0xa0 && code <= 0xff && code !== 0xad);

function plainSign(sign: string): string {
  const replaced = replacements.get(sign);
  if (replaced !== undefined) return replaced;
  if (sign.length === 1 && isLatin1Sign(sign.charCodeAt(0))) return sign;
  if (spaces.test(sign)) return ' ';
  if (invisible.test(sign) || pictures.test(sign)) return '';
  const bare = sign.normalize('NFKD').replaceAll(/\p{M}/gu, '');
  const mapped = Array.from(bare, (part) => replacements.get(part) ?? part).join('');
  return isLatin1(mapped) ? mapped : sign;
}

/** A piece of a file as it may be shown and stored: control characters become visible, and the length is bounded. */
export function printable(text: string, most = 80): string {
  const cut = text.length > most ? `${text.slice(0, most)}…` : text;
  return cut.replaceAll(/[\p{Cc}]/gu, '·');
}
