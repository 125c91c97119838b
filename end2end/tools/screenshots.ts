import { existsSync, mkdirSync, readdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { test, type Page } from '@playwright/test';

import { walk, type Way } from './walk';

const into = resolve(process.env.REPORT ?? 'screenshots');
const gallery = resolve(process.env.GALLERY ?? 'gallery');

const widths = [
  { width: 360, height: 740 },
  { width: 1280, height: 900 },
];
const schemes = ['light', 'dark'] as const;

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
  for (const size of widths) {
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
  test.skip(!existsSync(gallery), 'there is no gallery');
  const names = readdirSync(gallery).filter((name) => name.endsWith('.html') && name !== 'index.html');
  for (const name of names) {
    await page.goto(pathToFileURL(join(gallery, name)).href);
    await draw(page, name.replace(/\.html$/, ''));
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
