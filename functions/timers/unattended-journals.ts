import { app as host } from '@azure/functions';
import { currentApp, buildUnattended } from '#app';

/**
 * Builds, checks and sends the journals that are due for it by themselves.
 * Runnable at any time with the same result; in UTC, because the host has no time zones.
 */
host.timer('unattended-journals', {
  schedule: '0 5,20,35,50 * * * *',
  handler: async () => {
    const { app } = await currentApp();
    await buildUnattended(app);
  },
});
