import {
  businessCode,
  dialectOf,
  eachDetail,
  fullDetailLine,
  fullTitlePiece,
  joinedPieces,
  type Mt940Dialect,
  sepaKeys,
  tidy,
} from '#schemas/statements';
import type { StructuredReference } from '../facts.ts';

/** What the details of an entry tell, whatever their dialect. Blank where they tell nothing. */
export interface EntryDetails {
  readonly payerName: string;
  readonly payerAccount: string;
  readonly endToEndId: string;
  readonly mandateId: string;
  readonly references: readonly StructuredReference[];
  readonly texts: readonly string[];
  /** The business code, and the bank’s words for it. */
  readonly businessCode: string;
  readonly businessText: string;
  readonly returnCode: string;
  /** The bank gives a reason for a return, in a place that has no other use (`/RTRN/`; seen in public code). */
  readonly isReturn: boolean;
  /** A number that the bank gives once (mBank’s TNR): with it a payment is known in whatever file it comes. */
  readonly uniqueNumber: string;
}

type Mutable<T> = { -readonly [K in keyof T]: T[K] };
type Building = Mutable<EntryDetails> & { references: StructuredReference[] };

/**
 * Reads tag 86.
 *
 * @param joined the lines of the field in one, decoded
 * @param lines the same apart, as plain text needs them
 * @param wanted the dialect of the bank, or `auto` to tell it by the first signs
 */
export function readDetails(joined: string, lines: readonly string[], wanted: Mt940Dialect | 'auto'): EntryDetails {
  const dialect = wanted === 'auto' ? dialectOf(joined) : wanted;
  const details = emptyDetails();
  if (dialect === 'plain') {
    details.texts = joinedPieces(lines, fullDetailLine);
    return details;
  }
  if (!fromDialect(joined, dialect, details)) details.texts = joinedPieces(lines, fullDetailLine);
  return details;
}

/** False when the text holds no sub-field at all: then it is plain text, whatever the settings say. */
function fromDialect(joined: string, dialect: Exclude<Mt940Dialect, 'plain'>, into: Building): boolean {
  if (dialect === 'slash-codes') return fromSlashCodes(joined, into);
  if (dialect === 'keys') return fromKeys(joined, into);
  return typeof dialect === 'object' ? fromSeparated(joined, dialect, into) : fromNumbered(joined, dialect, into);
}

function fromNumbered(joined: string, dialect: Mt940Dialect, into: Building): boolean {
  const titles: string[] = [];
  let name = '';
  let more = '';
  let parts = 0;
  eachDetail(joined, dialect, (key, _keyFrom, from, to) => {
    parts += 1;
    const raw = joined.slice(from, to);
    if (isTitle(key)) titles.push(raw);
    else if (key === '32') name = raw;
    else if (key === '33') more = raw;
    else if (key === '00') into.businessText = tidy(raw);
    else if (key === '34') into.returnCode = raw.trim();
    else if (key === '38' || (key === '31' && into.payerAccount === '')) into.payerAccount = raw.trim();
  });
  if (parts === 0) return false;
  into.businessCode = businessCode(joined);
  into.payerName = tidy(more === '' ? name : name.length >= fullTitlePiece ? name + more : `${name} ${more}`);
  fromTitles(titles, into);
  return true;
}

const isTitle = (key: string): boolean => {
  const tens = key.charCodeAt(0);
  const ones = key.charCodeAt(1);
  return tens === 50 || (tens === 54 && ones <= 51);
};

/** Titles with SEPA keys are one text for each key; titles without are lines. */
function fromTitles(titles: readonly string[], into: Building): void {
  let first = 0;
  while (first < titles.length && sepaKeyOf(titles[first] ?? '') === '') first++;
  if (first === titles.length) {
    into.texts = joinedPieces(titles, fullTitlePiece);
    return;
  }
  const texts: string[] = [...joinedPieces(titles.slice(0, first), fullTitlePiece)];
  while (first < titles.length) {
    const key = sepaKeyOf(titles[first] ?? '');
    const pieces = [titles[first] ?? ''];
    for (first++; first < titles.length && sepaKeyOf(titles[first] ?? '') === ''; first++)
      pieces.push(titles[first] ?? '');
    if (key === 'SVWZ+')
      texts.push(...joinedPieces(pieces, fullTitlePiece).map((line, i) => (i === 0 ? line.slice(5) : line)));
    else fromSepaKey(key, pieces.join('').slice(5).trim(), into);
  }
  into.texts = texts;
}

