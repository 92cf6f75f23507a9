import { canonicalNumber, findDocumentNumbers, type FoundNumber } from './document-numbers.ts';
import type { ArrivedId, ClaimBooks, IdOwner, OpenClaim, Remittance } from './facts.ts';

/** A number that came with the money, and whose it may be. */
export interface SaidId {
  readonly what: 'payment id' | 'end-to-end id';
  readonly said: string;
  /** Where in the record it stands. */
  readonly at: string;
  /** Found in what a payer wrote, where any number may stand. */
  readonly isFromText: boolean;
  readonly owners: readonly IdOwner[];
  readonly isOfOurBlock: boolean;
}

/** A document number that the payer wrote, and the claims, open or closed, that it may be the number of. */
export interface SaidDocument {
  /** As the books know it; several where what is written may be read in several ways. */
  readonly canonicals: readonly string[];
  readonly said: string;
  readonly at: string;
  /** Some of its signs were read as others that look alike. */
  readonly isDamaged: boolean;
  /** It lies between the ends of a range that the payer wrote, and he may have meant the ends only. */
  readonly isOptional: boolean;
  readonly claims: readonly OpenClaim[];
}

/** Everything in a payment that names a claim or a customer of ours. */
export interface Said {
  readonly ids: readonly SaidId[];
  readonly endToEnd: readonly SaidId[];
  readonly mandateCustomers: readonly string[];
  readonly documents: readonly SaidDocument[];
}

/** Reads what a payment says. Whether a rung may act on it is another question: every number may contradict. */
export function whatItSays(remittance: Remittance, books: ClaimBooks): Said {
  const { ids, endToEndId, mandateId, texts } = remittance;
  const arrived = ids.length === 0 ? nothing : ids.map((id) => saidId(id, 'payment id', id.from, books));
  const isEndToEndTold = endToEndId !== '' && endToEndId !== 'NOTPROVIDED';
  const endToEnd = isEndToEndTold
    ? [saidId(endToEndAsId(endToEndId), 'end-to-end id', 'end-to-end id', books)]
    : nothing;
  const written = texts.length === 0 ? nothing : documentsIn(texts, books);
  const wholes = documentsOf(arrived, endToEnd, books);
  const isDocument = ({ said }: SaidId): boolean => wholes.some((document) => document.said === said);
  return {
    ids: wholes.length === 0 ? arrived : arrived.filter((id) => !isDocument(id)),
    endToEnd: wholes.length === 0 ? endToEnd : endToEnd.filter((id) => !isDocument(id)),
    mandateCustomers: mandateId === '' ? nothing : books.customersOfMandate(mandateId),
    documents: wholes.length === 0 ? written : [...written, ...wholes],
  };
}

function documentsOf(
  arrived: readonly SaidId[],
  endToEnd: readonly SaidId[],
  books: ClaimBooks,
): readonly SaidDocument[] {
  const found: SaidDocument[] = [];
  for (const id of arrived) found.push(...documentOf(id, books));
  for (const id of endToEnd) found.push(...documentOf(id, books));
  return found.length === 0 ? nothing : found;
}

/**
 * Where an id belongs a payer often puts the invoice's number: what is no id of ours as it stands, and as a whole a document
 * number, is that. What begins with zeros is a slip's number, filled up to its width.
 */
function documentOf({ owners, isFromText, said, at, what }: SaidId, books: ClaimBooks): readonly SaidDocument[] {
  const isOurs = owners.some(({ isRepaired }) => !isRepaired);
  if (isOurs || isFromText || (what === 'payment id' && said.startsWith('0'))) return nothing;
  const canonical = canonicalNumber(said);
  const claims = books.claimsByNumber(canonical);
  return claims.length === 0
    ? nothing
    : [{ said, at, isDamaged: false, isOptional: false, canonicals: [canonical], claims }];
}

/** How an end-to-end id is asked for in the registry of payment ids: a payer may have put ours there. */
export const endToEndAsId = (endToEndId: string): ArrivedId => ({
  kind: 'end-to-end id',
  value: endToEndId,
  from: 'structured reference',
});

const nothing: readonly never[] = [];

const saidId = (id: ArrivedId, what: SaidId['what'], at: string, books: ClaimBooks): SaidId => {
  const owners = books.ownersOf(id);
  return {
    what,
    said: id.value,
    at,
    isFromText: id.from === 'text',
    owners,
    isOfOurBlock: owners.length === 0 && books.isOfOurBlock(id),
  };
};

function documentsIn(texts: readonly string[], books: ClaimBooks): readonly SaidDocument[] {
  const found = findDocumentNumbers(texts, (canonical) => books.claimsByNumber(canonical).length > 0);
  return found.length === 0 ? nothing : mentionsOf(found, books);
}

/** What stands in one place is one mention, in however many ways it may be read. */
function mentionsOf(found: readonly FoundNumber[], books: ClaimBooks): readonly SaidDocument[] {
  const mentions = new Map<string, SaidDocument>();
  for (const { canonical, said, at, damage, isWithinRange } of found) {
    const place = isWithinRange ? `${at} ${said} ${canonical}` : `${at} ${said}`;
    const before = mentions.get(place);
    const claims = new Set([...(before?.claims ?? []), ...books.claimsByNumber(canonical)]);
    mentions.set(place, {
      canonicals: [...(before?.canonicals ?? []), canonical],
      said,
      at,
      isDamaged: damage === 'look-alike' && (before?.isDamaged ?? true),
      isOptional: isWithinRange === true,
      claims: [...claims],
    });
  }
  return [...mentions.values()];
}
