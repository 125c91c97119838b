import type { Page } from '@playwright/test';

import { camera, expect, headings, test } from '../../fixtures/selfie';

test.use(camera('face'));

/** No page scrolls sideways, on a narrow phone and on the narrowest. */
async function fits(page: Page) {
  for (const width of [360, 320]) {
    await page.setViewportSize({ width, height: 740 });
    const wide = await page.evaluate(() => document.documentElement.scrollWidth);
    expect(wide, `${page.url()} at ${width} px`).toBeLessThanOrEqual(width);
  }
  await page.setViewportSize({ width: 360, height: 740 });
}

// SL-08
test('on a phone the page of its own comes first, and leads to the result', async ({ complaints, page, selfie }) => {
  complaints.expect(/status of 409 \(Conflict\) \(.*\/sdk\/selfie\/finish\)/);
  await page.goto(selfie.at());
  await fits(page);
  const ownPage = page.getByRole('button', { name: 'Continue on a page of its own' });
  const frame = page.getByRole('button', { name: 'Continue on this page' });
  const [first, second] = [await ownPage.boundingBox(), await frame.boundingBox()];
  expect(first?.y).toBeLessThan(second?.y ?? 0);
  await ownPage.click();
  await page.getByRole('button', { name: 'Go to OneKYC Selfie' }).click();
  await selfie.sees('capture', page);
  await selfie.reaches('result', headings.done);
});

// SL-08
test('on a phone the frame fits, and leads to the result', async ({ page, selfie }) => {
  await selfie.willPlay('retry_once');
  await selfie.openFrame();
  await selfie.sees('retry');
  await fits(page);
  expect((await selfie.element.boundingBox())?.width).toBeGreaterThanOrEqual(320);
  await selfie.sdk.getByRole('button', { name: 'Try again' }).click();
  await selfie.reaches('result', headings.done);
});