/** The key with which a sub-field begins; blank when it begins with none. */
function sepaKeyOf(title: string): string {
  if (title.charCodeAt(4) !== plus) return '';
  for (let i = 0; i < sepaNames.length; i++) {
    const key = sepaNames[i] ?? '';
    if (title.charCodeAt(0) === key.charCodeAt(0) && title.startsWith(key)) return key;
  }
  return '';
}

const sepaNames = Object.keys(sepaKeys);
const plus = 43;

function fromSepaKey(key: string, value: string, into: Building): void {
  if (key === 'EREF+') into.endToEndId = isProvided(value) ? value : '';
  else if (key === 'MREF+') into.mandateId = value;
  else if (isProvided(value)) into.references.push({ kind: key.slice(0, 4), value });
}

function fromSlashCodes(joined: string, into: Building): boolean {
  const texts: string[] = [];
  let parts = 0;
  eachDetail(joined, 'slash-codes', (key, _keyFrom, from, to) => {
    parts += 1;
    const value = joined.slice(from, to).trim();
    if (value === '') return;
    switch (key) {
      case 'EREF':
        into.endToEndId = isProvided(value) ? value : '';
        break;
      case 'MARF':
        into.mandateId = value;
        break;
      case 'NAME':
        into.payerName = value;
        break;
      case 'IBAN':
        into.payerAccount = value;
        break;
      case 'RTRN':
        into.returnCode = value;
        into.isReturn = true;
        break;
      case 'TRTP':
      case 'RTYP':
        into.businessText = value;
        break;
      case 'TRCD':
        into.businessCode = value;
        break;
      case 'REMI':
        remittance(value, texts, into);
        break;
      case 'CSID':
      case 'PREF':
        into.references.push({ kind: key, value });
        break;
      default:
    }
  });
  into.texts = texts;
  return parts > 0;
}

/** `USTD//free text`, `STRD/CUR/reference`, or just the text. */
function remittance(value: string, texts: string[], into: Building): void {
  const structured = /^STRD\/([A-Z]{3})\/(.+)$/.exec(value);
  if (structured) into.references.push({ kind: structured[1] ?? '', value: (structured[2] ?? '').replace(/\/+$/, '') });
  else texts.push(tidy(value.replace(/^USTD\/\//, '').replace(/\/$/, '')));
}

/** One kind for payer ids, in whatever file they come (payment-ids-and-escalation.md 1.2). */
export const payerIdKind = 'payerId';

function fromKeys(joined: string, into: Building): boolean {
  let parts = 0;
  into.businessCode = businessCode(joined);
  eachDetail(joined, 'keys', (key, _keyFrom, from, to) => {
    parts += 1;
    const value = joined.slice(from, to).trim();
    if (value === '') return;
    if (key === 'ID IPH:') into.references.push({ kind: payerIdKind, value });
    else if (key === 'Z RACH.:') into.payerAccount = value;
    else if (key === 'OD:') into.payerName = tidy(value);
    else if (key === 'TYT.:') into.texts = [tidy(value)];
    else into.uniqueNumber = value;
  });
  return parts > 0;
}

function fromSeparated(joined: string, dialect: Mt940Dialect, into: Building): boolean {
  const texts: string[] = [];
  eachDetail(joined, dialect, (_key, _keyFrom, from, to) => {
    const value = tidy(joined.slice(from, to));
    if (value !== '') texts.push(value);
  });
  into.texts = texts;
  return texts.length > 0;
}

const isProvided = (value: string): boolean => value !== '' && value !== 'NOTPROVIDED' && value !== 'NONREF';

const emptyDetails = (): Building => ({
  payerName: '',
  payerAccount: '',
  endToEndId: '',
  mandateId: '',
  references: [],
  texts: [],
  businessCode: '',
  businessText: '',
  returnCode: '',
  isReturn: false,
  uniqueNumber: '',
});
