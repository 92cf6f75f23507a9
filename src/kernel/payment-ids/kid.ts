import { modulus10 } from '../check-digits.ts';
import { fail, ok, type Result } from '../result.ts';
import {
  compact,
  digitsFaults,
  invalid,
  isDigits,
  isOnlyZeros,
  onlyZeros,
  type PaymentIdScheme,
  type PaymentIdSettings,
  usualDigits,
  valid,
  wrongCheckDigit,
} from './scheme.ts';

/** Source: payment-ids-and-escalation.md 1.5. Another vendor says from 2; the shorter bound is not confirmed. */
const least = 4;
const most = 25;

/**
 * The MOD11 check sign: weights 2 to 7 from the right, over and over; 11 is written 0, and 10 is written `-`.
 */
export function modulus11Sign(digits: string): string {
  let total = 0;
  for (let i = 0; i < digits.length; i++) total += Number(digits[digits.length - 1 - i]) * (2 + (i % 6));
  const sign = 11 - (total % 11);
  if (sign === 11) return '0';
  return sign === 10 ? '-' : String(sign);
}

const signOf = (digits: string, { modulus = 10 }: PaymentIdSettings): string =>
  modulus === 11 ? modulus11Sign(digits) : String(modulus10(digits));

/** A hyphen at the end is a check sign under MOD11 and a hyphen elsewhere. */
function read(text: string, settings: PaymentIdSettings = {}): string | null {
  const trimmed = text.trim();
  const tail = settings.modulus === 11 && trimmed.endsWith('-') ? '-' : '';
  const whole = `${compact(trimmed)}${tail}`;
  return /^\d+[\d-]$/.test(whole) && whole.length >= least && whole.length <= most ? whole : null;
}

const lengthsText = (lengths: readonly number[]): string => lengths.join(' or ');

/** The shortest allowed length that the payload and its check sign fit into; null when none. */
function paddedTo(payload: string, { lengths }: PaymentIdSettings): string | null {
  if (lengths === undefined || lengths.length === 0) return payload;
  const length = [...lengths].sort((a, b) => a - b).find((one) => one > payload.length);
  return length === undefined ? null : payload.padStart(length - 1, '0');
}

/** The Norwegian customer identification (kundeidentifikasjon). */
export const kid: PaymentIdScheme = {
  key: 'kid',
  name: 'KID',
  describe:
    'Norwegian KID: 4 to 25 digits, the last a check sign by MOD10, or by MOD11 where it may also be a hyphen. Length and ' +
    'modulus are fixed in the agreement with the bank. Both find every single wrong digit; MOD11 also every exchange of ' +
    'two neighbours.',
  make: (payload, settings = {}) => {
    if (!isDigits(payload)) return fail('it must be digits only');
    if (isOnlyZeros(payload)) return fail(onlyZeros);
    const padded = paddedTo(payload, settings);
    if (padded === null) return fail(`with its check digit it must have ${lengthsText(settings.lengths ?? [])} digits`);
    if (padded.length + 1 < least || padded.length + 1 > most) {
      return fail(`with its check digit it must have ${least} to ${most} digits`);
    }
    const sign = signOf(padded, settings);
    return sign === '-' && settings.dash !== 'write'
      ? fail('its check sign would be a hyphen; take the next number')
      : ok(`${padded}${sign}`);
  },
  check: (text, settings = {}) => {
    const whole = read(text, settings);
    if (whole === null) return invalid(`it has ${least} to ${most} digits`);
    const { lengths = [] } = settings;
    if (lengths.length > 0 && !lengths.includes(whole.length)) {
      return invalid(`it has ${whole.length} digits and must have ${lengthsText(lengths)}`);
    }
    const payload = whole.slice(0, -1);
    if (isOnlyZeros(payload)) return invalid(onlyZeros);
    const right = signOf(payload, settings);
    return whole.endsWith(right) ? valid : wrongCheckDigit(whole.slice(-1), right);
  },
  read,
  corrected: (text, settings = {}) => {
    const whole = read(text, settings);
    return whole === null ? null : `${whole.slice(0, -1)}${signOf(whole.slice(0, -1), settings)}`;
  },
  printed: (value) => value,
  payloadDigits: ({ lengths = [], digits = usualDigits }) => (lengths.length > 0 ? Math.max(...lengths) - 1 : digits),
  faults: (settings) => [
    ...digitsFaults(settings, least - 1, most - 1),
    ...(settings.lengths ?? [])
      .filter((one) => !isLength(one))
      .map((one) => `a KID has ${least} to ${most} digits, not ${one}`),
    ...((settings.lengths ?? []).length > 3 ? ['an agreement has at most three structures'] : []),
    ...structureFaults(settings),
  ],
};

const isLength = (length: number): boolean => Number.isInteger(length) && length >= least && length <= most;

function structureFaults({ structure, lengths = [] }: PaymentIdSettings): readonly string[] {
  if (structure === undefined) return [];
  const [length, ...others] = lengths;
  if (length === undefined || others.length > 0) return ['a KID with parts has one fixed length'];
  const parts = [
    { name: 'customer', from: structure.customerFrom, size: structure.customerLength },
    { name: 'invoice', from: structure.invoiceFrom, size: structure.invoiceLength },
  ].filter(({ size }) => size > 0);
  const outside = parts.filter(({ from, size }) => from < 1 || from + size - 1 > length - 1);
  const [a, b] = parts;
  const overlap = a !== undefined && b !== undefined && a.from < b.from + b.size && b.from < a.from + a.size;
  return [
    ...(parts.length === 0 ? ['a KID with parts has a customer, an invoice, or both'] : []),
    ...outside.map(({ name }) => `the ${name} does not stand between 1 and ${length - 1}`),
    ...(overlap ? ['customer and invoice overlap'] : []),
  ];
}

/** Lays a customer's and an invoice's number into their places; what no part covers is zero. Too long is refused. */
export function kidPayload(
  parts: { readonly customer: string; readonly invoice: string },
  settings: PaymentIdSettings,
): Result<string, string> {
  const { structure, lengths = [] } = settings;
  const [length] = lengths;
  if (structure === undefined || length === undefined) return fail('the agreement tells no parts of the KID');
  const signs = Array.from({ length: length - 1 }, () => '0');
  for (const [name, number, from, size] of [
    ['customer', parts.customer, structure.customerFrom, structure.customerLength],
    ['invoice', parts.invoice, structure.invoiceFrom, structure.invoiceLength],
  ] as const) {
    if (number === '') continue;
    if (!isDigits(number) || number.length > size) return fail(`the ${name} must be at most ${size} digits`);
    signs.splice(from - 1, size, ...number.padStart(size, '0').split(''));
  }
  return ok(signs.join(''));
}

/** The customer's and the invoice's number in a KID, zeros in front left out; null when the KID is not of this structure. */
export function kidParts(
  text: string,
  settings: PaymentIdSettings,
): { readonly customer: string; readonly invoice: string } | null {
  const { structure } = settings;
  const whole = read(text, settings);
  if (structure === undefined || whole === null || !kid.check(text, settings).isValid) return null;
  const part = (from: number, size: number): string => whole.slice(from - 1, from - 1 + size).replace(/^0+/, '');
  return {
    customer: part(structure.customerFrom, structure.customerLength),
    invoice: part(structure.invoiceFrom, structure.invoiceLength),
  };
}
