import { fail, ok } from '../result.ts';
import { checkDigits97 } from './mod97.ts';
import {
  compact,
  inFours,
  invalid,
  type PaymentIdScheme,
  type PaymentIdSettings,
  valid,
  type Verdict,
  wrongCheckDigit,
} from './scheme.ts';

/** Whole lengths in the countries we collect in; elsewhere only the general bounds hold. */
export const ibanLengths: Readonly<Record<string, number>> = { DK: 18, DE: 22, FI: 18, NO: 15, PL: 28, SE: 24 };

/** RF is no country: such a number is a creditor reference, whose check digits are reckoned the same way. */
const shape = /^(?!RF)([A-Z]{2})(\d{2})([0-9A-Z]{11,30})$/;

export function checkIban(text: string): Verdict {
  const whole = compact(text);
  const [, country = '', check = '', rest = ''] = shape.exec(whole) ?? [];
  if (country === '') return invalid('it is two letters, two check digits, and 11 to 30 letters and digits');
  const length = ibanLengths[country];
  if (length !== undefined && whole.length !== length) {
    return invalid(`an account of ${country} has ${length} signs, this has ${whole.length}`);
  }
  const right = checkDigits97(country, rest);
  return right === check ? valid : wrongCheckDigit(check, right);
}

/** A bank account as the whole world writes it. */
export const iban: PaymentIdScheme = {
  key: 'iban',
  name: 'IBAN',
  describe:
    'Account number of ISO 13616: country, two check digits, and the national number. The check digits (modulus 97) find ' +
    'every single wrong sign and every exchange of two neighbouring digits. Virtual accounts outside Poland look the same.',
  make: (payload, { country = '' }: PaymentIdSettings = {}) => {
    const rest = compact(payload);
    if (!/^[A-Z]{2}$/.test(country)) return fail('the settings must name a country in two letters');
    if (!/^[0-9A-Z]{11,30}$/.test(rest)) return fail('the national number has 11 to 30 letters and digits');
    const whole = `${country}${checkDigits97(country, rest)}${rest}`;
    const checked = checkIban(whole);
    return checked.isValid ? ok(whole) : fail(checked.why);
  },
  check: checkIban,
  read: (text) => {
    const whole = compact(text);
    return shape.test(whole) ? whole : null;
  },
  corrected: (text) => {
    const [, country, , rest] = shape.exec(compact(text)) ?? [];
    return country === undefined || rest === undefined ? null : `${country}${checkDigits97(country, rest)}${rest}`;
  },
  printed: inFours,
  payloadDigits: () => 0,
  faults: () => ['account numbers outside Poland are given out by the bank, not by us'],
};
