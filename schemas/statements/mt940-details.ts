import { numberAt } from './dates.ts';

/**
 * How a bank writes the details of an entry (tag 86), see payment-ids-and-escalation.md section 3.1:
 *
 * - `question-marks`: sub-fields `?20`, after a business code of three digits (Germany, and Polish banks with it)
 * - `angle-brackets`: the same with `<20`
 * - `tildes`: the same with `~20`; UNVERIFIED, so it is read only when it is set
 * - `slash-codes`: `/EREF/…/REMI/…` (the Netherlands)
 * - `keys`: `ID IPH: …; OD: …; TYT.: …; TNR: …` (mBank Collect)
 * - `plain`: text, line by line
 * - a separator: one sign that the bank chose, between texts without names
 */
export type Mt940Dialect =
  | 'question-marks'
  | 'angle-brackets'
  | 'tildes'
  | 'slash-codes'
  | 'keys'
  | 'plain'
  | { readonly separator: string };

/** Visits a sub-field: its key, where the key begins, and where its value lies in the joined text. */
export type DetailVisitor = (key: string, keyFrom: number, from: number, to: number) => void;

/** Tells the dialect by the first signs of the joined text; `tildes` and a separator are never guessed. */
export function dialectOf(text: string): Mt940Dialect {
  let at = 0;
  while (text.charCodeAt(at) === blank) at++;
  if (text.charCodeAt(at) === slash && codeAt(text, at) !== null) return 'slash-codes';
  const mark = markBehindCode(text, at);
  if (text.charCodeAt(mark) === questionMark && isNumbered(text, mark)) return 'question-marks';
  if (text.charCodeAt(mark) === angleBracket && isNumbered(text, mark)) return 'angle-brackets';
  return text.includes('ID IPH:') || (text.includes('TYT.:') && text.includes('TNR:')) ? 'keys' : 'plain';
}

/** The business code of three digits with which the text begins; blank when it does not. */
export function businessCode(text: string): string {
  let at = 0;
  while (text.charCodeAt(at) === blank) at++;
  return numberAt(text, at, 3) >= 0 && !isDigit(text.charCodeAt(at + 3)) ? text.slice(at, at + 3) : '';
}

/** Visits the sub-fields of the joined text in order; `plain` has none. Without objects, because it runs for every entry. */
export function eachDetail(text: string, dialect: Mt940Dialect, visit: DetailVisitor): void {
  switch (dialect) {
    case 'question-marks':
      eachNumbered(text, '?', visit);
      return;
    case 'angle-brackets':
      eachNumbered(text, '<', visit);
      return;
    case 'tildes':
      eachNumbered(text, '~', visit);
      return;
    case 'slash-codes':
      eachSlashCode(text, visit);
      return;
    case 'keys':
      eachKey(text, visit);
      return;
    case 'plain':
      return;
    default:
      eachSeparated(text, dialect.separator, visit);
  }
}

/** What the sub-fields hold: `?NN`, `<NN` and `~NN` (payment-ids-and-escalation.md 3.1, dialect a). */
export function numberedTitle(key: string): string {
  const number = Number(key);
  if ((number >= 20 && number <= 29) || (number >= 60 && number <= 63)) return 'title, what the payer wrote';
  return numberedTitles[key] ?? 'a sub-field we do not know';
}

const numberedTitles: Readonly<Record<string, string>> = {
  '00': 'the bank’s words for the kind of entry',
  '10': 'batch number (primanota)',
  '30': 'bank of the other party',
  '31': 'account of the other party',
  '32': 'name of the other party',
  '33': 'name of the other party, continued',
  '34': 'return code, or the bank’s supplement to the kind of entry',
  '38': 'IBAN of the other party',
};

/** Keys inside the title of SEPA entries; each stands at the start of a sub-field. */
export const sepaKeys: Readonly<Record<string, string>> = {
  'EREF+': 'end-to-end reference',
  'KREF+': 'customer’s reference',
  'MREF+': 'mandate reference',
  'CRED+': 'creditor identifier',
  'SVWZ+': 'purpose, what the payer wrote',
};

/**
 * Codes of the Dutch dialect. EREF, BENM, NAME, REMI and ISDT stand in the reference; the others were seen in public code
 * for Dutch banks. A code that is not in this list is part of the text before it.
 */
export const slashCodes: Readonly<Record<string, string>> = {
  EREF: 'end-to-end reference',
  REMI: 'what the payer wrote',
  BENM: 'beneficiary',
  ORDP: 'ordering party',
  NAME: 'name of the other party',
  IBAN: 'account of the other party',
  BIC: 'bank of the other party',
  ISDT: 'date of the payment on the other side',
  MARF: 'mandate reference',
  CSID: 'creditor identifier',
  PREF: 'reference of the batch',
  RTRN: 'reason of a return',
  TRTP: 'the bank’s words for the kind of entry',
  RTYP: 'the bank’s words for the kind of entry',
  TRCD: 'the bank’s code for the kind of entry',
  OCMT: 'original amount',
};

const packedCodes: ReadonlyMap<number, string> = new Map(
  Object.keys(slashCodes).map((code) => [
    Array.from(code).reduce((all, sign) => all * 32 + sign.charCodeAt(0) - 64, 0),
    code,
  ]),
);

