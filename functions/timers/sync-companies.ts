import { app as host } from '@azure/functions';
import { currentApp, syncCompanies } from '#app';

/**
 * Reads what changed in Business Central.
 * Runnable at any time with the same result; in UTC, because the host has no time zones.
 */
host.timer('sync-companies', {
  schedule: '0 */15 * * * *',
  handler: async () => {
    const { app } = await currentApp();
    await syncCompanies(app);
  },
});
