import { fail, ok } from '../result.ts';
import { checkRf, rfBody, rfOf } from './rf.ts';
import {
  compact,
  digitsFaults,
  inFours,
  invalid,
  isDigits,
  type PaymentIdScheme,
  usualDigits,
  valid,
  type Verdict,
  wrongCheckDigit,
} from './scheme.ts';

/** Source: payment-ids-and-escalation.md 1.7. Zeros in front do not count. */
const least = 4;
const most = 20;
const weights = [7, 3, 1] as const;
const shape = `it has ${least} to ${most} digits, zeros in front not counted`;

/** Weights 7, 3, 1 from the right, over and over. */
export function finnishCheckDigit(digits: string): number {
  let total = 0;
  for (let i = 0; i < digits.length; i++) total += Number(digits[digits.length - 1 - i]) * (weights[i % 3] ?? 0);
  return (10 - (total % 10)) % 10;
}

/** The national number in any of its two forms, without zeros in front. */
function national(text: string): string | null {
  const whole = rfBody(text) ?? compact(text).replace(/^0+/, '');
  return isDigits(whole) && whole.length >= least && whole.length <= most ? whole : null;
}

function checkNational(text: string): Verdict {
  const whole = national(text);
  if (whole === null) return invalid(shape);
  const right = String(finnishCheckDigit(whole.slice(0, -1)));
  return whole.endsWith(right) ? valid : wrongCheckDigit(whole.slice(-1), right);
}

function corrected(text: string): string | null {
  const whole = national(text);
  return whole === null ? null : `${whole.slice(0, -1)}${finnishCheckDigit(whole.slice(0, -1))}`;
}

const isRf = (text: string): boolean => compact(text).startsWith('RF');

/** An RF form must be right twice: its own check digits and the national one inside. */
const checkBoth = (text: string): Verdict => {
  const outer = isRf(text) ? checkRf(text) : valid;
  return outer.isValid ? checkNational(text) : outer;
};

const rules =
  '4 to 20 digits, the last a check digit (weights 7, 3, 1). It finds every single wrong digit, and an exchange of two ' +
  'neighbours unless they differ by 5. Zeros in front do not count.';

/** The Finnish reference (viitenumero). */
export const fi: PaymentIdScheme = {
  key: 'fi',
  name: 'Finnish reference',
  describe: `Finnish reference number: ${rules} Its RF form is read too.`,
  make: (payload) => {
    if (!isDigits(payload)) return fail('it must be digits only');
    const digits = payload.replace(/^0+/, '');
    return digits.length >= least - 1 && digits.length < most
      ? ok(`${digits}${finnishCheckDigit(digits)}`)
      : fail(`without its check digit it must have ${least - 1} to ${most - 1} digits, zeros in front not counted`);
  },
  check: checkBoth,
  read: national,
  corrected,
  printed: (value) => value,
  payloadDigits: ({ digits = usualDigits }) => digits,
  faults: (settings) => digitsFaults(settings, least - 1, 15),
};

/** The same number as an RF reference. */
export const fiRf: PaymentIdScheme = {
  ...fi,
  key: 'fi-rf',
  name: 'Finnish reference as RF',
  describe: `Finnish reference in its international form: RF, two check digits, and the national number. The number inside: ${rules}`,
  make: (payload) => {
    const made = fi.make(payload);
    return made.ok ? ok(rfOf(made.value)) : made;
  },
  read: (text) => {
    const whole = national(text);
    if (whole === null) return null;
    // The check digits that came are kept, so that what is read is what was written, right or wrong.
    return isRf(text) ? `RF${compact(text).slice(2, 4)}${whole}` : rfOf(whole);
  },
  corrected: (text) => {
    const whole = national(text);
    if (whole === null) return null;
    // Only one of the two check digits is wrong when the number inside is right.
    return rfOf(checkNational(text).isValid ? whole : (corrected(text) ?? whole));
  },
  printed: inFours,
};
