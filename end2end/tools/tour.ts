import { mkdirSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { expect, test } from '@playwright/test';

import { sizes, states } from './gallery';

const into = resolve(process.env.REPORT ?? 'tour');

/** The screens that docs/dashboard.md goes through, by their names in the gallery, and how far down each is shown. */
const wide: Record<string, number> = {
  'sign-in': 560,
  'set-up-app': 760,
  account: 900,
  overview: 1500,
  onboardings: 1100,
  case: 2450,
  messages: 1000,
  replay: 1000,
  'action-erase-wrong': 800,
  proposals: 1150,
  control: 1150,
  settings: 800,
  clients: 900,
  client: 1100,
  endpoints: 560,
  endpoint: 900,
  operators: 900,
  operator: 900,
  connections: 560,
  connection: 1100,
  audit: 1000,
  simulator: 900,
  shortcuts: 900,
};

/** Those that it shows on a phone as well. */
const narrow: Record<string, number> = { overview: 1300, onboardings: 1300, case: 1300 };

const shots = [
  ...Object.entries(wide).map(([name, height]) => ({ name, height, width: sizes.wide.width, scheme: 'light' as const })),
  ...Object.entries(narrow).map(([name, height]) => ({ name, height, width: sizes.narrow.width, scheme: 'dark' as const })),
];

test('draw the tour of the dashboard', async ({ page }) => {
  rmSync(into, { recursive: true, force: true });
  mkdirSync(into, { recursive: true });
  const gallery = new Map(states().map(({ name, language, address }) => [`${name}.${language}`, address]));
  for (const { name, height, width, scheme } of shots) {
    const address = gallery.get(`dashboard-${name}.en`);
    expect(address, `${name} in the gallery`).toBeDefined();
    await page.setViewportSize({ width, height: sizes.wide.height });
    await page.emulateMedia({ colorScheme: scheme });
    await page.goto(address ?? '');
    // What a script shows as soon as it runs.
    await page.evaluate(() => {
      for (const hidden of document.querySelectorAll('#live, [data-when="on"]')) hidden.removeAttribute('hidden');
    });
    const whole = await page.evaluate(() => document.documentElement.scrollHeight);
    const file = scheme === 'dark' ? `${name}-phone-dark.png` : `${name}.png`;
    await page.screenshot({
      path: join(into, file),
      fullPage: true,
      clip: { x: 0, y: 0, width, height: Math.min(height, whole) },
      animations: 'disabled',
    });
  }
});
