import type { ClaimEvidence, OutcomeClass } from '../decision.ts';
import { type ClaimRung, claimRungs } from '../facts.ts';
import type { ReasonCode, ReasonContext } from '../reasons.ts';

/** Languages of the people who work with payments. */
export const sentenceLanguages = ['en', 'da', 'pl'] as const;

export type SentenceLanguage = (typeof sentenceLanguages)[number];

/** What is compared, in the four ways a comparison may end. */
export interface EvidenceSentences {
  /** It agrees, and we have it just so. */
  readonly same: (said: string, at: string) => string;
  /** It agrees, though we have it otherwise. */
  readonly readAs: (said: string, at: string, ours: string) => string;
  /** It does not agree with what we have. */
  readonly differs: (said: string, at: string, ours: string) => string;
  /** It does not agree with anything, or with too much. */
  readonly unclear: (said: string, at: string) => string;
}

/** Everything that is said in one language. A reason, an outcome or a rung that is forgotten here does not compile. */
export interface Sentences {
  readonly reasons: { readonly [Code in ReasonCode]: (about: ReasonContext[Code]) => string };
  readonly rungs: Readonly<Record<ClaimRung, string>>;
  readonly outcomes: Readonly<Record<OutcomeClass, string>>;
  readonly evidence: Readonly<Record<ClaimEvidence['what'], EvidenceSentences>>;
  /** Where in the record something stands; blank where it is not told. */
  readonly at: (place: string) => string;
  readonly quoted: (text: string) => string;
  readonly amount: (minor: number) => string;
  readonly isMatchedBy: (rung: string) => string;
  readonly stoppedAt: (rung: string) => string;
  readonly nothingFits: string;
  /** What is left over of a payment that is settled. */
  readonly restOnAccount: string;
  readonly standsIn: (fileId: number, fileLine: number) => string;
  readonly considered: (claims: number) => string;
  /** What came near and lost; why it did is said next. */
  readonly runnerUp: (customerNumber: string, documents: readonly string[], minor: number) => string;
  readonly named: string;
  readonly proven: (claims: number, sums: number) => string;
  readonly convention: (rule: string) => string;
  readonly conventions: Readonly<Record<'oldest first' | 'principal first' | 'fees first', string>>;
  readonly notProven: string;
  /** Why it does is said next. */
  readonly waits: string;
}

/** The rung as a language calls it; as it is written, where it is none of ours. */
export function nameOfRung(rungs: Sentences['rungs'], rung: string): string {
  const known = claimRungs.find((name) => name === rung);
  return known ? rungs[known] : rung;
}
