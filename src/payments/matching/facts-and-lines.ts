import type { LineState } from '#journal';

/** A payment as it lies in the database, reduced to what decides about it. Amounts are minor units. */
export interface Fact {
  readonly paymentId: number;
  readonly agreementId: number;
  readonly fileId: number;
  readonly lineNumber: number;
  readonly kind: 'paid' | 'rejected' | 'cancelled' | 'chargedBack';
  readonly means: 'automatic' | 'slip';
  readonly debtorGroup: string;
  readonly customerNumber: string;
  readonly dueDate: string | null;
  /** Above zero: money came to us. Below: money left us, or was taken back. */
  readonly effectMinor: number;
  readonly reference: string;
  readonly paymentKey: string;
}

/** What a line asks for one claim; below zero for a credit memo. */
export interface Share {
  /** `null`: on the customer's account, applied to nothing yet. */
  readonly claimId: number | null;
  readonly minor: number;
}

/** The payment that made a line paid, with where its money went. */
export interface Payer {
  readonly paymentId: number;
  readonly means: 'automatic' | 'slip';
  readonly effectMinor: number;
  readonly shares: readonly Share[];
}

/** A collection line with everything that decides whether a payment is plausible for it. */
export interface LineBook {
  readonly id: number;
  readonly agreementId: number;
  readonly reference: string;
  readonly customerNumber: string;
  readonly debtorGroup: string;
  readonly paymentDate: string;
  /** What its payment moves: the amount, below zero when the line disburses. */
  readonly expectedMinor: number;
  readonly state: LineState;
  readonly shares: readonly Share[];
  readonly payer: Payer | null;
  /** Another line that collects one of its claims meanwhile. */
  readonly otherReference: string | null;
  /** Payments of other keys that are parked beside the one that paid it, with the same effect. */
  readonly parkedPayments: number;
  /** The charge back that hit it last. */
  readonly chargeBack: { readonly paymentId: number; readonly fileName: string; readonly isDismissed: boolean } | null;
}

/** What the books hold that one fact could be about. */
export interface Candidates {
  /** The line whose reference the fact carries. */
  readonly byReference: LineBook | null;
  /** The lines of the fact's agreement, customer, debtor group and date. */
  readonly byCustomer: readonly LineBook[];
  readonly isKnownCustomer: boolean;
  /** The first payment of the same key, when it is not this one. */
  readonly toldBefore: { readonly paymentId: number; readonly fileName: string } | null;
}
