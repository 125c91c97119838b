import { appUrl } from '../../fixtures/simulator';
import { cameraAsked, expect, headings, sdkUrl, test } from '../../fixtures/selfie';

test.use(cameraAsked);

// SL-08, SL-13
test('a camera that is denied is explained, and works once it is allowed', async ({ context, page, selfie }) => {
  // What is not in the list is denied.
  await context.grantPermissions([]);
  await selfie.openFrame();
  await selfie.sees('denied');
  await selfie.sdk.getByRole('button', { name: 'Close' }).click();
  await selfie.reaches('ended', headings.camera);
  await expect(page.getByRole('heading', { name: 'How to allow the camera' })).toBeVisible();
  await expect.poll(async () => (await selfie.session()).messages).toEqual(['ERROR PERMISSION']);
  for (const origin of [appUrl, sdkUrl]) await context.grantPermissions(['camera'], { origin });
  await page.getByRole('button', { name: 'Try again on this page' }).click();
  await selfie.reaches('result', headings.done);
});

// SL-08: the SDK asks again by itself when it is told to.
test('a camera that is allowed meanwhile is asked for again', async ({ context, selfie }) => {
  await context.grantPermissions([]);
  await selfie.openFrame();
  await selfie.sees('denied');
  for (const origin of [appUrl, sdkUrl]) await context.grantPermissions(['camera'], { origin });
  await selfie.sdk.getByRole('button', { name: 'Try again' }).click();
  await selfie.reaches('result', headings.done);
});
