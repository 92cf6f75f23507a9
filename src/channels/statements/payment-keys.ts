/** Makes the payment keys of one file. Equal payments of the file are told apart by a running number. */
export interface PaymentKeys {
  /**
   * The key of a payment: what identifies it in plain words, and a hash of whatever else the file tells of it. White space
   * does not count, because the same text is wrapped differently in another file.
   */
  readonly of: (identity: string, references: string, text: string) => string;
  /** The same with an amount, and with texts that may lie in the file still. */
  readonly ofAmount: (identity: string, amount: number, references: FileText, text: FileText) => string;
}

export type FileText = string | ByteRange;

/** A text as it lies in the file, one sign per byte: hashed where it lies, which is several times quicker. */
export interface ByteRange {
  readonly bytes: Uint8Array;
  readonly from: number;
  readonly to: number;
}

/**
 * So many payments of a file are remembered; then the memory is emptied, so that it is bounded for a file of any size.
 * Two equal payments that lie further apart in one file get one key, and the second goes to the error log as told twice.
 */
const mostRemembered = 3_000_000;

export function paymentKeys(): PaymentKeys {
  const seen = countTable();
  const ofAmount: PaymentKeys['ofAmount'] = (identity, amount, references, text) => {
    hash(identity, amount, references, text);
    const low = halves[0] ?? 0;
    const high = halves[1] ?? 0;
    const count = seen.add(low, high);
    const key = `${identity}|${hashText(low, high)}`;
    return count === 1 ? key : `${key}|${count}`;
  };
  return { of: (identity, references, text) => ofAmount(identity, 0, references, text), ofAmount };
}

/** The two halves of the last hash. Answered in place, without an object, because this runs for every payment. */
const halves = new Uint32Array(2);

/**
 * Two 32-bit lanes of MurmurHash3 (public domain, Austin Appleby) over an amount and three texts, four signs at a time.
 * The lanes are kept in the two halves between the texts.
 */
function hash(identity: string, amount: number, references: FileText, text: FileText): void {
  begin(identity);
  // Up to 2^53: the two halves of the number go into both lanes, which the final mix spreads.
  halves[0] = highLane(lowLane(halves[0] ?? 0, amount | 0), Math.floor(amount / 4_294_967_296));
  halves[1] = lowLane(highLane(halves[1] ?? 0, amount | 0), Math.floor(amount / 4_294_967_296));
  lanesOf(references);
  lanesOf(text);
  lanes(padding);
  const low = finished((halves[0] ?? 0) ^ signs);
  const high = finished((halves[1] ?? 0) ^ signs);
  halves[0] = low + high;
  halves[1] = high + low + high;
}

function lanesOf(text: FileText): void {
  if (typeof text === 'string') lanes(text);
  else byteLanes(text.bytes, text.from, text.to);
}

/** Neighbours mostly begin alike, with their account and day: the lanes behind that are kept. */
function begin(text: string): void {
  if (text === begun.text) {
    halves[0] = begun.low;
    halves[1] = begun.high;
    four = begun.four;
    signs = begun.signs;
    return;
  }
  halves[0] = 0x2f6b1d3c;
  halves[1] = 0x41c6ce57;
  four = 0;
  signs = 0;
  lanes(text);
  begun = { text, low: halves[0], high: halves[1], four, signs };
}

let begun = { text: '\n', low: 0, high: 0, four: 0, signs: 0 };

/** The last four signs, and how many there were: what goes over from one text to the next. */
let four = 0;
let signs = 0;

function lanes(text: string): void {
  let low = halves[0] ?? 0;
  let high = halves[1] ?? 0;
  let last = four;
  let count = signs;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code <= 32 || code === 127) continue;
    last = (last << 8) ^ code;
    count += 1;
    if ((count & 3) !== 0) continue;
    low = lowLane(low, last);
    high = highLane(high, last);
  }
  halves[0] = low;
  halves[1] = high;
  four = last;
  signs = count;
}

