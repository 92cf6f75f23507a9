import { type Atom, atomsOf } from './atoms.ts';
import {
  currencyWords,
  invoiceWords,
  joiningWords,
  neutralWords,
  otherWords,
  rangeWords,
  splitPaymentFields,
} from './words.ts';

/** An atom, and what its surroundings make of it. */
export interface Word extends Atom {
  /** Part of a date, an amount, a telephone, an account: no document number, alone or joined. */
  readonly isOther: boolean;
  /** A word for documents stands before it, and nothing else has been spoken of since. */
  readonly isCued: boolean;
  /** A word between numbers: it belongs to none of them. */
  readonly isLink: boolean;
  /** Looks like a date after a word for documents (`faktura 12/01/2026`): a number as a whole, if at all. */
  readonly isDatePart: boolean;
}

/** Which digits cannot be document numbers, for what stands around them. */
export function readWords(text: string): readonly Word[] {
  const atoms = atomsOf(text);
  const others = othersByShape(atoms, text);
  const fields = splitPaymentFieldsOf(atoms, text);
  let topic: Topic = 'none';
  return atoms.map((atom, index) => {
    if (atom.isNumber) {
      if (atom.gap === 'break' && topic === 'other' && /[,;]\s/.test(atom.between)) topic = 'none';
      const isCued = topic === 'documents';
      const isDatePart = isCued && others.get(index) === 'date with slashes';
      const isOther = topic === 'other' || (others.has(index) && !isDatePart) || isMoney(atoms, index, isCued);
      return wordOf(atom, { isOther, isCued, isLink: false, isDatePart });
    }
    const isField = fields.has(index);
    topic = isField ? (atom.text === 'INV' ? 'documents' : 'other') : topicAfter(topic, atoms, index);
    const isLink = isField || joiningWords.has(atom.text) || rangeWords.has(atom.text) || neutralWords.has(atom.text);
    return wordOf(atom, { isOther: isField, isCued: false, isLink, isDatePart: false });
  });
}

/** Field by field: a copy by spreading takes a third of the whole time that reading a text takes. */
const wordOf = (
  { isNumber, text, start, end, gap, between }: Atom,
  { isOther, isCued, isLink, isDatePart }: Omit<Word, keyof Atom>,
): Word => ({ isNumber, text, start, end, gap, between, isOther, isCued, isLink, isDatePart });

/** What the digits that come next are about. */
type Topic = 'none' | 'documents' | 'other';

function topicAfter(topic: Topic, atoms: readonly Atom[], index: number): Topic {
  const [text, before, next] = [atoms[index]?.text ?? '', atoms[index - 1], atoms[index + 1]];
  if (invoiceWords.has(text)) return 'documents';
  // A bare `nr.` is that of a document; behind a word it is the number of whatever the word says.
  if (neutralWords.has(text)) return topic === 'none' && (!before || before.isNumber) ? 'documents' : topic;
  if (joiningWords.has(text) || rangeWords.has(text)) return topic;
  // A Polish `faktura VAT` is a kind of document, not a tax number.
  if (otherWords.has(text)) return text === 'VAT' && topic === 'documents' ? topic : 'other';
  // Letters that touch the digits after them are part of the number: they change no subject.
  return next?.isNumber === true && next.gap !== 'space' && next.gap !== 'break' ? topic : 'none';
}

/** `/VAT/23,00/IDC/5252445767/INV/FV 123/TXT/...`: the first field opens with a slash that nothing touches. */
function splitPaymentFieldsOf(atoms: readonly Atom[], text: string): ReadonlySet<number> {
  const fields = new Set<number>();
  for (const [index, { text: word, start, end }] of atoms.entries()) {
    if (!splitPaymentFields.has(word) || text.charAt(start - 1) !== '/' || text.charAt(end) !== '/') continue;
    if (fields.size > 0 || start < 2 || text.charAt(start - 2).trim() === '') fields.add(index);
  }
  return fields;
}

/** Beside a currency: after it, or before it, unless digits that follow it may be its own (`faktura 10023 kr 500`). */
function isMoney(atoms: readonly Atom[], index: number, isCued: boolean): boolean {
  const isCurrency = (atom: Atom | undefined): boolean => atom !== undefined && currencyWords.has(atom.text);
  const [before, after, then] = [atoms[index - 1], atoms[index + 1], atoms[index + 2]];
  if (isCurrency(before)) return true;
  return isCurrency(after) && after?.gap !== 'break' && !(isCued && then?.isNumber === true);
}

/** Dates, amounts, telephones, accounts and times, as their own shape tells. */
function othersByShape(atoms: readonly Atom[], text: string): ReadonlyMap<number, 'date with slashes' | 'other'> {
  const others = new Map<number, 'date with slashes' | 'other'>();
  const shapes = [dateLength, monthLength, amountLength, accountLength, phoneLength, clockLength];
  for (let index = 0; index < atoms.length; ) {
    const length = atoms[index]?.isNumber === true ? Math.max(...shapes.map((shape) => shape(atoms, index, text))) : 0;
    const isDate = length > 0 && length === Math.max(dateLength(atoms, index), monthLength(atoms, index));
    const hasSlashes = isDate && atoms[index + 1]?.between === '/';
    for (let i = 0; i < length; i++) others.set(index + i, hasSlashes ? 'date with slashes' : 'other');
    index += Math.max(length, 1);
  }
  return others;
}

const isJoined = (atom: Atom | undefined): boolean => atom?.gap === 'tight' || atom?.gap === 'sign';

