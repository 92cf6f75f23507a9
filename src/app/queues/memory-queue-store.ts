import { randomUUID } from 'node:crypto';

import { putListeners } from './put-listeners.ts';
import { assertSendable, encodeMessage } from './queue-message.ts';
import type { LocalQueueStore, QueueClock, QueueMessage, TimerStatus } from './work-queue.ts';

/** A queue store that forgets everything with the process: for tests and dry runs. */
export function memoryQueueStore({ now = () => new Date() }: QueueClock = {}): LocalQueueStore {
  const queues = new Map<string, Stored[]>();
  const timers = new Map<string, TimerStatus>();
  const { onPut, tell } = putListeners();

  const messagesOf = (queue: string): readonly Stored[] => queues.get(queue) ?? [];
  const taken = (queue: string, id: string, popReceipt: string): Stored | undefined =>
    messagesOf(queue).find((message) => message.id === id && message.popReceipt === popReceipt);

  async function put(queue: string, stored: readonly string[]): Promise<void> {
    assertSendable(queue, stored);
    const at = await now();
    const added = stored.map((text) => newMessage(text, at));
    queues.set(queue, [...messagesOf(queue), ...added]);
    tell(queue);
  }

  async function hide(message: Stored, forInMs: number): Promise<void> {
    message.visibleAt = new Date((await now()).getTime() + forInMs);
  }

  return {
    put,
    send: (queue, messages) => put(queue, messages.map(encodeMessage)),
    receive: async (queue, most, hiddenForInMs) => {
      const at = await now();
      const visible = messagesOf(queue).filter((message) => message.visibleAt <= at);
      return visible.slice(0, most).map((message) => take(message, at, hiddenForInMs));
    },
    extend: async (queue, id, popReceipt, hiddenForInMs) => {
      const message = taken(queue, id, popReceipt);
      if (message === undefined) return undefined;
      message.popReceipt = randomUUID();
      await hide(message, hiddenForInMs);
      return message.popReceipt;
    },
    release: async (queue, id, popReceipt, hiddenForInMs) => {
      const message = taken(queue, id, popReceipt);
      if (message === undefined) return false;
      message.popReceipt = randomUUID();
      message.isTaken = false;
      await hide(message, hiddenForInMs);
      return true;
    },
    remove: (queue, id, popReceipt) => {
      const message = taken(queue, id, popReceipt);
      if (message !== undefined)
        queues.set(
          queue,
          messagesOf(queue).filter((other) => other !== message),
        );
      return Promise.resolve(message !== undefined);
    },
    count: async (queue) => {
      const at = await now();
      const all = messagesOf(queue);
      return { all: all.length, visible: all.filter((message) => message.visibleAt <= at).length };
    },
    releaseAbandoned: async () => {
      const at = await now();
      const abandoned = [...queues.values()].flat().filter((message) => message.isTaken);
      for (const message of abandoned)
        Object.assign(message, { popReceipt: randomUUID(), isTaken: false, visibleAt: at });
      return abandoned.length;
    },
    onPut,
    readTimer: (name) => Promise.resolve(timers.get(name)),
    writeTimer: (name, status) => {
      timers.set(name, status);
      return Promise.resolve();
    },
  };
}

interface Stored {
  readonly id: string;
  readonly text: string;
  readonly insertedAt: Date;
  popReceipt: string;
  dequeueCount: number;
  visibleAt: Date;
  isTaken: boolean;
}

const newMessage = (text: string, at: Date): Stored => ({
  id: randomUUID(),
  text,
  insertedAt: at,
  popReceipt: randomUUID(),
  dequeueCount: 0,
  visibleAt: at,
  isTaken: false,
});

function take(message: Stored, at: Date, hiddenForInMs: number): QueueMessage {
  message.popReceipt = randomUUID();
  message.dequeueCount += 1;
  message.visibleAt = new Date(at.getTime() + hiddenForInMs);
  message.isTaken = true;
  const { id, text, popReceipt, dequeueCount, insertedAt, visibleAt } = message;
  return { id, text, popReceipt, dequeueCount, insertedAt, nextVisibleAt: visibleAt };
}
