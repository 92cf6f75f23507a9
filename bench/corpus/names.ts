import type { Random } from './random.ts';
import type { Country } from './rows.ts';
import { wordLists } from './word-lists.ts';

/** A name as it is in our books. */
export interface PartyName {
  readonly text: string;
  readonly isFirm: boolean;
  readonly country: Country;
}

export function personName(random: Random, country: Country): PartyName {
  const { given, surnames } = wordLists[country];
  const [surname, other] = [random.pick(surnames), random.pick(surnames)];
  const middle = random.chance(0.2) && other !== surname ? ` ${other}` : '';
  return { text: `${random.pick(given)}${middle} ${surname}`, isFirm: false, country };
}

export function firmName(random: Random, country: Country): PartyName {
  const { firmWords, trades, suffixes, sisters } = wordLists[country];
  const sister = random.chance(0.15) ? ` ${random.pick(sisters)}` : '';
  const text = `${random.pick(firmWords)} ${random.pick(trades)}${sister} ${random.pick(suffixes)}`;
  return { text, isFirm: true, country };
}

/** How a bank tells a name; the damage is named, and a person would still see who it is. */
export function tellName(random: Random, name: PartyName): { readonly text: string; readonly damage: string | null } {
  const how: Telling = name.isFirm ? random.weighted(firmTellings) : random.weighted(personTellings);
  const told = tellings[how](random, name);
  return { text: told, damage: told === name.text ? null : `name ${how}` };
}

/** Shares of ways to tell a name. No source counts them; most banks tell names as they are, in capitals, or in ASCII. */
const personTellings = {
  'as ours': 56,
  'in capitals': 15,
  'in ASCII': 12,
  'turned round': 8,
  'of two people': 5,
  'with a middle name more': 3,
  'with an initial': 1,
} as const;

const firmTellings = {
  'as ours': 58,
  'in capitals': 16,
  'in ASCII': 13,
  'without its legal form': 10,
  'cut off': 3,
} as const;

type Telling = keyof typeof personTellings | keyof typeof firmTellings;

const tellings: Readonly<Record<Telling, (random: Random, name: PartyName) => string>> = {
  'as ours': (_, { text }) => text,
  'in capitals': (_, { text }) => text.toUpperCase(),
  'in ASCII': (random, { text }) => (random.chance(0.6) ? inAscii(text) : inAscii(text).toUpperCase()),
  'turned round': (_, { text }) => [text.split(' ').at(-1), ...text.split(' ').slice(0, -1)].join(' '),
  'of two people': (random, { text, country }) => {
    const { given, and } = wordLists[country];
    const other = `${random.pick(given)} ${text.split(' ').at(-1)}`;
    return random.chance(0.5) ? `${text} ${and} ${other}` : `${other} ${and} ${text}`;
  },
  'with a middle name more': (random, { text, country }) => {
    const words = text.split(' ');
    return [...words.slice(0, -1), random.pick(wordLists[country].surnames), ...words.slice(-1)].join(' ');
  },
  'with an initial': (_, { text }) => text.replace(/^(\S)\S*/, '$1'),
  'without its legal form': (_, { text, country }) => withoutLegalForm(text, country),
  // Four fields of 35 signs are usual; a bank that has 27 (MT940 of several countries) cuts firms with long names.
  'cut off': (_, { text }) => text.slice(0, 27).trim(),
};

function withoutLegalForm(text: string, country: Country): string {
  const form = wordLists[country].suffixes.find((suffix) => text.endsWith(` ${suffix}`));
  return form === undefined ? text : text.slice(0, -form.length - 1);
}

const asciiOf: Readonly<Record<string, string>> = {
  æ: 'ae',
  ø: 'oe',
  å: 'aa',
  Æ: 'Ae',
  Ø: 'Oe',
  Å: 'Aa',
  ä: 'ae',
  ö: 'oe',
  ü: 'ue',
  Ä: 'Ae',
  Ö: 'Oe',
  Ü: 'Ue',
  ß: 'ss',
  ł: 'l',
  Ł: 'L',
}; // prettier-ignore

/** Danish and German letters by two, Polish ones without their marks: how banks write for networks without them. */
export const inAscii = (text: string): string =>
  Array.from(text)
    .map((sign) => asciiOf[sign] ?? sign)
    .join('')
    .normalize('NFD')
    .replaceAll(/\p{M}/gu, '');

/**
 * Whether a person could take the told name for the customer's. Deliberately generous (a word less, an initial, one letter
 * wrong): where it says yes, the corpus does not claim that a machine could have told the two apart, and draws again.
 */
export function couldBeSame(told: string, ours: string): boolean {
  const [a, b] = [wordsOf(told), wordsOf(ours)];
  const [few, many] = a.length <= b.length ? [a, b] : [b, a];
  if (few.length === 0) return true;
  return few.every((word) => many.some((other) => couldBeSameWord(word, other)));
}

const wordsOf = (name: string): readonly string[] =>
  inAscii(name)
    .toLowerCase()
    .replaceAll(/[^a-z0-9 ]/g, ' ')
    .split(' ')
    .map((word) => word.replaceAll(/ae|aa/g, 'a').replaceAll('oe', 'o').replaceAll('ue', 'u'))
    .filter((word) => word !== '' && !noNames.has(word));

const noNames = new Set([
  'og',
  'i',
  'und',
  'co',
  'kg',
  'gmbh',
  'ag',
  'aps',
  'as',
  's',
  'sp',
  'z',
  'o',
  'sa',
  'k',
  'is',
]);

function couldBeSameWord(a: string, b: string): boolean {
  if (a === b) return true;
  if (a.length === 1 || b.length === 1) return a[0] === b[0];
  // Cut off names: what is there is the beginning.
  if (a.length >= 4 && b.startsWith(a)) return true;
  return a.length >= 4 && b.length >= 4 && isOneLetterApart(a, b);
}

function isOneLetterApart(a: string, b: string): boolean {
  if (Math.abs(a.length - b.length) > 1) return false;
  let from = 0;
  while (from < Math.min(a.length, b.length) && a[from] === b[from]) from += 1;
  const [restA, restB] = [a.slice(from), b.slice(from)];
  return restA.slice(1) === restB.slice(1) || restA === restB.slice(1) || restA.slice(1) === restB;
}
