import { danishAmount, minor } from '#kernel';
import { digitParts, type DocumentNumber, textOf } from './document-style.ts';
import type { DraftClaim } from './drafts.ts';
import type { Random } from './random.ts';
import type { Country } from './rows.ts';
import { damageShares } from './shares.ts';
import { slipsOf } from './slips.ts';
import type { View } from './view.ts';
import { emptyPhrases, phrases, wordLists } from './word-lists.ts';

export type Damage = keyof typeof damageShares;

/** A number as it stands in a text after damage, and whether it can still be read as that number and no other. */
export interface Written {
  readonly text: string;
  readonly damage: Damage;
  /** `clear`: a person reads the number. `weak`: only its end. `lost`: something else stands there, which names nothing. */
  readonly reads: 'clear' | 'weak' | 'lost';
}

/** Writes a claim's number with damage drawn by lot; damage that its style cannot have leaves it whole. */
export function writeNumber(random: Random, claim: DraftClaim, view: View, country: Country): Written {
  const damage = random.weighted(damageShares);
  const text = damages[damage](random, claim.number, view, country);
  if (text === null || text === textOf(claim.number))
    return { text: textOf(claim.number), damage: 'none', reads: 'clear' };
  if (readings[damage] !== 'clear') return { text, damage, reads: readings[damage] };
  // A number without its letters may be that of another series.
  const digits = digitParts(claim.number).join('');
  const isShared = damage === 'prefix left out' && view.byDigits(digits).length > 1;
  return isShared ? { text: textOf(claim.number), damage: 'none', reads: 'clear' } : { text, damage, reads: 'clear' };
}

export const unharmed = (claim: DraftClaim): Written => ({
  text: textOf(claim.number),
  damage: 'none',
  reads: 'clear',
});

const readings: Readonly<Record<Damage, Written['reads']>> = {
  none: 'clear',
  separators: 'clear',
  'prefix left out': 'clear',
  'zeros left out': 'clear',
  'look-alike signs': 'clear',
  'blank within': 'clear',
  'wrapped over two lines': 'clear',
  'word glued to it': 'clear',
  'small letters': 'clear',
  'last parts only': 'weak',
  'a slip of the finger': 'lost',
  'cut off': 'lost',
};

type Damaging = (random: Random, number: DocumentNumber, view: View, country: Country) => string | null;

const damages: Readonly<Record<Damage, Damaging>> = {
  none: (_, number) => textOf(number),
  separators: (random, number) =>
    number.separator === '' ? null : textOf({ ...number, separator: random.pick([' ', '', '.', '/', '-', ' - ']) }),
  'prefix left out': (_, number) => (number.prefix === '' ? null : textOf({ ...number, prefix: '' })),
  'zeros left out': (_, number) => textOf({ ...number, running: number.running.replace(/^0+(?=.)/, '') }),
  'look-alike signs': (random, number) => lookAlike(random, number),
  'blank within': (random, number) => cutInto(random, number, ' '),
  'wrapped over two lines': (random, number) => cutInto(random, number, wrap),
  'word glued to it': (random, number, _, country) => `${random.pick(glued[country])}${textOf(number)}`,
  'small letters': (_, number) => textOf(number).toLowerCase(),
  'last parts only': (_, number) =>
    number.before.length + number.after.length === 0 ? null : textOf({ ...number, before: [], after: [] }),
  'a slip of the finger': (random, number, view) => slip(random, number, view),
  'cut off': (random, number, view) => {
    const text = textOf(number).slice(0, -random.between(1, 2));
    return view.byDigits(text.replaceAll(/\D/g, '')).length > 0 ? null : text;
  },
};

const glued: Readonly<Record<Country, readonly string[]>> = {
  DK: ['Faktura', 'Fakturanr', 'Fakt.', 'Nr.'],
  PL: ['Faktura', 'FAKTURA', 'nr'],
  DE: ['Rechnung', 'Rechnungsnr.', 'Nr.'],
};

