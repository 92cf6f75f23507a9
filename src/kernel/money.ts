import { assert, fail, ok, type Result } from './result.ts';

/**
 * An amount in whole minor units (øre, cent, grosz). Always an integer, never a fraction; may be negative.
 *
 * A `number` is enough: the widest amount field we write has 13 digits, and integers are exact up to 2^53.
 */
export type Minor = number & { readonly __unit: 'minor' };

/** ISO 4217 code in upper case. */
export type Currency = string & { readonly __unit: 'currency' };

export interface Money {
  readonly minor: Minor;
  readonly currency: Currency;
}

export const DKK = 'DKK' as Currency;

/** Every currency we collect in has two decimals. A currency with another number of decimals is refused at the edge. */
const currenciesWithTwoDecimals = new Set(['DKK', 'EUR', 'SEK', 'NOK', 'PLN', 'USD', 'GBP', 'CHF', 'CZK']);

export function currencyOf(code: string): Result<Currency, string> {
  return currenciesWithTwoDecimals.has(code)
    ? ok(code as Currency)
    : fail(`the currency "${code}" is not one of ${[...currenciesWithTwoDecimals].join(', ')}`);
}

/** A currency that was checked when it came in; anything else is a bug. */
export function knownCurrency(code: string): Currency {
  const found = currencyOf(code);
  assert(found.ok, `${code} is a currency we know`);
  return found.value;
}

/** Wraps a whole number of minor units; a fraction or an unsafe integer is a bug in the caller. */
export function minor(value: number): Minor {
  assert(Number.isSafeInteger(value), `${value} is a whole, exact number of minor units`);
  return (value === 0 ? 0 : value) as Minor;
}

export const zero = minor(0);

export const add = (a: Minor, b: Minor): Minor => minor(a + b);

export const negate = (a: Minor): Minor => minor(-a);

export const sum = (amounts: Iterable<Minor>): Minor => {
  let total = 0;
  for (const amount of amounts) total += amount;
  return minor(total);
};

/** At most 13 digits before the point: what the widest field we know can hold, and far inside 2^53. */
const decimalText = /^([+-]?)(\d{1,13})(?:\.(\d+))?$/;

/**
 * Reads a decimal text with a point (`1250`, `1250.5`, `-12.50`) digit by digit.
 *
 * A third decimal is refused, even a zero: whoever sends it means something else than minor units.
 */
export function minorFromDecimal(text: string): Result<Minor, string> {
  const found = decimalText.exec(text);
  if (!found) return fail(`"${text}" is not a decimal number such as 1250.00`);
  const [, sign = '', whole = '', fraction = ''] = found;
  if (fraction.length > 2) return fail(`"${text}" has more than two decimals`);
  const digits = whole + fraction.padEnd(2, '0');
  const value = wholeNumber(digits);
  return ok(minor(sign === '-' ? -value : value));
}

/**
 * Reads a JSON number as Business Central sends it, through its shortest decimal text, so that 19.99 is 1999 and
 * 299.9 is 29990. A third decimal, an exponent or a value that is no finite number is refused.
 */
export function minorFromJson(value: number): Result<Minor, string> {
  return minorFromDecimal(String(value));
}

/** The decimal text with a point and two decimals, as Business Central and ISO 20022 take it: -1250.05. */
export function decimalFromMinor(amount: Minor): string {
  const digits = String(Math.abs(amount)).padStart(3, '0');
  return `${amount < 0 ? '-' : ''}${digits.slice(0, -2)}.${digits.slice(-2)}`;
}

/**
 * The JSON number whose shortest text is the same decimal. Only for sending to Business Central, whose API takes numbers.
 * 13 digits and two decimals are 15 significant digits, which a double always carries unharmed.
 */
export const jsonFromMinor = (amount: Minor): number => Number(decimalFromMinor(amount));

/** For people, the Danish way: 1.250,05. */
export function danishAmount(amount: Minor): string {
  const [whole = '0', fraction = '00'] = decimalFromMinor(minor(Math.abs(amount))).split('.');
  const grouped = whole.replaceAll(/\B(?=(\d{3})+$)/g, '.');
  return `${amount < 0 ? '-' : ''}${grouped},${fraction}`;
}

/** Digits to a whole number, digit by digit. The text holds at most 15 digits, so no step can lose one. */
export function wholeNumber(digits: string): number {
  let value = 0;
  for (let i = 0; i < digits.length; i++) value = value * 10 + (digits.charCodeAt(i) - 48);
  return value;
}
