import { isValidIBAN } from 'ibantools';

/**
 * The account as everything else names it: an IBAN where there is one, whatever stands around it (`BIC/IBAN`, a leading
 * slash, blanks, the currency behind it); else the bank's own form, trimmed.
 */
export function accountOf(text: string): string {
  const plain = text.trim().replace(/^\/+/, '');
  const compact = plain.replaceAll(' ', '').toUpperCase();
  const parts = compact.split('/');
  for (const part of [compact, parts.at(-1) ?? '', parts[0] ?? '']) {
    const iban = ibanIn(part);
    if (iban !== null) return iban;
  }
  return plain.replaceAll(/ {2,}/g, ' ');
}

/** The text itself, or without three letters of a currency behind it. */
function ibanIn(text: string): string | null {
  if (!/^[A-Z]{2}\d{2}[A-Z0-9]{11,33}$/.test(text)) return null;
  if (isValidIBAN(text)) return text;
  const bare = text.slice(0, -3);
  return /[A-Z]{3}$/.test(text) && isValidIBAN(bare) ? bare : null;
}
