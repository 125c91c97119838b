import { expect, test } from '../../fixtures/frankieone';

test('without JavaScript the page before the step explains, and offers another device or help', async ({ federation, page }) => {
  await page.goto(federation.at());
  const text = page.locator('noscript, .inset').filter({ hasText: /needs JavaScript, which is switched off in this browser/ }).first();
  await expect(text).toBeVisible();
  await expect(text).toContainText('on another device');
  await expect(text).toContainText('help@bank.example');
});
