import { hasModulus11 } from './check-digits.ts';

/** One kind of number by which a party is known to its authorities. */
export interface PartyNumber {
  readonly name: string;
  readonly describe: string;
  /** Blanks and hyphens within are passed over. */
  readonly check: (text: string) => boolean;
}

const digitsOf = (text: string): string => text.replaceAll(/[\s-]/g, '');

const weighed = (digits: string, weights: readonly number[]): number =>
  weights.reduce((total, weight, i) => total + weight * Number(digits[i]), 0);

const nipWeights = [6, 5, 7, 2, 3, 4, 5, 6, 7] as const;
const peselWeights = [1, 3, 7, 9, 1, 3, 7, 9, 1, 3] as const;
const regon9Weights = [8, 9, 2, 3, 4, 5, 6, 7] as const;
const regon14Weights = [2, 4, 8, 5, 0, 9, 7, 3, 6, 1, 2, 4, 8] as const;

/** A remainder of 10 never equals a digit, which is what NIP asks for; REGON writes it as 0. */
const isNip = (digits: string): boolean =>
  /^\d{10}$/.test(digits) && weighed(digits, nipWeights) % 11 === Number(digits[9]);

const isPesel = (digits: string): boolean =>
  /^\d{11}$/.test(digits) && (10 - (weighed(digits, peselWeights) % 10)) % 10 === Number(digits[10]);

function isRegon(digits: string): boolean {
  if (!/^(?:\d{9}|\d{14})$/.test(digits)) return false;
  const weights = digits.length === 9 ? regon9Weights : regon14Weights;
  return (weighed(digits, weights) % 11) % 10 === Number(digits.at(-1));
}

/** Source of the rules: payment-ids-and-escalation.md 1.10. */
export const partyNumbers = {
  nip: {
    name: 'NIP',
    describe: 'Polish tax number: 10 digits, the last a modulus 11 check digit.',
    check: (text: string) => isNip(digitsOf(text)),
  },
  pesel: {
    name: 'PESEL',
    describe: 'Polish personal number: 11 digits, the last a modulus 10 check digit.',
    check: (text: string) => isPesel(digitsOf(text)),
  },
  regon: {
    name: 'REGON',
    describe: 'Polish statistical number: 9 or 14 digits, the last a modulus 11 check digit.',
    check: (text: string) => isRegon(digitsOf(text)),
  },
  krs: {
    name: 'KRS',
    describe: 'Number in the Polish court register: 10 digits, no check digit.',
    check: (text: string) => /^\d{10}$/.test(digitsOf(text)),
  },
  cvr: {
    name: 'CVR',
    describe: 'Danish company number: 8 digits, modulus 11.',
    check: (text: string) => hasModulus11(digitsOf(text)),
  },
} as const satisfies Readonly<Record<string, PartyNumber>>;

/**
 * Whether a number may be that of a person or a company with the authorities. Such a number goes into no payment id: it
 * would travel on every transfer (1.1). Zeros in front do not hide one.
 */
export function looksLikePartyNumber(digits: string): boolean {
  const { nip, pesel, cvr } = partyNumbers;
  return [digits, digits.replace(/^0+/, '')].some((one) => [nip, pesel, cvr].some(({ check }) => check(one)));
}
