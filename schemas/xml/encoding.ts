/** The encodings we read. In all of them the signs of XML's own markup are single ASCII bytes. */
export type XmlEncoding = 'UTF-8' | 'US-ASCII' | 'ISO-8859-1' | 'ISO-8859-15' | 'windows-1252';

const encodings: Readonly<Record<string, XmlEncoding>> = {
  'utf-8': 'UTF-8',
  utf8: 'UTF-8',
  'us-ascii': 'US-ASCII',
  ascii: 'US-ASCII',
  'iso-8859-1': 'ISO-8859-1',
  iso8859_1: 'ISO-8859-1',
  'iso8859-1': 'ISO-8859-1',
  iso_8859_1: 'ISO-8859-1',
  latin1: 'ISO-8859-1',
  'iso-8859-15': 'ISO-8859-15',
  'iso8859-15': 'ISO-8859-15',
  'latin-9': 'ISO-8859-15',
  'windows-1252': 'windows-1252',
  cp1252: 'windows-1252',
};

/** The encoding a declaration names, or undefined when it is none of ours. */
export const encodingNamed = (name: string): XmlEncoding | undefined => {
  const key = name.toLowerCase();
  return Object.hasOwn(encodings, key) ? encodings[key] : undefined;
};

export const knownEncodings = 'UTF-8, US-ASCII, ISO-8859-1, ISO-8859-15 and windows-1252';

/** First bytes of files in encodings that we refuse by their name, the longest first. */
const foreign: readonly (readonly [name: string, marks: readonly (readonly number[])[]])[] = [
  [
    'UTF-32',
    [
      [0xff, 0xfe, 0, 0],
      [0, 0, 0xfe, 0xff],
      [0x3c, 0, 0, 0],
      [0, 0, 0, 0x3c],
    ],
  ],
  [
    'UTF-16',
    [
      [0xff, 0xfe],
      [0xfe, 0xff],
      [0x3c, 0],
      [0, 0x3c],
    ],
  ],
  ['EBCDIC', [[0x4c, 0x6f, 0xa7, 0x94]]],
];

/** The name of the encoding that the first bytes betray, when it is one we refuse. */
export const foreignEncoding = (head: Uint8Array): string | undefined =>
  foreign.find(([, marks]) => marks.some((mark) => mark.every((byte, i) => head[i] === byte)))?.[0];

export const hasUtf8Mark = (head: Uint8Array): boolean => head[0] === 0xef && head[1] === 0xbb && head[2] === 0xbf;

/**
 * Bytes of the UTF-8 sign that begins with a byte over 127, or 0 when there is none: overlong forms, surrogates,
 * signs over U+10FFFF and the two that are no characters of XML (U+FFFE, U+FFFF). -1: the bytes end within the sign.
 */
export function utf8Length(bytes: Uint8Array, at: number, end: number): number {
  const first = bytes[at] as number;
  const length = first < 0xc2 ? 0 : first < 0xe0 ? 2 : first < 0xf0 ? 3 : first < 0xf5 ? 4 : 0;
  if (length === 0) return 0;
  const seen = Math.min(length, end - at);
  for (let i = 1; i < seen; i++) if (((bytes[at + i] as number) & 0xc0) !== 0x80) return 0;
  if (seen > 1) {
    const second = bytes[at + 1] as number;
    if (first === 0xe0 && second < 0xa0) return 0;
    if (first === 0xed && second > 0x9f) return 0;
    if (first === 0xf0 && second < 0x90) return 0;
    if (first === 0xf4 && second > 0x8f) return 0;
    if (seen > 2 && first === 0xef && second === 0xbf && (bytes[at + 2] as number) > 0xbd) return 0;
  }
  return seen < length ? -1 : length;
}

/** Signs of windows-1252 between 0x80 and 0x9F; the five that it leaves empty stay the control signs they are. */
const windowsSigns = Array.from('€\u0081‚ƒ„…†‡ˆ‰Š‹Œ\u008dŽ\u008f\u0090‘’“”•–—˜™š›œ\u009džŸ');

/** Where ISO-8859-15 differs from ISO-8859-1. */
const latin9Signs: Readonly<Record<string, string>> = {
  '\u00a4': '€',
  '\u00a6': 'Š',
  '\u00a8': 'š',
  '\u00b4': 'Ž',
  '\u00b8': 'ž',
  '\u00bc': 'Œ',
  '\u00bd': 'œ',
  '\u00be': 'Ÿ',
};

/**
 * Bytes that were read as latin1 in the signs of their encoding. What says ISO-8859-1 and uses 0x80 to 0x9F means
 * windows-1252, as every browser takes it: the control signs that stand there in ISO-8859-1 are in no bank's text.
 */
export function fromLatin1(text: string, encoding: XmlEncoding): string {
  const signs = text.replaceAll(/[\u0080-\u009f]/g, (sign) => windowsSigns[sign.charCodeAt(0) - 0x80] ?? sign);
  return encoding === 'ISO-8859-15' ? signs.replaceAll(/[\u00a4-\u00be]/g, (sign) => latin9Signs[sign] ?? sign) : signs;
}
