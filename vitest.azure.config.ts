import { defineConfig } from 'vitest/config';

/** The tests that need Azurite; scripts/test-azure.mjs starts it and says where it is. */
export default defineConfig({
  test: {
    include: ['test/azure/**/*.test.ts'],
    testTimeout: 120_000,
    hookTimeout: 120_000,
    pool: 'forks',
    maxWorkers: 2,
  },
});
