import { firstNames, surnames } from './naming/common-names.ts';
import { foldedName, type ReadName, readingsOf, readName } from './naming/read-name.ts';

/**
 * How much two names are alike, from nought to one: for suggestions, never for proof. The same either way round; the order
 * of words does not matter.
 */
export function nameLikeness(a: string, b: string): number {
  const [left, right] = [readName(a).words, readName(b).words];
  const whole = lettersOf(left) + lettersOf(right);
  if (whole === 0) return 0;
  const pairs = left
    .flatMap((one, i) =>
      right.map((other, j) => ({ i, j, alike: wordLikeness(one, other), size: one.length + other.length })),
    )
    .filter(({ alike }) => alike > 0)
    .toSorted(
      (p, q) =>
        q.alike - p.alike || q.size - p.size || p.i + p.j - q.i - q.j || Math.abs(p.i - p.j) - Math.abs(q.i - q.j),
    );
  const [takenLeft, takenRight] = [new Set<number>(), new Set<number>()];
  let shared = 0;
  for (const { i, j, alike, size } of pairs) {
    if (takenLeft.has(i) || takenRight.has(j)) continue;
    takenLeft.add(i);
    takenRight.add(j);
    shared += alike * size;
  }
  return Math.min(1, shared / whole);
}

const lettersOf = (words: readonly string[]): number => words.reduce((count, word) => count + word.length, 0);

function wordLikeness(a: string, b: string): number {
  if (a === b) return 1;
  if (isInitialOf(a, b) || isInitialOf(b, a)) return 0.6;
  if (isMistyped(a, b)) return 0.9;
  const isStart = Math.min(a.length, b.length) >= 4 && (a.startsWith(b) || b.startsWith(a));
  if (isStart) return 0.7;
  return Math.min(a.length, b.length) >= 5 && isOneEdit(a, b) ? 0.5 : 0;
}

/**
 * Whether the name that came with money is the name of the customer. Strict: all that both names say must agree, so that two
 * people who share a surname and two companies that share a word are never taken for one another.
 *
 * Let go of are: accents, case, order, titles and joining words; a legal form that only one of them tells; first names of
 * which one gives the initials; middle names that only one of them gives; one typing error in a word of five letters or more
 * that does not make another common name of it; what was cut off at 35 signs; the other of two people who share the account,
 * and the shop's name where its owner is told (`v/Jens Hansen`).
 */
export function namesAgree(payerName: string, customerName: string): boolean {
  if (isCutOff(payerName, customerName) || isCutOff(customerName, payerName)) return true;
  if (isFormCutOff(payerName, customerName) || isFormCutOff(customerName, payerName)) return true;
  const theirs = readingsOf(payerName);
  const ours = customerName === payerName ? theirs : readingsOf(customerName);
  // The first readings are the names themselves; owners and couples are read out of a name only where they are people.
  return theirs.some((one, i) =>
    ours.some((other, j) =>
      i + j === 0 || (isPerson(one) && isPerson(other)) ? agree(one, other) : isSamePerson(one, other),
    ),
  );
}

/** Whoever has a surname, and is told in full on one side of the `og`, whatever list the first name is on. */
const isSamePerson = (one: ReadName, other: ReadName): boolean =>
  one.words.length >= 2 &&
  one.words.length <= 5 &&
  one.forms.size + other.forms.size === 0 &&
  one.words.length === other.words.length &&
  one.words.every((word, at) => word === other.words[at] && word.length >= 3 && !/\d/.test(word)) &&
  isSurname(one.words.at(-1) ?? '');

const longestName = 35;

/** The name fills its field, and as far as it goes it is the beginning of the other. */
function isCutOff(name: string, whole: string): boolean {
  const length = name.trim().length;
  if (length > longestName || length < longestName - 1 || whole.trim().length <= length) return false;
  const [start, all] = [foldedName(name), foldedName(whole)];
  return all.startsWith(start) && !/\d$/.test(start) && start.length >= 20;
}

