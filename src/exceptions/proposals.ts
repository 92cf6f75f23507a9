import type { ExceptionAction } from './action-cards.ts';
import type { ExceptionEntry } from './exception-entry.ts';

/** A repair that the machine proposes: what to do, about what, and why, in one sentence. Best first. */
export interface Proposal {
  readonly action: ExceptionAction;
  /** As the action takes it; null where it needs none. */
  readonly target: Readonly<Record<string, unknown>> | null;
  readonly sentence: string;
}

export type Proposals = ReadonlyMap<number, readonly Proposal[]>;

/** What is proposed without looking at the books: what the kind of problem allows, and why. */
export function plainProposals(entry: ExceptionEntry): readonly Proposal[] {
  const { context, allowedActions, advice } = entry;
  // What Business Central refused with says what to change there, by the table of the posting room.
  const sentence = typeof context['remedy'] === 'string' ? context['remedy'] : advice;
  if (allowedActions.includes('retry')) return [{ action: 'retry', target: null, sentence }];
  const [first] = allowedActions;
  const target = null;
  if (first === 'resend' || first === 'stop') return [{ action: first, target, sentence: advice }];
  return allowedActions.includes('dismiss') ? [{ action: 'dismiss', target, sentence: advice }] : [];
}
