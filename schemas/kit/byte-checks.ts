import type { ByteKind } from './codec.ts';
import { viewOf } from './words.ts';

/** Checks bytes of a record that starts at `start`; false as well when the record's width is not there. */
export type BytesCheck = (bytes: Uint8Array, start: number) => boolean;

/** What each position must be: nothing, a kind of byte, or one certain byte. */
export type Wanted = ByteKind | number | null;

/**
 * Checks many positions at once: four bytes are read as one word and looked at together, which makes the difference
 * between reading a file as fast as its lines can be found, and several times slower.
 */
export function bytesCheck(wanted: readonly Wanted[]): BytesCheck {
  const width = wanted.length;
  const words = wordsOf(wanted);
  const offsets = Int32Array.from(words, (word) => word.offset);
  const digits = Int32Array.from(words, (word) => maskOf(wanted, word.offset, (want) => want === 'digit'));
  const signs = Int32Array.from(words, (word) => maskOf(wanted, word.offset, (want) => want === 'sign'));
  const constants = Int32Array.from(words, (word) => maskOf(wanted, word.offset, (want) => typeof want === 'number'));
  const values = Int32Array.from(words, (word) => valueOf(wanted, word.offset));
  return (bytes, start) => {
    if (start + width > bytes.length) return false;
    const view = viewOf(bytes);
    for (let i = 0; i < offsets.length; i++) {
      const word = view.getInt32(start + (offsets[i] as number), true);
      if (((word ^ (values[i] as number)) & (constants[i] as number)) !== 0) return false;
      // 0x30-0x39 without its 0x30 is 0-9: no high bits, and none after adding 6.
      const digit = (word ^ 0x30303030) & (digits[i] as number);
      if (((digit | (digit + 0x06060606)) & 0xf0f0f0f0) !== 0) return false;
      // A byte below 0x20 borrows from its highest bit when 0x20 is taken away; bytes nobody asks about count as 0xff.
      const sign = word | ~(signs[i] as number);
      if (((sign - 0x20202020) & ~sign & 0x80808080) !== 0) return false;
    }
    return true;
  };
}

/** The words that anything is wanted of; the last one may overlap the one before. */
function wordsOf(wanted: readonly Wanted[]): readonly { readonly offset: number }[] {
  const words: { offset: number }[] = [];
  for (let offset = 0; offset < wanted.length; offset += 4) {
    const at = Math.max(0, Math.min(offset, wanted.length - 4));
    if (wanted.slice(at, at + 4).some((want) => want !== null)) words.push({ offset: at });
  }
  return words;
}

function maskOf(wanted: readonly Wanted[], offset: number, isMeant: (want: Wanted) => boolean): number {
  let mask = 0;
  for (let i = 0; i < 4; i++) if (isMeant(wanted[offset + i] ?? null)) mask |= 0xff << (8 * i);
  return mask;
}

function valueOf(wanted: readonly Wanted[], offset: number): number {
  let value = 0;
  for (let i = 0; i < 4; i++) {
    const want = wanted[offset + i];
    if (typeof want === 'number') value |= want << (8 * i);
  }
  return value;
}
