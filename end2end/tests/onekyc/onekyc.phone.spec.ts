import type { Page } from '@playwright/test';
import { expect, headings, simulator, test } from '../../fixtures/onekyc';

/** No page scrolls sideways, on a narrow phone and on the narrowest. */
async function fits(page: Page) {
  for (const width of [360, 320]) {
    await page.setViewportSize({ width, height: 740 });
    const wide = await page.evaluate(() => document.documentElement.scrollWidth);
    expect(wide, `${page.url()} at ${width} px`).toBeLessThanOrEqual(width);
  }
  await page.setViewportSize({ width: 360, height: 740 });
}

// OK-10
test('on a phone the page of its own comes first, and leads to the result', async ({ journey, page }) => {
  await page.goto(journey.at('intro'));
  await fits(page);
  const ownPage = page.getByRole('button', { name: 'Continue on a page of its own' });
  const frame = page.getByRole('button', { name: 'Continue on this page' });
  const [first, second] = [await ownPage.boundingBox(), await frame.boundingBox()];
  expect(first?.y).toBeLessThan(second?.y ?? 0);
  await ownPage.click();
  await fits(page);
  await page.getByRole('link', { name: 'Go to OneKYC' }).click();
  await page.getByRole('button', { name: 'Use a sample photo' }).click();
  await journey.reaches('result', headings.done);
  await fits(page);
});

// OK-02, OK-09
test('on a phone the frame fits, and leads to the result', async ({ journey, page }) => {
  await journey.openFrame();
  await journey.screen.getByRole('button', { name: 'Use the camera' }).waitFor();
  await fits(page);
  const box = await journey.element.boundingBox();
  expect(box?.width).toBeGreaterThanOrEqual(320);
  await journey.screen.getByRole('button', { name: 'Use the camera' }).click();
  await journey.screen.getByRole('button', { name: 'Take the photo' }).click();
  await journey.reaches('result', headings.done);
});

// OK-10, OK-12
test('on a phone the pages on the way fit', async ({ journey, page }) => {
  await simulator.next('permission_error');
  await journey.openFrame();
  await journey.reaches('ended', headings.camera);
  await fits(page);
  await page.getByRole('button', { name: 'Try again on this page' }).click();
  await journey.screen.getByRole('button', { name: 'Use a sample photo' }).waitFor();
  await simulator.details('in progress');
  await journey.proveWithSample();
  await journey.reaches('wait', headings.waiting);
  await fits(page);
});
