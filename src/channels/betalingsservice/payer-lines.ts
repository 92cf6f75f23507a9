import { toLatin1 } from '#schemas/kit';
import type { BsPayer } from './agreement.ts';

const lineWidth = 35;
export const mostPayerLines = 5;

export function isAtHome({ country }: BsPayer): boolean {
  return country === 'DK' || country === '' || homeCountries.has(country.trim().toUpperCase());
}

const homeCountries: ReadonlySet<string> = new Set(['', 'DK']);

/**
 * Name and address as lines of 35 signs. At home Nets adds the town by the postcode; abroad the creditor writes
 * postcode and town into a line of their own (nets-formats.md 3.3).
 */
export function payerLines(payer: BsPayer): readonly string[] {
  const lines: string[] = [];
  addWrapped(lines, toLatin1(payer.name));
  for (const line of payer.addressLines) addWrapped(lines, toLatin1(line));
  if (!isAtHome(payer)) addWrapped(lines, toLatin1(`${payer.postcode} ${payer.city}`));
  return lines;
}

/** Splits at 35 signs: between words where it can, within a word that is longer than a line. */
function addWrapped(lines: string[], line: string): void {
  let rest = line.trim();
  while (rest.length > lineWidth) {
    const space = rest.lastIndexOf(' ', lineWidth);
    const end = space > 0 ? space : lineWidth;
    lines.push(rest.slice(0, end).trimEnd());
    rest = rest.slice(end).trimStart();
  }
  if (rest !== '') lines.push(rest);
}
