import { join } from 'node:path';
import { defineConfig } from 'vitest/config';

/** The project's own tests. The conformance specs are not among them: `cli.ts conformance` runs those. */
export default defineConfig({
  test: {
    include: ['{conformance,fixtures,load,reports}/**/*.test.ts'],
    // Many start servers and whole runs, on a machine that may do other things at the same time.
    testTimeout: 120_000,
    // Many start the command line: what it is made of is compiled once.
    env: { NODE_COMPILE_CACHE: join(import.meta.dirname, 'node_modules/.cache/compiled') },
    // They wait more than they compute.
    maxWorkers: 4,
    hookTimeout: 60_000,
  },
});
