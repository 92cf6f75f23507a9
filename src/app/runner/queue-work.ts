import {
  decodeMessage,
  encodeMessage,
  type LocalQueueStore,
  poisonQueueOf,
  type QueueMessage,
} from '../queues/index.ts';

import type { TypedData } from './contract.ts';
import type { QueueFunction } from './functions.ts';
import type { QueueSettings } from './host-json.ts';
import { type Log, textOf } from './log.ts';
import type { Run } from './outputs.ts';

export interface QueueWork {
  readonly target: QueueFunction;
  readonly store: LocalQueueStore;
  readonly settings: QueueSettings;
  readonly run: Run;
  readonly log: Log;
  /**
   * How long a message is hidden while it is worked on; it is extended at half that time for as long as the work goes
   * on.
   */
  readonly hiddenForInMs: number;
}

/** Works on one message to its end. Never rejects: what cannot be settled now becomes visible again by itself. */
export async function workOn(message: QueueMessage, parts: QueueWork): Promise<void> {
  const { target, store, settings, run, log } = parts;
  const { queue } = target;
  try {
    const text = settings.messageEncoding === 'base64' ? decodeMessage(message.text) : message.text;
    const poisonQueue = poisonQueueOf(queue);
    if (text === undefined) {
      log({ level: 'error', category: 'host', message: `Message ${message.id} in ${queue} is not Base64` });
      if (poisonQueue !== undefined) await moveToPoison(message, message.text, poisonQueue, message.popReceipt, parts);
      return;
    }
    if (poisonQueue !== undefined && message.dequeueCount > settings.maxDequeueCount) {
      await moveToPoison(message, text, poisonQueue, message.popReceipt, parts);
      return;
    }
    const hold = holdHidden(message, parts);
    const ran = await run(target, { string: text }, { triggerMetadata: triggerMetadata(message, text) });
    const popReceipt = await hold.end();
    if (ran.ok) await store.remove(queue, message.id, popReceipt);
    else if (poisonQueue === undefined) return;
    else if (message.dequeueCount >= settings.maxDequeueCount) {
      await moveToPoison(message, text, poisonQueue, popReceipt, parts);
    } else await store.release(queue, message.id, popReceipt, settings.visibilityTimeoutInMs);
  } catch (error) {
    log({ level: 'error', category: 'host', message: `Message ${message.id} in ${queue}: ${textOf(error)}` });
  }
}

async function moveToPoison(
  message: QueueMessage,
  text: string,
  poisonQueue: string,
  popReceipt: string,
  { target, store, settings, log }: QueueWork,
): Promise<void> {
  log({
    level: 'warning',
    category: 'host',
    message: `Message ${message.id} was put aside to ${poisonQueue} after ${message.dequeueCount} attempts`,
    functionName: target.name,
  });
  await store.put(poisonQueue, [settings.messageEncoding === 'base64' ? encodeMessage(text) : text]);
  await store.remove(target.queue, message.id, popReceipt);
}

/** Keeps the message hidden while it is worked on. @returns how to end it, which tells the latest pop receipt. */
function holdHidden(
  message: QueueMessage,
  { target, store, hiddenForInMs, log }: QueueWork,
): { readonly end: () => Promise<string> } {
  let popReceipt = message.popReceipt;
  let extending = Promise.resolve();
  const timer = setInterval(() => {
    extending = extending.then(async () => {
      try {
        popReceipt = (await store.extend(target.queue, message.id, popReceipt, hiddenForInMs)) ?? popReceipt;
      } catch (error) {
        log({ level: 'warning', category: 'host', message: `Message ${message.id} was not held: ${textOf(error)}` });
      }
    });
  }, hiddenForInMs / 2);
  return {
    end: async () => {
      clearInterval(timer);
      await extending;
      return popReceipt;
    },
  };
}

/** As the host tells them; the library writes the names with a small first letter. */
const triggerMetadata = (message: QueueMessage, text: string): Readonly<Record<string, TypedData>> => ({
  QueueTrigger: { string: text },
  Id: { string: message.id },
  PopReceipt: { string: message.popReceipt },
  DequeueCount: { json: String(message.dequeueCount) },
  InsertionTime: { json: JSON.stringify(message.insertedAt) },
  ExpirationTime: { json: JSON.stringify(neverExpires) },
  NextVisibleTime: { json: JSON.stringify(message.nextVisibleAt) },
});

/** What the service answers for a message without an end: the last instant .NET knows. */
const neverExpires = new Date('9999-12-31T23:59:59.999Z');
