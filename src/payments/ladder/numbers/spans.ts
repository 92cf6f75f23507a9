import { isYearText, type Word } from './read-words.ts';
import { invoiceWords } from './words.ts';

/** How a number in a text differs from the number it may be. */
export type Damage = 'none' | 'joined' | 'split' | 'prefix left out' | 'look-alike' | 'zeros left out' | 'wrapped';

/** A place in the text that may name a document, in one of the ways it may be read. */
export interface Candidate {
  readonly canonical: string;
  readonly start: number;
  readonly end: number;
  readonly damage: Damage;
  /** It stands for itself only if these are known too. */
  readonly needs?: readonly string[];
  /** It lies between the ends of a range that the payer wrote: he may not have meant it. */
  readonly isWithinRange?: true;
}

/** Marks a canonical number whose letters in front were left out: any letters may stand there. */
export const anyLetters = '*';

export const fewestDigitsWithoutLetters = 5;

/** Of each run of digits the zeros in front are dropped, all but the last. */
export function withoutLeadingZeros(joined: string): string {
  return joined.includes('0') ? joined.replaceAll(/(?<!\d)0+(?=\d)/g, '') : joined;
}

const mostWords = 8;
const mostPieces = 4;
const mostSplitDigits = 12;
const longestPrefix = 6;

/** Every run of words that may be one number: from each word on, as far as blanks and signs carry it. */
export function spansOf(words: readonly Word[]): readonly Candidate[] {
  const found: Candidate[] = [];
  const isBare = words.every(({ isNumber, isLink }) => isNumber || isLink);
  for (const [from, first] of words.entries()) {
    if (!opens(words, from)) continue;
    let run = runOf(first);
    for (let to = from; ; ) {
      if ((first.isNumber || to > from) && isWhole(words, from, to, run, isBare)) readRun(words, from, to, run, found);
      const next = words[++to];
      if (!next || next.isOther || next.isLink || to - from >= mostWords) break;
      const longer = withNext(run, next);
      if (!continues(run, longer, next)) break;
      run = longer;
    }
  }
  return found;
}

/** A number may begin here: nothing touches it, or what touches it is no part of it. */
function opens(words: readonly Word[], from: number): boolean {
  const [word, before] = [words[from], words[from - 1]];
  if (!word || word.isOther || word.isLink) return false;
  if (word.gap !== 'tight' || !before) return true;
  if (word.isNumber) return before.isLink || invoiceWords.has(before.text) || before.text.length > longestPrefix;
  return words[from + 1]?.isNumber === true && words[from + 1]?.gap === 'tight';
}

/** Some words in a row, read as one number. */
interface Run {
  readonly joined: string;
  /** With the zero put back that a month has lost: `123/1/2026`. */
  readonly padded: string;
  readonly last: Word;
  readonly hasLetters: boolean;
  readonly isCued: boolean;
  readonly digits: number;
  readonly pieces: number;
  readonly hasSmallPiece: boolean;
  /** Digits stand apart from digits. */
  readonly isSplit: boolean;
  readonly dateParts: number;
  /** The signs between its pieces. */
  readonly signs: string;
}

const runOf = (word: Word): Run => ({
  joined: word.text,
  padded: word.text,
  last: word,
  hasLetters: !word.isNumber,
  isCued: word.isCued,
  digits: word.isNumber ? word.text.length : 0,
  pieces: word.isNumber ? 1 : 0,
  hasSmallPiece: word.isNumber && word.text.length < fewestDigitsWithoutLetters,
  isSplit: false,
  dateParts: word.isDatePart ? 1 : 0,
  signs: '',
});

function withNext(run: Run, word: Word): Run {
  const isMonth = word.isNumber && word.text.length === 1 && word.gap === 'sign';
  return {
    joined: run.joined + word.text,
    padded: run.padded + (isMonth ? `0${word.text}` : word.text),
    last: word,
    hasLetters: run.hasLetters || !word.isNumber,
    isCued: run.isCued || word.isCued,
    digits: run.digits + (word.isNumber ? word.text.length : 0),
    pieces: run.pieces + (word.isNumber ? 1 : 0),
    hasSmallPiece: run.hasSmallPiece || (word.isNumber && word.text.length < fewestDigitsWithoutLetters),
    isSplit: run.isSplit || (word.gap === 'space' && word.isNumber && run.last.isNumber),
    dateParts: run.dateParts + (word.isDatePart ? 1 : 0),
    signs: word.gap === 'sign' && word.isNumber && run.last.isNumber ? run.signs + word.between : run.signs,
  };
}