const alike: Readonly<Record<string, string>> = { '0': 'O', '1': 'I', '5': 'S', '8': 'B' };

function lookAlike(random: Random, number: DocumentNumber): string | null {
  const places = Array.from(number.running).flatMap((sign, i) => (alike[sign] === undefined ? [] : [i]));
  if (places.length === 0) return null;
  const at = random.pick(places);
  const { running } = number;
  return textOf({ ...number, running: running.slice(0, at) + alike[running[at] ?? ''] + running.slice(at + 1) });
}

function cutInto(random: Random, number: DocumentNumber, between: string): string | null {
  const { running } = number;
  if (running.length < 4) return null;
  const at = random.between(2, running.length - 2);
  return textOf({ ...number, running: `${running.slice(0, at)}${between}${running.slice(at)}` });
}

/** A number with one slip that is nobody's; where every slip hits another number, there is none to be had. */
function slip(random: Random, number: DocumentNumber, view: View): string | null {
  const free = slipsOf(number.running).filter((running) => {
    const digits = digitParts({ ...number, running }).join('');
    return view.byDigits(digits).length === 0 && view.byDigits(running).length === 0;
  });
  return free.length === 0 ? null : textOf({ ...number, running: random.pick(free) });
}

/** Banks have lines of 35 signs (EPC, Elixir), of 27 (older MT940), or of 65. */
const lineWidths = [35, 35, 27, 65] as const;

/**
 * Puts numbers into a sentence, and breaks it into lines where a number is wrapped or the list is one to a line.
 *
 * @param paid the amount of the payment in minor units: some payers write it
 */
export function sentence(
  random: Random,
  country: Country,
  numbers: readonly string[],
  paid: number,
): readonly string[] {
  const { one, many } = phrases[country];
  const between = [', ', ' ', ' + ', '; ', '\n', ` ${wordLists[country].and} `, ','];
  const list = numbers.length === 1 ? (numbers[0] ?? '') : numbers.join(random.pick(between));
  // Who glues a word to his number writes none before it.
  const isGlued = glued[country].some((word) => list.startsWith(word));
  const text = random
    .pick(isGlued ? ['{n}'] : numbers.length === 1 ? one : many)
    .replace('{n}', () => list)
    .replace('{a}', () => danishAmount(minor(paid)))
    .replace('{d}', () => `${random.between(1, 28)}.0${random.between(1, 2)}.`)
    .replace('{x}', () => random.digits(3));
  return text.split(wrap).length === 1 ? lines(text) : lines(wrapped(random, country, text));
}

const lines = (text: string): readonly string[] => text.split('\n').map((line) => line.trim());

/** Stands where a line ends within a number. */
const wrap = '\u0000';

/** Most lines end because they are full, so words stand before; some because a program breaks where it likes. */
function wrapped(random: Random, country: Country, text: string): string {
  const place = text.indexOf(wrap);
  const start = text.lastIndexOf('\n', place) + 1;
  const width = lineWidths.find((one) => one >= place - start + 2) ?? 0;
  const words = random.chance(0.8) && width > 0 ? wordsBefore[country].slice(-(width - (place - start) - 1)) : '';
  const before = words === '' ? '' : `${words.trimStart().padStart(width - (place - start) - 1, '.')} `;
  return `${text.slice(0, start)}${before}${text.slice(start).replaceAll(wrap, '\n')}`;
}

const wordsBefore: Readonly<Record<Country, string>> = {
  DK: 'Vi betaler hermed som aftalt for varer og ydelser leveret i februar',
  PL: 'Niniejszym regulujemy zgodnie z umową należność za dostawy i usługi w lutym',
  DE: 'Wir zahlen hiermit wie vereinbart die Lieferungen und Leistungen im Februar',
};

export function emptySentence(random: Random, country: Country): readonly string[] {
  const text = random.pick(emptyPhrases[country]);
  return text === '' ? [] : [text];
}
