import { atomsOf } from './numbers/atoms.ts';
import { isDigit } from './numbers/fold.ts';
import { readWords } from './numbers/read-words.ts';
import {
  anyLetters,
  type Candidate,
  type Damage,
  fewestDigitsWithoutLetters,
  spansOf,
  withoutLeadingZeros,
} from './numbers/spans.ts';
import { rangesOf } from './numbers/ranges.ts';
import { lookAlikesOf, shortenedOf, unseparatedOf } from './numbers/variants.ts';

/** A document number that stands in a payment's text and that the books know. */
export interface FoundNumber {
  /** What the books know it as: `canonicalNumber`, or one of the other `numberForms`. */
  readonly canonical: string;
  /** As it stands in the text. Where it may be read in several ways, each has an entry with the same `said`. */
  readonly said: string;
  /** `text 1`, counted from one. */
  readonly at: string;
  readonly damage: Damage;
  /** It lies between the ends of a range (`10023-10025`): the payer may have meant the two ends only. */
  readonly isWithinRange?: true;
}

/** Signs of all texts together that are read; what comes after is not. */
export const longestText = 2000;

/** Different numbers that the books are asked for, for one payment; the likeliest are asked first. */
export const mostLookUps = 200;

/**
 * A document number as it is compared: upper case, letters without their marks, digits, nothing else, and of each run of
 * digits the zeros in front left out. `FA-0010023` and `fa 10023` are the same; when the books hold both, they answer with
 * both, and it is not for the text to say which is meant.
 */
export function canonicalNumber(text: string): string {
  return withoutLeadingZeros(
    atomsOf(text)
      .map((atom) => atom.text)
      .join(''),
  );
}

/**
 * Every form that a document is to be found under: its canonical number, and where letters stand before five digits or more
 * those digits behind a star (`INV-10023`: `INV10023` and `*10023`). A payer who writes the letters is never answered with
 * the star, and one who leaves them out gets all documents with these digits.
 */
export function numberForms(documentNumber: string): readonly string[] {
  const canonical = canonicalNumber(documentNumber);
  if (canonical === '') return [];
  const digits = canonical.replace(/^\D+/, '');
  const isLong = documentNumber.replaceAll(/\D/g, '').length >= fewestDigitsWithoutLetters;
  return isLong && digits !== canonical && /^\d+$/.test(digits) ? [canonical, anyLetters + digits] : [canonical];
}

/**
 * The document numbers in what a payer wrote, as far as the books know them.
 *
 * What is asked depends on the texts alone, never on the answers: a caller that answers `false` throughout has collected
 * everything that will be asked (`numbersToAsk`). Where one reading lies within another that is known and no more damaged,
 * only the longer one is told; of other readings that are known, all are, so that an ambiguous text stays ambiguous.
 */
export function findDocumentNumbers(
  texts: readonly string[],
  isKnown: (canonical: string) => boolean,
): readonly FoundNumber[] {
  const lines = linesOf(texts);
  const all = lines.map(({ text }) => text).join('');
  const candidates = candidatesOf(lines, all);
  const known = new Set<string>();
  for (const canonical of askedOf(candidates)) if (isKnown(canonical)) known.add(canonical);
  if (known.size === 0) return [];
  const standing = candidates.filter(
    ({ canonical, needs }) => known.has(canonical) && (needs ?? []).every((needed) => known.has(needed)),
  );
  const kept = withoutShadowed(withoutHalves(standing, lines));
  return firstOfEach(kept).map(({ canonical, start, end, damage, isWithinRange }) => ({
    canonical,
    said: all.slice(start, end),
    at: `text ${lines.findLast((line) => line.start <= start)?.number ?? 1}`,
    damage,
    ...(isWithinRange ? { isWithinRange } : {}),
  }));
}

/** What `findDocumentNumbers` will ask for these texts, so that the books can be loaded for many payments at once. */
export const numbersToAsk = (texts: readonly string[]): readonly string[] => {
  const lines = linesOf(texts);
  return [...askedOf(candidatesOf(lines, lines.map(({ text }) => text).join('')))];
};

interface Line {
  readonly text: string;
  readonly start: number;
  readonly number: number;
  /** It is as long as such lines can be, so that its last word may go on in the next one. */
  readonly isFull: boolean;
}

/** Widths of the text lines in the formats we read: SWIFT 35 and 65, German and Polish statements 27 and 35. */
const fullWidths: ReadonlySet<number> = new Set([27, 35, 65]);

function linesOf(texts: readonly string[]): readonly Line[] {
  const lines: Line[] = [];
  let start = 0;
  for (const [index, text] of texts.entries()) {
    for (const whole of text.split(/\r?\n/)) {
      const room = longestText - start;
      if (room <= 0) return lines;
      // A word that the limit would cut is left out whole.
      const read = whole.length <= room ? whole : whole.slice(0, room).replace(/[\p{L}\d]{1,40}$/u, '');
      lines.push({ text: read, start, number: index + 1, isFull: fullWidths.has(whole.length) });
      start += read.length;
    }
  }
  return lines;
}

function candidatesOf(lines: readonly Line[], all: string): readonly Candidate[] {
  const found: Candidate[] = [];
  for (const [index, line] of lines.entries()) {
    found.push(...candidatesIn(line.text, line.start));
    const next = lines[index + 1];
    if (!next || !isWrapped(line, next, all)) continue;
    for (const candidate of candidatesIn(line.text + next.text, line.start)) {
      const isAcross = candidate.start < next.start && candidate.end > next.start;
      if (!isAcross) continue;
      const wrapped = line.isFull ? 'wrapped' : 'split';
      found.push({ ...candidate, damage: candidate.damage === 'none' ? wrapped : candidate.damage });
    }
  }
  return found;
}

