import type { LineState } from '#journal';

/** How money came: a slip never takes back what was debited automatically. */
export type Means = 'automatic' | 'slip' | 'transfer';

/** A payment as it lies in the database, reduced to what decides about it. Amounts are minor units. */
export interface Fact {
  readonly paymentId: number;
  readonly agreementId: number;
  readonly fileId: number;
  /** What kind of file told it. */
  readonly format: string;
  readonly lineNumber: number;
  readonly kind: 'paid' | 'rejected' | 'cancelled' | 'chargedBack' | 'other';
  readonly means: Means;
  readonly debtorGroup: string;
  readonly customerNumber: string;
  readonly dueDate: string | null;
  readonly currency: string;
  /** Blank where the file names none. */
  readonly mandateNumber: string;
  /** Told by a bank's file: it names no customer of ours, and whatever account it came to is ours. */
  readonly isFromBank: boolean;
  /** The bank says that it told this before. */
  readonly isCopy: boolean;
  /** Why the bank refused or took back, in its code and in words; null where it says nothing. */
  readonly bankReason: string | null;
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
  /** Left out: the customer of the line, or the one that all shares are allocated to. */
  readonly customerNumber?: string;
  /** What closes the claim beside the money (payment discount, a difference let go of); left out: nothing. */
  readonly discountMinor?: number;
  readonly writeOffMinor?: number;
}

/** The payment that made a line paid, with where its money went. */
export interface Payer {
  readonly paymentId: number;
  readonly means: Means;
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
  readonly mandateNumber: string | null;
  readonly currency: string;
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
  /** Money that came another way has paid one of its claims, so that it asks for more than is owed. */
  readonly isPaidOtherwise?: boolean;
  /** The charge back that hit it last. */
  readonly chargeBack: { readonly paymentId: number; readonly fileName: string; readonly isDismissed: boolean } | null;
}

/** The first payment of a key. */
export interface FirstTold {
  readonly paymentId: number;
  readonly fileName: string;
  /** Of its file. */
  readonly format: string;
  /** Whether it is known what it is about. One that waits without a line, or is still to be decided, is not placed. */
  readonly isPlaced: boolean;
}

/** What the books hold that one fact could be about. */
export interface Candidates {
  /** The line whose reference the fact carries. */
  readonly byReference: LineBook | null;
  /** The lines of the fact's agreement, customer, debtor group and date. */
  readonly byCustomer: readonly LineBook[];
  readonly isKnownCustomer: boolean;
  /** The first payment of the same key, when it is not this one. */
  readonly toldBefore: FirstTold | null;
}
