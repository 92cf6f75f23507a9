import { type FikCardType, isFikCardType } from './fik.ts';
import { paymentIdSchemes } from './schemes.ts';
import type { PaymentIdSchemeKey, PaymentIdSettings } from './scheme.ts';

/** A scheme that is looked for, with what its agreement fixes. */
export interface WantedScheme {
  readonly scheme: PaymentIdSchemeKey;
  readonly settings?: PaymentIdSettings | undefined;
}

/** A number found in free text, its check digit right. Positions count UTF-16 signs from 0; `to` is the first sign after it. */
export interface FoundPaymentId {
  readonly scheme: PaymentIdSchemeKey;
  /** In the form we compare and keep. */
  readonly value: string;
  readonly from: number;
  readonly to: number;
  /** As it stands in the text. */
  readonly text: string;
}

/**
 * Finds payment ids in what a payer wrote.
 *
 * Text is noisy, so a check digit is required here (payment-ids-and-escalation.md 1.11, step 3), a number must stand by
 * itself, and whoever matches must also ask whether it is one of ours: one in ten invoice numbers passes a modulus 10.
 * Numbers may be written in groups with one blank or hyphen between. What overlaps is all told, the earlier and longer first.
 */
export function findPaymentIds(text: string, wanted: readonly WantedScheme[]): readonly FoundPaymentId[] {
  const lines = slipLines(text);
  // What stands in the line of a slip is read as that slip and as nothing else.
  const rest = lines.reduce((left, { from, to }) => left.slice(0, from) + ' '.repeat(to - from) + left.slice(to), text);
  const digits = digitStretches(rest);
  const found = wanted.flatMap((one) => [
    ...lines.filter(({ cardType }) => one.scheme === `fik-${cardType}`).flatMap((span) => judged(text, span, one)),
    ...digits.flatMap((span) => spelled(text, span, one)).flatMap((span) => judged(text, span, one)),
    ...lettered(rest, one).flatMap((span) => judged(text, span, one)),
  ]);
  return distinct(found).sort((a, b) => a.from - b.from || b.to - a.to);
}

interface Span {
  readonly from: number;
  readonly to: number;
}

function judged(text: string, { from, to }: Span, { scheme, settings = {} }: WantedScheme): readonly FoundPaymentId[] {
  const written = text.slice(from, to);
  const { check, read } = paymentIdSchemes[scheme];
  const value = check(written, settings).isValid ? read(written, settings) : null;
  return value === null ? [] : [{ scheme, value, from, to, text: written }];
}

const distinct = (found: readonly FoundPaymentId[]): FoundPaymentId[] => [
  ...new Map(found.map((one) => [`${one.scheme} ${one.from} ${one.to}`, one])).values(),
];

/** Lines of slips as they are printed: `+71<026840149965328+80882939<`. */
function slipLines(text: string): readonly (Span & { readonly cardType: FikCardType })[] {
  return [...text.matchAll(/\+?(?<!\d)(\d{2}) ?< ?(?:\d[\d ]{1,31})?\+ ?\d{7,8} ?</g)].flatMap((found) => {
    const [whole, cardType = ''] = found;
    return isFikCardType(cardType) ? [{ from: found.index, to: found.index + whole.length, cardType }] : [];
  });
}

interface DigitSpan extends Span {
  readonly count: number;
}

/** No scheme has more digits: the Polish account. */
const mostDigits = 26;

/** Words that may stand before a number without a blank: `OCR12345`, `PL18…`. */
const label = /(?:^|[^\p{L}\p{N}])(?:PL|KID|OCR|FIK|FI|REF|NR|NO|ID)[.:]?$/iu;

/** Stretches of whole digit groups that stand by themselves and have at most one blank or hyphen between each two. */
function digitStretches(text: string): readonly DigitSpan[] {
  const groups = [...text.matchAll(/\d+/g)].map((found) => ({ from: found.index, to: found.index + found[0].length }));
  return groups.flatMap(({ from }, first) => {
    if (!mayBegin(text, from)) return [];
    const spans: DigitSpan[] = [];
    let count = 0;
    for (let i = first; i < groups.length; i++) {
      const group = groups[i];
      const before = groups[i - 1];
      if (!group || (i > first && before && !/^[\s\-\u2010-\u2015]$/.test(text.slice(before.to, group.from)))) break;
      count += group.to - group.from;
      if (count > mostDigits) break;
      if (mayEnd(text, group.to)) spans.push({ from, to: group.to, count });
    }
    return spans;
  });
}

