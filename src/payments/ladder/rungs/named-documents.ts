import type { OpenClaim } from '../facts.ts';
import { isLikelyPayer, payerStanding } from '../payer-check.ts';
import type { SaidDocument } from '../what-it-says.ts';
import { isOwnNumber } from './obstacles.ts';
import { type Asked, type Waiting, waits } from './rung.ts';

/** The claims that the documents in a text name, as they stand now; none twice. */
export interface NamedDocuments {
  readonly claims: readonly OpenClaim[];
  /** Perhaps meant: within a range, or of a number that is the customer's own as well. They count where all adds up. */
  readonly optional: readonly OpenClaim[];
  readonly documents: readonly SaidDocument[];
}

/**
 * Finds the one claim that each number names. A number that may be several claims', or a customer's own, names the claim of
 * the customer who is recognised already, else of the only one whom this payer pays for; else nobody knows.
 */
export function namedDocuments(documents: readonly SaidDocument[], asked: Asked): NamedDocuments | Waiting {
  const claims = new Map<number, OpenClaim>();
  const optional = new Map<number, OpenClaim>();
  const used: SaidDocument[] = [];
  const likely = likelyAmong(asked);
  for (const document of documents) {
    const namesake = namesakeOf(document, asked);
    if (namesake !== null && likely(namesake)) continue;
    const choice = claimOf(document, namesake !== null, likely, asked);
    if (!choice) {
      if (document.isOptional) continue;
      return unclear(document, namesake);
    }
    used.push(document);
    const isOptional = document.isOptional || isOwnNumber(document, choice.customerNumber);
    (isOptional ? optional : claims).set(choice.id, asked.books.now(choice));
  }
  const fixed = [...claims.values()];
  const isBeside = ({ id, customerNumber }: OpenClaim): boolean =>
    !claims.has(id) && (fixed.length === 0 || fixed.some((claim) => claim.customerNumber === customerNumber));
  return { claims: fixed, optional: [...optional.values()].filter(isBeside), documents: used };
}

/** A document of the customer's is named for certain, so that no set without it can be what he pays. */
export const namesClaims = (customerNumber: string, { said }: Asked): readonly SaidDocument[] =>
  said.documents.filter((document) => !document.isOptional && !isOwnNumber(document, customerNumber));

type IsLikely = (customerNumber: string) => boolean;

/** Each customer is looked at once, however many numbers name him. */
function likelyAmong({ customer, remittance, books }: Asked): IsLikely {
  const known = new Map<string, boolean>();
  return (customerNumber) => {
    if (customer) return customer.number === customerNumber;
    const before = known.get(customerNumber);
    if (before !== undefined) return before;
    const found = books.told.customer(customerNumber);
    const isLikely = found !== undefined && isLikelyPayer(payerStanding(remittance, found, books.told));
    known.set(customerNumber, isLikely);
    return isLikely;
  };
}

/** The customer whose own number is written the same way, when none of the documents is his. */
function namesakeOf({ said, canonicals, claims }: SaidDocument, { books }: Asked): string | null {
  for (const number of [said, ...canonicals]) {
    const customer = books.told.customer(number);
    if (customer) return claims.some((claim) => claim.customerNumber === customer.number) ? null : customer.number;
  }
  return null;
}

/** Undefined where it is not clear which claim is meant. */
function claimOf(
  { claims }: SaidDocument,
  isAlsoCustomer: boolean,
  likely: IsLikely,
  { books }: Asked,
): OpenClaim | undefined {
  const [only, another] = claims;
  if (only && !another && !isAlsoCustomer) return only;
  if (claims.length > mostNamesakes) return undefined;
  const ofPayer = claims.filter(({ customerNumber }) => likely(customerNumber));
  const open = ofPayer.filter((claim) => books.now(claim).openMinor !== 0);
  const isOneCustomer = ofPayer.every(({ customerNumber }) => customerNumber === ofPayer[0]?.customerNumber);
  const [choice, second] = ofPayer.length === 1 || !isOneCustomer ? ofPayer : open;
  return second ? undefined : choice;
}

/** A number that more claims than these bear names none of them. */
const mostNamesakes = 50;

function unclear({ said, at, claims }: SaidDocument, namesake: string | null): Waiting {
  const owners = claims.slice(0, mostNamesakes).map(({ customerNumber }) => customerNumber);
  const customers = [...new Set(namesake === null ? owners : [...owners, namesake])];
  const evidence = [{ what: 'document number', said, agrees: false, at }] as const;
  return waits('ambiguous', { code: 'ID_AMBIGUOUS', value: said, customers }, { evidence, considered: claims.length });
}
