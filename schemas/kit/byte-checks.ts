import { type ByteKind, zeroDigit } from './codec.ts';
import { viewOf } from './words.ts';

/** Checks bytes of a record that starts at `start`; false as well when the record's width is not there. */
export type BytesCheck = (bytes: Uint8Array, start: number) => boolean;

/**
 * Checks the kinds of many bytes at once: neighbours of one kind form a run, looked at four bytes at a time.
 *
 * That makes the difference between a file read as fast as its lines can be found, and one read several times slower.
 *
 * @param kinds for each position of the record what must stand there; null for anything
 */
export function kindsCheck(kinds: readonly (ByteKind | null)[]): BytesCheck {
  const width = kinds.length;
  const digits = runsOf(kinds, 'digit');
  const signs = runsOf(kinds, 'sign');
  return (bytes, start) => {
    if (start + width > bytes.length) return false;
    const view = viewOf(bytes);
    for (let i = 0; i < digits.length; i += 2) {
      if (!areDigits(view, start + (digits[i] as number), start + (digits[i + 1] as number))) return false;
    }
    for (let i = 0; i < signs.length; i += 2) {
      if (!areSignsIn(view, start + (signs[i] as number), start + (signs[i + 1] as number))) return false;
    }
    return true;
  };
}

/** Checks that certain bytes stand at certain positions; null for anything. */
export function constantsCheck(wanted: readonly (number | null)[]): BytesCheck {
  const width = wanted.length;
  const places = Int32Array.from(wanted.flatMap((byte, at) => (byte === null ? [] : [at])));
  const values = Uint8Array.from(wanted.flatMap((byte) => (byte === null ? [] : [byte])));
  return (bytes, start) => {
    if (start + width > bytes.length) return false;
    for (let i = 0; i < places.length; i++) if (bytes[start + (places[i] as number)] !== values[i]) return false;
    return true;
  };
}

/** 0x30-0x39 without its 0x30 is 0-9: no high bits, and none after adding 6. */
function areDigits(view: DataView, from: number, end: number): boolean {
  let at = from;
  for (; at + 4 <= end; at += 4) {
    const word = view.getInt32(at, true) ^ 0x30303030;
    if (((word | (word + 0x06060606)) & 0xf0f0f0f0) !== 0) return false;
  }
  for (; at < end; at++) {
    const digit = view.getUint8(at) - zeroDigit;
    if (digit < 0 || digit > 9) return false;
  }
  return true;
}

/** A byte below 0x20 borrows from its highest bit when 0x20 is taken away. */
function areSignsIn(view: DataView, from: number, end: number): boolean {
  let at = from;
  for (; at + 4 <= end; at += 4) {
    const word = view.getInt32(at, true);
    if (((word - 0x20202020) & ~word & 0x80808080) !== 0) return false;
  }
  for (; at < end; at++) if (view.getUint8(at) < 0x20) return false;
  return true;
}

/** The runs of one kind as pairs of positions: from, and the first behind. */
function runsOf(kinds: readonly (ByteKind | null)[], kind: ByteKind): Int32Array {
  const runs: number[] = [];
  kinds.forEach((found, at) => {
    if (found !== kind) return;
    if (kinds[at - 1] !== kind) runs.push(at);
    if (kinds[at + 1] !== kind) runs.push(at + 1);
  });
  return Int32Array.from(runs);
}
