import { app as host } from '@azure/functions';
import { currentApp, dispatchWork } from '#app';

/**
 * Sends a message for every piece of work that waits.
 * Runnable at any time with the same result; in UTC, because the host has no time zones.
 */
host.timer('outbox-sweep', {
  schedule: '0 * * * * *',
  handler: async () => {
    const { app } = await currentApp();
    await dispatchWork(app);
  },
});
