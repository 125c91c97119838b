import { expect, test } from '../../fixtures/selfie';

const EXPLAINS = /needs JavaScript, which is switched off in this browser/;

// SL-08: the camera is explained all the same, and so is what to do without scripts.
test('without JavaScript the page before the camera explains, and offers another device or help', async ({ page, selfie }) => {
  await page.goto(selfie.at());
  const text = page.locator('noscript, .inset').filter({ hasText: EXPLAINS }).first();
  await expect(text).toBeVisible();
  await expect(text).toContainText('on another device');
  await expect(text).toContainText('help@bank.example');
  await expect(page.getByRole('heading', { name: 'I can’t or don’t want to use a camera' })).toBeVisible();
});

// SL-08
test('without JavaScript the frame’s page holds no frame', async ({ page, selfie }) => {
  await selfie.openFrame();
  await expect(page.locator('.inset').filter({ hasText: EXPLAINS })).toBeVisible();
  await expect(page.locator('iframe')).toHaveCount(0);
  expect(await selfie.sessions()).toEqual([]);
});
