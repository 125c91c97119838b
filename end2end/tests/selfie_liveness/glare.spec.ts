import { camera, expect, headings, test } from '../../fixtures/selfie';

test.use(camera('glare'));

// SL-09
test('glare is told at once, and no photo is taken', async ({ page, selfie }) => {
  await selfie.openFrame();
  await selfie.sees('capture');
  await expect(selfie.sdk.locator('.stage')).toHaveAttribute('data-feedback', 'glare');
  await expect(selfie.sdk.getByRole('alert').filter({ hasText: 'There is too much glare. Turn away from the light.' })).toBeVisible();
  // It stays so for longer than a good face would have taken.
  const frames = selfie.sdk.locator('video');
  const from = await frames.evaluate((video: HTMLVideoElement) => video.currentTime);
  await expect.poll(() => frames.evaluate((video: HTMLVideoElement) => video.currentTime)).toBeGreaterThan(from + 1.5);
  await selfie.sees('capture');
  expect((await selfie.session()).attempts).toBe(0);
  await selfie.isStillOpen();
  await selfie.sdk.getByRole('button', { name: 'Close' }).click();
  await selfie.reaches('ended', headings.cancelled);
  await expect(page.getByRole('button', { name: /^Try again/ })).toHaveCount(2);
});
