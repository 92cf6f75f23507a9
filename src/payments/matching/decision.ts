import type { LineAction } from '#journal';
import type { Problem } from '#kernel';
import type { Share } from './facts-and-lines.ts';

/** How a line was found, from the strongest proof to the weakest; a person may overrule all. */
export type Rung = 'line reference' | 'customer, group and date' | 'a person' | 'none';

/** One thing that was compared: what the file says, and what we have. */
export interface Evidence {
  readonly what: string;
  readonly said: string;
  /** Left out where it is the same: every allocation of every payment carries its evidence. */
  readonly ours?: string;
  readonly agrees: boolean;
}

/** Why we think so: kept with every allocation, and with every payment that waits for a person. */
export interface Explanation {
  readonly rung: Rung;
  /** The line it is about. */
  readonly reference: string | null;
  readonly fileId: number;
  readonly fileLine: number;
  readonly evidence: readonly Evidence[];
  /** Which other lines came near, and why each lost. */
  readonly runnersUp: readonly { readonly reference: string; readonly whyNot: string }[];
  /** Why it is not settled; null when it is. */
  readonly whyNot: string | null;
}

export type Outcome = 'match' | 'note' | 'park';

/** What follows from one payment, as data: nothing has been done yet. */
export interface Decision {
  readonly outcome: Outcome;
  readonly lineId: number | null;
  readonly lineAction: Extract<LineAction, 'pay' | 'reject' | 'chargeBack'> | null;
  /** Where the money goes. Their sum is the payment's effect when it is matched; else there are none. */
  readonly allocations: readonly Share[];
  readonly allocatedTo: string;
  readonly reversesId: number | null;
  /** What goes into the error log: about the payment when it is parked, else about the line. */
  readonly problem: Problem | null;
  readonly explanation: Explanation;
}