/** Keys of mBank Collect in the order in which they stand (payment-ids-and-escalation.md section 1.2). */
export const collectKeys: Readonly<Record<string, string>> = {
  'ID IPH:': 'payer id: two letters and twelve digits',
  'Z RACH.:': 'account of the payer',
  'OD:': 'name and address of the payer',
  'TYT.:': 'title, what the payer wrote',
  'TNR:': 'the bank’s unique number of the transaction',
};

const blank = 32;
const slash = 47;
const angleBracket = 60;
const questionMark = 63;

const isDigit = (code: number): boolean => code >= 48 && code <= 57;

function markBehindCode(text: string, start: number): number {
  let at = start;
  while (at < start + 3 && isDigit(text.charCodeAt(at))) at++;
  while (text.charCodeAt(at) === blank) at++;
  return at;
}

const isNumbered = (text: string, mark: number): boolean =>
  isDigit(text.charCodeAt(mark + 1)) && isDigit(text.charCodeAt(mark + 2));

/** The keys themselves, so that none is cut out of the text again and again. */
const twoDigits = Array.from({ length: 100 }, (_, i) => String(i).padStart(2, '0'));

function eachNumbered(text: string, mark: string, visit: DetailVisitor): void {
  let at = nextNumbered(text, mark, 0);
  while (at >= 0) {
    const next = nextNumbered(text, mark, at + 3);
    visit(twoDigits[numberAt(text, at + 1, 2)] ?? '', at, at + 3, next < 0 ? text.length : next);
    at = next;
  }
}

function nextNumbered(text: string, mark: string, from: number): number {
  for (let at = text.indexOf(mark, from); at >= 0; at = text.indexOf(mark, at + 1)) if (isNumbered(text, at)) return at;
  return -1;
}

function eachSlashCode(text: string, visit: DetailVisitor): void {
  let key: string | null = null;
  let keyFrom = 0;
  let at = text.indexOf('/');
  while (at >= 0) {
    const next = text.indexOf('/', at + 1);
    const found = next < 0 ? null : codeBetween(text, at + 1, next);
    if (found !== null) {
      const from = keyFrom + (key?.length ?? 0) + 2;
      if (key !== null) visit(key, keyFrom, from, Math.max(at, from));
      key = found;
      keyFrom = at;
    }
    at = next;
  }
  if (key !== null) visit(key, keyFrom, keyFrom + key.length + 2, text.length);
}

/** The known code between the slash at a position and the next one. */
function codeAt(text: string, at: number): string | null {
  const next = text.indexOf('/', at + 1);
  return next < 0 ? null : codeBetween(text, at + 1, next);
}

/** Three or four capital letters as one number, five bits each: looked up without making a text of them. */
function codeBetween(text: string, from: number, to: number): string | null {
  if (to - from > 4 || to - from < 3) return null;
  let packed = 0;
  for (let i = from; i < to; i++) {
    const letter = text.charCodeAt(i) - 64;
    if (letter < 1 || letter > 26) return null;
    packed = packed * 32 + letter;
  }
  return packedCodes.get(packed) ?? null;
}

/** The keys of mBank that stand before the payer's own words, and the last one before the bank's number. */
const keysInOrder = Object.keys(collectKeys).slice(0, -1);
const lastKey = 'TNR:';

/**
 * The payer writes OD and TYT., so a key inside them is theirs, not the bank’s: each key is the first of its name behind
 * the one before; TNR is the last one of the text.
 */
function eachKey(text: string, visit: DetailVisitor): void {
  const last = text.lastIndexOf(lastKey);
  const end = last < 0 ? text.length : last;
  let open = '';
  let openAt = 0;
  let behind = 0;
  for (const key of keysInOrder) {
    const at = firstKey(text, key, behind);
    if (at < 0 || at > end) continue;
    if (open !== '') visit(open, openAt, openAt + open.length, withoutEnd(text, openAt + open.length, at));
    open = key;
    openAt = at;
    behind = at + key.length;
  }
  if (open !== '') visit(open, openAt, behind, withoutEnd(text, behind, end));
  if (last >= 0) visit(lastKey, last, last + lastKey.length, withoutEnd(text, last + lastKey.length, text.length));
}

/** Blanks and the semicolon behind a value are no part of it. */
function withoutEnd(text: string, from: number, end: number): number {
  let to = end;
  while (to > from && (text.charCodeAt(to - 1) === blank || text.charCodeAt(to - 1) === semicolon)) to--;
  return to;
}

const semicolon = 59;

/** A key stands at the start, or behind a semicolon or the business code’s text, with blanks between. */
function firstKey(text: string, key: string, from: number): number {
  for (let at = text.indexOf(key, from); at >= 0; at = text.indexOf(key, at + 1)) {
    let before = at - 1;
    while (before >= 0 && text.charCodeAt(before) === blank) before--;
    if (before < 0 || text.charCodeAt(before) === semicolon) return at;
  }
  return -1;
}

function eachSeparated(text: string, separator: string, visit: DetailVisitor): void {
  if (separator.length !== 1) return;
  let from = 0;
  for (let at = text.indexOf(separator); at >= 0; at = text.indexOf(separator, from)) {
    visit('', from, from, at);
    from = at + 1;
  }
  visit('', from, from, text.length);
}
