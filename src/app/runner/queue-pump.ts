import { newBell } from './bell.ts';
import { textOf } from './log.ts';
import { type QueueWork, workOn } from './queue-work.ts';

/** How long the host hides a message it works on; it is extended at half that time for as long as the work goes on. */
const workedOnForInMs = 600_000;
const shortestPauseInMs = 100;

export interface QueuePump {
  readonly queue: string;
  /** Works on messages until none is visible and none is being worked on. @returns how many were worked on. */
  readonly drain: () => Promise<number>;
  /** Looks for messages again and again until `stop`. */
  readonly start: () => void;
  /** Takes no more messages, and waits for those it works on. */
  readonly stop: () => Promise<void>;
}

/**
 * Feeds one function from its queue as the host's listener does (azure-functions.md 1.6): batches, hiding while it
 * runs, `maxDequeueCount`, the poison queue.
 */
export function queuePump(given: Omit<QueueWork, 'hiddenForInMs'> & Partial<QueueWork>): QueuePump {
  const work: QueueWork = { hiddenForInMs: workedOnForInMs, ...given };
  const { target, store, settings, log } = work;
  const working = new Set<Promise<void>>();
  const bell = newBell();
  const stopping = new AbortController();
  let loop: Promise<void> = Promise.resolve();

  /** @returns how many messages were taken. */
  async function takeBatch(): Promise<number> {
    const messages = await store.receive(target.queue, settings.batchSize, work.hiddenForInMs);
    for (const message of messages) {
      const done = workOn(message, work).finally(() => {
        working.delete(done);
        bell.ring();
      });
      working.add(done);
    }
    return messages.length;
  }

  async function drain(): Promise<number> {
    let taken = 0;
    for (;;) {
      const found = working.size > settings.newBatchThreshold ? 0 : await takeBatch();
      taken += found;
      if (found === 0 && working.size === 0) return taken;
      if (found === 0 || working.size > settings.newBatchThreshold) await Promise.race(working);
    }
  }

  /** Pauses longer and longer while the queue is empty; a message sent in this process cuts the pause short. */
  async function lookAgainAndAgain(): Promise<void> {
    let pauseInMs = shortestPauseInMs;
    while (!stopping.signal.aborted) {
      bell.silence();
      const found = working.size > settings.newBatchThreshold ? 0 : await takeBatch().catch(sayItFailed);
      if (found > 0) pauseInMs = shortestPauseInMs;
      else {
        await bell.wait(pauseInMs);
        pauseInMs = Math.min(pauseInMs * 2, settings.maxPollingIntervalInMs);
      }
    }
  }

  const sayItFailed = (error: unknown): number => {
    log({ level: 'error', category: 'host', message: `Queue ${target.queue} cannot be read: ${textOf(error)}` });
    return 0;
  };
  const stopListening = store.onPut((queue) => {
    if (queue === target.queue) bell.ring();
  });

  return {
    queue: target.queue,
    drain,
    start: () => {
      loop = lookAgainAndAgain();
    },
    stop: async () => {
      stopping.abort();
      stopListening();
      bell.ring();
      await loop;
      await Promise.allSettled(working);
    },
  };
}
