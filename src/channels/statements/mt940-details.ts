import {
  businessCode,
  type DetailPart,
  detailParts,
  dialectOf,
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
  /** A number that the bank gives once (mBank’s TNR): with it a payment is known in whatever file it comes. */
  readonly uniqueNumber: string;
}

type Mutable<T> = { -readonly [K in keyof T]: T[K] };
type Building = Mutable<EntryDetails> & { references: StructuredReference[] };

/**
 * Reads tag 86.
 *
 * @param lines the lines of the field, decoded
 * @param wanted the dialect of the bank, or `auto` to tell it by the first signs
 */
export function readDetails(lines: readonly string[], wanted: Mt940Dialect | 'auto'): EntryDetails {
  const joined = lines.length === 1 ? (lines[0] ?? '') : lines.join('');
  const dialect = wanted === 'auto' ? dialectOf(joined) : wanted;
  const details = emptyDetails();
  if (dialect === 'plain') {
    details.texts = joinedPieces(lines, fullDetailLine);
    return details;
  }
  const parts = detailParts(joined, dialect);
  if (parts.length === 0) {
    details.texts = joinedPieces(lines, fullDetailLine);
    return details;
  }
  if (dialect === 'slash-codes') fromSlashCodes(joined, parts, details);
  else if (dialect === 'keys') fromKeys(joined, parts, details);
  else if (typeof dialect === 'object') details.texts = parts.map((part) => valueOf(joined, part)).filter(isFilled);
  else fromNumbered(joined, parts, details);
  return details;
}

export const noDetails = (): EntryDetails => emptyDetails();

function fromNumbered(joined: string, parts: readonly DetailPart[], into: Building): void {
  const titles: string[] = [];
  const names: string[] = [];
  into.businessCode = businessCode(joined);
  for (const part of parts) {
    const { key } = part;
    const raw = joined.slice(part.from, part.to);
    if (isTitle(key)) titles.push(raw);
    else if (key === '32' || key === '33') names.push(raw);
    else if (key === '00') into.businessText = tidy(raw);
    else if (key === '34') into.returnCode = raw.trim();
    else if (key === '38' || (key === '31' && into.payerAccount === '')) into.payerAccount = raw.trim();
  }
  into.payerName = joinedPieces(names, fullTitlePiece).join(' ');
  fromTitles(titles, into);
}

const isTitle = (key: string): boolean => {
  const tens = key.charCodeAt(0);
  const ones = key.charCodeAt(1);
  return tens === 50 || (tens === 54 && ones <= 51);
};

/** Titles with SEPA keys are one text for each key; titles without are lines. */
function fromTitles(titles: readonly string[], into: Building): void {
  const texts: string[] = [];
  let key = '';
  let pieces: string[] = [];
  const close = (): void => {
    if (key === '' || key === 'SVWZ+') texts.push(...joinedPieces(pieces, fullTitlePiece));
    else fromSepaKey(key, pieces.join('').trim(), into);
    pieces = [];
  };
  for (const title of titles) {
    const begins = title.charCodeAt(4) === plus && Object.hasOwn(sepaKeys, title.slice(0, 5)) ? title.slice(0, 5) : '';
    if (begins !== '') {
      close();
      key = begins;
    }
    pieces.push(begins === '' ? title : title.slice(5));
  }
  close();
  into.texts = texts;
}

const plus = 43;

function fromSepaKey(key: string, value: string, into: Building): void {
  if (key === 'EREF+') into.endToEndId = isProvided(value) ? value : '';
  else if (key === 'MREF+') into.mandateId = value;
  else if (isProvided(value)) into.references.push({ kind: key.slice(0, 4), value });
}

function fromSlashCodes(joined: string, parts: readonly DetailPart[], into: Building): void {
  const texts: string[] = [];
  for (const part of parts) {
    const value = valueOf(joined, part);
    if (value === '') continue;
    switch (part.key) {
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
        break;
      case 'TRTP':
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
        into.references.push({ kind: part.key, value });
        break;
      default:
    }
  }
  into.texts = texts;
}

/** `USTD//free text`, `STRD/CUR/reference`, or just the text. */
function remittance(value: string, texts: string[], into: Building): void {
  const structured = /^STRD\/([A-Z]{3})\/(.+)$/.exec(value);
  if (structured) into.references.push({ kind: structured[1] ?? '', value: (structured[2] ?? '').replace(/\/+$/, '') });
  else texts.push(tidy(value.replace(/^USTD\/\//, '').replace(/\/$/, '')));
}

/** One kind for payer ids, in whatever file they come (payment-ids-and-escalation.md 1.2). */
export const payerIdKind = 'payerId';

function fromKeys(joined: string, parts: readonly DetailPart[], into: Building): void {
  into.businessCode = businessCode(joined);
  for (const part of parts) {
    const value = valueOf(joined, part);
    if (value === '') continue;
    if (part.key === 'ID IPH:') into.references.push({ kind: payerIdKind, value });
    else if (part.key === 'Z RACH.:') into.payerAccount = value;
    else if (part.key === 'OD:') into.payerName = tidy(value);
    else if (part.key === 'TYT.:') into.texts = [tidy(value)];
    else into.uniqueNumber = value;
  }
}

/** Slash codes end with the slash of the next one, which is no part of the value. */
const valueOf = (joined: string, { from, to }: DetailPart): string => joined.slice(from, to).trim();

const isFilled = (value: string): boolean => value !== '';
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
  uniqueNumber: '',
});
