import { app as host } from '@azure/functions';
import { currentApp, watchAllAnswers } from '#app';

/**
 * Tells which receipts, status reports and payment files should be here and are not.
 * Runnable at any time with the same result; in UTC, because the host has no time zones.
 */
host.timer('watch-answers', {
  schedule: '0 20 * * * *',
  handler: async () => {
    const { app } = await currentApp();
    await watchAllAnswers(app);
  },
});
