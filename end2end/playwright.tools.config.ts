import { defineConfig } from '@playwright/test';

import { browser, desktop, shared } from './playwright.config';

/** Scripts that measure, draw and go through the gallery. `cargo xtask size`, `screenshots` and `axe` run them. */
export default defineConfig({
  ...shared,
  testDir: 'tools',
  timeout: 600_000,
  workers: 2,
  reporter: [['line'], ['json', { outputFile: process.env.PLAYWRIGHT_JSON_OUTPUT_FILE ?? 'test-results/tools.json' }]],
  use: { ...shared.use, screenshot: 'off' },
  projects: [
    { name: 'size', testMatch: 'size.ts', workers: 1, use: { ...desktop, ...browser() } },
    {
      name: 'axe',
      testMatch: 'axe.ts',
      timeout: 60_000,
      // Files, without a simulator: more than one test at a time.
      workers: 2,
      use: { ...desktop, ...browser() },
    },
    { name: 'tour', testMatch: 'tour.ts', workers: 1, use: { ...desktop, ...browser() } },
    { name: 'screenshots', testMatch: 'screenshots.ts', workers: 1, use: { ...desktop, ...browser() } },
  ],
});
