import { modulus10 } from '../check-digits.ts';
import { fail, ok } from '../result.ts';
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

/** Source: payment-ids-and-escalation.md 1.6. */
const least = 2;
const most = 25;

function read(text: string): string | null {
  const whole = compact(text);
  return isDigits(whole) && whole.length >= least && whole.length <= most ? whole : null;
}

const tailLength = ({ hasLengthDigit = false }: PaymentIdSettings): number => (hasLengthDigit ? 2 : 1);

/** Puts the length digit, where the agreement asks for one, and the check digit to a payload. */
function completed(payload: string, settings: PaymentIdSettings): string {
  const length = payload.length + tailLength(settings);
  const before = settings.hasLengthDigit === true ? `${payload}${length % 10}` : payload;
  return `${before}${modulus10(before)}`;
}

function paddedTo(payload: string, settings: PaymentIdSettings): string | null {
  const { lengths = [] } = settings;
  if (lengths.length === 0) return payload;
  const tail = tailLength(settings);
  const length = [...lengths].sort((a, b) => a - b).find((one) => one - tail >= payload.length);
  return length === undefined ? null : payload.padStart(length - tail, '0');
}

/** The Swedish payment reference of Bankgirot. */
export const ocr: PaymentIdScheme = {
  key: 'ocr',
  name: 'OCR',
  describe:
    'Swedish OCR reference: 2 to 25 digits, the last a modulus 10 check digit. By agreement with the bank the length is ' +
    'free, told by the second last digit, or one or two fixed lengths; at level hard the bank refuses wrong ones, at soft ' +
    'it warns. Every single wrong digit is found, and nearly every exchange of two neighbours (not 0 and 9).',
  make: (payload, settings = {}) => {
    if (!isDigits(payload)) return fail('it must be digits only');
    if (isOnlyZeros(payload)) return fail(onlyZeros);
    const padded = paddedTo(payload, settings);
    if (padded === null)
      return fail(`with its check digit it must have ${(settings.lengths ?? []).join(' or ')} digits`);
    const whole = completed(padded, settings);
    return whole.length <= most ? ok(whole) : fail(`with its check digit it may have at most ${most} digits`);
  },
  check: (text, settings = {}) => {
    const whole = read(text);
    if (whole === null || whole.length <= tailLength(settings)) return invalid(`it has ${least} to ${most} digits`);
    if (isOnlyZeros(whole)) return invalid(onlyZeros);
    const { lengths = [] } = settings;
    if (lengths.length > 0 && !lengths.includes(whole.length)) {
      return invalid(`it has ${whole.length} digits and must have ${lengths.join(' or ')}`);
    }
    const right = String(modulus10(whole.slice(0, -1)));
    if (!whole.endsWith(right)) return wrongCheckDigit(whole.slice(-1), right);
    const told = whole.slice(-2, -1);
    return settings.hasLengthDigit === true && told !== String(whole.length % 10)
      ? invalid(`its length digit is ${told}, but it has ${whole.length} digits`)
      : valid;
  },
  read,
  corrected: (text, settings = {}) => {
    const whole = read(text);
    const payload = whole?.slice(0, -tailLength(settings)) ?? '';
    return payload === '' ? null : completed(payload, settings);
  },
  printed: (value) => value,
  payloadDigits: (settings) => {
    const { lengths = [], digits = usualDigits } = settings;
    return lengths.length > 0 ? Math.max(...lengths) - tailLength(settings) : digits;
  },
  faults: (settings) => {
    const { lengths = [] } = settings;
    const isLength = (one: number): boolean => Number.isInteger(one) && one > tailLength(settings) && one <= most;
    return [
      ...digitsFaults(settings, 1, most - tailLength(settings)),
      ...lengths
        .filter((one) => !isLength(one))
        .map((one) => `an OCR reference has ${least} to ${most} digits, not ${one}`),
      ...(lengths.length > 2 ? ['an agreement fixes one or two lengths'] : []),
    ];
  },
};
