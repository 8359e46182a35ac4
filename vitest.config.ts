import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';
import SummaryReporter from './ops/quality/src/summaryReporter.js';

const seconds = 1_000;

export default defineConfig({
  test: {
    reporters: ['default', new SummaryReporter()],
    globalSetup: 'ops/quality/src/ownState.ts',
    projects: [
      {
        extends: true,
        test: {
          name: 'packages',
          include: ['{localbin,platform,application}/*/src/**/*.test.ts', 'ops/!(e2e)/src/**/*.test.ts'],
          testTimeout: 60 * seconds,
          hookTimeout: 60 * seconds,
          // Most tests wait for other programs rather than compute.
          maxWorkers: Math.max(2, availableParallelism()),
        },
      },
      {
        extends: true,
        test: {
          name: 'end-to-end',
          include: ['ops/e2e/src/**/*.test.ts'],
          testTimeout: 300 * seconds,
          hookTimeout: 300 * seconds,
          maxWorkers: 2,
          sequence: { groupOrder: 1 },
        },
      },
    ],
  },
});
