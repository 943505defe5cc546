import { defineConfig } from 'vitest/config';

/** The project's own tests. The conformance specs are not among them: `cli.ts conformance` runs those. */
export default defineConfig({
  test: {
    include: ['{conformance,fixtures,load,reports}/**/*.test.ts'],
    testTimeout: 60_000,
    // They wait more than they compute.
    maxWorkers: 3,
    hookTimeout: 60_000,
  },
});
