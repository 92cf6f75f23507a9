import type { ClaimRung } from './facts.ts';
import type { Reason } from './reasons.ts';

/** What happened, in the words of cash application. */
export type OutcomeClass =
  | 'exact'
  | 'partial'
  | 'excess'
  | 'already paid'
  | 'closed item'
  | 'unknown id'
  | 'wrong customer'
  | 'wrong currency'
  | 'ambiguous'
  | 'unidentified'
  | 'undone before';

/** Where a part of the money goes. The parts always sum to the payment. */
export interface ClaimShare {
  readonly customerNumber: string;
  /** `null`: on the customer's account, applied to nothing yet. */
  readonly claimId: number | null;
  /** Signed as the claim: below zero where a credit memo is used up. */
  readonly minor: number;
  /** What the customer deducted rightly (payment discount); the claim is closed by `minor` and this together. */
  readonly discountMinor: number;
  /** A small difference that is let go of: above zero we lose it, below zero we gain it. */
  readonly writeOffMinor: number;
}

/** One thing that was compared: what the file says, and what we have. */
export interface ClaimEvidence {
  readonly what:
    | 'payment id'
    | 'end-to-end id'
    | 'mandate'
    | 'document number'
    | 'payer account'
    | 'payer name'
    | 'amount'
    | 'currency';
  /** As it stands in the file. */
  readonly said: string;
  /** Left out where it is the same. */
  readonly ours?: string;
  readonly agrees: boolean;
  /** Where in the record: `structured reference`, `text 2`; the record's bytes are those of `fileId` and `fileLine`. */
  readonly at?: string;
}

/** Whether another set of claims could have been meant. */
export type Uniqueness =
  /** The payer named what he pays, and it adds up. */
  | { readonly kind: 'named' }
  /** Every other set was ruled out. */
  | { readonly kind: 'proven'; readonly claims: number; readonly nodes: number }
  /** A rule the company declared chose among equals. */
  | { readonly kind: 'convention'; readonly convention: string }
  | { readonly kind: 'not proven'; readonly why: Reason };

/** A set of claims that came near, and why it lost. */
export interface RunnerUp {
  readonly customerNumber: string;
  readonly documentNumbers: readonly string[];
  readonly minor: number;
  readonly why: Reason;
}

/** What a person may do with one word: kept with a payment that waits, best first. */
export interface Suggestion {
  readonly rung: ClaimRung;
  readonly customerNumber: string;
  readonly shares: readonly ClaimShare[];
  readonly why: Reason;
}

/** Why we think so: kept with every allocation, and with every payment that waits for a person. */
export interface ClaimExplanation {
  readonly rung: ClaimRung | 'none';
  readonly outcome: OutcomeClass;
  readonly fileId: number;
  readonly fileLine: number;
  readonly evidence: readonly ClaimEvidence[];
  /** How many claims were looked at. */
  readonly considered: number;
  readonly runnersUp: readonly RunnerUp[];
  readonly uniqueness: Uniqueness | null;
  /** Why it is not settled; null when it is. */
  readonly whyNot: Reason | null;
}

/** What follows from one payment, as data: nothing has been done yet. */
export interface ClaimDecision {
  readonly paymentId: number;
  readonly act: 'match' | 'park';
  /** Their `minor` sums to the payment when it is matched; else there are none. */
  readonly shares: readonly ClaimShare[];
  readonly explanation: ClaimExplanation;
  readonly suggestions: readonly Suggestion[];
  /** Rungs that were asked, in order; the last of a matched one is its own. */
  readonly tried: readonly ClaimRung[];
  /** What rungs in shadow would have done. */
  readonly shadows: readonly { readonly rung: ClaimRung; readonly shares: readonly ClaimShare[] }[];
}
