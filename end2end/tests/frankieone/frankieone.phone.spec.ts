import AxeBuilder from '@axe-core/playwright';

import { expect, test } from '../../fixtures/frankieone';

test('on a phone the review is read without scrolling sideways, and axe finds nothing', async ({ federation, page }) => {
  await federation.review('long');
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme });
    const { violations } = await new AxeBuilder({ page }).analyze();
    expect(violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html}`)), colorScheme).toEqual([]);
  }
  for (const width of [360, 320]) {
    await page.setViewportSize({ width, height: 740 });
    expect(await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth)).toBe(0);
  }
  const boxes = await page.locator('.actions .button').evaluateAll((buttons) => buttons.map((button) => button.getBoundingClientRect().height));
  for (const height of boxes) expect(height).toBeGreaterThanOrEqual(44);
  await federation.confirm();
  await federation.isDone();
});
