import { mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { expect, test, type Page } from '@playwright/test';

import { schemes, sizes, states } from './gallery';
import { walk, type Way } from './walk';

const into = resolve(process.env.REPORT ?? 'screenshots');

/** A frame of another site is laid out by a process of its own, a moment later. */
async function painted(page: Page) {
  for (const frame of page.frames()) {
    await frame.evaluate(
      () => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve))),
    );
  }
  if (page.frames().length > 1) await page.waitForTimeout(300);
}

async function draw(page: Page, name: string) {
  for (const size of Object.values(sizes)) {
    for (const colorScheme of schemes) {
      await page.setViewportSize(size);
      await page.emulateMedia({ colorScheme });
      await painted(page);
      await page.screenshot({
        path: join(into, `${name}-${size.width}-${colorScheme}.png`),
        fullPage: true,
        animations: 'disabled',
      });
    }
  }
}

test.beforeAll(() => {
  mkdirSync(into, { recursive: true });
});

/** Every page in every state, as the app's gallery renders them. */
test('draw the gallery', async ({ page }) => {
  expect(states().length, 'states in the gallery').toBeGreaterThan(0);
  for (const { name, language, address } of states()) {
    await page.goto(address);
    await draw(page, `${name}.${language}`);
  }
});

const ways: Record<string, Way> = {
  live: { journey: 'phone', phone: '+447700900123', presentation: 'frame' },
  'live-page': { journey: 'phone', phone: '+447700900123', presentation: 'page' },
  'live-cancelled': { journey: 'phone', phone: '+447700900001', presentation: 'frame' },
};

/** The journey as it is: with the provider's screen in its frame. */
for (const [name, way] of Object.entries(ways)) {
  test(`draw ${name}`, async ({ page }) => {
    let number = 0;
    await walk(page, way, async (kind) => {
      number += 1;
      if (kind === 'frame') await page.frameLocator('main iframe').locator('#phone').waitFor();
      await draw(page, `${name}-${String(number).padStart(2, '0')}-${kind}`);
    });
  });
}
