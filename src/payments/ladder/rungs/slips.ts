import { canonicalNumber, neighboursOf } from '../document-numbers.ts';
import type { OpenClaim } from '../facts.ts';
import type { Reason } from '../reasons.ts';
import type { SaidDocument } from '../what-it-says.ts';
import type { Asked } from './rung.ts';

/**
 * Why a number that nobody speaks for may be a slip of the finger: it was damaged on its way, or an open claim of the same
 * amount has a number that one wrong, exchanged, missing or added digit makes of it. Null where neither is so.
 */
export function guardAgainstSlips(
  claims: readonly OpenClaim[],
  documents: readonly SaidDocument[],
  { books, remittance }: Asked,
): Reason | null {
  for (const claim of claims) {
    const { documentNumber } = claim;
    const written = documents.find((document) => document.claims.some(({ id }) => id === claim.id));
    if (written?.isDamaged) return { code: 'NEIGHBOUR_NUMBER', documentNumber, neighbour: written.said };
    const equals = numbersByAmount(books.told.claimsByAmount(claim.openMinor, remittance.currency));
    for (const canonical of written?.canonicals ?? [canonicalNumber(documentNumber)]) {
      const digits = digitsOf(canonical);
      for (const number of [digits, ...neighboursOf(digits)]) {
        const neighbour = equals.get(number)?.find(({ id }) => id !== claim.id);
        if (!neighbour || books.now(neighbour).openMinor === 0) continue;
        return { code: 'NEIGHBOUR_NUMBER', documentNumber, neighbour: neighbour.documentNumber };
      }
    }
  }
  return null;
}

/** Letters are left out of the comparison: who mistypes a digit may leave them out too. */
const digitsOf = (canonical: string): string => canonical.replaceAll(/\D/g, '').replace(/^0+(?=\d)/, '');

/**
 * Claims of one amount by the digits of their numbers. Books give the same list for the same amount, so it is read once,
 * however many payments of a list price come.
 */
const read = new WeakMap<readonly OpenClaim[], ReadonlyMap<string, readonly OpenClaim[]>>();

function numbersByAmount(claims: readonly OpenClaim[]): ReadonlyMap<string, readonly OpenClaim[]> {
  const before = read.get(claims);
  if (before) return before;
  const byNumber = new Map<string, OpenClaim[]>();
  for (const claim of claims) {
    for (const text of [claim.documentNumber, claim.externalDocumentNumber]) {
      const number = digitsOf(canonicalNumber(text));
      if (number === '') continue;
      const same = byNumber.get(number);
      if (same) same.push(claim);
      else byNumber.set(number, [claim]);
    }
  }
  read.set(claims, byNumber);
  return byNumber;
}
