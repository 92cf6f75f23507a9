import { app as host } from '@azure/functions';
import { z } from 'zod';
import { currentApp, dispatchWork, runWork, workQueueName } from '#app';

const message = z.object({ workId: z.int().min(1) });

/** Does the piece of work that the message names, and sends what follows from it on its way. */
host.storageQueue('work', {
  queueName: workQueueName,
  connection: 'AzureWebJobsStorage',
  handler: async (received) => {
    const { workId } = message.parse(received);
    const { app } = await currentApp();
    await runWork(app, workId);
    await dispatchWork(app);
  },
});
