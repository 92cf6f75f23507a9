import { QueueServiceClient } from '@azure/storage-queue';
import { expect, test } from 'vitest';
import { azureWorkQueue, decodeMessage, memoryQueueStore } from '../../src/app/queues/index.ts';
import { startFixture } from '../app/runner/fixture.ts';
import { freshQueue, queueService } from './storage.ts';
import { codeOf } from '#test/vault-contract';

test('a queue that is missing is made by the first message, which is Base64 and never expires', async () => {
  const service = queueService();
  const queue = freshQueue();
  await azureWorkQueue(service).send(queue, ['{"type":"post","id":"æ7"}']);
  const { receivedMessageItems } = await service.getQueueClient(queue).receiveMessages();
  const [message] = receivedMessageItems;
  expect(message?.messageText).toMatch(/^[A-Za-z0-9+/]+=*$/);
  expect(decodeMessage(message?.messageText ?? '')).toBe('{"type":"post","id":"æ7"}');
  expect(message?.expiresOn.getUTCFullYear()).toBeGreaterThanOrEqual(2100);
});

test('what is sent through the service is what the function gets', async () => {
  const service = queueService();
  const queue = freshQueue();
  const messages = ['{"id":1}', '"text"', '[1,2]', '{"nested":{"æ":"ø"}}'];
  await azureWorkQueue(service).send(queue, messages);
  const { receivedMessageItems } = await service.getQueueClient(queue).receiveMessages({ numberOfMessages: 32 });
  const queues = memoryQueueStore();
  await queues.put(
    'jobs',
    receivedMessageItems.map(({ messageText }) => messageText),
  );
  const { runner, probe } = await startFixture(
    `app.storageQueue('work', { queueName: 'jobs', connection: 'S', handler: (entry) => { probe.tell(entry); } });`,
    { queues },
  );
  await runner.drainQueues();
  const got = probe.told.map((entry) => JSON.stringify(entry));
  expect(new Set(got)).toEqual(new Set(messages));
  expect(got).toHaveLength(messages.length);
  expect(await queues.count('jobs-poison')).toEqual({ all: 0, visible: 0 });
});

test('a hundred messages arrive, each once', async () => {
  const service = queueService();
  const queue = freshQueue();
  const sent = Array.from({ length: 100 }, (_, id) => JSON.stringify({ id }));
  await azureWorkQueue(service).send(queue, sent);
  const got: (string | undefined)[] = [];
  for (;;) {
    const { receivedMessageItems } = await service.getQueueClient(queue).receiveMessages({ numberOfMessages: 32 });
    if (receivedMessageItems.length === 0) break;
    got.push(...receivedMessageItems.map(({ messageText }) => decodeMessage(messageText)));
  }
  expect(new Set(got)).toEqual(new Set(sent));
  expect(got).toHaveLength(sent.length);
});

test('the longest message the service takes is the longest we send', async () => {
  const service = queueService();
  const queue = freshQueue();
  const work = azureWorkQueue(service);
  await work.send(queue, ['x'.repeat(49_152)]);
  await expect(work.send(queue, ['y', 'x'.repeat(49_153)])).rejects.toThrow(/65,536 bytes/);
  const client = service.getQueueClient(queue);
  expect((await client.getProperties()).approximateMessagesCount).toBe(1);
  await expect(client.sendMessage('x'.repeat(65_537))).rejects.toMatchObject({ statusCode: 413 });
});

test('a service that does not answer is a problem that says which queue', async () => {
  const nowhere = QueueServiceClient.fromConnectionString(
    'DefaultEndpointsProtocol=http;AccountName=a;AccountKey=YQ==;QueueEndpoint=http://127.0.0.1:1/a',
    { retryOptions: { maxTries: 1 } },
  );
  expect(await codeOf(azureWorkQueue(nowhere).send('jobs', ['1']))).toBe('QUEUE_UNREACHABLE');
});

/** The few words both sides understand, so that one play can be acted on both. */
interface Stage {
  readonly put: (text: string) => Promise<void>;
  readonly receive: (
    hiddenForInS: number,
  ) => Promise<{ id: string; popReceipt: string; dequeueCount: number } | undefined>;
  readonly extend: (id: string, popReceipt: string, hiddenForInS: number) => Promise<string | undefined>;
  readonly remove: (id: string, popReceipt: string) => Promise<boolean>;
}

function local(): Stage {
  const store = memoryQueueStore();
  return {
    put: (text) => store.put('jobs', [text]),
    receive: async (hiddenForInS) => (await store.receive('jobs', 1, hiddenForInS * 1000))[0],
    extend: (id, popReceipt, hiddenForInS) => store.extend('jobs', id, popReceipt, hiddenForInS * 1000),
    remove: (id, popReceipt) => store.remove('jobs', id, popReceipt),
  };
}

async function azure(): Promise<Stage> {
  const client = queueService().getQueueClient(freshQueue());
  await client.create();
  return {
    put: async (text) => {
      await client.sendMessage(text);
    },
    receive: async (hiddenForInS) => {
      const { receivedMessageItems } = await client.receiveMessages({ visibilityTimeout: hiddenForInS });
      const [message] = receivedMessageItems;
      return message && { id: message.messageId, popReceipt: message.popReceipt, dequeueCount: message.dequeueCount };
    },
    extend: async (id, popReceipt, hiddenForInS) => {
      const changed = client.updateMessage(id, popReceipt, undefined, hiddenForInS);
      return changed.then(
        (answer) => answer.popReceipt,
        () => undefined,
      );
    },
    remove: (id, popReceipt) =>
      client.deleteMessage(id, popReceipt).then(
        () => true,
        () => false,
      ),
  };
}

test.each`
  where                | stage
  ${'the local store'} | ${() => Promise.resolve(local())}
  ${'the service'}     | ${azure}
`('$where: receipts, hiding and counting go the same way', async ({ stage }) => {
  const on: Stage = await stage();
  await on.put('a');
  const first = await on.receive(60);
  expect(first?.dequeueCount).toBe(1);
  expect(await on.receive(60)).toBeUndefined();
  const { id = '', popReceipt = '' } = first ?? {};

  const extended = await on.extend(id, popReceipt, 0);
  expect(extended).toBeDefined();
  expect(extended).not.toBe(popReceipt);
  const second = await on.receive(60);
  expect([second?.id, second?.dequeueCount]).toEqual([id, 2]);

  expect(await on.extend(id, popReceipt, 60)).toBeUndefined();
  expect(await on.remove(id, popReceipt)).toBe(false);
  expect(await on.remove(id, extended ?? '')).toBe(false);
  expect(await on.remove(id, second?.popReceipt ?? '')).toBe(true);
  expect(await on.receive(60)).toBeUndefined();
});
