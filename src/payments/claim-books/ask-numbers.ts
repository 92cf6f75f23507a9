import { canonicalNumber, findDocumentNumbers, neighboursOf, numbersToAsk } from '../ladder/document-numbers.ts';
import type { Remittance } from '../ladder/facts.ts';

/** Every document number that the ladder may ask the books for. */
export function numbersAsked(remittances: readonly Remittance[]): ReadonlySet<string> {
  const asked = new Set<string>();
  for (const { texts, endToEndId } of remittances) {
    if (texts.length > 0) for (const canonical of numbersToAsk(texts)) asked.add(canonical);
    if (endToEndId !== '' && endToEndId !== 'NOTPROVIDED') asked.add(canonicalNumber(endToEndId));
  }
  asked.delete('');
  return asked;
}

/**
 * The numbers one slip of the finger away from those that were found, with their letters and without: where neither account
 * nor name of the payer is told, they decide whether a number may be believed.
 */
export function neighboursAsked(
  remittances: readonly Remittance[],
  isKnown: (canonical: string) => boolean,
): ReadonlySet<string> {
  const asked = new Set<string>();
  for (const { texts, endToEndId } of remittances) {
    const found = texts.length > 0 ? findDocumentNumbers(texts, isKnown).map(({ canonical }) => canonical) : [];
    const endToEnd = canonicalNumber(endToEndId);
    for (const canonical of isKnown(endToEnd) ? [...found, endToEnd] : found) {
      for (const neighbour of neighboursOf(canonical)) asked.add(neighbour);
      for (const neighbour of neighboursOf(canonicalNumber(canonical.replaceAll(/\D/g, ''))))
        asked.add(`*${neighbour}`);
    }
  }
  return asked;
}
