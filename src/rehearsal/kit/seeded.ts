import { assert } from '#kernel';

/** A source of pseudo-random numbers that gives the same row for the same seed. */
export interface Seeded {
  /** At least 0, less than 1. */
  readonly fraction: () => number;
  /** A whole number, both ends included. */
  readonly between: (low: number, high: number) => number;
  readonly chance: (probability: number) => boolean;
  readonly pick: <T>(from: readonly T[]) => T;
  readonly digits: (count: number) => string;
  /** A random UUID of version 4. */
  readonly uuid: () => string;
}

/**
 * A generator of its own for every named thing, so that one more customer does not change those already there.
 *
 * @param parts the seed, then what it is for: `seeded(7, 'customer', 12)`
 */
export function seeded(...parts: readonly (string | number)[]): Seeded {
  let state = hash(parts.join('\u0000'));
  const next = (): number => {
    // Mulberry32: 32 bits of state, good enough for test data and quick enough for a hundred thousand entries.
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return (mixed ^ (mixed >>> 14)) >>> 0;
  };
  const fraction = (): number => next() / 2 ** 32;
  const between = (low: number, high: number): number => low + Math.floor(fraction() * (high - low + 1));
  return {
    fraction,
    between,
    chance: (probability) => fraction() < probability,
    pick: <T>(from: readonly T[]): T => {
      const picked = from[between(0, from.length - 1)];
      assert(picked !== undefined, 'there is something to pick from');
      return picked;
    },
    digits: (count) => Array.from({ length: count }, () => between(0, 9)).join(''),
    uuid: () => {
      const hex = [next(), next(), next(), next()].map((word) => word.toString(16).padStart(8, '0')).join('');
      const last = `${'89ab'[between(0, 3)] ?? '8'}${hex.slice(17, 20)}-${hex.slice(20)}`;
      return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-${last}`;
    },
  };
}

/** FNV-1a with a final mix: 32 bits, the same on every machine. */
export function hash(text: string): number {
  let value = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) value = Math.imul(value ^ text.charCodeAt(i), 0x01000193);
  return mix(value);
}

/** Spreads the bits of a 32-bit number, so that neighbours look unrelated. */
export function mix(value: number): number {
  let mixed = value;
  mixed = Math.imul(mixed ^ (mixed >>> 16), 0x7feb352d);
  mixed = Math.imul(mixed ^ (mixed >>> 15), 0x846ca68b);
  return (mixed ^ (mixed >>> 16)) >>> 0;
}
