import type { CalendarDate } from '#kernel';
import type { DocumentNumber } from './document-style.ts';
import type { PartyName } from './names.ts';
import type { ClaimRow, Expect, Group, IdInPayment, PayerKind, TruthShare } from './rows.ts';

/** A customer while a company is being made up. */
export interface DraftCustomer {
  readonly number: string;
  readonly name: PartyName;
  isClosed: boolean;
  readonly claims: DraftClaim[];
  /** The payment id of the customer as such, where the company gives such ids. */
  ownId: string | null;
  mandate: string | null;
}

/** A claim while a company is being made up; numbers come when all claims of the company are there. */
export interface DraftClaim {
  readonly customer: DraftCustomer;
  readonly nature: ClaimRow['nature'];
  readonly postingDate: CalendarDate;
  readonly dueDate: CalendarDate;
  readonly currency: string;
  readonly originalMinor: number;
  readonly openMinor: number;
  readonly discount: { readonly until: CalendarDate; readonly minor: number } | null;
  readonly toleranceMinor: number;
  readonly external: string;
  /** Claims written in one go get numbers in a row; zero: on its own. */
  readonly batch: number;
  id: number;
  number: DocumentNumber;
  documentNumber: string;
  ownId: string | null;
}

/** Who pays, as far as the bank tells. */
export interface Payer {
  readonly kind: PayerKind;
  readonly name: string;
  readonly account: string;
  readonly damage: readonly string[];
}

/** What a story tells of one payment once all numbers are known. */
export interface Told {
  readonly minor: number;
  readonly currency: string;
  readonly payer: Payer;
  readonly ids?: readonly IdInPayment[];
  readonly endToEndId?: string;
  readonly mandateId?: string;
  readonly texts?: readonly string[];
  /** A person undid this payment for these customers before. */
  readonly undoneFor?: readonly string[];
  readonly group: Group;
  readonly family: string;
  readonly expect: Expect;
  readonly damage?: readonly string[];
  readonly shares: readonly TruthShare[];
  readonly why: string;
}

/** What is open of a claim once a discount in time is taken. */
export const discountOf = (claim: DraftClaim, on: CalendarDate): number =>
  claim.discount !== null && on <= claim.discount.until ? claim.discount.minor : 0;

/** The whole of a claim, or a part of it. */
export const share = (claim: DraftClaim, minor = claim.openMinor, more: Partial<TruthShare> = {}): TruthShare => ({
  customer: claim.customer.number,
  claim: claim.id,
  minor,
  discountMinor: 0,
  writeOffMinor: 0,
  ...more,
});

/** Claims paid whole, each with the discount that is due on the day. */
export const wholly = (claims: readonly DraftClaim[], on: CalendarDate): readonly TruthShare[] =>
  claims.map((claim) => {
    const discountMinor = discountOf(claim, on);
    return share(claim, claim.openMinor - discountMinor, { discountMinor });
  });

export const onAccount = (customer: DraftCustomer, minor: number): TruthShare => ({
  customer: customer.number,
  claim: null,
  minor,
  discountMinor: 0,
  writeOffMinor: 0,
});

export const sumOf = (shares: readonly TruthShare[]): number => shares.reduce((sum, { minor }) => sum + minor, 0);