function mayBegin(text: string, at: number): boolean {
  const before = text.slice(Math.max(0, at - 6), at);
  if (/\d[.,]$/.test(before)) return false;
  return !/[\p{L}\p{N}]$/u.test(before) || label.test(before);
}

const mayEnd = (text: string, at: number): boolean => !/^(?:[\p{L}\p{N}]|[.,]\d)/u.test(text.slice(at, at + 2));

/** Shorter numbers are too common in text to mean anything (1.11, step 4). */
const leastInText = 5;

/** How many digits a number of a scheme may have in text; schemes that are not here are not written in digits alone. */
const fitsDigits: Readonly<
  Partial<Record<PaymentIdSchemeKey, (count: number, lengths: readonly number[]) => boolean>>
> = {
  'fik-71': (count) => count === 15,
  'fik-75': (count) => count === 16,
  'fik-04': (count) => count === 16,
  'fik-15': (count) => count === 16,
  'pl-virtual': (count) => count === mostDigits,
  ocr: isOneOf,
  kid: isOneOf,
  fi: isOneOf,
  'fi-rf': isOneOf,
};

function isOneOf(count: number, lengths: readonly number[]): boolean {
  return lengths.length === 0 ? count >= leastInText : lengths.includes(count);
}

/** The span as this scheme would write it, or nothing when its length does not fit. */
function spelled(text: string, span: DigitSpan, { scheme, settings = {} }: WantedScheme): readonly Span[] {
  const fits = fitsDigits[scheme];
  if (!fits) return [];
  const { from, to, count } = span;
  const { lengths = [], modulus } = settings;
  const plain = fits(count, lengths) ? [{ from: scheme === 'pl-virtual' ? countryBefore(text, from) : from, to }] : [];
  // Under MOD11 a hyphen may be the check sign.
  const hasDash = scheme === 'kid' && modulus === 11 && /^-(?!\d)/.test(text.slice(to, to + 2));
  return hasDash && fits(count + 1, lengths) ? [...plain, { from, to: to + 1 }] : plain;
}

/** Where `PL` begins when it stands before the digits of an account. */
function countryBefore(text: string, from: number): number {
  const before = /PL ?$/i.exec(text.slice(Math.max(0, from - 3), from))?.[0] ?? '';
  return from - before.length;
}

/** Numbers that begin with letters: RF references and accounts, in one piece or in groups of four. */
function lettered(text: string, { scheme }: WantedScheme): readonly Span[] {
  if (scheme === 'rf' || scheme === 'fi' || scheme === 'fi-rf')
    return inGroups(text, /(?<![\p{L}\p{N}])RF ?\d{2}/giu, 25);
  return scheme === 'iban' ? inGroups(text, /(?<![\p{L}\p{N}])[A-Z]{2}\d{2}/giu, 34) : [];
}

function inGroups(text: string, beginning: RegExp, most: number): readonly Span[] {
  return [...text.matchAll(beginning)].flatMap(({ index: from }) => {
    const rest = text.slice(from, from + 2 * most);
    const piece = /^(?:RF )?[0-9A-Z]+/i.exec(rest)?.[0] ?? '';
    const spans = [{ from, to: from + piece.length }];
    // Groups: every one but the last has four signs, counted from the two letters.
    let grouped = /^[A-Z]{2}\d{2}(?= )/i.exec(rest)?.[0] ?? '';
    while (grouped !== '') {
      const next = /^ ([0-9A-Z]{1,4})(?![0-9A-Z])/i.exec(rest.slice(grouped.length))?.[0];
      if (next === undefined) break;
      grouped += next;
      spans.push({ from, to: from + grouped.length });
      if (next.length < 5) break;
    }
    return spans.filter(({ to }) => mayEnd(text, to));
  });
}
