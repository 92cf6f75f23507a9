import type { BatchBooks } from './batch-books.ts';
import type { ClaimDecision, ClaimEvidence } from './decision.ts';
import type { ClaimRung, MatchingPolicy, Remittance } from './facts.ts';
import type { Reason } from './reasons.ts';
import type { NamedRung } from './rungs/index.ts';
import type { Asked, Settling, Waiting } from './rungs/rung.ts';
import { whatItSays } from './what-it-says.ts';

/** How far a payment came on the ladder. */
export interface Progress {
  /** Its place among the payments that were given. */
  readonly place: number;
  readonly asked: Asked;
  readonly tried: readonly ClaimRung[];
  /** The rung whose answer it is; `none` where all were silent. */
  readonly rung: ClaimRung | 'none';
  readonly answer: Settling | Waiting | null;
  /** The first thing that was found and no good, where no rung answered. */
  readonly why: Reason | null;
  readonly evidence: readonly ClaimEvidence[];
  readonly shadows: ClaimDecision['shadows'];
}

const nothing: readonly never[] = [];

export const beginning = (
  remittance: Remittance,
  place: number,
  books: BatchBooks,
  policy: MatchingPolicy,
): Progress => ({
  place,
  asked: { remittance, books, policy, said: whatItSays(remittance, books.told), customer: null },
  tried: nothing,
  rung: 'none',
  answer: null,
  why: null,
  evidence: nothing,
  shadows: nothing,
});

/** Most payments end on the same few rungs: each such list is made once, and no list is ever changed. */
const longer = new WeakMap<readonly ClaimRung[], Map<ClaimRung, readonly ClaimRung[]>>();

function longerBy(tried: readonly ClaimRung[], name: ClaimRung): readonly ClaimRung[] {
  let after = longer.get(tried);
  if (!after) longer.set(tried, (after = new Map()));
  let list = after.get(name);
  if (!list) after.set(name, (list = [...tried, name]));
  return list;
}

/** Asks rung after rung until one answers. A rung in shadow is asked too, and the next one goes on as if it had not been. */
export function askRungs(rungs: readonly NamedRung[], from: Progress): Progress {
  const { place } = from;
  let { asked, rung, why, evidence, shadows } = from;
  let { tried } = from;
  for (const { name, ask } of rungs) {
    const mode = asked.policy.rungs[name];
    if (mode === 'off') continue;
    tried = longerBy(tried, name);
    const answer = ask(asked);
    if (mode === 'shadow') {
      if (answer.kind === 'settles') shadows = [...shadows, { rung: name, shares: answer.shares }];
      continue;
    }
    if (answer.kind === 'settles' || answer.kind === 'waits') {
      return { place, asked, tried, rung: name, answer, why: null, evidence: answer.evidence, shadows };
    }
    if (answer.kind === 'customer') {
      asked = { ...asked, customer: answer.customer };
      rung = name;
      continue;
    }
    if (why === null && answer.why) {
      why = answer.why;
      evidence = answer.evidence ?? evidence;
    }
  }
  return { place, asked, tried, rung, answer: null, why, evidence, shadows };
}
