import { app as host } from '@azure/functions';
import { currentApp, fetchAllFiles } from '#app';

/**
 * Fetches receipts and payment files.
 * Runnable at any time with the same result; in UTC, because the host has no time zones.
 */
host.timer('fetch-files', {
  schedule: '0 */10 * * * *',
  handler: async () => {
    const { app } = await currentApp();
    await fetchAllFiles(app);
  },
});
