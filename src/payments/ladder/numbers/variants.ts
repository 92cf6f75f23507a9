import type { Word } from './read-words.ts';
import { anyLetters, type Candidate, fewestDigitsWithoutLetters, withoutLeadingZeros } from './spans.ts';
import { joined, prefixIn, sharedFront, stemOf, stemWords } from './stems.ts';

/** Letters that are taken for digits, and back. */
const digitFor: Readonly<Record<string, string>> = { O: '0', Q: '0', I: '1', L: '1', S: '5', B: '8', Z: '2' };
const letterFor: Readonly<Record<string, string>> = { 0: 'O', 1: 'I', 5: 'S', 8: 'B', 2: 'Z' };

const isDigits = (text: string): boolean => /^\d+$/.test(text);

/** Words of letters and digits that touch: `1OO23`, `INV1O023`, `FAl0023`, read as if the letters were digits. */
export function lookAlikesOf(words: readonly Word[]): readonly Candidate[] {
  const found: Candidate[] = [];
  for (let from = 0; from < words.length; ) {
    let to = from + 1;
    while (to < words.length && words[to]?.gap === 'tight') to++;
    const run = words.slice(from, to);
    const text = run.map((word) => word.text).join('');
    const before = words[from - 1];
    const prefix = words[from]?.gap === 'sign' || words[from]?.gap === 'space' ? prefixIn(before) : '';
    if (run.length > 1 && run.length <= 8 && !run.some(({ isOther }) => isOther) && text.length <= 20) {
      const place = { start: words[from]?.start ?? 0, end: run.at(-1)?.end ?? 0, damage: 'look-alike' as const };
      for (const canonical of readingsOf(text)) {
        found.push({ ...place, canonical });
        if (!isDigits(canonical)) continue;
        if (canonical.length >= fewestDigitsWithoutLetters) found.push({ ...place, canonical: anyLetters + canonical });
        if (prefix !== '' && before) found.push({ ...place, start: before.start, canonical: prefix + canonical });
      }
      found.push(...amongParts(words, from, to, text));
    }
    from = to;
  }
  return found;
}

const mostPartsBehind = 2;

/** One part of a number in several: `2026-2B438`, `FV/2026/O8086`, `FS/1I475/03/2026`. */
function amongParts(words: readonly Word[], from: number, to: number, text: string): readonly Candidate[] {
  const digits = asDigits(text);
  let end = to;
  while (end - to < mostPartsBehind && words[end]?.isNumber === true && words[end]?.gap === 'sign') end++;
  const front = stemWords(words, from);
  if (digits === null || (front === 0 && end === to)) return [];
  const stem = joined(words, from - front, from);
  const behind = digits + joined(words, to, end);
  const place = {
    start: words[from - front]?.start ?? 0,
    end: words[end - 1]?.end ?? 0,
    damage: 'look-alike' as const,
  };
  const names = /^\D/.test(stem) ? [stem + behind] : [stem + behind, anyLetters + stem + behind];
  return names.map((name) => ({ ...place, canonical: withoutLeadingZeros(name) }));
}

/** The letters in front are kept, all but none, one or two that may be digits; everything behind must become digits. */
function readingsOf(text: string): readonly string[] {
  const firstDigit = text.search(/\d/);
  const found = new Set<string>();
  for (const kept of new Set([0, firstDigit - 2, firstDigit - 1, firstDigit])) {
    const tail = kept < 0 ? null : asDigits(text.slice(kept));
    if (tail !== null) found.add(withoutLeadingZeros(text.slice(0, kept) + tail));
  }
  const letters = asLettersInFront(text);
  if (letters !== null) found.add(withoutLeadingZeros(letters));
  found.delete(withoutLeadingZeros(text));
  return [...found].filter((canonical) => canonical.length >= 4);
}

/** Null unless every sign is a digit or looks like one, and at least half of them are digits. */
function asDigits(text: string): string | null {
  let digits = '';
  let real = 0;
  for (const sign of text) {
    if (isDigits(sign)) real++;
    const digit = isDigits(sign) ? sign : digitFor[sign];
    if (digit === undefined) return null;
    digits += digit;
  }
  return real >= 2 && real * 2 >= text.length ? digits : null;
}

/** `1NV10023` is `INV10023`: digits, letters, digits, of which the first digits look like letters. */
function asLettersInFront(text: string): string | null {
  const parts = /^(\d{1,3})([A-Z]{1,5})(\d+)$/.exec(text);
  if (!parts) return null;
  const [, front = '', letters = '', digits = ''] = parts;
  const read = Array.from(front, (sign) => letterFor[sign]);
  return read.includes(undefined) ? null : read.join('') + letters + digits;
}

/** Numbers in a row share what the first has in front: `FA-10023/10024`, `10023/24`, `FA 10023, 10024 og 10025`. */
export function shortenedOf(words: readonly Word[]): readonly Candidate[] {
  const found: Candidate[] = [];
  let letters = '';
  let whole: Word | undefined;
  let wholeAt = 0;
  for (const [index, word] of words.entries()) {
    if (!word.isNumber || word.isOther) continue;
    const before = words[index - 1];
    const { start, end, text } = word;
    const stands = words[index + 1]?.gap !== 'tight' || words[index + 1]?.isLink === true;
    if (before && !before.isNumber && prefixIn(before) !== '' && word.gap !== 'break') {
      letters = before.text;
    } else if (letters !== '' && stands && text.length >= 3) {
      found.push({ start, end, damage: 'prefix left out', canonical: letters + withoutLeadingZeros(text) });
    }
    if (whole && stands && text.length < whole.text.length && text.length <= 3) {
      const full = sharedFront(whole.text, text);
      const place = { start, end, damage: 'prefix left out' as const };
      if (full !== null) {
        for (const front of new Set(['', letters, stemOf(words, wholeAt), anyLetters])) {
          found.push({ ...place, canonical: withoutLeadingZeros(front + full) });
        }
      }
    }
    if (text.length >= fewestDigitsWithoutLetters) {
      whole = word;
      wholeAt = index;
    } else if (word.gap === 'break' || word.gap === 'space') {
      whole = whole && before?.isNumber !== false ? whole : undefined;
    }
  }
  return found;
}

/** `1002310024`: numbers of one length written without anything between; they begin alike, and all must be known. */
export function unseparatedOf(words: readonly Word[]): readonly Candidate[] {
  const found: Candidate[] = [];
  for (const [index, { text, start, isNumber, isOther, gap }] of words.entries()) {
    if (!isNumber || isOther || text.length < 2 * fewestDigitsWithoutLetters || text.length > 40) continue;
    const letters = gap === 'break' ? '' : prefixIn(words[index - 1]);
    for (let parts = 2; text.length / parts >= fewestDigitsWithoutLetters; parts++) {
      if (text.length % parts !== 0) continue;
      const size = text.length / parts;
      const numbers = Array.from({ length: parts }, (_, part) => text.slice(part * size, (part + 1) * size));
      if (!numbers.every((number) => number.startsWith(text.slice(0, Math.max(2, size - 3))))) continue;
      for (const front of new Set(['', letters, anyLetters])) {
        const needs = numbers.map((number) => front + withoutLeadingZeros(number));
        for (const [part, canonical] of needs.entries()) {
          const place = { start: start + part * size, end: start + (part + 1) * size };
          found.push({ ...place, damage: 'joined', needs, canonical });
        }
      }
    }
  }
  return found;
}
