import AxeBuilder from '@axe-core/playwright';

import { expect, headings, noCamera, test } from '../../fixtures/selfie';

test.use(noCamera);

// SL-07, SL-08, SL-13
test('a device without a camera is told so, and offered another way', async ({ page, selfie }) => {
  await selfie.openFrame();
  await selfie.sees('noCamera');
  await expect(page.locator('main')).toContainText('I can’t or don’t want to use a camera');
  // SL-07: the theme of our configuration.
  const again = selfie.sdk.getByRole('button', { name: 'Try again' });
  await expect(again).toHaveCSS('background-color', 'rgb(31, 78, 156)');
  await expect(again).toHaveCSS('border-radius', '8px');
  // Our own page; the screen in the box is the provider's.
  expect((await new AxeBuilder({ page }).exclude('main iframe').analyze()).violations).toEqual([]);
  await selfie.sdk.getByRole('button', { name: 'Close' }).click();
  await selfie.reaches('ended', headings.camera);
  await expect.poll(async () => (await selfie.session()).messages).toEqual(['ERROR CAMERA']);
  await expect(page.getByText('Ask for help: help@bank.example', { exact: false })).toBeVisible();
});