const longestPiece = 4;

/**
 * Letters or digits at the very end of a full line go on in the next line. Some programs break a line anywhere: digits that
 * are too few for a number may be a piece of one.
 */
function isWrapped(line: Line, next: Line, all: string): boolean {
  if (!line.isFull) {
    const [last, first] = [/\d+$/.exec(line.text)?.[0] ?? '', /^\d+/.exec(next.text)?.[0] ?? ''];
    return last !== '' && first !== '' && Math.min(last.length, first.length) <= longestPiece;
  }
  return /[\p{L}\d\-/._][\p{L}\d]/u.test(all.slice(next.start - 1, next.start + 1));
}

function candidatesIn(text: string, start: number): readonly Candidate[] {
  if (!/\d/.test(text)) return [];
  const words = readWords(text);
  const found = [spansOf, shortenedOf, rangesOf, unseparatedOf, lookAlikesOf].flatMap((find) => find(words));
  if (start === 0) return found;
  return found.map((candidate) => ({ ...candidate, start: candidate.start + start, end: candidate.end + start }));
}

const order: readonly Damage[] = [
  'none',
  'wrapped',
  'prefix left out',
  'joined',
  'zeros left out',
  'split',
  'look-alike',
];

/** Letters that any may stand for are a little worse than letters that were told somewhere. */
const severityOf = ({ damage, canonical }: Candidate): number =>
  order.indexOf(damage) + (canonical.startsWith(anyLetters) ? 0.5 : 0);

/** The least damaged first, up to the bound. */
function askedOf(candidates: readonly Candidate[]): ReadonlySet<string> {
  const asked = new Set<string>();
  for (const damage of order) {
    for (const candidate of candidates) {
      if (candidate.damage !== damage) continue;
      if (asked.size >= mostLookUps) return asked;
      asked.add(candidate.canonical);
    }
  }
  return asked;
}

/**
 * Two runs of digits that meet where a full line ends may be one number cut in two: a half counts only beside another half
 * that is known too, as two numbers whose blank was lost.
 */
function withoutHalves(found: readonly Candidate[], lines: readonly Line[]): readonly Candidate[] {
  return lines.reduce((kept: readonly Candidate[], line, index) => {
    const cut = line.start + line.text.length;
    const next = lines[index + 1];
    if (!next || !line.isFull || !/\d$/.test(line.text) || !/^\d/.test(next.text)) return kept;
    const isPair = kept.some(({ end }) => end === cut) && kept.some(({ start }) => start === cut);
    return isPair ? kept : kept.filter(({ start, end }) => start !== cut && end !== cut);
  }, found);
}

/** Leaves out what is only a piece, or a worse reading, of something that is known. */
function withoutShadowed(found: readonly Candidate[]): readonly Candidate[] {
  return found.filter(
    (one) =>
      !found.some((other) => {
        if (other === one || other.start > one.start || other.end < one.end || other.isWithinRange) return false;
        const isLonger = other.end - other.start > one.end - one.start;
        const [worse, better] = [severityOf(one), severityOf(other)];
        const isItsTail = one.canonical.startsWith(anyLetters) && other.canonical.endsWith(one.canonical.slice(1));
        return isLonger ? better <= worse || isItsTail : better < worse;
      }),
  );
}

/** Each number once, where it is damaged least. */
function firstOfEach(found: readonly Candidate[]): readonly Candidate[] {
  const best = new Map<string, Candidate>();
  for (const one of found) {
    const other = best.get(one.canonical);
    if (!other || severityOf(one) < severityOf(other)) best.set(one.canonical, one);
  }
  return [...best.values()].toSorted((a, b) => a.start - b.start || a.end - b.end);
}

/**
 * Numbers that one slip of the finger makes of this one, or this one of them: one digit wrong, two neighbours exchanged,
 * one left out, one put in. Letters and the sign for left-out letters stay. At most 400 (twenty digits are looked at).
 */
export function neighboursOf(canonical: string): readonly string[] {
  const found = new Set<string>();
  const signs = Array.from(canonical);
  const places = signs.flatMap((sign, at) => (isDigit(sign) ? [at] : [])).slice(-20);
  const add = (...changed: readonly string[]): void => void found.add(withoutLeadingZeros(changed.join('')));
  for (const at of places) {
    const [before, after] = [canonical.slice(0, at), canonical.slice(at + 1)];
    const [sign, next] = [signs[at] ?? '', signs[at + 1] ?? ''];
    add(before, after);
    if (isDigit(next)) add(before, next, sign, canonical.slice(at + 2));
    for (const digit of '0123456789') {
      add(before, digit, after);
      add(before, digit, sign, after);
    }
    if (!isDigit(next)) for (const digit of '0123456789') add(before, sign, digit, after);
  }
  found.delete(canonical);
  return [...found].filter((number) => /\d/.test(number));
}

/** Whether one slip of the finger makes one of the other; a number whose letters were left out is any with its digits. */
export function areNeighbours(one: string, other: string): boolean {
  const isAny = one.startsWith(anyLetters) || other.startsWith(anyLetters);
  const [a, b] = isAny ? [one, other].map((text) => text.replace(/^[^\d]*/, '')) : [one, other];
  return a !== undefined && b !== undefined && a !== b && neighboursOf(a).includes(b);
}
