import type { Progress } from './ask.ts';
import type { ClaimDecision, ClaimShare, Suggestion } from './decision.ts';
import type { ClaimRung } from './facts.ts';
import { wasUndone } from './rungs/obstacles.ts';
import { suggestingRungs } from './rungs/index.ts';
import type { Idea, Waiting } from './rungs/rung.ts';

export interface Suggested {
  readonly suggestions: readonly Suggestion[];
  readonly tried: readonly ClaimRung[];
  readonly shadows: ClaimDecision['shadows'];
}

/** What a person may choose from: what the rung that recognised something would have done, then what weaker rungs find. */
export function suggestionsFor({ asked, rung }: Progress, { ideas, why }: Waiting): Suggested {
  const { remittance, books, policy } = asked;
  const found = new Map<string, Suggestion>();
  const tried: ClaimRung[] = [];
  const shadows: ClaimDecision['shadows'][number][] = [];
  const keep = (from: ClaimRung, idea: Idea): void => {
    const { customerNumber, shares } = idea;
    const isWhole = shares.length > 0 && sumOf(shares) === remittance.minor;
    if (!isWhole || wasUndone(customerNumber, remittance.paymentKey, books)) return;
    const key = shares.map(({ claimId, minor }) => `${claimId ?? customerNumber}:${minor}`).join();
    if (found.size < mostSuggestions && !found.has(key)) found.set(key, { rung: from, why, ...idea });
  };
  if (rung !== 'none') for (const idea of ideas) keep(rung, idea);
  for (const { name, suggest } of suggestingRungs) {
    const mode = policy.rungs[name];
    if (mode === 'off' || (mode === 'on' && found.size >= mostSuggestions)) continue;
    if (name !== 'known payer') tried.push(name);
    const thought = suggest(asked);
    const [only, another] = thought;
    if (mode === 'on') for (const idea of thought) keep(name, idea);
    else if (only && !another && name !== 'known payer') shadows.push({ rung: name, shares: only.shares });
  }
  return { suggestions: [...found.values()], tried, shadows };
}

const mostSuggestions = 5;

const sumOf = (shares: readonly ClaimShare[]): number => shares.reduce((sum, { minor }) => sum + minor, 0);
