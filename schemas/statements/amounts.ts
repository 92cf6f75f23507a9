import { type Minor, minor, wholeNumber } from '#kernel';

/** How an amount is written. `major` is kroner, zloty, euro with an optional fraction; `minor` is øre, grosze, cent. */
export interface AmountForm {
  readonly unit: 'major' | 'minor';
  readonly decimal: ',' | '.';
  /** The sign between thousands; blank when there is none. */
  readonly thousands: '' | '.' | ',' | ' ' | "'";
}

/** The widest amount of SWIFT: fifteen signs with the comma. Ninety of them are still exact in 2^53. */
const mostWhole = 99_999_999_999_999;

/**
 * Reads digits with at most one decimal sign and at most two decimals behind it, digit by digit: `0,01`, `500,`, `500`.
 * A third decimal is refused, even a zero.
 *
 * @returns minor units, or -1 when the signs from `from` up to `to` are no such amount
 */
export function unsignedMinor(text: string, from: number, to: number, decimal: number): number {
  let value = 0;
  let digits = 0;
  let decimals = -1;
  for (let i = from; i < to; i++) {
    const code = text.charCodeAt(i);
    if (code === decimal && decimals < 0 && digits > 0) {
      decimals = 0;
      continue;
    }
    const digit = code - 48;
    if (!(digit >= 0 && digit <= 9)) return -1;
    value = value * 10 + digit;
    if (decimals >= 0) decimals += 1;
    digits += 1;
    if (decimals > 2 || value > mostWhole) return -1;
  }
  if (decimals < 2 && value > mostWhole / 100) return -1;
  if (digits === 0) return -1;
  return decimals === 2 ? value : decimals === 1 ? value * 10 : value * 100;
}

const signed = /^([+-]?)\s*([^+-]*?)\s*([+-]?)$/;

/** Reads an amount with an optional sign on either side, in the file's own form; undefined when it is none. */
export function amountOf(text: string, { unit, decimal, thousands }: AmountForm): Minor | undefined {
  const found = signed.exec(text.trim());
  if (!found) return undefined;
  const [, before = '', digits = '', behind = ''] = found;
  if (before !== '' && behind !== '') return undefined;
  const isNegative = before === '-' || behind === '-';
  const plain = thousands === '' ? digits : ungrouped(digits, thousands, decimal);
  if (plain === undefined) return undefined;
  const value = unit === 'minor' ? wholeMinor(plain) : unsignedMinor(plain, 0, plain.length, decimal.charCodeAt(0));
  if (value < 0) return undefined;
  return minor(isNegative ? -value : value);
}

const wholeMinor = (digits: string): number => {
  const bare = digits.replace(/^0+(?=\d)/, '');
  return /^\d{1,15}$/.test(bare) ? wholeNumber(bare) : -1;
};

/** Without its thousands signs; undefined where one stands that does not part three digits. */
function ungrouped(digits: string, thousands: string, decimal: string): string | undefined {
  if (!digits.includes(thousands)) return digits;
  const [whole = '', ...rest] = digits.split(decimal);
  const groups = whole.split(thousands);
  const isGrouped = groups.every((group, i) => (i === 0 ? /^\d{1,3}$/ : /^\d{3}$/).test(group));
  return isGrouped ? [groups.join(''), ...rest].join(decimal) : undefined;
}
