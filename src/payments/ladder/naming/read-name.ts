import { foldLetters } from './fold-letters.ts';
import { coupleWords, joiningWords, legalForms, shortForms, titles } from './words.ts';

/** A name as it is compared. */
export interface ReadName {
  /** First names before surnames, as far as a comma tells; no titles, joining words and legal forms. */
  readonly words: readonly string[];
  /** How many words at the end are one surname, joined by hyphens. */
  readonly surnameWords: number;
  readonly forms: ReadonlySet<string>;
  /** Two people with one account between them. */
  readonly isCouple: boolean;
}

/** Everything a name says, before its parts are told apart: to compare a name that was cut off. */
export function foldedName(name: string): string {
  return tokensOf(name)
    .map(({ text }) => text)
    .join(' ');
}

/**
 * Every way to read a name: as a whole; without its owner (`Hansens VVS v/Jens Hansen`) and the owner alone; and where two
 * people share an account, each of them, with the surname that only the last one is given.
 */
export function readingsOf(name: string): readonly ReadName[] {
  // Most names are of one person or company and say no more.
  if (!/[/&+]|\b(?:att|ved|og|i|oraz|und|and)\b/i.test(name)) return [readName(name)];
  const [own = '', ...careOf] = name.split(/\bc\/o\b|\batt[.:]|\batt\b/i);
  const [shop = '', ...owners] = (own.trim() === '' ? careOf.join(' ') : own).split(/(?:^|\s)v\/|\sved\s/i);
  return [shop, ...owners]
    .filter((part) => part.trim() !== '')
    .flatMap((part) => {
      const couple = couplesOf(part);
      return [{ ...readName(part), isCouple: couple.length > 0 }, ...couple];
    });
}

function couplesOf(name: string): readonly ReadName[] {
  const parts = name.split(/\s*[&+]\s*|\s+(?:og|i|oraz|und|and)\s+/i);
  if (parts.length !== 2) return [];
  const people = parts.map((person) => readName(person));
  const last = people.at(-1);
  if (!last) return [];
  const surname = last.words.slice(-last.surnameWords);
  return people.map((person) =>
    person.words.length === 1 && person !== last ? { ...person, words: [...person.words, ...surname] } : person,
  );
}

export function readName(name: string): ReadName {
  const [before = '', after, ...more] = name.includes(',') ? name.split(',') : [name];
  const isTurned = after !== undefined && more.length === 0 && withoutForms(tokensOf(after)).words.length > 0;
  const { words, forms } = withoutForms(tokensOf(isTurned ? `${after} ${before}` : name));
  const kept = words.filter(({ text }) => !titles.has(text) && !joiningWords.has(text) && !coupleWords.has(text));
  let surnameWords = Math.min(1, kept.length);
  while (surnameWords < kept.length && kept.at(-surnameWords)?.isGlued) surnameWords++;
  return { words: kept.map(({ text }) => text), surnameWords, forms, isCouple: false };
}

interface Token {
  readonly text: string;
  /** A hyphen joins it to the one before. */
  readonly isGlued: boolean;
  /** Letters with a stroke between them, as in `A/S`. */
  readonly isForm: boolean;
}

/** The longest that any format carries is 140. */
const longestName = 200;

const wordPattern = /[\p{L}\d]+§?/gu;

function tokensOf(name: string): readonly Token[] {
  const tokens: Token[] = [];
  const folded = foldLetters(name.slice(0, longestName));
  const marked = folded.includes('/') ? folded.replaceAll(/\b([aikp])\s?\/\s?s\b/g, ' $1s§ ') : folded;
  for (const word of marked.matchAll(wordPattern)) {
    const [found] = word;
    const isForm = found.endsWith('§');
    tokens.push({ text: isForm ? found.slice(0, -1) : found, isGlued: marked[word.index - 1] === '-', isForm });
  }
  return tokens;
}

const longestForm = 4;

/** Takes the legal forms out: the long ones anywhere behind the first word, the short ones at the end. */
function withoutForms(tokens: readonly Token[]): { words: readonly Token[]; forms: ReadonlySet<string> } {
  const forms = new Set<string>();
  let words = tokens.filter(({ text, isForm }) => {
    if (isForm) forms.add(text);
    return !isForm;
  });
  for (let at = 1; at < words.length; at++) {
    const length = formLengthAt(words, at);
    if (length === 0) continue;
    forms.add(legalForms.get(textOf(words, at, length)) ?? '');
    words = [...words.slice(0, at), ...words.slice(at + length)];
    at = 0;
  }
  return { words, forms };
}

const textOf = (words: readonly Token[], at: number, length: number): string =>
  words
    .slice(at, at + length)
    .map(({ text }) => text)
    .join('');

function formLengthAt(words: readonly Token[], at: number): number {
  for (let length = Math.min(longestForm, words.length - at); length > 0; length--) {
    // Forms of several words are letters that stand apart, or their first word tells.
    if (length > 1 && !beginsForm.has(words[at]?.text ?? '')) continue;
    const text = textOf(words, at, length);
    const isEnd = at + length === words.length;
    if (legalForms.has(text) && (isEnd || (length === 1 && !shortForms.has(text)) || text.length > 4)) return length;
  }
  return 0;
}

/** First words of the legal forms that are written in several. */
const beginsForm: ReadonlySet<string> = new Set(
  'a b c d e f g h i j k l m n o p q r s t u v w x y z sp spolka gmbh am fm sm'.split(' '),
);
