import { assert } from '#kernel';

/** Pseudo-random numbers that are the same on every machine for the same labels. */
export interface Random {
  /** A whole number, both ends included. */
  readonly between: (low: number, high: number) => number;
  readonly chance: (probability: number) => boolean;
  readonly pick: <T>(from: readonly T[]) => T;
  /** One key of a table of shares; the shares need not sum to one. */
  readonly weighted: <K extends string>(shares: Readonly<Record<K, number>>) => K;
  readonly digits: (count: number) => string;
  /** A new array in another order. */
  readonly shuffled: <T>(from: readonly T[]) => T[];
}

/**
 * A stream of its own for every named thing (a company, a story), so that what one of them draws moves no other.
 *
 * sfc32 with 128 bits of state, seeded from the labels by cyrb128; both are in the public domain and pass the usual test
 * suites. Whole numbers only inside, so that no rounding of a machine can change a byte of the corpus.
 */
export function randomOf(...labels: readonly (string | number)[]): Random {
  const next = sfc32(labels.join('\u0000'));
  const between = (low: number, high: number): number => low + (next() % (high - low + 1));
  const chance = (probability: number): boolean => next() < probability * 2 ** 32;
  return {
    between,
    chance,
    pick: <T>(from: readonly T[]): T => {
      const picked = from[between(0, from.length - 1)];
      assert(picked !== undefined, 'there is something to pick from');
      return picked;
    },
    weighted: (shares) => weightedKey(shares, next() / 2 ** 32),
    digits: (count) => {
      let text = '';
      for (let i = 0; i < count; i++) text += String(between(0, 9));
      return text;
    },
    shuffled: <T>(from: readonly T[]): T[] => {
      const out = [...from];
      for (let i = out.length - 1; i > 0; i--) {
        const j = between(0, i);
        const [a, b] = [out[i], out[j]];
        if (a !== undefined && b !== undefined) [out[i], out[j]] = [b, a];
      }
      return out;
    },
  };
}

function weightedKey<K extends string>(shares: Readonly<Record<K, number>>, fraction: number): K {
  // Keys of an object literal keep the order they were written in, so the same fraction gives the same key.
  const keys = Object.keys(shares).filter((key): key is K => Object.hasOwn(shares, key));
  let left = keys.reduce((sum, key) => sum + shares[key], 0) * fraction;
  for (const key of keys) {
    left -= shares[key];
    if (left < 0) return key;
  }
  const last = keys.findLast((key) => shares[key] > 0);
  assert(last !== undefined, 'a table of shares has a share');
  return last;
}

function sfc32(label: string): () => number {
  let [a, b, c, d] = cyrb128(label);
  const next = (): number => {
    const t = (((a + b) | 0) + d) | 0;
    d = (d + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = (c << 21) | (c >>> 11);
    c = (c + t) | 0;
    return t >>> 0;
  };
  // The first numbers still show the seed.
  for (let i = 0; i < 12; i++) next();
  return next;
}

function cyrb128(text: string): [number, number, number, number] {
  let [h1, h2, h3, h4] = [1779033703, 3144134277, 1013904242, 2773480762];
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    h1 = h2 ^ Math.imul(h1 ^ code, 597399067);
    h2 = h3 ^ Math.imul(h2 ^ code, 2869860233);
    h3 = h4 ^ Math.imul(h3 ^ code, 951274213);
    h4 = h1 ^ Math.imul(h4 ^ code, 2716044179);
  }
  h1 = Math.imul(h3 ^ (h1 >>> 18), 597399067);
  h2 = Math.imul(h4 ^ (h2 >>> 22), 2869860233);
  h3 = Math.imul(h1 ^ (h3 >>> 17), 951274213);
  h4 = Math.imul(h2 ^ (h4 >>> 19), 2716044179);
  const all = h1 ^ h2 ^ h3 ^ h4;
  return [all | 0, (h2 ^ all) | 0, (h3 ^ all) | 0, (h4 ^ all) | 0];
}
