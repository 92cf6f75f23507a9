import type { Progress } from './ask.ts';
import type { ClaimDecision, ClaimExplanation, OutcomeClass, RunnerUp } from './decision.ts';
import type { Remittance } from './facts.ts';
import type { Reason } from './reasons.ts';
import { amountText } from './evidence.ts';
import { recognisedAtLast } from './rungs/pay-customer.ts';
import { type Asked, type Settling, type Waiting, waits } from './rungs/rung.ts';
import { suggestionsFor } from './suggestions.ts';

/** What is wider than the 13 digits of the widest amount field is a mistake of whoever wrote the file. */
export const isPossibleAmount = (minor: number): boolean =>
  Number.isSafeInteger(minor) && minor > 0 && minor <= 9_999_999_999_999;

export const matched = (progress: Progress, answer: Settling): ClaimDecision => {
  const { asked, rung, tried, shadows } = progress;
  const { outcome, evidence, considered, runnersUp, uniqueness, shares } = answer;
  const { fileId, fileLine, paymentId } = asked.remittance;
  return {
    paymentId,
    act: 'match',
    shares,
    explanation: { rung, outcome, fileId, fileLine, evidence, considered, runnersUp, uniqueness, whyNot: null },
    suggestions: nothing,
    tried,
    shadows,
  };
};

export function parked(progress: Progress): ClaimDecision {
  const { asked, rung } = progress;
  const answer = progress.answer?.kind === 'waits' ? progress.answer : unanswered(progress);
  const { outcome, evidence, considered, why } = answer;
  const runnersUp = answer.runnersUp.length > 0 ? answer.runnersUp : runnersUpOf(answer, asked);
  const { suggestions, ...more } = suggestionsFor(progress, answer);
  const tried = [...progress.tried, ...more.tried];
  const shadows = [...progress.shadows, ...more.shadows];
  const isOpenQuestion = outcome === 'ambiguous' || answer.mayBeSpread;
  const uniqueness = isOpenQuestion ? ({ kind: 'not proven', why } as const) : null;
  const found = { rung, outcome, evidence, considered, runnersUp, uniqueness, whyNot: why };
  return decisionToPark(asked.remittance, found, { suggestions, tried, shadows });
}

/** What would have been done, had nothing spoken against it: it lost for the reason that the payment waits for. */
const runnersUpOf = ({ ideas, why }: Waiting, { books, remittance }: Asked): readonly RunnerUp[] =>
  ideas.slice(0, mostRunnersUp).map(({ customerNumber, shares }) => ({
    customerNumber,
    documentNumbers: shares.flatMap(({ claimId }) =>
      claimId === null ? [] : [books.told.claim(claimId)?.documentNumber ?? ''],
    ),
    minor: remittance.minor,
    why,
  }));

const mostRunnersUp = 3;

/** A payment that the machine must not even look at: its amount is none. */
export const impossible = (remittance: Remittance): ClaimDecision => {
  const { minor } = remittance;
  const evidence = [
    { what: 'amount', said: Number.isSafeInteger(minor) ? amountText(minor) : String(minor), agrees: false },
  ] as const;
  const why = { code: 'AMOUNT_IMPOSSIBLE', minor } as const;
  const found = {
    rung: 'none',
    outcome: 'unidentified',
    evidence,
    considered: 0,
    runnersUp: [],
    uniqueness: null,
    whyNot: why,
  } as const;
  return decisionToPark(remittance, found, { suggestions: [], tried: [], shadows: [] });
};

const decisionToPark = (
  { paymentId, fileId, fileLine }: Remittance,
  found: Omit<ClaimExplanation, 'fileId' | 'fileLine'>,
  rest: Pick<ClaimDecision, 'suggestions' | 'tried' | 'shadows'>,
): ClaimDecision => ({ paymentId, act: 'park', shares: nothing, explanation: { ...found, fileId, fileLine }, ...rest });

const nothing: readonly never[] = [];

/** All rungs were silent, or the one that would choose among a customer's claims is off. */
function unanswered({ asked, why, evidence }: Progress): Waiting {
  if (asked.customer) return recognisedAtLast(asked.customer, asked);
  const code = why?.code;
  const outcome: OutcomeClass =
    code === 'ID_UNKNOWN' || code === 'ID_OF_OUR_BLOCK_NEVER_GIVEN' ? 'unknown id' : 'unidentified';
  const reason: Reason = why ?? { code: 'NO_IDENTIFIER' };
  return waits(outcome, reason, { evidence });
}
