import { app as host } from '@azure/functions';
import { checkHealth } from '#app';

/** The only door without a token: says how each part is, and nothing else. */
host.http('health', {
  methods: ['GET'],
  authLevel: 'anonymous',
  route: 'health',
  handler: async () => {
    const health = await checkHealth();
    return { status: health.ok ? 200 : 503, jsonBody: health };
  },
});
