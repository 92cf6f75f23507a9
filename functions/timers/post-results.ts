import { app as host } from '@azure/functions';
import { currentApp, proposeAllPostings } from '#app';

/**
 * Proposes and posts what was matched.
 * Runnable at any time with the same result; in UTC, because the host has no time zones.
 */
host.timer('post-results', {
  schedule: '0 2,12,22,32,42,52 * * * *',
  handler: async () => {
    const { app } = await currentApp();
    await proposeAllPostings(app);
  },
});
