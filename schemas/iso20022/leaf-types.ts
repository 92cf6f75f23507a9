import { calendarDate } from '#kernel';
import { hasBicShape, hasIbanShape } from './creditor-identifier.ts';

/** What a text element may hold. */
export interface LeafType {
  readonly isFit: (text: string) => boolean;
  /** In words, for people. */
  readonly expected: string;
  /** The element carries its currency as an attribute. */
  readonly hasCurrency: boolean;
}

/** The leaf type of a rule's word: `text35`, `date`, `(FRST RCUR)`; undefined when it is none. */
export function leafType(word: string): LeafType | undefined {
  const width = /^text(\d+)$/.exec(word)?.[1];
  if (width !== undefined) return textType(Number(width));
  if (word.startsWith('(')) return codeType(word.slice(1, -1).split(' '));
  return leaves.get(word);
}

const leaf = (expected: string, isFit: LeafType['isFit']): LeafType => ({ isFit, expected, hasCurrency: false });

const textType = (longest: number): LeafType =>
  leaf(`1 to ${longest} signs`, (text) => text !== '' && (text.length <= longest || lengthOf(text) <= longest));

/** Signs, not halves of them: a picture counts once. */
const lengthOf = (text: string): number => Array.from(text).length;

const codeType = (codes: readonly string[]): LeafType =>
  leaf(codes.length === 1 ? (codes[0] ?? '') : `one of ${codes.join(', ')}`, (text) => codes.includes(text));

const pattern = (expected: string, shape: RegExp): LeafType => leaf(expected, (text) => shape.test(text));

/** Digits that count for the schema: zeros at both ends do not. */
function decimalDigits(text: string): { readonly all: number; readonly fraction: number } | null {
  const found = /^[+-]?(?:(\d+)(?:\.(\d*))?|\.(\d+))$/.exec(text.trim());
  if (!found) return null;
  const whole = (found[1] ?? '').replace(/^0+/, '');
  const fraction = (found[2] ?? found[3] ?? '').replace(/0+$/, '');
  return { all: whole.length + fraction.length, fraction: fraction.length };
}

function isDecimal(text: string, mostFraction: number): boolean {
  const digits = decimalDigits(text);
  return digits !== null && digits.all <= 18 && digits.fraction <= mostFraction;
}

/** A sign only in front of zero is still zero. */
const isNegative = (text: string): boolean => /^\s*-/.test(text) && /[1-9]/.test(text);

const zone = String.raw`(?:Z|[+-](?:0\d|1[0-3]):[0-5]\d|[+-]14:00)?`;
const dateShape = new RegExp(`^(-?\\d{4,})-(\\d\\d)-(\\d\\d)${zone}$`);
const timeShape = new RegExp(
  `^(\\d{4}-\\d\\d-\\d\\d)T(?:(?:[01]\\d|2[0-3]):[0-5]\\d:[0-5]\\d(?:\\.\\d+)?|24:00:00(?:\\.0+)?)${zone}$`,
);

function isDate(text: string): boolean {
  const found = dateShape.exec(text.trim());
  return found !== null && calendarDate(`${found[1]}-${found[2]}-${found[3]}`).ok;
}

function isDateTime(text: string): boolean {
  const found = timeShape.exec(text.trim());
  return found?.[1] !== undefined && calendarDate(found[1]).ok;
}

const leaves: ReadonlyMap<string, LeafType> = new Map(
  Object.entries({
    amount: {
      isFit: (text: string) => isDecimal(text, 5) && !isNegative(text),
      expected: 'an amount such as 1250.00, with its currency as Ccy',
      hasCurrency: true,
    },
    sum: leaf('a sum such as 1250.00', (text) => isDecimal(text, 17)),
    count: pattern('a number of at most 15 digits', /^[0-9]{1,15}$/),
    boolean: leaf('true or false', (text) => /^(?:true|false|1|0)$/.test(text.trim())),
    date: leaf('a date such as 2026-12-01', isDate),
    dateTime: leaf('a date and time such as 2026-12-01T08:15:00', isDateTime),
    iban: leaf('an IBAN without blanks', hasIbanShape),
    bic: leaf('a BIC of 8 or 11 signs', hasBicShape),
    bicfi: pattern('a BIC of 8 or 11 signs', /^[A-Z0-9]{4}[A-Z]{2}[A-Z0-9]{2}([A-Z0-9]{3})?$/),
    lei: pattern('a legal entity identifier of 20 signs', /^[A-Z0-9]{18}[0-9]{2}$/),
    country: pattern('a country code of two capital letters', /^[A-Z]{2}$/),
    currency: pattern('a currency code of three capital letters', /^[A-Z]{3}$/),
    uuid: pattern(
      'a unique end-to-end reference (UUID)',
      /^[a-f0-9]{8}-[a-f0-9]{4}-4[a-f0-9]{3}-[89ab][a-f0-9]{3}-[a-f0-9]{12}$/,
    ),
    twoDigits: pattern('two digits', /^[0-9]{2}$/),
  }),
);
