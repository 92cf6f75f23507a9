import type { BatchBooks } from '../batch-books.ts';
import type { ClaimEvidence, ClaimShare, OutcomeClass, RunnerUp, Suggestion, Uniqueness } from '../decision.ts';
import type { MatchingPolicy, Remittance } from '../facts.ts';
import type { Reason } from '../reasons.ts';
import type { Said } from '../what-it-says.ts';

/** One payment with everything a rung may ask. */
export interface Asked {
  readonly remittance: Remittance;
  readonly said: Said;
  readonly books: BatchBooks;
  readonly policy: MatchingPolicy;
  /** Whom a rung above recognised, without knowing which claims are meant. */
  readonly customer: KnownCustomer | null;
}

export interface KnownCustomer {
  readonly number: string;
  /** An id was given to him; else it is his account that is known. */
  readonly isById: boolean;
  readonly evidence: readonly ClaimEvidence[];
}

/** What a rung answers. */
export type Answer =
  /** It proves where the money goes. */
  | Settling
  /** It recognises what is meant, and it may not be settled: no rung below may settle it either. */
  | Waiting
  /** It recognises the customer only: the rungs below go on with him. */
  | { readonly kind: 'customer'; readonly customer: KnownCustomer }
  /** It finds nothing to go by; `why` where it found something that is no good. */
  | { readonly kind: 'silent'; readonly why?: Reason; readonly evidence?: readonly ClaimEvidence[] };

export interface Settling {
  readonly kind: 'settles';
  readonly outcome: Extract<OutcomeClass, 'exact' | 'partial' | 'excess'>;
  readonly shares: readonly ClaimShare[];
  readonly evidence: readonly ClaimEvidence[];
  readonly considered: number;
  readonly runnersUp: readonly RunnerUp[];
  readonly uniqueness: Uniqueness;
}

export interface Waiting {
  readonly kind: 'waits';
  readonly outcome: OutcomeClass;
  readonly why: Reason;
  readonly evidence: readonly ClaimEvidence[];
  readonly considered: number;
  readonly runnersUp: readonly RunnerUp[];
  /** What a person would probably do, best first. */
  readonly ideas: readonly Idea[];
  /** Only which of the customer's claims are meant is unknown: a declared convention may say so. */
  readonly mayBeSpread: boolean;
}

/** A suggestion in the making; where it tells no reason of its own, it is the one that the payment waits for. */
export type Idea = Pick<Suggestion, 'customerNumber' | 'shares'> & { readonly why?: Reason };

export type LadderRung = (asked: Asked) => Answer;

export const silent: Answer = { kind: 'silent' };

export const waits = (
  outcome: OutcomeClass,
  why: Reason,
  rest: Partial<Omit<Waiting, 'kind' | 'outcome' | 'why'>> = {},
): Waiting => ({ ...waitsPlainly, ...rest, outcome, why });

const waitsPlainly = {
  kind: 'waits',
  evidence: [],
  considered: 0,
  runnersUp: [],
  ideas: [],
  mayBeSpread: false,
} as const;
