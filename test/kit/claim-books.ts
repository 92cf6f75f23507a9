import { knownDate } from '#kernel';
import type {
  ArrivedId,
  ClaimBooks,
  ClaimDecision,
  ClaimShare,
  IdOwner,
  OpenClaim,
  PayerHistory,
  PayingCustomer,
  Remittance,
} from '../../src/payments/ladder/index.ts';
import { numberForms } from '../../src/payments/ladder/document-numbers.ts';
import { nameLikeness } from '../../src/payments/ladder/names.ts';

/** What a company's books hold, as rows: everything but a claim's id, customer and amount has a sensible default. */
export interface BooksSpec {
  readonly customers?: readonly (Partial<PayingCustomer> & { readonly number: string })[];
  readonly claims?: readonly ClaimSpec[];
  /** By the value of the number. */
  readonly ids?: Readonly<Record<string, readonly (Partial<IdOwner> & { readonly customerNumber: string })[]>>;
  readonly ourBlock?: readonly string[];
  readonly mandates?: Readonly<Record<string, readonly string[]>>;
  readonly payers?: Readonly<Record<string, readonly (Partial<PayerHistory> & { readonly customerNumber: string })[]>>;
  /** By payment key: customers from whom a person took it. */
  readonly undone?: Readonly<Record<string, readonly string[]>>;
}

export type ClaimSpec = Partial<OpenClaim> & {
  readonly id: number;
  readonly customerNumber: string;
  readonly openMinor: number;
};

/** Books in memory, complete: they answer every question of `ClaimBooks` from these rows. */
export function claimBooks(spec: BooksSpec): ClaimBooks {
  const claims = (spec.claims ?? []).map(claimOf).toSorted(oldestFirst);
  const named = (spec.customers ?? []).map(({ number, ...rest }) => [number, customerOf(number, rest)] as const);
  const owing = claims.map(({ customerNumber }) => [customerNumber, customerOf(customerNumber)] as const);
  const customers = new Map([...owing, ...named]);
  const byId = new Map(claims.map((claim) => [claim.id, claim]));
  const byCustomer = grouped(claims, ({ customerNumber }) => [customerNumber]);
  const open = claims.filter(({ openMinor }) => openMinor !== 0);
  const byAmount = grouped(open, ({ openMinor, currency }) => [`${openMinor} ${currency}`]);
  const byNumber = grouped(claims, ({ documentNumber, externalDocumentNumber }) => [
    ...new Set([...numberForms(documentNumber), ...numberForms(externalDocumentNumber)]),
  ]);
  return {
    customer: (number) => customers.get(number),
    claimsOf: (number) => (byCustomer.get(number) ?? none).filter(({ openMinor }) => openMinor !== 0),
    claim: (id) => byId.get(id),
    ownersOf: ({ value }: ArrivedId) => (spec.ids?.[value] ?? none).map((owner) => ownerOf(value, owner)),
    isOfOurBlock: ({ value }) => spec.ourBlock?.includes(value) ?? false,
    customersOfMandate: (mandate) => spec.mandates?.[mandate] ?? none,
    claimsByNumber: (canonical) => byNumber.get(canonical) ?? none,
    historyOf: (account) => (spec.payers?.[account] ?? none).map((past) => ({ times: 1, wasUndone: false, ...past })),
    claimsByAmount: (minor, currency) => byAmount.get(`${minor} ${currency}`) ?? none,
    customersLike: (name) =>
      [...customers.values()]
        .map((customer) => ({ number: customer.number, likeness: nameLikeness(name, customer.name) }))
        .filter(({ likeness }) => likeness >= 0.6)
        .toSorted((a, b) => b.likeness - a.likeness),
    undoneOf: (key) => (spec.undone?.[key] ?? none).map((customerNumber) => ({ customerNumber })),
  };
}

const none: readonly never[] = [];

function grouped(
  claims: readonly OpenClaim[],
  keysOf: (claim: OpenClaim) => readonly string[],
): ReadonlyMap<string, readonly OpenClaim[]> {
  const groups = new Map<string, OpenClaim[]>();
  for (const claim of claims) {
    for (const key of keysOf(claim)) {
      const group = groups.get(key);
      if (group) group.push(claim);
      else groups.set(key, [claim]);
    }
  }
  return groups;
}

/** An invoice that is due on 2 February 2026, unless the row says otherwise. */
export const claimOf = (spec: ClaimSpec): OpenClaim => ({
  entryNumber: spec.id,
  documentNumber: `F${10_000 + spec.id * 111}`,
  externalDocumentNumber: '',
  nature: spec.openMinor < 0 ? 'credit' : 'principal',
  postingDate: knownDate('2026-01-02'),
  dueDate: knownDate('2026-02-02'),
  currency: 'DKK',
  discount: null,
  toleranceMinor: 0,
  ...spec,
});

const customerOf = (number: string, spec: Partial<PayingCustomer> = {}): PayingCustomer => ({
  number,
  name: `Kunde ${number} ApS`,
  isClosed: false,
  ...spec,
});

const ownerOf = (value: string, spec: Partial<IdOwner> & { readonly customerNumber: string }): IdOwner => ({
  value,
  claimId: null,
  isRepaired: false,
  isRetired: false,
  ...spec,
});

const oldestFirst = (a: OpenClaim, b: OpenClaim): number =>
  (a.dueDate ?? a.postingDate).localeCompare(b.dueDate ?? b.postingDate) || a.id - b.id;

/** 1,000.00 kr that came on 2 February 2026 and says nothing, unless the row says otherwise. */
export const remittance = (spec: Partial<Remittance> = {}): Remittance => ({
  paymentId: 1,
  paymentKey: `payment ${spec.paymentId ?? 1}`,
  fileId: 1,
  fileLine: spec.paymentId ?? 1,
  minor: 100_000,
  currency: 'DKK',
  bookedOn: knownDate('2026-02-02'),
  payerName: '',
  payerAccount: '',
  ids: [],
  endToEndId: '',
  mandateId: '',
  texts: [],
  ...spec,
});

/** A number that stands where a payment id belongs. */
export const structured = (value: string): ArrivedId => ({ kind: '71', value, from: 'structured reference' });

/**
 * A decision in one line, for tables: `payment id: exact 1=100000`, a discount as `1=98000-2000`, a small difference as
 * `1=99999~1`, money on account as `A=5000`; or `waits: already paid CLAIM_CLOSED`.
 */
export const told = ({ act, shares, explanation }: ClaimDecision): string =>
  act === 'match'
    ? `${explanation.rung}: ${explanation.outcome} ${sharesText(shares)}`
    : `waits: ${explanation.outcome} ${explanation.whyNot?.code ?? 'for no reason'}`;

export const sharesText = (shares: readonly ClaimShare[]): string =>
  shares
    .map(({ customerNumber, claimId, minor, discountMinor, writeOffMinor }) => {
      const discount = discountMinor === 0 ? '' : `-${discountMinor}`;
      const difference = writeOffMinor === 0 ? '' : `~${writeOffMinor}`;
      return `${claimId ?? customerNumber}=${minor}${discount}${difference}`;
    })
    .join(' ');
