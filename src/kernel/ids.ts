import { assert } from './result.ts';

const alphabet = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ';

/**
 * Our own reference of a collection line: `T`, seven base-36 signs of a running number, one check sign; nine signs in all.
 *
 * Payment slips return only the first nine signs of the reference, so it must be unique within nine (nets-formats.md 16.4).
 * The check sign (ISO 7064 MOD 37,36) finds every single wrong sign and nearly every exchange of two neighbours (36 of
 * 22,680 pairs escape it), so a reference is never believed alone: customer and amount must agree too.
 */
export function lineReference(runningNumber: number): string {
  assert(
    Number.isSafeInteger(runningNumber) && runningNumber >= 0 && runningNumber < 36 ** 7,
    'the running number fits',
  );
  const body = runningNumber.toString(36).toUpperCase().padStart(7, '0');
  return `T${body}${checkSign(body)}`;
}

/** Whether a text is a line reference we could have made. */
export const isLineReference = (text: string): boolean =>
  /^T[0-9A-Z]{8}$/.test(text) && checkSign(text.slice(1, 8)) === text[8];

function checkSign(body: string): string {
  let carried = 36;
  for (const sign of body) {
    carried = (carried + alphabet.indexOf(sign)) % 36 || 36;
    carried = (carried * 2) % 37;
  }
  return alphabet[(37 - carried) % 36] ?? '0';
}

/**
 * A customer number as both sides compare it: trimmed, upper case, leading zeros gone.
 *
 * Nets returns customer numbers right-aligned with leading zeros whatever was sent (nets-formats.md section 2, rule 6).
 */
export function comparableCustomerNumber(text: string): string {
  const trimmed = text.trim().toUpperCase();
  return trimmed.replace(/^0+(?=.)/, '');
}