/** The word belongs to the run before it. Digits apart from digits are pieces of one number only if they are small. */
function continues({ last }: Run, longer: Run, word: Word): boolean {
  if (word.gap !== 'space') return word.gap !== 'break';
  if (!last.isNumber) return last.text.length <= longestPrefix;
  if (!word.isNumber) return false;
  const isSpacedSign = / [-/.] /.test(word.between);
  if (word.between !== ' ' && !isSpacedSign) return false;
  if (!isSpacedSign && !word.isCued && (isYearText(word.text) || isYearText(last.text))) return false;
  return longer.digits <= mostSplitDigits && longer.pieces <= mostPieces && longer.hasSmallPiece;
}

/** Enough digits for a number, few where letters or a word for documents come before; and no piece of a date. */
function isWhole(words: readonly Word[], from: number, to: number, run: Run, isBare: boolean): boolean {
  const [before, first, after] = [words[from - 1], words[from], words[to + 1]];
  // What may be a date is one number as a whole, or none; `isTorn` keeps its pieces from standing alone.
  if (run.dateParts > 0 && !(run.last.isDatePart && first?.isDatePart === !run.hasLetters)) return false;
  if (!first || isTorn(run, before, first, first) || isTorn(run, after, run.last, after)) return false;
  if (run.hasLetters) return run.digits >= 2;
  const isYear = from === to && isYearText(run.joined);
  return run.digits >= ((run.isCued || isBare) && !isYear ? 3 : fewestDigitsWithoutLetters);
}

/**
 * Digits go on behind a sign: the run is only a piece, as `010190` is of `010190-1234`. Numbers in a row are no pieces: a
 * stroke parts them that none of them is written with, or they are of one length.
 */
function isTorn(run: Run, beyond: Word | undefined, edge: Word, later: Word | undefined): boolean {
  if (!beyond?.isNumber || !edge.isNumber || later?.gap !== 'sign') return false;
  if (run.signs.includes(later.between)) return true;
  return later.between !== '/' && beyond.text.length !== edge.text.length && !run.isCued && !run.hasLetters;
}

function readRun(words: readonly Word[], from: number, to: number, run: Run, found: Candidate[]): void {
  const closing = closingOf(words, to);
  const first = words[from];
  if (!first || closing === 'open') return;
  const before = words[from - 1];
  const isAfterWord = first.gap === 'tight' && before !== undefined && !before.isLink && !invoiceWords.has(before.text);
  const damage: Damage = run.isSplit ? 'split' : closing === 'joined' || isAfterWord ? 'joined' : 'none';
  const [start, end] = [first.start, run.last.end];
  found.push({ canonical: withoutLeadingZeros(run.joined), start, end, damage });
  const isPadded = run.padded !== run.joined;
  if (isPadded) found.push({ canonical: withoutLeadingZeros(run.padded), start, end, damage: 'zeros left out' });
  const bare = run.joined.replace(/^\D+/, '');
  for (const zeros of zerosLeftOut(words, to)) {
    const fill = (text: string): string =>
      withoutLeadingZeros(text.slice(0, -run.last.text.length) + zeros + run.last.text);
    found.push({ canonical: fill(run.joined), start, end, damage: 'zeros left out' });
    if (!run.hasLetters) found.push({ canonical: anyLetters + fill(bare), start, end, damage: 'zeros left out' });
  }
  if (run.hasLetters || run.digits < fewestDigitsWithoutLetters) return;
  const left: Damage = damage === 'none' ? 'prefix left out' : damage;
  found.push({ canonical: anyLetters + withoutLeadingZeros(run.joined), start, end, damage: left });
  if (isPadded) found.push({ canonical: anyLetters + withoutLeadingZeros(run.padded), start, end, damage: left });
}

/** Behind a year the running number has five or six digits in most series, and payers leave out its zeros. */
function zerosLeftOut(words: readonly Word[], to: number): readonly string[] {
  const [year, last] = [words[to - 1], words[to]];
  const { length } = last?.text ?? '';
  const isAfterYear =
    year?.isNumber === true && isYearText(year.text) && last?.isNumber === true && last.gap === 'sign';
  return isAfterYear && length >= 3 && length <= 4 ? [5, 6].map((width) => '0'.repeat(width - length)) : [];
}

/** Whether a number may end with this word: letters that touch it are the next number, a name, or part of it. */
function closingOf(words: readonly Word[], to: number): 'clear' | 'joined' | 'open' {
  const [word, next] = [words[to], words[to + 1]];
  if (next?.gap !== 'tight' || next.isLink) return 'clear';
  if (word?.isNumber !== true) return 'open';
  return next.text.length >= 3 || words[to + 2]?.gap === 'tight' ? 'joined' : 'open';
}
