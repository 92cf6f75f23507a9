import { modulus10 } from '../check-digits.ts';
import { fail, ok, type Result } from '../result.ts';
import {
  compact,
  invalid,
  isDigits,
  isOnlyZeros,
  onlyZeros,
  type PaymentIdScheme,
  type PaymentIdSettings,
  valid,
  type Verdict,
  wrongCheckDigit,
} from './scheme.ts';

export type FikCardType = '71' | '75' | '04' | '15' | '73' | '01';

interface CardType {
  /** Digits of the payment id with its check digit; 0: the slip has none. */
  readonly length: number;
  /** Whose number stands behind it: an FI creditor (8 digits that begin with 8) or a giro account (7 or 8 digits). */
  readonly creditor: 'fi' | 'giro';
  readonly isVerified: boolean;
}

/** Source: payment-ids-and-escalation.md 1.4. The length of 15 is UNVERIFIED there, so it is off unless accepted. */
const cardTypes: Readonly<Record<FikCardType, CardType>> = {
  '71': { length: 15, creditor: 'fi', isVerified: true },
  '75': { length: 16, creditor: 'fi', isVerified: true },
  '04': { length: 16, creditor: 'giro', isVerified: true },
  '15': { length: 16, creditor: 'giro', isVerified: false },
  '73': { length: 0, creditor: 'fi', isVerified: true },
  '01': { length: 0, creditor: 'giro', isVerified: true },
};

/** The printed line of a slip, taken apart. */
export interface FikLine {
  readonly cardType: FikCardType;
  /** Blank on slips without an id. */
  readonly id: string;
  readonly creditorNumber: string;
}

/** Reads `+71<026840149965328+80882939<`, with or without blanks and the first `+`; null when it is no such line. */
export function readFikLine(text: string): FikLine | null {
  const found = /^\+?(\d{2})<(\d{0,16})\+(\d{7,8})<?$/.exec(compact(text));
  const [, cardType = '', id = '', creditorNumber = ''] = found ?? [];
  return found && isFikCardType(cardType) ? { cardType, id, creditorNumber } : null;
}

/** Writes the line as it is printed: `+71<…+80882939<`, or `+73<+80882939<` without an id. */
export function fikLine(cardType: FikCardType, id: string, creditorNumber: string): Result<string, string> {
  const wrong = creditorFault(cardType, creditorNumber);
  if (wrong !== null) return fail(wrong);
  const { length } = cardTypes[cardType];
  if (length === 0) {
    return id === '' ? ok(`+${cardType}<+${creditorNumber}<`) : fail(`a slip ${cardType} carries no payment id`);
  }
  const checked = fikSchemes[`fik-${cardType}`].check(id);
  return checked.isValid ? ok(`+${cardType}<${id.padStart(length, '0')}+${creditorNumber}<`) : fail(checked.why);
}

export const isFikCardType = (text: string): text is FikCardType => Object.hasOwn(cardTypes, text);

function creditorFault(cardType: FikCardType, creditorNumber: string): string | null {
  const isFi = cardTypes[cardType].creditor === 'fi';
  if ((isFi ? /^8\d{7}$/ : /^\d{7,8}$/).test(creditorNumber)) return null;
  return isFi
    ? `the creditor number of a slip ${cardType} has 8 digits and begins with 8`
    : `a slip ${cardType} names a giro account of 7 or 8 digits`;
}

/** One scheme for each card type of the Danish payment slip (FI-kort, indbetalingskort). */
export const fikSchemes = {
  'fik-71': withId('71', 'the usual slip of an invoice'),
  'fik-75': withId('75', 'a slip with an id and room for a message'),
  'fik-04': withId('04', 'the giro slip with an id'),
  'fik-15': withId('15', 'a giro slip with an id; its length is not confirmed, so it is off until somebody accepts it'),
  'fik-73': withoutId('73'),
  'fik-01': withoutId('01'),
} as const;

function withId(cardType: FikCardType, use: string): PaymentIdScheme {
  const { length, isVerified } = cardTypes[cardType];

  const read = (text: string): string | null => {
    const line = readFikLine(text);
    if (line) return line.cardType === cardType && line.id !== '' ? line.id.padStart(length, '0') : null;
    const digits = compact(text);
    return isDigits(digits) && digits.length >= 2 && digits.length <= length ? digits.padStart(length, '0') : null;
  };
  const corrected = (text: string): string | null => {
    const id = read(text);
    return id === null ? null : `${id.slice(0, -1)}${modulus10(id.slice(0, -1))}`;
  };
  const check = (text: string, settings: PaymentIdSettings = {}): Verdict => {
    const line = readFikLine(text);
    if (line && line.cardType !== cardType) return invalid(`it is the line of a slip ${line.cardType}`);
    if (line && settings.creditorNumber !== undefined && line.creditorNumber !== settings.creditorNumber) {
      return invalid(`the line is of creditor ${line.creditorNumber}`);
    }
    const wrongCreditor = line ? creditorFault(cardType, line.creditorNumber) : null;
    if (wrongCreditor !== null) return invalid(wrongCreditor);
    const id = read(text);
    if (id === null) return invalid(`it has ${length} digits, or fewer where zeros in front were left out`);
    if (isOnlyZeros(id)) return invalid(onlyZeros);
    const right = modulus10(id.slice(0, -1));
    return String(right) === id.at(-1) ? valid : wrongCheckDigit(id.slice(-1), String(right));
  };
  return {
    key: `fik-${cardType}`,
    name: `FIK +${cardType}`,
    describe:
      `Danish payment slip +${cardType}: ${use}. ${length} digits, zeros in front; the last is a modulus 10 check ` +
      'digit, which finds every single wrong digit and nearly every exchange of two neighbours (not 0 and 9).',
    make: (payload) => {
      if (!isDigits(payload)) return fail('it must be digits only');
      if (payload.length > length - 1) return fail(`it may have at most ${length - 1} digits`);
      if (isOnlyZeros(payload)) return fail(onlyZeros);
      const padded = payload.padStart(length - 1, '0');
      return ok(`${padded}${modulus10(padded)}`);
    },
    check,
    read,
    corrected,
    printed: (value, { creditorNumber } = {}) =>
      creditorNumber === undefined ? value : `+${cardType}<${value}+${creditorNumber}<`,
    payloadDigits: () => length - 1,
    faults: ({ creditorNumber, acceptUnverified }) => {
      const wrong = creditorNumber === undefined ? null : creditorFault(cardType, creditorNumber);
      const unverified = `the length of slip ${cardType} is not confirmed; set acceptUnverified when your bank has`;
      return [...(wrong === null ? [] : [wrong]), ...(isVerified || acceptUnverified === true ? [] : [unverified])];
    },
  };
}

/** Slips 73 and 01 hold a text and no id: nothing can be made, and nothing is ever found. */
function withoutId(cardType: FikCardType): PaymentIdScheme {
  const none = `a slip ${cardType} carries no payment id`;
  return {
    key: `fik-${cardType}`,
    name: `FIK +${cardType}`,
    describe: `Danish payment slip +${cardType}: free text only, no payment id.`,
    make: () => fail(none),
    check: () => invalid(none),
    read: () => null,
    corrected: () => null,
    printed: (value) => value,
    payloadDigits: () => 0,
    faults: () => [none],
  };
}
