import type { Result } from '../result.ts';

/**
 * The kinds of number by which a payment names what it pays. Danish slips (FIK, indbetalingskort) by card type, the
 * creditor reference of ISO 11649, the Norwegian KID, the Swedish OCR, the Finnish reference and its RF form, the Polish
 * virtual account (rachunek wirtualny), and the plain IBAN. Source: payment-ids-and-escalation.md section 1.
 */
export const paymentIdSchemeKeys = [
  'fik-71',
  'fik-75',
  'fik-04',
  'fik-15',
  'fik-73',
  'fik-01',
  'rf',
  'kid',
  'ocr',
  'fi',
  'fi-rf',
  'pl-virtual',
  'iban',
] as const;

export type PaymentIdSchemeKey = (typeof paymentIdSchemeKeys)[number];

export const isPaymentIdScheme = (text: string): text is PaymentIdSchemeKey =>
  paymentIdSchemeKeys.some((key) => key === text);

/** Where the customer and the invoice stand in a KID. Positions are 1-based, as in the agreement with the bank. */
export interface KidStructure {
  readonly customerFrom: number;
  readonly customerLength: number;
  readonly invoiceFrom: number;
  readonly invoiceLength: number;
}

/** What an agreement fixes about a scheme. Each scheme reads its own and leaves the rest. */
export interface PaymentIdSettings {
  /** FIK: the creditor number behind the id on the printed line; a giro account for 04, 15 and 01. */
  readonly creditorNumber?: string | undefined;
  /** FIK 15: its length is UNVERIFIED, so numbers of it are assigned only where somebody has confirmed it. */
  readonly acceptUnverified?: boolean | undefined;
  /** KID, OCR, RF and the Finnish reference: digits of the numbers we assign, check digit not counted. */
  readonly digits?: number | undefined;
  /** KID: which check digit the agreement asks for; 10 when left out. */
  readonly modulus?: 10 | 11 | undefined;
  /** KID MOD11: whether a number whose check sign is `-` may be given out; it is passed over when left out. */
  readonly dash?: 'avoid' | 'write' | undefined;
  readonly structure?: KidStructure | undefined;
  /** KID and OCR: the whole lengths that the agreement allows; any when left out. */
  readonly lengths?: readonly number[] | undefined;
  /** OCR: whether the second last digit tells the length. */
  readonly hasLengthDigit?: boolean | undefined;
  /** Polish virtual account: the bank's sort code (numer rozliczeniowy), 8 digits. */
  readonly bankSortCode?: string | undefined;
  /** Polish virtual account: the digits that the bank gave us (maska), 1 to 12. */
  readonly clientMask?: string | undefined;
  /** IBAN: the country to make one for. */
  readonly country?: string | undefined;
}

/** Whether a number can be right, and if not, why, in words a person can use. */
export type Verdict =
  | { readonly isValid: true; readonly why: null }
  | { readonly isValid: false; readonly why: string };

/** One scheme: the four things one may do with its numbers, all from the same rules. */
export interface PaymentIdScheme {
  readonly key: PaymentIdSchemeKey;
  readonly name: string;
  /** What it is and how it is checked, in plain words. */
  readonly describe: string;
  /** Puts the check digit to a number: `103010` becomes `000000001030105`. Too long is refused, never cut. */
  readonly make: (payload: string, settings?: PaymentIdSettings) => Result<string, string>;
  readonly check: (text: string, settings?: PaymentIdSettings) => Verdict;
  /**
   * The number in the one form we compare and keep, whatever blanks, hyphens or printed line it came in; null when it
   * cannot be a number of this scheme at all. The check digit is not judged here.
   */
  readonly read: (text: string, settings?: PaymentIdSettings) => string | null;
  /** The same number with the check digit it should have; null when it cannot be read. */
  readonly corrected: (text: string, settings?: PaymentIdSettings) => string | null;
  /** As people read it best: in groups, or as the line of a slip. */
  readonly printed: (value: string, settings?: PaymentIdSettings) => string;
  /** How many digits a number may have that we put into it; 0: the scheme carries no number. */
  readonly payloadDigits: (settings: PaymentIdSettings) => number;
  /** What is wrong with the settings of a block of such numbers. */
  readonly faults: (settings: PaymentIdSettings) => readonly string[];
}

export const valid: Verdict = { isValid: true, why: null };
export const invalid = (why: string): Verdict => ({ isValid: false, why });

/** Longer texts are no numbers; nothing is gained by looking at them. */
const longest = 100;

/** Takes blanks and hyphens out, of whatever kind, and writes letters large. */
export const compact = (text: string): string =>
  text.length > longest ? '' : text.replaceAll(/[\s\u00AD\u200B\u2060\-\u2010-\u2015\u2212]/g, '').toUpperCase();

export const isDigits = (text: string): boolean => /^\d+$/.test(text);
export const isOnlyZeros = (text: string): boolean => /^0+$/.test(text);

export const onlyZeros = 'it is only zeros, which is no number';

/** `PL18 1140 1081 …`: groups of four, as account numbers and RF references are printed. */
export const inFours = (text: string): string => text.replaceAll(/(.{4})(?=.)/g, '$1 ');

/** The digits of numbers we assign where the scheme itself leaves the length open. */
export const usualDigits = 8;

export const wrongCheckDigit = (found: string, expected: string): Verdict =>
  invalid(`the check digit is ${found} and should be ${expected}`);

/** The faults of `digits`, for the schemes whose length is open. */
export function digitsFaults({ digits }: PaymentIdSettings, least: number, most: number): readonly string[] {
  const isRight = digits === undefined || (Number.isInteger(digits) && digits >= least && digits <= most);
  return isRight ? [] : [`digits must be ${least} to ${most}`];
}