/** Width of a name in the older statements of German and Polish banks. */
const shortestField = 27;

/** The name fills such a field, and what was cut off is nothing but a part of the legal form. */
function isFormCutOff(name: string, whole: string): boolean {
  const { length } = name.trim();
  if (length > shortestField || length < shortestField - 1 || whole.trim().length <= length) return false;
  const [start, all] = [foldedName(name), foldedName(whole)];
  const { words, forms } = readName(whole);
  return forms.size > 0 && words.length >= 2 && all.startsWith(start) && start.startsWith(words.join(' '));
}

function agree(a: ReadName, b: ReadName): boolean {
  if (a.words.length === 0 || b.words.length === 0 || formsDiffer(a, b)) return false;
  if (a.words.length === 1 || b.words.length === 1) return isSameSingle(a, b);
  const [fewer, more] = a.words.length <= b.words.length ? [a, b] : [b, a];
  const pairs = pairsOf(fewer.words, more.words);
  if (pairs === null) return false;
  if (hasSurnamesBetween(fewer, more)) return true;
  const used = new Set(pairs.map(({ at }) => at));
  const left = more.words.filter((_, at) => !used.has(at));
  const hasInitials = pairs.some(({ how }) => how === 'initial');
  const mistyped = pairs.filter(({ how }) => how === 'mistyped').length;
  const exact = pairs.filter(({ how, word }) => how === 'same' && word.length >= 3);
  if (exact.length === 0 || mistyped > 1 || (mistyped === 1 && (hasInitials || left.length > 0))) return false;
  if (hasInitials && !(surnameStands(a, b, pairs) && left.length === 0)) return false;
  return left.length === 0 || areMiddleNames(fewer, more, used);
}

/** Two legal forms that are told must be the same; a person is not the company that bears the name. */
function formsDiffer(a: ReadName, b: ReadName): boolean {
  if (a.forms.size === 0 && b.forms.size === 0) return false;
  if (a.forms.size === 0 || b.forms.size === 0) return isPerson(a) || isPerson(b);
  return a.forms.size !== b.forms.size || [...a.forms].some((form) => !b.forms.has(form));
}

const isPerson = ({ words }: ReadName): boolean =>
  words.length >= 2 &&
  words.length <= 5 &&
  words.some((word) => firstNames.has(word)) &&
  !words.some((word) => /\d/.test(word));

/** One word names somebody only if it is not one that many are called. */
function isSameSingle(a: ReadName, b: ReadName): boolean {
  const [word = ''] = a.words;
  return a.words.length === b.words.length && word === b.words[0] && word.length >= 3 && !isCommon(word);
}

const isCommon = (word: string): boolean => firstNames.has(word) || surnames.has(word);

interface Pair {
  readonly word: string;
  readonly other: string;
  /** Where the other word stands. */
  readonly at: number;
  readonly how: 'same' | 'mistyped' | 'initial';
}

/** For every word of the shorter name one of the longer, the surest first; null where one finds none. */
function pairsOf(fewer: readonly string[], more: readonly string[]): readonly Pair[] | null {
  const pairs: Pair[] = [];
  const [doneWords, doneOthers] = [new Set<number>(), new Set<number>()];
  for (const how of ['same', 'mistyped', 'initial'] as const) {
    for (const [i, word] of fewer.entries()) {
      if (doneWords.has(i)) continue;
      const at = more.findIndex((other, j) => !doneOthers.has(j) && howAlike(word, other) === how);
      if (at < 0) continue;
      doneWords.add(i);
      doneOthers.add(at);
      pairs.push({ word, other: more[at] ?? '', at, how });
    }
  }
  return pairs.length === fewer.length ? pairs : null;
}

function howAlike(word: string, other: string): Pair['how'] | 'other' {
  if (word === other) return 'same';
  if (isInitialOf(word, other) || isInitialOf(other, word)) return 'initial';
  return isMistyped(word, other) ? 'mistyped' : 'other';
}

