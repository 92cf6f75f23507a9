import iconv from 'iconv-lite';

/** Code pages in which banks of Denmark and Poland write text (payment-ids-and-escalation.md 1.2, 3.1). */
export const charsets = [
  'utf-8',
  'cp852',
  'cp850',
  'windows-1250',
  'windows-1252',
  'iso-8859-1',
  'iso-8859-2',
] as const;

export type Charset = (typeof charsets)[number];

/** Turns a piece of a file, read as one sign per byte, into its text. */
export type Decode = (bytesAsLatin1: string) => string;

/**
 * A decoder that takes a piece for UTF-8 where it is strictly that, and for the configured code page otherwise. Text of an
 * eight-bit code page is practically never valid UTF-8 by accident, so a file tells by itself which of the two it is.
 *
 * @param charset what the file is in when it is not UTF-8; `utf-8` itself shows foreign bytes as ISO 8859-1
 */
export function decoderOf(charset: Charset): Decode {
  const fallback = charset === 'utf-8' ? 'iso-8859-1' : charset;
  return (bytesAsLatin1) => {
    if (!beyondAscii.test(bytesAsLatin1)) return bytesAsLatin1;
    const bytes = Buffer.from(bytesAsLatin1, 'latin1');
    return isUtf8(bytes) ? bytes.toString('utf8') : iconv.decode(bytes, fallback);
  };
}

const beyondAscii = /[\u0080-\u00ff]/;

/** Strict: no overlong forms, no surrogates, nothing beyond U+10FFFF, nothing cut off. */
export function isUtf8(bytes: Uint8Array): boolean {
  let at = 0;
  while (at < bytes.length) {
    const lead = bytes[at] ?? 0;
    if (lead < 0x80) {
      at += 1;
      continue;
    }
    const more =
      lead >= 0xc2 && lead <= 0xdf ? 1 : lead >= 0xe0 && lead <= 0xef ? 2 : lead >= 0xf0 && lead <= 0xf4 ? 3 : 0;
    if (more === 0 || at + more >= bytes.length) return false;
    const second = bytes[at + 1] ?? 0;
    if (second < lowestSecond(lead) || second > highestSecond(lead)) return false;
    for (let i = at + 2; i <= at + more; i++) if (((bytes[i] ?? 0) & 0xc0) !== 0x80) return false;
    at += more + 1;
  }
  return true;
}

const lowestSecond = (lead: number): number => (lead === 0xe0 ? 0xa0 : lead === 0xf0 ? 0x90 : 0x80);
const highestSecond = (lead: number): number => (lead === 0xed ? 0x9f : lead === 0xf4 ? 0x8f : 0xbf);
