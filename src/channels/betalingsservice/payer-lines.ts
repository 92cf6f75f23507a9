import { toLatin1 } from '#schemas/kit';
import type { BsPayer } from './agreement.ts';

const lineWidth = 35;
export const mostPayerLines = 5;

export const isAtHome = (payer: BsPayer): boolean => homeCountries.has(payer.country.trim().toUpperCase());

const homeCountries: ReadonlySet<string> = new Set(['', 'DK']);

/**
 * Name and address as lines of 35 signs. At home Nets adds the town by the postcode; abroad the creditor writes postcode
 * and town into a line of their own (nets-formats.md 3.3).
 */
export function payerLines(payer: BsPayer): readonly string[] {
  const town = isAtHome(payer) ? [] : [`${payer.postcode} ${payer.city}`];
  return [payer.name, ...payer.addressLines, ...town].flatMap((line) => wrap(toLatin1(line)));
}

/** Splits at 35 signs: between words where it can, within a word that is longer than a line. */
function wrap(line: string): readonly string[] {
  const wrapped: string[] = [];
  let rest = line.trim();
  while (rest.length > lineWidth) {
    const space = rest.lastIndexOf(' ', lineWidth);
    const end = space > 0 ? space : lineWidth;
    wrapped.push(rest.slice(0, end).trimEnd());
    rest = rest.slice(end).trimStart();
  }
  return rest === '' ? wrapped : [...wrapped, rest];
}
