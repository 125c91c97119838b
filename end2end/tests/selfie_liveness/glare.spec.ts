import { camera, expect, headings, test } from '../../fixtures/selfie';
import { selfieUrl } from '../../fixtures/simulator';

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

// SL-04: each launch has a token of its own; it stands in no address and goes to the gateway alone.
test('a reload gets another user token, and neither is in an address', async ({ page, selfie }) => {
  const addresses: string[] = [];
  const holders = new Set<string>();
  page.on('request', (request) => {
    addresses.push(request.url());
    if (request.headers()['x-onekyc-token']) holders.add(new URL(request.url()).origin);
  });
  await selfie.openFrame();
  await selfie.sees('capture');
  await page.reload();
  await selfie.sees('capture');
  const sessions = await selfie.sessions();
  expect(sessions).toHaveLength(2);
  const tokens = sessions.map((session) => session.user_token);
  expect(new Set(tokens).size).toBe(2);
  expect(addresses.filter((address) => tokens.some((token) => address.includes(token)))).toEqual([]);
  expect(await page.content()).not.toContain(tokens[1]);
  expect([...holders]).toEqual([selfieUrl]);
});
