import { type CharacterSet, danishSigns, sepaSigns } from './character-sets.ts';

/**
 * Collects XML into chunks of about 64 KiB, byte by byte and without a string per element: a file of a million
 * transactions is mostly constants with short texts between them.
 */
export interface XmlBuffer {
  /** Bytes that were made before, markup and all. */
  readonly put: (bytes: Uint8Array) => void;
  /** Digits, codes, dates: signs of ASCII that need no escape. */
  readonly putAscii: (text: string) => void;
  /** A text of a character set, escaped where XML wants it. False, and something half written, when a sign is not in it. */
  readonly putText: (text: string, set: CharacterSet) => boolean;
  /** An amount or sum of minor units, with a point and two decimals. Never negative. */
  readonly putAmount: (minor: number) => void;
  /** Begins another chunk where this one has less room left than one more transaction may need. */
  readonly makeRoom: () => void;
  readonly hasFull: () => boolean;
  /** The chunks that are full by now; each is given once. */
  readonly full: () => readonly Buffer[];
  /** The rest; nothing may be put behind it. */
  readonly end: () => readonly Buffer[];
  readonly bytes: () => number;
}

const chunkSize = 64 * 1024;
/** More than any single transaction, or head of a batch, takes with every text at its longest and escaped. */
const roomForOne = 16 * 1024;

export function xmlBuffer(): XmlBuffer {
  let chunk = Buffer.allocUnsafeSlow(chunkSize);
  let used = 0;
  let full: Buffer[] = [];
  let bytesBefore = 0;

  const turnOver = (): void => {
    full.push(chunk.subarray(0, used));
    bytesBefore += used;
    chunk = Buffer.allocUnsafeSlow(chunkSize);
    used = 0;
  };
  const take = (): readonly Buffer[] => {
    const taken = full;
    full = [];
    return taken;
  };

  return {
    put: (bytes) => {
      chunk.set(bytes, used);
      used += bytes.length;
    },
    putAscii: (text) => {
      for (let i = 0; i < text.length; i++) chunk[used + i] = text.charCodeAt(i);
      used += text.length;
    },
    putText: (text, set) => {
      const end = writeText(chunk, used, text, wayOf[set]);
      if (end < 0) return false;
      used = end;
      return true;
    },
    putAmount: (minor) => {
      used = writeAmount(chunk, used, minor);
    },
    makeRoom: () => {
      if (used + roomForOne > chunkSize) turnOver();
    },
    hasFull: () => full.length > 0,
    full: take,
    end: () => {
      if (used > 0) turnOver();
      return take();
    },
    bytes: () => bytesBefore + used,
  };
}

/** The bytes of markup, made once and put many times. */
export const markup = (text: string): Uint8Array => Buffer.from(text, 'utf8');

/** How a sign is written: not at all, as its one byte, as two bytes of UTF-8, or as an entity. */
const refused = 0;
const oneByte = 1;
const twoBytes = 2;
const escaped = 3;

const tableOf = (signs: string): Uint8Array => {
  const table = new Uint8Array(0x180);
  for (const sign of signs) {
    const code = sign.charCodeAt(0);
    table[code] = code > 0x7f ? twoBytes : sign === '&' ? escaped : oneByte;
  }
  return table;
};

const wayOf: Readonly<Record<CharacterSet, Uint8Array>> = {
  sepa: tableOf(sepaSigns),
  danish: tableOf(danishSigns),
};

const ampersand = markup('&amp;');

/** Answers where the text ends, or -1 when one of its signs is not in the set. */
function writeText(bytes: Uint8Array, from: number, text: string, table: Uint8Array): number {
  let at = from;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    const way = code < table.length ? (table[code] ?? refused) : refused;
    if (way === oneByte) {
      bytes[at++] = code;
    } else if (way === twoBytes) {
      bytes[at++] = 0xc0 | (code >> 6);
      bytes[at++] = 0x80 | (code & 0x3f);
    } else if (way === escaped) {
      bytes.set(ampersand, at);
      at += ampersand.length;
    } else {
      return -1;
    }
  }
  return at;
}

function writeAmount(bytes: Uint8Array, from: number, minor: number): number {
  let digits = 3;
  for (let limit = 1000; limit <= minor; limit *= 10) digits++;
  const end = from + digits + 1;
  let left = minor;
  for (let at = end - 1; at >= from; at--) {
    if (at === end - 3) {
      bytes[at] = 0x2e;
      continue;
    }
    const rest = Math.floor(left / 10);
    bytes[at] = 0x30 + (left - rest * 10);
    left = rest;
  }
  return end;
}
