import { defineConfig } from 'vitest/config';

/** The tests that need Azurite; scripts/test-azure.mjs starts it and says where it is. */
const results = process.env['TILGODE_TEST_RESULTS'];

export default defineConfig({
  test: {
    reporters: results ? ['default', ['json', { outputFile: results }]] : ['default'],
    include: ['test/azure/**/*.test.ts'],
    testTimeout: 120_000,
    hookTimeout: 120_000,
    pool: 'forks',
    maxWorkers: 2,
  },
});
