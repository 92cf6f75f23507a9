import { type CalendarDate, comparableCustomerNumber } from '#kernel';

/**
 * Remembers which customer has a collection on which date, to find a second one within a section of 0601.
 *
 * Exact, and small: a million collections take some 25 MB, so a delivery of any size can be checked while it streams.
 */
export interface CustomerDates {
  /** False when this customer already has a collection on this date. */
  readonly add: (customerNumber: string, date: CalendarDate) => boolean;
}

export function customerDates(): CustomerDates {
  const byDate = new Map<CalendarDate, NumberSet>();
  const unusual = new Set<string>();
  let lastDate: CalendarDate | undefined;
  let numbers = numberSet();
  return {
    add: (customerNumber, date) => {
      const number = comparableCustomerNumber(customerNumber);
      const [first, second, third] = [pack(number, 0), pack(number, 5), pack(number, 10)];
      if (first <= 0 || second < 0 || third < 0 || number.length > 15) {
        const key = `${date} ${number}`;
        return unusual.size < unusual.add(key).size;
      }
      if (date !== lastDate) {
        numbers = byDate.get(date) ?? numberSet();
        byDate.set(date, numbers);
        lastDate = date;
      }
      return numbers.add(first, second, third);
    },
  };
}

/** Five signs of a customer number as one whole number below 2^27; -1 when a sign is outside 0-9 A-Z Æ Ø Å. */
function pack(number: string, from: number): number {
  let packed = 0;
  for (let i = from; i < from + 5; i++) {
    const sign = i < number.length ? signNumber(number.charCodeAt(i)) : 0;
    if (sign < 0) return -1;
    packed = packed * 40 + sign;
  }
  return packed;
}

function signNumber(code: number): number {
  if (code >= 48 && code <= 57) return code - 47;
  if (code >= 65 && code <= 90) return code - 54;
  return code === 0xc6 ? 37 : code === 0xd8 ? 38 : code === 0xc5 ? 39 : -1;
}

interface NumberSet {
  readonly add: (first: number, second: number, third: number) => boolean;
}

/** An open-addressing set of triples of whole numbers; the first is never zero, so a zero marks a free place. */
function numberSet(): NumberSet {
  let places = 16;
  let table = new Uint32Array(places * 3);
  let used = 0;

  const put = (first: number, second: number, third: number): boolean => {
    let place = mix(first, second, third) & (places - 1);
    for (;;) {
      const at = place * 3;
      if (table[at] === 0) {
        table[at] = first;
        table[at + 1] = second;
        table[at + 2] = third;
        return true;
      }
      if (table[at] === first && table[at + 1] === second && table[at + 2] === third) return false;
      place = (place + 1) & (places - 1);
    }
  };

  const grow = (): void => {
    const full = table;
    places *= 2;
    table = new Uint32Array(places * 3);
    for (let at = 0; at < full.length; at += 3) {
      const first = full[at] ?? 0;
      if (first !== 0) put(first, full[at + 1] ?? 0, full[at + 2] ?? 0);
    }
  };

  return {
    add: (first, second, third) => {
      if (used * 4 > places * 3) grow();
      const isNew = put(first, second, third);
      if (isNew) used += 1;
      return isNew;
    },
  };
}

/** Spreads neighbouring numbers over the table (the finalizer of MurmurHash3). */
function mix(first: number, second: number, third: number): number {
  let hash = Math.imul(first, 0x9e3779b1) ^ Math.imul(second, 0x85ebca77) ^ Math.imul(third, 0xc2b2ae3d);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}
