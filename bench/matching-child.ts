import { knownDate, paymentIdSchemes } from '#kernel';
import { numberForms } from '../src/payments/ladder/document-numbers.ts';
import {
  type ArrivedId,
  type ClaimBooks,
  defaultPolicy,
  matchRemittances,
  type OpenClaim,
  type Remittance,
} from '../src/payments/ladder/index.ts';
import { peakMemory } from './kit.ts';

/** Payments, and open claims: one of each a million times. */
const count = 1_000_000;
/** Payments of one bank file. */
const ofFile = 5_000;
/** Every tenth payment names the document end to end; the others bring our payment id back. */
const endToEndEvery = 10;

const date = knownDate('2026-03-02');

/**
 * Pure matching on the first rungs: a million payments that bring our ids back against a million open claims, in files of
 * five thousand, each with what is left after the files before. Only the time in `matchRemittances` counts; the memory is
 * that of the whole process with its books.
 */
function measure(): Readonly<Record<'seconds' | 'memory', number>> {
  const claims = Array.from({ length: count }, (_, i) => claimOf(i));
  const books = booksOf(claims);
  let seconds = 0;
  let matched = 0;
  for (let from = 0; from < count; from += ofFile) {
    const file = Array.from({ length: ofFile }, (_, i) => remittanceOf(claims, placeOf(from + i), from, i));
    const began = performance.now();
    const decisions = matchRemittances(file, books, defaultPolicy);
    seconds += (performance.now() - began) / 1000;
    for (const { act, shares } of decisions) {
      const [share] = shares;
      const claim = share?.claimId === null || share === undefined ? undefined : claims[share.claimId - 1];
      if (act !== 'match' || share === undefined || claim === undefined || share.minor !== claim.openMinor) continue;
      claims[claim.id - 1] = { ...claim, openMinor: 0 };
      matched += 1;
    }
  }
  // A figure of work that was not done would be worthless.
  if (matched !== count) throw new Error(`${matched} of ${count} payments were matched`);
  return { seconds, memory: peakMemory() };
}

/** A walk over all claims in another order than they lie: 7919 has no divisor in common with a million. */
const placeOf = (n: number): number => (n * 7919) % count;

const customerOf = (place: number): string => `K${100_000 + Math.floor(place / 2)}`;
const documentOf = (place: number): string => String(10_000_000 + place);

function claimOf(place: number): OpenClaim {
  return {
    id: place + 1,
    entryNumber: place + 1,
    customerNumber: customerOf(place),
    documentNumber: documentOf(place),
    externalDocumentNumber: '',
    nature: 'principal',
    postingDate: date,
    dueDate: date,
    currency: 'DKK',
    // The two claims of a customer are of different amounts.
    openMinor: 9_900 + (place % 2) * 5_000 + ((place * 31) % 50) * 10_000,
    discount: null,
    toleranceMinor: 0,
  };
}

const fik = (place: number): string => {
  const made = paymentIdSchemes['fik-71'].make(String(10_000_000 + place));
  return made.ok ? made.value : '';
};

function remittanceOf(claims: readonly OpenClaim[], place: number, file: number, line: number): Remittance {
  const isEndToEnd = place % endToEndEvery === 0;
  return {
    paymentId: file + line + 1,
    paymentKey: `p${file + line}`,
    fileId: file / ofFile + 1,
    fileLine: line + 1,
    minor: claims[place]?.openMinor ?? 0,
    currency: 'DKK',
    bookedOn: date,
    payerName: 'Lærke Østergaard',
    // Seven of ten accounts are known.
    payerAccount: place % 10 < 7 ? `DK${Math.floor(place / 2)}` : `DKX${place}`,
    ids: isEndToEnd ? [] : [{ kind: '71', value: fik(place), from: 'structured reference' }],
    endToEndId: isEndToEnd ? documentOf(place) : '',
    mandateId: '',
    texts: [],
  };
}

function booksOf(claims: readonly OpenClaim[]): ClaimBooks {
  const byId = new Map<string, number>();
  const byNumber = new Map<string, number>();
  for (const { id, documentNumber } of claims) {
    byId.set(fik(id - 1), id - 1);
    for (const form of numberForms(documentNumber)) byNumber.set(form, id - 1);
  }
  const at = (place: number | undefined): readonly OpenClaim[] => {
    const claim = place === undefined ? undefined : claims[place];
    return claim === undefined ? [] : [claim];
  };
  const ownersOf = ({ value }: ArrivedId) => {
    const id = paymentIdSchemes['fik-71'].read(value) ?? '';
    return at(byId.get(id)).map(({ customerNumber, id: claimId }) => ({
      value: id,
      customerNumber,
      claimId,
      isRepaired: false,
      isRetired: false,
    }));
  };
  return {
    customer: (number) => ({ number, name: 'Lærke Østergaard', isClosed: false }),
    claimsOf: (number) => {
      const first = (Number(number.slice(1)) - 100_000) * 2;
      return [...at(first), ...at(first + 1)].filter(({ openMinor }) => openMinor !== 0);
    },
    claim: (id) => claims[id - 1],
    ownersOf,
    isOfOurBlock: () => false,
    customersOfMandate: () => [],
    claimsByNumber: (canonical) => at(byNumber.get(canonical)),
    historyOf: (account) =>
      account.startsWith('DKX')
        ? []
        : [{ customerNumber: customerOf(Number(account.slice(2)) * 2), times: 3, wasUndone: false }],
    claimsByAmount: () => [],
    customersLike: () => [],
    undoneOf: () => [],
  };
}

process.send?.(measure());
