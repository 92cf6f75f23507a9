import { assert } from '#kernel';
import type { Random } from './random.ts';

/** A document number in its parts, so that damage can be done to one of them. */
export interface DocumentNumber {
  readonly prefix: string;
  /** What stands between the parts of the series: blank, `-`, `/`. */
  readonly separator: string;
  /** Year and the like, before or after the running number. */
  readonly before: readonly string[];
  readonly running: string;
  readonly after: readonly string[];
}

export const textOf = ({ prefix, separator, before, running, after }: DocumentNumber): string =>
  [...(prefix === '' ? [] : [prefix]), ...before, running, ...after].join(separator);

/** The parts that are digits, in order. */
export const digitParts = ({ before, running, after }: DocumentNumber): readonly string[] => [
  ...before,
  running,
  ...after,
];

/** One series of numbers: what a company prints on documents of one kind. */
export interface Series {
  readonly style: keyof typeof styles;
  readonly prefix: string;
  readonly first: number;
}

/** Styles seen with Business Central's number series and in the public samples of bank texts. */
const styles = {
  'FA-000123': (prefix, n) => ({ prefix, separator: '-', before: [], running: pad(n, 6), after: [] }),
  FA00012345: (prefix, n) => ({ prefix, separator: '', before: [], running: pad(n, 8), after: [] }),
  '103010': (_, n) => ({ prefix: '', separator: '', before: [], running: String(n), after: [] }),
  '2026-01234': (prefix, n) => ({ prefix, separator: '-', before: ['2026'], running: pad(n, 5), after: [] }),
  'INV/2026/01234': (prefix, n) => ({ prefix, separator: '/', before: ['2026'], running: pad(n, 5), after: [] }),
  'FV/1234/03/2026': (prefix, n) => ({ prefix, separator: '/', before: [], running: String(n), after: ['03', '2026'] }),
} as const satisfies Readonly<Record<string, (prefix: string, n: number) => DocumentNumber>>;

const pad = (n: number, width: number): string => String(n).padStart(width, '0');

/** The series of one company: invoices, credit memos, reminders. Their numbers run in ranges of their own, or beside. */
export interface CompanySeries {
  readonly principal: Series;
  readonly credit: Series;
  readonly fee: Series;
}

const styleShares = {
  DK: { 'FA-000123': 25, FA00012345: 10, '103010': 40, '2026-01234': 15, 'INV/2026/01234': 10, 'FV/1234/03/2026': 0 },
  PL: { 'FA-000123': 10, FA00012345: 10, '103010': 10, '2026-01234': 10, 'INV/2026/01234': 10, 'FV/1234/03/2026': 50 },
  DE: { 'FA-000123': 15, FA00012345: 25, '103010': 30, '2026-01234': 25, 'INV/2026/01234': 5, 'FV/1234/03/2026': 0 },
} as const;

const prefixes = { DK: ['FA', 'INV', 'F'], PL: ['FV', 'FS', 'F'], DE: ['RE', 'RG', 'R'] } as const;

export function companySeries(random: Random, country: keyof typeof prefixes): CompanySeries {
  const style = random.weighted(styleShares[country]);
  const prefix = random.pick(prefixes[country]);
  // Plain digits need ranges apart; with letters in front the same digits may stand in two series, as they do in life.
  const isPlain = style === '103010' || style === '2026-01234';
  const width = style === 'FA00012345' ? 8 : style === 'FA-000123' || style === '103010' ? 6 : 5;
  const from = isPlain ? 10 ** (width - 1) : 1;
  const first = random.between(from, from + 3 * 10 ** (width - 2));
  const apart = isPlain || random.chance(0.7);
  const plainPrefix = style === '2026-01234' ? '' : prefix;
  const other = (letters: string, step: number): Series => ({
    style,
    prefix: isPlain ? plainPrefix : letters,
    first: apart ? first + step * 2 * 10 ** (width - 1) : first,
  });
  return { principal: { style, prefix: plainPrefix, first }, credit: other('KN', 1), fee: other('RY', 2) };
}

export const numberOf = ({ style, prefix, first }: Series, index: number): DocumentNumber => {
  assert(index >= 0, 'a running number counts from the first');
  return styles[style](prefix, first + index);
};
