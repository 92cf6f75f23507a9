import type { OpenClaim } from '../facts.ts';
import { readWords, type Word } from '../numbers/read-words.ts';
import type { Asked } from './rung.ts';

/** Something in a text that may be a document's number, and that no document was found for. */
export interface Unread {
  readonly said: string;
  readonly digits: string;
}

/** What looks like a document's number and was read as none, in the order of the text. */
export function unreadIn({ remittance, said }: Asked): readonly Unread[] {
  const lines = remittance.texts.flatMap((text) => text.split(/\r?\n/));
  const read = [...said.documents, ...said.ids].map((one) => one.said);
  const masked = withoutRead(lines.join(''), read);
  const found: Unread[] = [];
  let start = 0;
  for (const line of lines) {
    const text = masked.slice(start, start + line.length);
    start += line.length;
    if (/\d/.test(text)) found.push(...unreadOf(text));
  }
  return found;
}

/** A comma parts numbers and touches none. */
function withoutRead(all: string, read: readonly string[]): string {
  let masked = all;
  for (const said of read) if (said !== '') masked = masked.replaceAll(said, ','.repeat(said.length));
  return masked;
}

const fewestDigits = 5;
/** Behind letters that touch it, or a word for documents. */
const fewestDigitsWithCue = 3;

function unreadOf(text: string): readonly Unread[] {
  const words = readWords(text);
  const found: Unread[] = [];
  for (let from = 0; from < words.length; ) {
    let to = from + 1;
    while (words[to]?.gap === 'tight' || words[to]?.gap === 'sign') to++;
    const part = words.slice(from, to);
    from = to;
    const digits = digitsIn(part);
    const isCued = part.some((word) => word.isCued || !word.isNumber);
    if (part.every(({ isNumber, isOther }) => !isNumber || isOther)) continue;
    if (digits.length < (isCued ? fewestDigitsWithCue : fewestDigits)) continue;
    found.push({ said: text.slice(part[0]?.start ?? 0, part.at(-1)?.end ?? 0), digits });
  }
  return found;
}

const digitsIn = (words: readonly Word[]): string =>
  words
    .filter(({ isNumber }) => isNumber)
    .map((word) => word.text)
    .join('');

/**
 * Which claim each of these was meant for: its number with one slip of the finger, or only the beginning or the end of it.
 * Null where one of them is nothing of the kind, or may be several claims'.
 */
export function meantBy(unread: readonly Unread[], claims: readonly OpenClaim[]): ReadonlyMap<number, Unread> | null {
  const meant = new Map<number, Unread>();
  for (const one of unread) {
    const [claim, another] = claims.filter(({ documentNumber }) => isRestOf(one.digits, digitsOf(documentNumber)));
    if (!claim || another || meant.has(claim.id)) return null;
    meant.set(claim.id, one);
  }
  return meant;
}

const digitsOf = (documentNumber: string): string => documentNumber.replaceAll(/\D/g, '');

const mostCutOff = 2;
const shortestEnd = 4;
/** All numbers of a month end alike in some series. */
const yearOrMonth = /^(?:\d?\d)?(?:19|20)\d\d$/;

function isRestOf(written: string, whole: string): boolean {
  const missing = whole.length - written.length;
  if (missing > 0 && missing <= mostCutOff && whole.startsWith(written)) return true;
  const isEnd = missing > 0 && written.length >= shortestEnd && whole.endsWith(written);
  if (isEnd && !yearOrMonth.test(written)) return true;
  return isOneSlip(written, whole) || isOneSlip(written, whole.replace(/^0+(?=\d)/, ''));
}

/** One digit wrong, left out or put in, or two neighbours exchanged. */
function isOneSlip(a: string, b: string): boolean {
  if (a === b) return true;
  let from = 0;
  while (from < Math.min(a.length, b.length) && a[from] === b[from]) from++;
  const [restA, restB] = [a.slice(from), b.slice(from)];
  if (a.length !== b.length) {
    return a.length > b.length ? restA.slice(1) === restB : restB.slice(1) === restA;
  }
  const isExchanged = restA[0] === restB[1] && restA[1] === restB[0] && restA.slice(2) === restB.slice(2);
  return isExchanged || restA.slice(1) === restB.slice(1);
}
