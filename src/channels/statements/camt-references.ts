import type { StructuredReference } from '../facts.ts';
import { at, childrenOf, textAt, type XmlElement } from '#schemas/xml';

/** A Danish slip's card type and payment id, as banks put them into a creditor reference (danske-iso20022.md 2.6). */
const slip = /^(71|73|75|04|01|15)\/(\d{0,19})$/;
/** The same without the stroke: only where the number is as long as this type's ids are. */
const tightSlip = /^(?:(71)(\d{15})|(75|04)(\d{16}))$/;
const creditorReference = /^RF\d\d[0-9A-Z]{1,21}$/;

/** Card types of Danish slips, for telling a slip from a transfer. */
const cardTypes: ReadonlySet<string> = new Set(['71', '73', '75', '04', '01', '15']);

export const isSlip = (references: readonly StructuredReference[]): boolean =>
  references.some(({ kind }) => cardTypes.has(kind));

/** The references of structured remittance information: what the creditor asked for first, then documents. */
export function referencesOf(remittance: XmlElement | undefined): readonly StructuredReference[] {
  if (remittance === undefined) return none;
  const found: StructuredReference[] = [];
  const documents: StructuredReference[] = [];
  for (const structured of remittance.children) {
    if (structured.name !== 'Strd') continue;
    for (const reference of childrenOf(structured, 'CdtrRefInf')) {
      const value = textAt(reference, 'Ref');
      if (value !== '') found.push(referenceOf(value, kindOf(reference)));
    }
    for (const document of childrenOf(structured, 'RfrdDocInf')) {
      const value = textAt(document, 'Nb');
      if (value !== '') documents.push({ kind: kindOf(document) || 'document', value });
    }
  }
  return documents.length === 0 ? found : [...found, ...documents];
}

const none: readonly StructuredReference[] = [];

export function referenceOf(value: string, told: string): StructuredReference {
  const found = slip.exec(value);
  if (found) return { kind: found[1] ?? '', value: found[2] ?? '' };
  const tight = tightSlip.exec(value);
  if (tight) return { kind: tight[1] ?? tight[3] ?? '', value: tight[2] ?? tight[4] ?? '' };
  if (value.startsWith('RF') || value.startsWith('rf')) {
    const plain = value.replaceAll(' ', '').toUpperCase();
    if (creditorReference.test(plain)) return { kind: 'RF', value: plain };
  }
  return { kind: told || 'reference', value };
}

const kindOf = (element: XmlElement): string => {
  const type = at(element, 'Tp', 'CdOrPrtry');
  return textAt(type, 'Cd') || textAt(type, 'Prtry');
};
