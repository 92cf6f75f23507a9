import { type Seeded, seeded } from '../kit/seeded.ts';

/**
 * What can go wrong on the way (business-central.md 2.1, 2.2 and 8.1).
 *
 * `reset-after` and a `gateway-timeout` of a write are the important ones: the change is committed, nobody is told.
 */
export const faultKinds = [
  'too-many-requests',
  'unavailable',
  'gateway-timeout',
  'reset-before',
  'reset-after',
  'locked',
  'slow',
] as const;
export type FaultKind = (typeof faultKinds)[number];

/** Which request it is, as far as faults care. */
export type RequestKind = 'read' | 'insert payment' | 'apply and post' | 'other write';

export interface BcFaults {
  readonly seed: number;
  /** Probability per request, 0 to 1. What is left out does not happen. */
  readonly chances: Partial<Readonly<Record<FaultKind, number>>>;
  /** Seconds in the Retry-After of a 503. A 429 carries none (business-central.md 2.1). */
  readonly retryAfterInSeconds?: number;
  readonly slowestInMs?: number;
}

export interface ForcedFault {
  readonly kind: FaultKind;
  /** Only for requests of this kind; any when left out. */
  readonly on?: RequestKind;
  readonly times?: number;
}

export interface Faults {
  readonly next: (request: RequestKind) => FaultKind | undefined;
  readonly delayInMs: () => number;
  readonly retryAfterInSeconds: () => number;
  readonly set: (faults: BcFaults | undefined) => void;
  readonly force: (fault: ForcedFault) => void;
  /** How often each fault has struck. */
  readonly struck: () => Readonly<Record<string, number>>;
}

/** A burst of 429 goes on for this many requests. */
const burstLength = [2, 6] as const;

export function faultSource(initial: BcFaults | undefined): Faults {
  let settings = initial;
  let random: Seeded = seeded('faults', initial?.seed ?? 0);
  let burst = 0;
  const forced: { fault: ForcedFault; left: number }[] = [];
  const struck: Record<string, number> = {};

  const drawn = (request: RequestKind): FaultKind | undefined => {
    const waiting = forced.find(({ fault, left }) => left > 0 && (fault.on === undefined || fault.on === request));
    if (waiting) {
      waiting.left--;
      return waiting.fault.kind;
    }
    if (!settings) return undefined;
    if (burst > 0) {
      burst--;
      return 'too-many-requests';
    }
    for (const kind of faultKinds) {
      const chance = settings.chances[kind] ?? 0;
      // One draw per kind, whether it can strike here or not: the same requests then meet the same faults.
      if (!random.chance(chance) || !canStrike(kind, request)) continue;
      if (kind === 'too-many-requests') burst = random.between(...burstLength) - 1;
      return kind;
    }
    return undefined;
  };
  return {
    next: (request) => {
      const kind = drawn(request);
      if (kind) struck[kind] = (struck[kind] ?? 0) + 1;
      return kind;
    },
    delayInMs: () => random.between(1, settings?.slowestInMs ?? 200),
    retryAfterInSeconds: () => settings?.retryAfterInSeconds ?? 1,
    set: (faults) => {
      settings = faults;
      random = seeded('faults', faults?.seed ?? 0);
      burst = 0;
    },
    force: (fault) => forced.push({ fault, left: fault.times ?? 1 }),
    struck: () => ({ ...struck }),
  };
}

/** Locks meet writes only; connections break around the two requests where it matters. */
function canStrike(kind: FaultKind, request: RequestKind): boolean {
  if (kind === 'locked') return request !== 'read';
  if (kind === 'reset-before' || kind === 'reset-after')
    return request === 'insert payment' || request === 'apply and post';
  return true;
}
