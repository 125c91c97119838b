import { app, expect, headings, provider, test } from '../../fixtures/onekyc';

// A browser that really asks, instead of saying yes by itself.
test.use({
  launchOptions: async ({ launchOptions }, use) => {
    const args = (launchOptions.args ?? []).filter((flag) => flag !== '--use-fake-ui-for-media-stream');
    await use({ ...launchOptions, args });
  },
});

// OK-12
test('a camera that is denied is explained, and works once it is allowed', async ({ context, journey, page }) => {
  // What is not in the list is denied.
  await context.grantPermissions([]);
  await journey.openFrame();
  await journey.screen.getByRole('button', { name: 'Use the camera' }).click();
  await journey.reaches('ended', headings.camera);
  await expect(page.getByRole('heading', { name: 'How to allow the camera' })).toBeVisible();
  expect((await journey.session()).messages).toEqual(['ERROR PERMISSION_ERROR']);
  for (const origin of [app, provider]) await context.grantPermissions(['camera'], { origin });
  await page.getByRole('button', { name: 'Try again on this page' }).click();
  await journey.screen.getByRole('button', { name: 'Use the camera' }).click();
  await journey.screen.getByRole('button', { name: 'Take the photo' }).click();
  await journey.reaches('result', headings.done);
});
