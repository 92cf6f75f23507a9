import type { QueueClient, QueueServiceClient } from '@azure/storage-queue';
import { ProblemError, problem } from '#kernel';

import { assertSendable, encodeMessage } from './queue-message.ts';
import type { WorkQueue } from './work-queue.ts';

/**
 * Sends work to Azure Storage Queues.
 *
 * @remarks
 * Messages never expire (the service's own default is seven days). A queue that is missing is created by the first
 * message. Sending again after a failure may send a message twice: taking it is a no-op the second time.
 *
 * @throws ProblemError QUEUE_UNREACHABLE when the service did not take a message.
 */
export function azureWorkQueue(service: QueueServiceClient): WorkQueue {
  return {
    send: async (queue, messages) => {
      const stored = messages.map(encodeMessage);
      assertSendable(queue, stored);
      const client = service.getQueueClient(queue);
      const [first, ...others] = stored;
      if (first === undefined) return;
      try {
        await sendOrCreate(client, first);
        await inParallel(others, (message) => sendOne(client, message));
      } catch (error) {
        const text = error instanceof Error ? error.message : String(error);
        throw new ProblemError(problem('QUEUE_UNREACHABLE', { queue, text }), { cause: error });
      }
    },
  };
}

async function sendOrCreate(client: QueueClient, message: string): Promise<void> {
  try {
    await sendOne(client, message);
  } catch (error) {
    if (!isQueueMissing(error)) throw error;
    await client.createIfNotExists();
    await sendOne(client, message);
  }
}

/** Minus one second of life means for ever. */
const sendOne = async (client: QueueClient, message: string): Promise<void> => {
  await client.sendMessage(message, { messageTimeToLive: -1 });
};

const isQueueMissing = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && error.code === 'QueueNotFound';

async function inParallel(messages: readonly string[], send: (message: string) => Promise<void>): Promise<void> {
  const waiting = [...messages];
  const worker = async (): Promise<void> => {
    for (let message = waiting.shift(); message !== undefined; message = waiting.shift()) await send(message);
  };
  await Promise.all(Array.from({ length: parallelSends }, worker));
}

const parallelSends = 8;
