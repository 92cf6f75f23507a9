import { hasModulus10 } from '#kernel';
import { slipTypes } from './fi0.ts';

/** A payment id of a Danish slip, and whether its check digit holds; null where its type has none. */
export interface SlipId {
  readonly cardType: string;
  /** With its check digit and the zeros in front, as long as the type wants; blank when the slip carried none. */
  readonly id: string;
  readonly isRight: boolean | null;
}

/**
 * @param longIdDigit position 19, which a payment id of 16 digits needs
 * @param paymentId positions 20-34, or null when they are zeros
 */
export function slipIdOf(cardType: string, longIdDigit: string, paymentId: string | null): SlipId {
  const rule = Object.hasOwn(slipTypes, cardType) ? slipTypes[cardType] : undefined;
  const digits = `${/^\d$/.test(longIdDigit) ? longIdDigit : '0'}${paymentId ?? '0'.repeat(15)}`;
  if (/^0+$/.test(digits)) return { cardType, id: '', isRight: rule?.hasCheckDigit === true ? false : null };
  const id = rule?.idLength === 15 && digits.startsWith('0') ? digits.slice(1) : digits;
  return {
    cardType,
    id,
    isRight: rule?.hasCheckDigit === true ? hasModulus10(id) && id.length === rule.idLength : null,
  };
}
