import type { Page } from '@playwright/test';

import { expect, test } from '../../fixtures/test';

/** No page scrolls sideways, on a narrow phone and on the narrowest. */
async function fits(page: Page) {
  for (const width of [320, 360]) {
    await page.setViewportSize({ width, height: 740 });
    const wide = await page.evaluate(() => document.documentElement.scrollWidth);
    expect(wide, `${page.url()} at ${width} px`).toBeLessThanOrEqual(width);
  }
}

test('SG-13 on a phone the page of its own comes first, and every page on the way fits', async ({ applicant, page }) => {
  for (const path of ['/', '/start/phone']) {
    await page.goto(path);
    await fits(page);
  }
  await applicant.begin();
  for (const path of [applicant.tasks, `${applicant.tasks}/steps/number`, applicant.at()]) {
    await page.goto(path);
    await fits(page);
  }
  const own = page.getByRole('button', { name: 'Continue on a page of its own' });
  const frame = page.getByRole('button', { name: 'Continue on this page' });
  const [first, second] = [await own.boundingBox(), await frame.boundingBox()];
  expect(first?.y).toBeLessThan(second?.y ?? 0);
  await applicant.choose('page');
  await page.waitForURL(applicant.at('leave'));
  await fits(page);
  await applicant.leave();
  await applicant.prove(page);
  await applicant.isDone();
  await fits(page);
});

test('SG-06 on a phone the frame keeps its least size, and only its own box scrolls', async ({ applicant, page }) => {
  await applicant.begin();
  await applicant.openFrame();
  await applicant.screen.locator('#phone').waitFor();
  for (const width of [320, 360]) {
    await page.setViewportSize({ width, height: 740 });
    const frame = await applicant.frame.boundingBox();
    expect(frame?.width).toBeGreaterThanOrEqual(350);
    expect(frame?.height).toBeGreaterThanOrEqual(600);
    const { box, wide } = await page.evaluate(() => {
      const element = document.querySelector('.frame__box');
      return { box: element?.clientWidth ?? Infinity, wide: document.documentElement.scrollWidth };
    });
    expect(box).toBeLessThanOrEqual(width);
    expect(wide).toBeLessThanOrEqual(width);
  }
  await applicant.prove();
  await applicant.isDone();
});

test('SG-06 on a phone nothing moves when the frame arrives', async ({ applicant, page }) => {
  await page.addInitScript(() => {
    const shifts: number[] = [];
    (window as unknown as { shifts: number[] }).shifts = shifts;
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries()) shifts.push((entry as unknown as { value: number }).value);
    }).observe({ type: 'layout-shift', buffered: true });
  });
  await applicant.begin();
  await applicant.openFrame();
  await applicant.screen.locator('#phone').waitFor();
  expect(await page.evaluate(() => (window as unknown as { shifts: number[] }).shifts)).toEqual([]);
});

test('SG-10 on a phone the pages of an end and of a wait fit', async ({ applicant, page, simulator }) => {
  await simulator.next('signicat', 'abort');
  await applicant.begin();
  await applicant.openFrame();
  await applicant.sendNumber();
  await page.waitForURL(applicant.at('ended'));
  await fits(page);
  await simulator.next('signicat', 'status_never');
  await page.locator('button[name="presentation"][value="page"]').click();
  await applicant.leave();
  await applicant.prove(page);
  await page.waitForURL(applicant.at('wait'));
  await fits(page);
});
