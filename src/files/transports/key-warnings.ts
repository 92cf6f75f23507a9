import { type CalendarDate, knownDate, type Problem, problem } from '#kernel';

/** A key or certificate with its last instant; null: it never ends. */
export interface EndingKey {
  /** How people find it: a fingerprint, or what it is for. */
  readonly key: string;
  readonly endsAt: Date | null;
}

/** Days before its end on which a key is spoken of; 0: it has ended. */
const warningDays = [0, 14, 30, 60] as const;

const dayInMs = 86_400_000;

/**
 * A warning for a group of keys of which one is enough: told for the one that ends last, so that a successor in place
 * silences it. The same text stands until the next of the days is reached.
 */
export function endingSoon(transport: string, keys: readonly EndingKey[], now: Date): readonly Problem[] {
  let last: { readonly key: string; readonly endsAt: Date } | null = null;
  for (const { key, endsAt } of keys) {
    if (endsAt === null) return [];
    if (last === null || endsAt > last.endsAt) last = { key, endsAt };
  }
  if (last === null) return [];
  const days = (last.endsAt.getTime() - now.getTime()) / dayInMs;
  const withinDays = warningDays.find((limit) => days <= limit);
  if (withinDays === undefined) return [];
  return [problem('KEY_ENDS_SOON', { transport, key: last.key, endsOn: dayOf(last.endsAt), withinDays })];
}

const dayOf = (at: Date): CalendarDate => knownDate(at.toISOString().slice(0, 10));
