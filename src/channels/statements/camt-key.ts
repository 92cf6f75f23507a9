/** Two independent 32-bit mixes of a text: enough to tell the payments of one account, day and amount apart. */
export interface TextHash {
  readonly high: number;
  readonly low: number;
}

export function hashOf(text: string): TextHash {
  let high = 0xdeadbeef;
  let low = 0x41c6ce57;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    high = Math.imul(high ^ code, 2_654_435_761);
    low = Math.imul(low ^ code, 1_597_334_677);
  }
  high = Math.imul(high ^ (high >>> 16), 2_246_822_507) ^ Math.imul(low ^ (low >>> 13), 3_266_489_909);
  low = Math.imul(low ^ (low >>> 16), 2_246_822_507) ^ Math.imul(high ^ (high >>> 13), 3_266_489_909);
  return { high: high >>> 0, low: low >>> 0 };
}

export const hexOf = ({ high, low }: TextHash): string => hex(high) + hex(low);

const hex = (word: number): string => word.toString(16).padStart(8, '0');

/** Counts how often each text came, in some bytes per text: a file may hold millions. */
export interface IdenticalCounter {
  /** @returns 1 for a text that comes for the first time, 2 for the second, and so on */
  readonly next: (hash: TextHash) => number;
}

export function identicalCounter(): IdenticalCounter {
  let slots = 1024;
  let used = 0;
  let highs = new Uint32Array(slots);
  let lows = new Uint32Array(slots);
  let counts = new Uint32Array(slots);
  const slotOf = ({ high, low }: TextHash): number => {
    let slot = (high ^ low) & (slots - 1);
    while ((counts[slot] ?? 0) > 0 && (highs[slot] !== high || lows[slot] !== low)) slot = (slot + 1) & (slots - 1);
    return slot;
  };
  const grow = (): void => {
    const before = { highs, lows, counts };
    slots *= 2;
    highs = new Uint32Array(slots);
    lows = new Uint32Array(slots);
    counts = new Uint32Array(slots);
    before.counts.forEach((count, i) => {
      if (count === 0) return;
      const hash = { high: before.highs[i] ?? 0, low: before.lows[i] ?? 0 };
      const slot = slotOf(hash);
      highs[slot] = hash.high;
      lows[slot] = hash.low;
      counts[slot] = count;
    });
  };
  return {
    next: (hash) => {
      const slot = slotOf(hash);
      const count = (counts[slot] ?? 0) + 1;
      highs[slot] = hash.high;
      lows[slot] = hash.low;
      counts[slot] = count;
      if (count === 1) used += 1;
      if (used * 2 > slots) grow();
      return count;
    },
  };
}