/** The same over bytes. */
function byteLanes(bytes: Uint8Array, from: number, to: number): void {
  let low = halves[0] ?? 0;
  let high = halves[1] ?? 0;
  let last = four;
  let count = signs;
  for (let i = from; i < to; i++) {
    const code = bytes[i] ?? 0;
    if (code <= 32 || code === 127) continue;
    last = (last << 8) ^ code;
    count += 1;
    if ((count & 3) !== 0) continue;
    low = lowLane(low, last);
    high = highLane(high, last);
  }
  halves[0] = low;
  halves[1] = high;
  four = last;
  signs = count;
}

function lowLane(lane: number, word: number): number {
  const mixed = Math.imul(word, 0xcc9e2d51);
  const next = lane ^ Math.imul((mixed << 15) | (mixed >>> 17), 0x1b873593);
  return (Math.imul((next << 13) | (next >>> 19), 5) + 0xe6546b64) | 0;
}

function highLane(lane: number, word: number): number {
  const mixed = Math.imul(word, 0x239b961b);
  const next = lane ^ Math.imul((mixed << 16) | (mixed >>> 16), 0xab0e9789);
  return (Math.imul((next << 17) | (next >>> 15), 5) + 0x561ccd1b) | 0;
}

/** Pushes the last signs of the third text through. */
const padding = '~~~';

function finished(lane: number): number {
  let mixed = lane ^ (lane >>> 16);
  mixed = Math.imul(mixed, 0x85ebca6b);
  mixed ^= mixed >>> 13;
  mixed = Math.imul(mixed, 0xc2b2ae35);
  return (mixed ^ (mixed >>> 16)) >>> 0;
}

/** Eleven signs of six bits: the engine's own way of writing a large number takes longer than the hash. */
const hashText = (low: number, high: number): string =>
  String.fromCharCode(
    sign(low & 63),
    sign((low >>> 6) & 63),
    sign((low >>> 12) & 63),
    sign((low >>> 18) & 63),
    sign((low >>> 24) & 63),
    sign((low >>> 30) | ((high & 15) << 2)),
    sign((high >>> 4) & 63),
    sign((high >>> 10) & 63),
    sign((high >>> 16) & 63),
    sign((high >>> 22) & 63),
    sign(high >>> 28),
  );

/** 0-9, A-Z, a-z, `-` and `_`. */
const sign = (six: number): number =>
  six < 10 ? 48 + six : six < 36 ? 55 + six : six < 62 ? 61 + six : six === 62 ? 45 : 95;

interface CountTable {
  /** Counts a hash, and answers how many times it was seen by now. */
  readonly add: (low: number, high: number) => number;
}

/** Open addressing, three in four places taken at most; a place is two halves of a hash and a count, side by side. */
function countTable(): CountTable {
  let places = 1 << 12;
  let cells = new Uint32Array(places * 3);
  let used = 0;

  const cellOf = (one: number, two: number): number => {
    let cell = (one & (places - 1)) * 3;
    while (cells[cell + 2] !== 0 && (cells[cell] !== one || cells[cell + 1] !== two)) {
      cell = cell + 3 === cells.length ? 0 : cell + 3;
    }
    return cell;
  };
  const grow = (): void => {
    const old = cells;
    const isFull = used >= mostRemembered;
    if (!isFull) places *= 4;
    cells = new Uint32Array(places * 3);
    if (isFull) used = 0;
    else for (let from = 0; from < old.length; from += 3) if (old[from + 2] !== 0) copy(old, from);
  };
  const copy = (old: Uint32Array, from: number): void => {
    const cell = cellOf(old[from] ?? 0, old[from + 1] ?? 0);
    for (let i = 0; i < 3; i++) cells[cell + i] = old[from + i] ?? 0;
  };

  return {
    add: (one, two) => {
      if (used * 4 >= places * 3 || used >= mostRemembered) grow();
      const cell = cellOf(one, two);
      const count = (cells[cell + 2] ?? 0) + 1;
      if (count === 1) used += 1;
      cells[cell] = one;
      cells[cell + 1] = two;
      cells[cell + 2] = count;
      return count;
    },
  };
}
