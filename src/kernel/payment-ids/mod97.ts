/**
 * The remainder by 97 of a text in which letters count as two digits, A = 10 to Z = 35 (ISO 7064, as IBAN and RF use it).
 * Sign by sign, so that no number grows.
 */
export function mod97(text: string): number {
  let rest = 0;
  for (const sign of text) {
    const value = Number.parseInt(sign, 36);
    rest = (rest * (value > 9 ? 100 : 10) + value) % 97;
  }
  return rest;
}

/** The two check digits that stand between a prefix (`PL`, `RF`) and what follows; 02 to 98. */
export const checkDigits97 = (prefix: string, body: string): string =>
  String(98 - mod97(`${body}${prefix}00`)).padStart(2, '0');
