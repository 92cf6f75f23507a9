import type { Seeded } from '../../kit/seeded.ts';

export const bankCountries = ['DK', 'DE', 'NL', 'AT', 'PL', 'LT', 'LU'] as const;
export type BankCountry = (typeof bankCountries)[number];

export interface BankAccount {
  readonly iban: string;
  readonly bic: string;
}

/** A made-up account that passes every check an IBAN can be given; the banks do not exist. */
export function bankAccount(random: Seeded, country: BankCountry): BankAccount {
  return { iban: ibanOf(country, nationalNumber[country](random)), bic: random.pick(bicsOf[country]) };
}

/** Check digits by ISO 7064, modulus 97-10. */
export function ibanOf(country: string, national: string): string {
  return `${country}${String(98 - remainder97(`${national}${country}00`)).padStart(2, '0')}${national}`;
}

/** Some with the branch, some without: both forms of a BIC are in use. */
const bicsOf: Readonly<Record<BankCountry, readonly string[]>> = {
  DK: ['PROVDK2K', 'PROVDK2KXXX'],
  DE: ['PROVDEFFXXX', 'PROVDEHH'],
  NL: ['PROVNL2A'],
  AT: ['PROVATWWXXX'],
  PL: ['PROVPLPWXXX', 'PROVPLP1'],
  LT: ['PROVLT22'],
  LU: ['PROVLULL'],
};

/** The account as each country writes it, without the country and the check digits. */
const nationalNumber: Readonly<Record<BankCountry, (random: Seeded) => string>> = {
  DK: (random) => random.digits(14),
  DE: (random) => random.digits(18),
  NL: (random) => `PROV${dutchAccount(random)}`,
  AT: (random) => random.digits(16),
  PL: (random) => {
    const branch = random.digits(7);
    return `${branch}${weightedCheck(branch, [3, 9, 7, 1, 3, 9, 7])}${random.digits(16)}`;
  },
  LT: (random) => random.digits(16),
  LU: (random) => random.digits(16),
};

/** Ten digits that pass the Dutch test by eleven, as most accounts there do. */
function dutchAccount(random: Seeded): string {
  for (;;) {
    const digits = `0${random.digits(9)}`;
    const sum = weighted(digits, [10, 9, 8, 7, 6, 5, 4, 3, 2, 1]);
    if (sum % 11 === 0) return digits;
  }
}

function weightedCheck(digits: string, weights: readonly number[]): number {
  return (10 - (weighted(digits, weights) % 10)) % 10;
}

const weighted = (digits: string, weights: readonly number[]): number =>
  weights.reduce((total, weight, at) => total + Number(digits[at]) * weight, 0);

function remainder97(text: string): number {
  let rest = 0;
  for (const sign of text) {
    const value = Number.parseInt(sign, 36);
    rest = (rest * (value > 9 ? 100 : 10) + value) % 97;
  }
  return rest;
}
