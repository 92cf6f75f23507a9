/**
 * Whether a text is a SEPA creditor identifier: country (2 letters), check digits (2), business code (3), national part
 * (up to 28). The business code takes no part in the check (danske-iso20022.md section 2.2).
 *
 * Which national parts a country gives out is not checked: for Denmark the layout is UNVERIFIED.
 */
export function isCreditorIdentifier(text: string): boolean {
  const found = /^([A-Z]{2}\d{2})([A-Z0-9]{3})([A-Z0-9]{1,28})$/.exec(text);
  if (!found) return false;
  const [, front = '', , national = ''] = found;
  return mod97(national + front) === 1;
}

/** Whether a text is a creditor reference of ISO 11649: `RF`, two check digits, up to 21 letters and digits. */
export const isCreditorReference = (text: string): boolean =>
  /^RF\d{2}[A-Z0-9]{1,21}$/.test(text) && mod97(text.slice(4) + text.slice(0, 4)) === 1;

/** The remainder by 97 of a text whose letters count as numbers (A is 10, Z is 35), as ISO 7064 has it. */
export function mod97(text: string): number {
  let rest = 0;
  for (const sign of text) {
    const value = Number.parseInt(sign, 36);
    rest = (rest * (value > 9 ? 100 : 10) + value) % 97;
  }
  return rest;
}

/** The shape of an IBAN as the schemas want it; whether its check digits hold is asked elsewhere. */
export const hasIbanShape = (text: string): boolean => ibanShape.test(text);

/** The shape of a BIC that the schemas of every version take, old and new. */
export const hasBicShape = (text: string): boolean => bicShape.test(text);

const ibanShape = /^[A-Z]{2}[0-9]{2}[A-Za-z0-9]{1,30}$/;
const bicShape = /^[A-Z]{6}[A-Z2-9][A-NP-Z0-9](?:[A-Z0-9]{3})?$/;
