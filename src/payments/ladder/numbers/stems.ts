import type { Word } from './read-words.ts';

/** Letters that may stand before a number as part of it; blank where there are none. */
export const prefixIn = (before: Word | undefined): string =>
  before && !before.isNumber && !before.isLink && before.text.length <= 6 ? before.text : '';

const mostStemWords = 3;

/** How many words before this one belong to its number: `FV/2026/` before `01234`, `FS-` before `041893`. */
export function stemWords(words: readonly Word[], at: number): number {
  let count = 0;
  while (count < mostStemWords) {
    const [word, before] = [words[at - count], words[at - count - 1]];
    if (!before || before.isLink || before.isOther || (word?.gap !== 'tight' && word?.gap !== 'sign')) return count;
    count++;
    // Letters open a number.
    if (!before.isNumber) return before.text.length <= 6 ? count : count - 1;
  }
  return count;
}

/** What stands before this word in its number, joined. */
export const stemOf = (words: readonly Word[], at: number): string => joined(words, at - stemWords(words, at), at);

/** The words from one place up to another, joined. */
export const joined = (words: readonly Word[], from: number, to: number): string => {
  let text = '';
  for (let at = from; at < to; at++) text += words[at]?.text ?? '';
  return text;
};

/** `24` after `10023` is `10024`, where it comes soon after. */
export function sharedFront(whole: string, tail: string): string | null {
  const last = Number.parseInt(whole.slice(-tail.length), 10);
  const next = Number.parseInt(tail, 10);
  return next > last && next - last <= 20 ? whole.slice(0, -tail.length) + tail : null;
}
