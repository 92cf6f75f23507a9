/** Many records lie in one block of bytes: its view is made once. */
let lastBytes: Uint8Array = new Uint8Array(0);
let lastView = new DataView(lastBytes.buffer);

/** The view of some bytes through which four of them are read as one word. */
export function viewOf(bytes: Uint8Array): DataView {
  if (bytes !== lastBytes) {
    lastView = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    lastBytes = bytes;
  }
  return lastView;
}

/**
 * Reads unsigned digits; -1 when one of the bytes is no digit. At most 15 digits, so the result is exact.
 *
 * Four digits at a time: their values stand in the four bytes of a word, first digit lowest, and two multiplications
 * gather them.
 */
export function digitsAt(bytes: Uint8Array, from: number, width: number): number {
  const odd = width & 3;
  let value = 0;
  for (let i = from; i < from + odd; i++) {
    const digit = (bytes[i] as number) - 48;
    if (digit < 0 || digit > 9) return -1;
    value = value * 10 + digit;
  }
  if (odd === width) return value;
  const view = viewOf(bytes);
  for (let i = from + odd; i < from + width; i += 4) {
    const word = view.getInt32(i, true) ^ 0x30303030;
    if (((word | (word + 0x06060606)) & 0xf0f0f0f0) !== 0) return -1;
    const pairs = (Math.imul(word, 10) + (word >>> 8)) & 0x00ff00ff;
    value = value * 10_000 + ((Math.imul(pairs, 100) + (pairs >>> 16)) & 0xffff);
  }
  return value;
}
