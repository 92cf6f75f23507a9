import type { Word } from './read-words.ts';
import { anyLetters, type Candidate, fewestDigitsWithoutLetters, withoutLeadingZeros } from './spans.ts';
import { joined, prefixIn, sharedFront, stemOf, stemWords } from './stems.ts';
import { rangeWords } from './words.ts';

const longestRange = 50;
const mostDigits = 15;
const fewestDigitsWithStem = 3;
const mostTailWords = 2;

/**
 * `10023-10025`, `10023 til 10025`, `114764-66`, `FV-10023 - FV-10025`, `FV/12/03/2026 - FV/14/03/2026`: what lies between
 * counts only if both ends are known.
 */
export function rangesOf(words: readonly Word[]): readonly Candidate[] {
  const found: Candidate[] = [];
  for (const [index, first] of words.entries()) {
    if (!first.isNumber || first.isOther || first.text.length > mostDigits) continue;
    for (const range of [plainRange(words, index), shortRange(words, index), repeatedRange(words, index)]) {
      if (range) readRange(range, found);
    }
  }
  return found;
}

interface Range {
  readonly from: string;
  readonly to: string;
  /** What may stand before the number that counts, and what stands behind it. */
  readonly fronts: ReadonlySet<string>;
  readonly tail: string;
  readonly start: number;
  readonly end: number;
  /** Where the last number begins. */
  readonly lastStart: number;
}

function readRange({ from, to, fronts, tail, start, end, lastStart }: Range, found: Candidate[]): void {
  const [low, high] = [Number.parseInt(from, 10), Number.parseInt(to, 10)];
  if (high <= low || high - low > longestRange) return;
  for (const front of fronts) {
    const name = (value: number): string =>
      withoutLeadingZeros(front + String(value).padStart(from.length, '0') + tail).replace(/^\*0+(?=\d)/, anyLetters);
    const needs = [name(low), name(high)];
    const place = { start, end, damage: 'none' as const, needs, isWithinRange: true as const };
    for (let value = low + 1; value < high; value++) found.push({ ...place, canonical: name(value) });
    found.push({ start: lastStart, end, damage: 'prefix left out', canonical: name(high) });
  }
}

const isMark = (between: string): boolean => /^\s*(?:[-–—]|\.\.+)\s*$/.test(between);

const isRangeWord = (word: Word | undefined): boolean => word !== undefined && rangeWords.has(word.text);

/** The last number is written as the first, without what stands before it. */
function plainRange(words: readonly Word[], index: number): Range | null {
  const first = words[index];
  const lastAt = words[index + 1]?.isNumber === true ? index + 1 : index + 2;
  const last = words[lastAt];
  if (!first || !last?.isNumber || last.isOther) return null;
  const isRange = lastAt === index + 1 ? isMark(last.between) : isRangeWord(words[index + 1]);
  if (!isRange || first.text.length !== last.text.length || first.text.length < fewestDigitsWithoutLetters) return null;
  return rangeOf(words, index, { to: last.text, lastStart: last.start, end: last.end });
}

/** Of the last number only the end is written. */
function shortRange(words: readonly Word[], index: number): Range | null {
  const [first, last, next] = [words[index], words[index + 1], words[index + 2]];
  if (!first || !last?.isNumber || last.isOther || last.text.length > 3 || !/^[-–—]$/.test(last.between)) return null;
  if (first.text.length < fewestDigitsWithoutLetters || !isEnd(next)) return null;
  const to = sharedFront(first.text, last.text);
  return to === null ? null : rangeOf(words, index, { to, lastStart: last.start, end: last.end });
}

/** Nothing that follows belongs to the number. */
const isEnd = (next: Word | undefined): boolean =>
  next === undefined || next.isLink || next.gap === 'space' || next.gap === 'break';

function rangeOf(words: readonly Word[], index: number, to: Pick<Range, 'to' | 'lastStart' | 'end'>): Range | null {
  const first = words[index];
  if (!first) return null;
  const letters = first.gap === 'break' ? '' : prefixIn(words[index - 1]);
  const fronts = new Set(['', letters, stemOf(words, index), anyLetters]);
  return { from: first.text, fronts, tail: '', start: first.start, ...to };
}

/** Both are written whole: one word differs, and everything before and behind it is the same. */
function repeatedRange(words: readonly Word[], index: number): Range | null {
  const first = words[index];
  const stem = stemWords(words, index);
  if (!first || first.text.length < fewestDigitsWithStem) return null;
  for (let tail = 0; tail <= mostTailWords; tail++) {
    const beyond = words[index + tail];
    if (tail > 0 && (beyond?.gap !== 'sign' || !beyond.isNumber)) return null;
    if (stem + tail === 0) continue;
    const next = index + tail + 1;
    const isWord = isRangeWord(words[next]);
    if (!isWord && !isMark(words[next]?.between ?? '')) continue;
    const lastAt = next + (isWord ? 1 : 0) + stem;
    const last = words[lastAt];
    if (last?.isNumber !== true || last.text.length !== first.text.length || !isEnd(words[lastAt + tail + 1])) continue;
    const isSame = (from: number, to: number, count: number): boolean =>
      joined(words, from, from + count) === joined(words, to, to + count);
    if (!isSame(index - stem, lastAt - stem, stem) || !isSame(index + 1, lastAt + 1, tail)) continue;
    const front = stemOf(words, index);
    return {
      from: first.text,
      to: last.text,
      fronts: new Set(/^\D/.test(front) ? [front] : [front, anyLetters + front]),
      tail: joined(words, index + 1, index + tail + 1),
      start: words[index - stem]?.start ?? first.start,
      end: words[lastAt + tail]?.end ?? last.end,
      lastStart: words[lastAt - stem]?.start ?? last.start,
    };
  }
  return null;
}
