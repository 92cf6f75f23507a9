import { app as host } from '@azure/functions';
import { z } from 'zod';
import { currentApp, setWorkAside, workQueueName } from '#app';

const message = z.object({ workId: z.int().min(1) });

/** Work that failed again and again: puts it aside and tells the error log. Never throws: nobody would hear it. */
host.storageQueue('work-poison', {
  queueName: `${workQueueName}-poison`,
  connection: 'AzureWebJobsStorage',
  handler: async (received, context) => {
    try {
      const read = message.safeParse(received);
      if (!read.success) return context.error('A message in the poison queue names no work');
      const { app } = await currentApp();
      await setWorkAside(app, read.data.workId);
    } catch (thrown) {
      context.error('Work could not be put aside', thrown instanceof Error ? thrown.message : '');
    }
  },
});
