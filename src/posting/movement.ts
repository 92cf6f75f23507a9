import type { CalendarDate, Minor } from '#kernel';
import type { Dimensions } from './dimensions.ts';
import type { MovementSource } from './movement-key.ts';
import type { AllocationFacts, PostingContent } from './posting-content.ts';

/** A posting of the movement as it stands: not replaced by another, not reversed. */
export interface StandingPosting {
  readonly id: number;
  readonly state: 'proposed' | 'sent' | 'confirmed' | 'failed';
  readonly part: string | null;
  readonly key: string;
  readonly content: PostingContent;
}

/** All that decides how one matched payment is posted. */
export interface MovementFacts {
  readonly paymentId: number;
  readonly kind: 'paid' | 'rejected' | 'cancelled' | 'chargedBack' | 'other';
  readonly direction: 'collect' | 'disburse' | null;
  readonly effect: Minor;
  readonly currency: string;
  readonly bookingDate: CalendarDate | null;
  readonly customerNumber: string;
  readonly reference: string;
  readonly source: MovementSource;
  readonly allocations: readonly AllocationFacts[];
  /** Customer numbers of the allocations that Business Central does not have. */
  readonly unknownCustomers: readonly string[];
  /** What of it stands: refused before a person matched the payment again, or posted, where it has several parts. */
  readonly standing: readonly StandingPosting[];
  /** Every key that the movement ever went under. */
  readonly keys: readonly string[];
  /** For a return: the payments on the same line, latest first. */
  readonly originals: readonly OriginalFacts[];
  /** What the company puts on its payments. */
  readonly dimensions: Dimensions | null;
}

/** A payment that was or will be posted and that a return may take back. */
export interface OriginalFacts {
  readonly paymentId: number;
  readonly paymentState: string;
  readonly effect: number;
  readonly postings: readonly OriginalPosting[];
}

export interface OriginalPosting {
  readonly id: number;
  readonly state: string;
  readonly customerNumber: string;
  readonly amount: number;
  readonly postingDate: CalendarDate;
  /** What takes it back already. */
  readonly taker: {
    readonly kind: 'return' | 'reversal';
    readonly paymentId: number;
  } | null;
  /** Something that hangs on it (a write-off) is on its way, and must be in the books before it can be undone. */
  readonly hasPartOnItsWay: boolean;
}

/** A posting before it has a key. */
export interface PartContent {
  readonly content: PostingContent;
  readonly allocations: readonly AllocationFacts[];
}
