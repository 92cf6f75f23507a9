export { azureWorkQueue } from './azure-work-queue.ts';
export { localQueueStore } from './local-queue-store.ts';
export { memoryQueueStore } from './memory-queue-store.ts';
export {
  decodeMessage,
  encodeMessage,
  isQueueName,
  longestMessageInBytes,
  poisonQueueOf,
} from './queue-message.ts';
export type { LocalQueueStore, QueueClock, QueueMessage, TimerStatus, WorkQueue } from './work-queue.ts';
