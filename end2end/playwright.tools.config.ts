import { defineConfig } from '@playwright/test';

import { browser, desktop, shared } from './playwright.config';

/** Scripts that measure and draw. `cargo xtask size` and `cargo xtask screenshots` run them. */
export default defineConfig({
  ...shared,
  testDir: 'tools',
  timeout: 600_000,
  reporter: [['line']],
  use: { ...shared.use, screenshot: 'off' },
  projects: [
    { name: 'size', testMatch: 'size.ts', use: { ...desktop, ...browser() } },
    { name: 'screenshots', testMatch: 'screenshots.ts', use: { ...desktop, ...browser() } },
  ],
});