/** It touches nothing before it and, after `length` atoms, nothing behind but the `T` between a date and its time. */
const standsAlone = (atoms: readonly Atom[], index: number, length: number): boolean =>
  !isJoined(index === 0 ? undefined : atoms[index]) &&
  (!isJoined(atoms[index + length]) || atoms[index + length]?.text === 'T');

/** `2026-01-15`, `15.01.2026`, `15/1-26`, `15 01 2026`. */
function dateLength(atoms: readonly Atom[], index: number): number {
  const parts = atoms.slice(index, index + 3);
  const [a, b, c] = parts;
  if (!a || !b || !c || !parts.every(({ isNumber }) => isNumber) || !standsAlone(atoms, index, 3)) return 0;
  const isSpaced = b.between === ' ' && c.between === ' ';
  if (!isSpaced && (b.gap !== 'sign' || (c.gap !== 'sign' && c.between.trim() !== '.'))) return 0;
  const isYear = ({ text }: Atom): boolean => isYearText(text) || (text.length === 2 && !isSpaced);
  const isDate =
    (isYearText(a.text) && isMonth(b) && isDay(c)) ||
    (isYear(c) && ((isDay(a) && isMonth(b)) || (isMonth(a) && isDay(b))));
  return isDate ? 3 : 0;
}

/** `01/2026`, `1.2026`, `2026-01`: the month that rent or a subscription is for. */
function monthLength(atoms: readonly Atom[], index: number): number {
  const [a, b] = atoms.slice(index, index + 2);
  if (!a?.isNumber || !b?.isNumber || b.gap !== 'sign' || !standsAlone(atoms, index, 2)) return 0;
  return (isMonth(a) && isYearText(b.text)) || (isYearText(a.text) && isMonth(b)) ? 2 : 0;
}

const isUpTo = ({ text }: Atom, most: number): boolean =>
  text.length <= 2 && Number.parseInt(text, 10) <= most && Number.parseInt(text, 10) > 0;
const isDay = (atom: Atom): boolean => isUpTo(atom, 31);
const isMonth = (atom: Atom): boolean => isUpTo(atom, 12);

export const isYearText = (text: string): boolean =>
  text.length === 4 && (text.startsWith('19') || text.startsWith('20'));

/** `1.250,00`, `1 250,00`, `10023,00`, `1250.00`, `10.023`, `1250,-`. */
function amountLength(atoms: readonly Atom[], index: number, text: string): number {
  if (isJoined(index === 0 ? undefined : atoms[index])) return 0;
  const first = atoms[index];
  if (!first) return 0;
  let length = 1;
  const isGroup = (atom: Atom | undefined, between: string): boolean =>
    atom?.isNumber === true && atom.text.length === 3 && atom.between === between;
  const separator = atoms[index + 1]?.between ?? '';
  if (first.text.length <= 3 && ['.', ' ', ',', "'", '\u00a0'].includes(separator)) {
    while (isGroup(atoms[index + length], separator)) length++;
  }
  const cents = atoms[index + length];
  const hasCents =
    cents?.isNumber === true && cents.text.length === 2 && (cents.between === ',' || cents.between === '.');
  if (hasCents && !isJoined(atoms[index + length + 1]) && atoms[index + length + 1]?.between !== ',') return length + 1;
  const end = atoms[index + length - 1]?.end ?? 0;
  if (text.startsWith(',-', end)) return length;
  return length > 1 && separator === '.' && !isJoined(atoms[index + length]) ? length : 0;
}

/** A telephone with its country (`+45 20 12 34 56`), or four pairs of digits as the Danes write it. */
function phoneLength(atoms: readonly Atom[], index: number, text: string): number {
  const first = atoms[index];
  if (!first) return 0;
  const follows = (at: number, gap: string): boolean => atoms[at]?.isNumber === true && atoms[at]?.between === gap;
  if (text.charAt(first.start - 1) === '+') {
    let length = 1;
    while (follows(index + length, ' ') || follows(index + length, '-')) length++;
    const digits = atoms.slice(index, index + length).reduce((count, atom) => count + atom.text.length, 0);
    return digits >= 8 && atoms[index - 1]?.end !== first.start - 1 ? length : 0;
  }
  const isPairs = [0, 1, 2, 3].every(
    (i) => atoms[index + i]?.text.length === 2 && (i === 0 || follows(index + i, ' ')),
  );
  return isPairs && !follows(index + 4, ' ') ? 4 : 0;
}

/** An account in groups of four: after two check digits, with or without the letters of a country before them. */
function accountLength(atoms: readonly Atom[], index: number): number {
  const [first, before] = [atoms[index], atoms[index - 1]];
  if (first?.text.length !== 2) return 0;
  const isIban = first.gap === 'tight' && before?.isNumber === false && before.text.length === 2;
  let length = 1;
  while (atoms[index + length]?.text.length === 4 && atoms[index + length]?.between === ' ') length++;
  const isAccount = isIban ? length > 2 : length === 7;
  if (!isAccount) return 0;
  const tail = atoms[index + length];
  return tail?.isNumber === true && tail.between === ' ' && tail.text.length < 4 ? length + 1 : length;
}

/** `12:30` and `12:30:15`. */
function clockLength(atoms: readonly Atom[], index: number): number {
  let length = 1;
  while (atoms[index + length]?.between === ':' && atoms[index + length]?.text.length === 2) length++;
  return length > 1 && (atoms[index]?.text.length ?? 0) <= 2 ? length : 0;
}