const isInitialOf = (initial: string, word: string): boolean =>
  initial.length === 1 && word.length > 1 && word.startsWith(initial) && !/\d/.test(initial);

/** Initials stand for first names only: the surname of the name that is written out is there in full. */
function surnameStands(a: ReadName, b: ReadName, pairs: readonly Pair[]): boolean {
  const letters = ({ words }: ReadName): number => lettersOf(words);
  const written = letters(a) >= letters(b) ? a : b;
  const surname = written.words.at(-1) ?? '';
  return pairs.some(({ how, word }) => how === 'same' && word === surname && word.length >= 3);
}

/** One of them leaves out what stands between a common first name and the surname, and nothing else. */
function areMiddleNames(fewer: ReadName, more: ReadName, used: ReadonlySet<number>): boolean {
  const [first = ''] = more.words;
  const isFramed =
    used.has(0) && more.words.every((_, at) => at < more.words.length - more.surnameWords || used.has(at));
  const isOnePerson = isPerson(fewer) && firstNames.has(first) && isSurname(more.words.at(-1) ?? '');
  return isFramed && isOnePerson && !more.isCouple && more.words.length <= 5;
}

/** First name and surname stand at both ends of the longer name, and what it has more are surnames: `Ane Madsen Olsen`. */
function hasSurnamesBetween(fewer: ReadName, more: ReadName): boolean {
  const [few, many] = [fewer.words, more.words];
  const [first = '', surname = ''] = [few[0], few.at(-1)];
  if (few.length < 2 || many.length <= few.length || many.length > 5 || more.isCouple || fewer.isCouple) return false;
  if (fewer.forms.size + more.forms.size > 0 || fewer.surnameWords + more.surnameWords > 2) return false;
  if (first.length < 3 || isSurname(first) || many[0] !== first || many.at(-1) !== surname) return false;
  const extra: string[] = [];
  let stood = 0;
  for (const word of many.slice(0, -1)) {
    if (stood < few.length - 1 && word === few[stood]) stood++;
    else extra.push(word);
  }
  return stood === few.length - 1 && [surname, ...extra].every((word) => isSurname(word));
}

/** A surname by its kind: `Max Auto Service` is not `Max Service`. */
const isSurname = (word: string): boolean =>
  surnames.has(word) || /.(?:sen|son|ski|ska|cki|cka|dzki|dzka|wicz|czyk|czak|gard|mann)$/.test(word);

/** One typing error in a long word: its first letter stands, its end does not change its gender, it is no other name. */
function isMistyped(a: string, b: string): boolean {
  if (Math.min(a.length, b.length) < 5 || a[0] !== b[0] || !isOneEdit(a, b) || /\d/.test(a + b)) return false;
  return !(isCommon(a) && isCommon(b)) && !differInLastVowel(a, b);
}

/** `Daniel` and `Daniela`, `Marina` and `Marine`, `Kowalski` and `Kowalska` are not one another's typing errors. */
function differInLastVowel(a: string, b: string): boolean {
  const [shorter, longer] = a.length <= b.length ? [a, b] : [b, a];
  if (shorter.length === longer.length)
    return a.slice(0, -1) === b.slice(0, -1) && /[aeiouy]$/.test(a) && /[aeiouy]$/.test(b);
  return longer.startsWith(shorter) && /[aeiouy]$/.test(longer);
}

/** One letter wrong, left out or put in, or two neighbours exchanged. */
function isOneEdit(a: string, b: string): boolean {
  if (Math.abs(a.length - b.length) > 1 || a === b) return false;
  let from = 0;
  while (from < Math.min(a.length, b.length) && a[from] === b[from]) from++;
  const [restA, restB] = [a.slice(from), b.slice(from)];
  if (restA.length > restB.length) return restA.slice(1) === restB;
  if (restA.length < restB.length) return restB.slice(1) === restA;
  return (
    restA.slice(1) === restB.slice(1) ||
    (restA[0] === restB[1] && restA[1] === restB[0] && restA.slice(2) === restB.slice(2))
  );
}
