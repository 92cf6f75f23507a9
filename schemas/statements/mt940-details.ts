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

/** A sub-field: its key, where the key begins, and where its value lies in the joined text. */
export interface DetailPart {
  readonly key: string;
  readonly keyFrom: number;
  readonly from: number;
  readonly to: number;
}

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
  const start = text.length - text.trimStart().length;
  return /^\d{3}(?!\d)/.exec(text.slice(start, start + 4))?.[0] ?? '';
}

/** Splits the joined text; `plain` has no parts. */
export function detailParts(text: string, dialect: Mt940Dialect): readonly DetailPart[] {
  switch (dialect) {
    case 'question-marks':
      return numberedParts(text, '?');
    case 'angle-brackets':
      return numberedParts(text, '<');
    case 'tildes':
      return numberedParts(text, '~');
    case 'slash-codes':
      return slashParts(text);
    case 'keys':
      return keyParts(text);
    case 'plain':
      return [];
    default:
      return separatedParts(text, dialect.separator);
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
  TRCD: 'the bank’s code for the kind of entry',
  OCMT: 'original amount',
};

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

function numberedParts(text: string, mark: string): readonly DetailPart[] {
  const parts: DetailPart[] = [];
  let at = nextNumbered(text, mark, 0);
  while (at >= 0) {
    const next = nextNumbered(text, mark, at + 3);
    const to = next < 0 ? text.length : next;
    parts.push({ key: text.slice(at + 1, at + 3), keyFrom: at, from: at + 3, to });
    at = next;
  }
  return parts;
}

function nextNumbered(text: string, mark: string, from: number): number {
  for (let at = text.indexOf(mark, from); at >= 0; at = text.indexOf(mark, at + 1)) if (isNumbered(text, at)) return at;
  return -1;
}

function slashParts(text: string): readonly DetailPart[] {
  const parts: DetailPart[] = [];
  let open: { readonly key: string; readonly keyFrom: number; readonly from: number } | null = null;
  for (let at = text.indexOf('/'); at >= 0; at = text.indexOf('/', at + 1)) {
    const key = codeAt(text, at);
    if (key === null) continue;
    if (open !== null) parts.push({ ...open, to: Math.max(at, open.from) });
    open = { key, keyFrom: at, from: at + key.length + 2 };
    at = open.from - 2;
  }
  if (open !== null) parts.push({ ...open, to: text.length });
  return parts;
}

/** The known code between the slash at a position and the next one. */
function codeAt(text: string, at: number): string | null {
  const end = text.indexOf('/', at + 1);
  if (end < 0 || end - at > 5 || end - at < 3) return null;
  const code = text.slice(at + 1, end);
  return Object.hasOwn(slashCodes, code) ? code : null;
}

/**
 * The payer writes OD and TYT., so a key inside them is theirs, not the bank’s: the first three keys are the first of
 * their name, each behind the one before; TNR is the last one of the text.
 */
function keyParts(text: string): readonly DetailPart[] {
  const found: { readonly key: string; readonly keyFrom: number }[] = [];
  const last = text.lastIndexOf('TNR:');
  let behind = 0;
  for (const key of Object.keys(collectKeys)) {
    const at = key === 'TNR:' ? last : firstKey(text, key, behind);
    if (at < behind || (key !== 'TNR:' && last >= 0 && at > last)) continue;
    found.push({ key, keyFrom: at });
    behind = at + key.length;
  }
  return found.map(({ key, keyFrom }, i) => {
    const next = found[i + 1]?.keyFrom ?? text.length;
    let to = next;
    while (to > keyFrom + key.length && /[ ;]/.test(text.charAt(to - 1))) to--;
    return { key, keyFrom, from: keyFrom + key.length, to };
  });
}

/** A key stands at the start, or behind a semicolon and blanks. */
function firstKey(text: string, key: string, from: number): number {
  for (let at = text.indexOf(key, from); at >= 0; at = text.indexOf(key, at + 1)) {
    let before = at - 1;
    while (before >= 0 && text.charCodeAt(before) === blank) before--;
    if (before < 0 || text.charAt(before) === ';') return at;
  }
  return -1;
}

function separatedParts(text: string, separator: string): readonly DetailPart[] {
  if (separator.length !== 1) return [];
  const parts: DetailPart[] = [];
  let from = 0;
  for (let at = text.indexOf(separator); at >= 0; at = text.indexOf(separator, from)) {
    parts.push({ key: '', keyFrom: from, from, to: at });
    from = at + 1;
  }
  parts.push({ key: '', keyFrom: from, from, to: text.length });
  return parts;
}
