import { type Problem, problem } from '../problem.ts';
import { paymentIdSchemes } from './schemes.ts';
import { compact, isPaymentIdScheme, type PaymentIdSchemeKey, type PaymentIdSettings, type Verdict } from './scheme.ts';

/** A number as it came with money: what the file calls its kind (a card type, `SCOR`, `KID`), and the number itself. */
export interface ArrivedReference {
  readonly kind: string;
  readonly value: string;
}

export interface ArrivedPaymentId {
  /** In the form we compare and keep; the text without blanks at its ends where the kind is none of ours. */
  readonly normalised: string;
  readonly scheme: PaymentIdSchemeKey | null;
  /** For people: something about the number is wrong. The money came all the same and is handled as any other. */
  readonly warning: Problem | null;
}

const schemeOfKind: Readonly<Record<string, PaymentIdSchemeKey>> = {
  RF: 'rf',
  KID: 'kid',
  OCR: 'ocr',
  IBAN: 'iban',
  NRB: 'pl-virtual',
};

/**
 * Which scheme a reference is of: by its kind, by one of our own keys, or by how it begins. Null: none we know of, or one
 * that cannot be told.
 */
export function schemeOfReference({ kind, value }: ArrivedReference): PaymentIdSchemeKey | null {
  const wanted = kind.trim();
  const ownKey = wanted.toLowerCase();
  if (isPaymentIdScheme(ownKey)) return ownKey;
  const cardType = `fik-${wanted.replace(/^\+/, '')}`;
  if (isPaymentIdScheme(cardType)) return cardType;
  // SCOR says "a structured reference" and no more: RF tells by itself, a national one only by its agreement.
  if (wanted.toUpperCase() === 'SCOR') return /^RF\d{2}/.test(compact(value)) ? 'rf' : null;
  return schemeOfKind[wanted.toUpperCase()] ?? null;
}

/**
 * Looks at a number that came with money. It never rejects: money that arrived is a fact (payment-ids-and-escalation.md
 * section 0, decision 4), and a wrong check digit is a warning.
 *
 * @param settings what the agreement fixes; without it a KID is right when either of its moduli fits
 */
export function checkArrived(reference: ArrivedReference, settings: PaymentIdSettings = {}): ArrivedPaymentId {
  const key = schemeOfReference(reference);
  const given = reference.value.trim();
  if (key === null) return { normalised: given, scheme: null, warning: null };
  const scheme = paymentIdSchemes[key];
  // A slip without an id often comes with zeros in the id's place.
  if (scheme.payloadDigits({}) === 0 && key !== 'iban') return { normalised: '', scheme: key, warning: null };
  const variants = variantsOf(key, settings);
  const verdicts = variants.map((variant) => scheme.check(given, variant));
  const right = variants[verdicts.findIndex(({ isValid }) => isValid)] ?? variants[0] ?? settings;
  const normalised = scheme.read(given, right) ?? given;
  return { normalised, scheme: key, warning: isSilent(key) ? null : warningOf(key, given, verdicts, right) };
}

/** The length of slip 15 is not confirmed, so nothing can be said against a number of it. */
const isSilent = (key: PaymentIdSchemeKey): boolean => key === 'fik-15';

const variantsOf = (key: PaymentIdSchemeKey, settings: PaymentIdSettings): readonly PaymentIdSettings[] =>
  key === 'kid' && settings.modulus === undefined
    ? [
        { ...settings, modulus: 10 },
        { ...settings, modulus: 11 },
      ]
    : [settings];

function warningOf(
  key: PaymentIdSchemeKey,
  value: string,
  verdicts: readonly Verdict[],
  settings: PaymentIdSettings,
): Problem | null {
  if (value === '' || verdicts.some(({ isValid }) => isValid)) return null;
  const scheme = paymentIdSchemes[key];
  return problem('PAYMENT_ID_CHECK_DIGIT_WRONG', {
    scheme: scheme.name,
    value: value.slice(0, 100),
    why: verdicts[0]?.why ?? '',
    expected: scheme.corrected(value, settings) ?? '',
  });
}
