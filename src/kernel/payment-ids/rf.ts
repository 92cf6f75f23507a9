import { fail, ok } from '../result.ts';
import { checkDigits97 } from './mod97.ts';
import {
  compact,
  digitsFaults,
  inFours,
  invalid,
  isOnlyZeros,
  onlyZeros,
  type PaymentIdScheme,
  usualDigits,
  valid,
  type Verdict,
  wrongCheckDigit,
} from './scheme.ts';

/** `RF`, two check digits, 1 to 21 letters and digits. */
const shape = /^RF(\d{2})([0-9A-Z]{1,21})$/;

/** Zeros in front of the body do not change the check digits (1.8), so they do not make it another number either. */
const withoutZeros = (body: string): string => body.replace(/^0+(?=.)/, '');

/** The body of an RF reference, in large letters and without zeros in front; null when it is none. */
export function rfBody(text: string): string | null {
  const body = shape.exec(compact(text))?.[2];
  return body === undefined ? null : withoutZeros(body);
}

export const rfOf = (body: string): string => `RF${checkDigits97('RF', body)}${body}`;

function read(text: string): string | null {
  const [, check, body] = shape.exec(compact(text)) ?? [];
  return check === undefined || body === undefined ? null : `RF${check}${withoutZeros(body)}`;
}

export function checkRf(text: string): Verdict {
  const [, check, body] = shape.exec(compact(text)) ?? [];
  if (check === undefined || body === undefined) {
    return invalid('it is RF, two check digits, and 1 to 21 letters (A to Z) and digits');
  }
  if (isOnlyZeros(body)) return invalid(onlyZeros);
  const right = checkDigits97('RF', body);
  return right === check ? valid : wrongCheckDigit(check, right);
}

/** The creditor reference of ISO 11649. Source: payment-ids-and-escalation.md 1.8. */
export const rf: PaymentIdScheme = {
  key: 'rf',
  name: 'RF creditor reference',
  describe:
    'Creditor reference of ISO 11649, used all over Europe: RF, two check digits, 1 to 21 letters and digits. The check ' +
    'digits (modulus 97) find every single wrong sign and every exchange of two neighbouring digits.',
  make: (payload) => {
    const body = compact(payload);
    if (!/^[0-9A-Z]{1,21}$/.test(body)) return fail('it must be 1 to 21 letters (A to Z) and digits');
    return isOnlyZeros(body) ? fail(onlyZeros) : ok(rfOf(body));
  },
  check: checkRf,
  read,
  corrected: (text) => {
    const body = rfBody(text);
    return body === null ? null : rfOf(body);
  },
  printed: inFours,
  payloadDigits: ({ digits = usualDigits }) => digits,
  faults: (settings) => digitsFaults(settings, 1, 15),
};
