import { assert } from '#kernel';

const overlapInMs = 5 * 60_000;

/** The later of two instants as Business Central writes them, whose fractions may differ in length. */
export function laterInstant(a: string | null, b: string): string {
  return a !== null && comparable(a) >= comparable(b) ? a : b;
}

/**
 * Where the next read of changes starts: five minutes before the latest change seen.
 *
 * Business Central stamps a record when it is written, but others see it when it is committed, which may be minutes
 * later; without the overlap such a record would never be read (business-central.md 2.4).
 */
export function withOverlap(watermark: string): string {
  const at = Date.parse(watermark);
  assert(!Number.isNaN(at), `the watermark ${watermark} is an instant`);
  return new Date(Math.max(at - overlapInMs, 0)).toISOString();
}

const comparable = (instant: string): string => {
  const [seconds = '', fraction = ''] = instant.replace(/Z$/, '').split('.');
  return `${seconds}.${fraction.padEnd(9, '0')}`;
};
