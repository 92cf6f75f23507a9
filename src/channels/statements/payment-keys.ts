/** Makes the payment keys of one file. Equal payments of the file are told apart by a running number. */
export interface PaymentKeys {
  /**
   * The key of a payment: what identifies it in plain words, and a hash of whatever else the file tells of it. White space
   * does not count, because the same text is wrapped differently in another file.
   */
  readonly of: (identity: string, text: string) => string;
}

/**
 * So many payments of a file are remembered; then the memory is emptied, so that it is bounded for a file of any size.
 * Two equal payments that lie further apart in one file get one key, and the second goes to the error log as told twice.
 */
const mostRemembered = 3_000_000;

export function paymentKeys(): PaymentKeys {
  const seen = countTable();
  return {
    of: (identity, text) => {
      hash(identity, text);
      const count = seen.add(low, high);
      const key = `${identity}|${high.toString(36)}${low.toString(36).padStart(7, '0')}`;
      return count === 1 ? key : `${key}|${count}`;
    },
  };
}

/** The two halves of the last hash: 64 bits in all. Answered in place, because this runs for every payment. */
let low = 0;
let high = 0;

/** Two multiplicative lanes with a final mix each (the construction is public domain: cyrb53 by bryc). */
function hash(identity: string, text: string): void {
  low = 0xdeadbeef;
  high = 0x41c6ce57;
  lanes(identity);
  lanes('|');
  lanes(text);
  low = Math.imul(low ^ (low >>> 16), 2_246_822_507) ^ Math.imul(high ^ (high >>> 13), 3_266_489_909);
  high = Math.imul(high ^ (high >>> 16), 2_246_822_507) ^ Math.imul(low ^ (low >>> 13), 3_266_489_909);
  low >>>= 0;
  high >>>= 0;
}

function lanes(text: string): void {
  let one = low;
  let two = high;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code <= 32) continue;
    one = Math.imul(one ^ code, 2_654_435_761);
    two = Math.imul(two ^ code, 1_597_334_677);
  }
  low = one;
  high = two;
}

interface CountTable {
  /** Counts a hash, and answers how many times it was seen by now. */
  readonly add: (low: number, high: number) => number;
}

/** Open addressing in typed arrays: ten bytes for each place, three in four taken at most. */
function countTable(): CountTable {
  let places = 1 << 10;
  let lows = new Uint32Array(places);
  let highs = new Uint32Array(places);
  let counts = new Uint16Array(places);
  let used = 0;

  const placeOf = (one: number, two: number): number => {
    let place = one & (places - 1);
    while (counts[place] !== 0 && (lows[place] !== one || highs[place] !== two)) place = (place + 1) & (places - 1);
    return place;
  };
  const grow = (): void => {
    const [oldLows, oldHighs, oldCounts] = [lows, highs, counts];
    const isFull = used >= mostRemembered;
    if (!isFull) places *= 2;
    lows = new Uint32Array(places);
    highs = new Uint32Array(places);
    counts = new Uint16Array(places);
    if (isFull) used = 0;
    else oldCounts.forEach((count, i) => count > 0 && put(oldLows[i] ?? 0, oldHighs[i] ?? 0, count));
  };
  const put = (one: number, two: number, count: number): void => {
    const place = placeOf(one, two);
    lows[place] = one;
    highs[place] = two;
    counts[place] = count;
  };

  return {
    add: (one, two) => {
      if (used * 4 >= places * 3 || used >= mostRemembered) grow();
      const place = placeOf(one, two);
      const before = counts[place] ?? 0;
      if (before === 0) used += 1;
      const count = Math.min(before + 1, 65_535);
      lows[place] = one;
      highs[place] = two;
      counts[place] = count;
      return count;
    },
  };
}
