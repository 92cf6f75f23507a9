import { fail, ok } from '../result.ts';
import { checkIban } from './iban.ts';
import { checkDigits97 } from './mod97.ts';
import {
  compact,
  inFours,
  invalid,
  isDigits,
  isOnlyZeros,
  onlyZeros,
  type PaymentIdScheme,
  type PaymentIdSettings,
  valid,
  type Verdict,
} from './scheme.ts';

/** Digits of the part of an account that the bank and we share: the client mask and the payer's id. */
const accountPart = 16;
const sortCodeWeights = [3, 9, 7, 1, 3, 9, 7] as const;

/** Whether the last digit of a Polish sort code (numer rozliczeniowy) is the check digit of the others (1.1). */
export function isPolishSortCode(text: string): boolean {
  if (!/^\d{8}$/.test(text)) return false;
  const total = sortCodeWeights.reduce((sum, weight, i) => sum + weight * Number(text[i]), 0);
  return (10 - (total % 10)) % 10 === Number(text[7]);
}

/** The account as `PL` and 26 digits (NRB); null when it cannot be a Polish account. */
function read(text: string): string | null {
  const digits = compact(text).replace(/^PL/, '');
  return /^\d{26}$/.test(digits) ? `PL${digits}` : null;
}

function check(text: string, settings: PaymentIdSettings = {}): Verdict {
  const whole = read(text);
  if (whole === null) return invalid('a Polish account has 26 digits, with or without PL in front');
  const checked = checkIban(whole);
  if (!checked.isValid) return checked;
  const sortCode = whole.slice(4, 12);
  if (!isPolishSortCode(sortCode))
    return invalid(`${sortCode} is no sort code of a Polish bank: its check digit is wrong`);
  const { bankSortCode = sortCode, clientMask = '' } = settings;
  return bankSortCode === sortCode && whole.startsWith(clientMask, 12)
    ? valid
    : invalid(`it is no account of the block ${bankSortCode} ${clientMask}`);
}

const payerIdLength = ({ clientMask = '' }: PaymentIdSettings): number => accountPart - clientMask.length;

function make(payload: string, settings: PaymentIdSettings) {
  const [wrong] = faults(settings);
  if (wrong !== undefined) return fail(wrong);
  const length = payerIdLength(settings);
  if (!isDigits(payload)) return fail('the payer id must be digits only');
  if (payload.length > length) return fail(`the payer id may have at most ${length} digits`);
  if (isOnlyZeros(payload)) return fail(onlyZeros);
  const rest = `${settings.bankSortCode}${settings.clientMask}${payload.padStart(length, '0')}`;
  return ok(`PL${checkDigits97('PL', rest)}${rest}`);
}

function faults({ bankSortCode = '', clientMask = '' }: PaymentIdSettings): readonly string[] {
  return [
    ...(isPolishSortCode(bankSortCode)
      ? []
      : [`bankSortCode "${bankSortCode}" is no sort code: 8 digits, the last checks`]),
    ...(/^\d{1,12}$/.test(clientMask) ? [] : ['clientMask must be 1 to 12 digits, as the bank gave it']),
  ];
}

/** The payer's id in an account of a block, zeros in front and all; null when it is no account of this block. */
export function payerIdOf(text: string, settings: PaymentIdSettings): string | null {
  const whole = read(text);
  if (whole === null || settings.clientMask === undefined || !check(text, settings).isValid) return null;
  return whole.slice(12 + settings.clientMask.length);
}

/**
 * The Polish virtual account (rachunek wirtualny, płatności masowe): an account number of its own for each payer, all of
 * one real account. Source: payment-ids-and-escalation.md 1.1.
 */
export const polishAccount: PaymentIdScheme = {
  key: 'pl-virtual',
  name: 'Polish virtual account',
  describe:
    'Polish virtual account: PL, two check digits, the bank’s sort code, the mask that the bank gave us, and the payer’s ' +
    'id with zeros in front; 28 signs. The check digits (modulus 97) find every single wrong digit and every exchange of ' +
    'two neighbours; the sort code has a check digit of its own.',
  make: (payload, settings = {}) => make(payload, settings),
  check,
  read,
  corrected: (text) => {
    const rest = read(text)?.slice(4);
    return rest === undefined ? null : `PL${checkDigits97('PL', rest)}${rest}`;
  },
  printed: inFours,
  payloadDigits: payerIdLength,
  faults,
};
