/**
 * Hands work to a queue. Messages carry ids only (claim check): whoever takes one reads the row, and does nothing
 * when the work is done already.
 */
export interface WorkQueue {
  /** @param messages - JSON texts; the adapter codes them as the Functions host expects. */
  readonly send: (queue: string, messages: readonly string[]) => Promise<void>;
}

/** A message somebody took. It stays hidden from others until `nextVisibleAt`. */
export interface QueueMessage {
  readonly id: string;
  /** As stored, that is Base64 by default. */
  readonly text: string;
  /** Proves that we are the one who took it last. Changes whenever the message is taken or its hiding is extended. */
  readonly popReceipt: string;
  /** How often it has been taken, this time included. */
  readonly dequeueCount: number;
  readonly insertedAt: Date;
  readonly nextVisibleAt: Date;
}

/** What the host remembers of a timer between starts. */
export interface TimerStatus {
  /** When it last ran; undefined before the first time. */
  readonly last: Date | undefined;
  readonly next: Date;
  readonly updatedAt: Date;
}

/**
 * A queue with the semantics of Azure Storage Queues and the memory for the timers, for the local runner.
 * `pop receipt` arguments that are not the latest change nothing and are answered with `undefined` or `false`.
 */
export interface LocalQueueStore extends WorkQueue {
  /** Adds messages exactly as they shall be stored. */
  readonly put: (queue: string, stored: readonly string[]) => Promise<void>;
  /** Takes up to `most` visible messages, oldest first, and hides them. */
  readonly receive: (queue: string, most: number, hiddenForInMs: number) => Promise<readonly QueueMessage[]>;
  /** Hides a taken message longer. @returns the new pop receipt. */
  readonly extend: (
    queue: string,
    id: string,
    popReceipt: string,
    hiddenForInMs: number,
  ) => Promise<string | undefined>;
  /** Gives a taken message back; it may be taken again after the time named. */
  readonly release: (queue: string, id: string, popReceipt: string, hiddenForInMs: number) => Promise<boolean>;
  readonly remove: (queue: string, id: string, popReceipt: string) => Promise<boolean>;
  /** How many messages there are, and how many of them may be taken now. */
  readonly count: (queue: string) => Promise<{ readonly all: number; readonly visible: number }>;
  /**
   * Makes every message visible again that was taken and neither removed nor given back: its taker is dead.
   * Only for a store with one runner, at its start. @returns how many there were.
   */
  readonly releaseAbandoned: () => Promise<number>;
  /** Calls back with the queue's name after messages were added through this very object. @returns how to stop it. */
  readonly onPut: (listener: (queue: string) => void) => () => void;
  readonly readTimer: (name: string) => Promise<TimerStatus | undefined>;
  readonly writeTimer: (name: string, status: TimerStatus) => Promise<void>;
}

/** Where the time of visibility comes from, when it is not the store's own. */
export interface QueueClock {
  readonly now?: () => Date | Promise<Date>;
}
